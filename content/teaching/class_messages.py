"""A message to the people of a class: who that is, who was away last time, and texts to begin with for what there is to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from content.classes.figures import away_from
from content.classes.models import CentreClass, ClassSession
from content.classes.register import people_of_class
from content.templatetags.class_parts import day_and_month, meets_in_words, weekday
from portal.look.templatetags.look import uncapped
from portal.people.public import first_ids
from portal.text.sent import whole

REMINDER, MOVED, OFF, MISSED, OWN = "nhac", "doi", "nghi", "vang", "tu-viet"
EVERYBODY, AWAY, NOBODY = "ca-lop", "vang", "chon"


@dataclass(frozen=True)
class Reached:
    """Somebody of the class as the form shows the person; `reason`: why somebody may have a word with this one."""

    learner: UUID
    reference: str
    name: str
    group: str
    reason: str


@dataclass(frozen=True)
class Occasion:
    """What a class is written to about. `asked`: the session that the page before was about; `old`: when it was to be.

    `ahead`: the session that comes (the one asked for, if it does); `last`: the one somebody may have missed.
    """

    taught: CentreClass
    asked: ClassSession | None
    ahead: ClassSession | None
    last: ClassSession | None
    old: datetime | None = None

    @property
    def kinds(self) -> list[str]:
        """The kinds of texts that fit now."""
        off = self.asked is not None and self.asked.called_off_at is not None
        fit = {REMINDER: self.ahead and not off, MOVED: self.ahead and not off, OFF: off, MISSED: self.last, OWN: True}
        return [kind for kind, fits in fit.items() if fits]

    def kind(self, wanted: str, away: bool) -> str:
        """The kind wanted, if it fits; else what fits first, to who was `away` that they were missed."""
        first = MISSED if away and self.last else self.kinds[0]
        return wanted if wanted in self.kinds else OWN if first == MISSED and not away else first


def occasion_of(taught: CentreClass, said: Mapping[str, str]) -> Occasion:
    """The occasion that an address asks for: `buoi` names a session of the class, `tu` when it was to be before it was moved."""
    sessions = list(ClassSession.objects.filter(taught=taught).select_related("taught__centre"))
    key, now = whole(said.get("buoi", "")), timezone.now()
    asked = next((one for one in sessions if one.pk == key), None)
    held = [one for one in sessions if one.called_off_at is None]
    ahead = next((one for one in held if one.ends_at > now and one.closed_at is None), None)
    last = next((one for one in reversed(held) if one.closed_at), None)
    if asked in held and asked:
        ahead = asked if asked.ends_at > now and asked.closed_at is None else ahead
        last = asked if asked.begins_at <= now else last
    return Occasion(taught, asked, ahead, last, _moment(said.get("tu", "")))


def _moment(text: str) -> datetime | None:
    """The moment that an address names (2026-12-03T19:00); None for anything else."""
    try:
        moment = datetime.fromisoformat(text[:32])
        return timezone.localtime(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    except (ValueError, OverflowError):
        return None


def people_to_reach(occasion: Occasion) -> list[Reached]:
    """Everybody of the class by given name, who stands in it under two records once; the same questions for any number."""
    rows, away = people_of_class(occasion.taught), away_from(occasion.last) if occasion.last else set()
    first = first_ids([row.learner for row in rows])
    chosen: dict[UUID, Reached] = {}
    told = _("was away on %(day)s") % {"day": _day(occasion.last)} if occasion.last else ""
    for row in sorted(rows, key=lambda row: first[row.learner] != row.learner):
        reason = told if row.learner in away else ""
        chosen.setdefault(first[row.learner], Reached(row.learner, row.reference, row.name, row.group, reason))
    kept = {one.learner for one in chosen.values()}
    return [chosen[first[row.learner]] for row in rows if row.learner in kept]


def ticked_of(people: list[Reached], whom: str) -> set[str]:
    """Whom a press of “the whole class”, “who was away” or “nobody” ticks."""
    if whom == NOBODY:
        return set()
    return {one.reference for one in people if one.reason or whom != AWAY}


def offered(occasion: Occasion, kind: str) -> str:
    """A text to begin with, in plain words; the teacher changes it."""
    told = {"class": occasion.taught.title, "next": _next(occasion)}
    if kind == REMINDER:
        words = _("The next session of the class “%(class)s”: %(next)s. If you cannot come, call the centre.")
    elif kind == MOVED and occasion.old:
        told["day"] = _in_a_line(occasion.old)
        words = _("The session of the class “%(class)s” on %(day)s is moved to: %(next)s. If you cannot come, call us.")
    elif kind == MOVED:
        words = _(
            "The next session of the class “%(class)s” is changed. Now it is: %(next)s. If you cannot come, call us."
        )
    elif kind == OFF and occasion.asked:
        told |= {"day": _day(occasion.asked), "why": occasion.asked.called_off_why.rstrip(" .")}
        words = _("The session of the class “%(class)s” on %(day)s does not take place: %(why)s.")
    elif kind == MISSED:
        told["day"] = _day(occasion.last)
        words = _(
            "The class “%(class)s” met on %(day)s without you. Your place is kept. If something is difficult, come to the "
            "centre or call us."
        )
    else:
        return ""
    further = _("The next session: %(next)s.") if kind in (OFF, MISSED) and occasion.ahead else ""
    return " ".join(part % told for part in (words, further) if part)


def _next(occasion: Occasion) -> str:
    """Day, hours and place of the session ahead."""
    if occasion.ahead is None:
        return ""
    told = {"when": uncapped(meets_in_words(occasion.ahead)), "place": occasion.ahead.place or occasion.taught.centre}
    return _("%(when)s, at %(place)s") % told


def _day(session: ClassSession | None) -> str:
    return _in_a_line(session.begins_at) if session else ""


def _in_a_line(moment: datetime) -> str:
    """Thứ Năm, ngày 3 tháng 12, within a sentence."""
    day = timezone.localdate(moment)
    return f"{uncapped(weekday(day))}, {day_and_month(day)}"
