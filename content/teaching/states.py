"""How somebody stands in a course, as a teacher would say it: five states, the numbers they rest on, the reason in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models import CharField as Text
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from content.identities import Enrolment
from portal.look.numbers import in_words

FAILING, STUCK, AWAY, LEARNING, FINISHED = "failing", "stuck", "away", "learning", "finished"
NEEDS_HELP = (FAILING, STUCK, AWAY)
ORDER = (FAILING, STUCK, AWAY, LEARNING, FINISHED)


@dataclass(frozen=True)
class Threshold:
    """From which number on somebody is asked after (the portal's own values), and that in words."""

    number: int
    words: Any

    def __str__(self) -> str:
        return str(self.words) % {"n": self.number}


TRIES = Threshold(
    3, gettext_lazy("A question was answered %(n)s times and is still wrong, and the lesson is not finished.")
)
STILL = Threshold(7, gettext_lazy("Somebody began and has not come back to the course for %(n)s days."))
GONE = Threshold(30, gettext_lazy("Somebody has not come back to the course for %(n)s days."))
NEVER = Threshold(14, gettext_lazy("Somebody enrolled %(n)s days ago and has not opened a lesson."))
WORDS = {
    FAILING: gettext_lazy("Tried and tried"),
    STUCK: gettext_lazy("Stopped on the way"),
    AWAY: gettext_lazy("Away for long"),
    LEARNING: gettext_lazy("Learning"),
    FINISHED: gettext_lazy("Finished the course"),
}
RULES = ((FAILING, (TRIES,)), (STUCK, (STILL,)), (AWAY, (GONE, NEVER)))


def rules() -> list[tuple[str, list[str]]]:
    """Each state that asks for help, with what makes it, for the page."""
    return [(str(WORDS[state]), [str(one) for one in found]) for state, found in RULES]


def tries_allowed(lessons: dict[int, int]) -> dict[int, int]:
    """Lesson (id of its original) -> from how many misses on it is too hard. `lessons`: with their attempts, 0 for any."""
    return {pk: min(TRIES.number, attempts or TRIES.number) for pk, attempts in lessons.items()}


def _before(day: date, threshold: Threshold) -> datetime:
    """What happened before this moment was at least so many days ago, as days are counted here."""
    midnight = datetime.combine(day - timedelta(days=threshold.number - 1), datetime.min.time())
    return timezone.make_aware(midnight)


def with_states(rows: QuerySet[Enrolment], lessons: dict[int, int], today: date | None = None) -> QuerySet:
    """The enrolments with `state`, and `since`: the last act in a lesson, or enrolling. `lessons`: as in `tries_allowed`."""
    day = today or timezone.localdate()
    missed = Q(pk=None)
    allowed = tries_allowed(lessons)
    for number in sorted(set(allowed.values())):
        pages = [pk for pk, least in allowed.items() if least == number]
        missed |= Q(progress__failing_page__in=pages, progress__failing_tries__gte=number)
    never = Q(progress__last_at=None, made_at__lt=_before(day, NEVER))
    return rows.annotate(
        since=Coalesce("progress__last_at", "made_at"),
        state=Case(
            When(progress__finished_at__isnull=False, then=Value(FINISHED)),
            When(missed, then=Value(FAILING)),
            When(never | Q(progress__last_at__lt=_before(day, GONE)), then=Value(AWAY)),
            When(progress__last_at__lt=_before(day, STILL), then=Value(STUCK)),
            default=Value(LEARNING),
            output_field=Text(),
        ),
    )


def days_since(moment: datetime, today: date | None = None) -> int:
    """Whole days here from then to today."""
    return ((today or timezone.localdate()) - timezone.localdate(moment)).days


def how_long(days: int) -> str:
    """Days as one would say them: 9 days, 3 weeks, 2 months."""
    if days < 14:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}


def reason(state: str, *, days: int, lesson: int, tries: int = 0, opened: bool = True) -> str:
    """Why somebody stands in this state. `lesson`: the number of the lesson it is about, 0 where there is none any more."""
    told = {"lesson": lesson, "long": how_long(days), "n": in_words(tries, get_language() or "vi")}
    if state == FINISHED:
        return _("Finished %(long)s ago") % told if days else _("Finished today")
    if state == FAILING:
        words = _("Tried lesson %(lesson)s %(n)s times, not passed yet") % told
        return words if days < STILL.number else _("%(words)s; away for %(long)s") % {"words": words, **told}
    if not opened:
        if state == AWAY:
            return _("No lesson opened since enrolling %(long)s ago") % told
        return _("Enrolled %(long)s ago, no lesson opened yet") % told if days else _("Enrolled today")
    if state == LEARNING:
        if not lesson:
            return _("Last here %(long)s ago") % told if days else _("Was here today")
        if not days:
            return _("At lesson %(lesson)s, was here today") % told
        return _("At lesson %(lesson)s, last here %(long)s ago") % told
    if not lesson:
        return _("Not here for %(long)s") % told
    return _("Stopped at lesson %(lesson)s, for %(long)s") % told
