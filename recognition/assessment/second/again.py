"""Marking what was marked before: blind (second), or on the learner's request (review). Always another assessor.

Nothing here touches the case's version: whoever marks in secret leaves no trace that the first assessor could see.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, accounts_of
from recognition.assessment.second.loans import units_to_mark_again
from recognition.assessment.three_people import must_be_apart
from recognition.assessment.work import Work, take_back, work_of
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows, wrong_day
from recognition.cases.rights import acting_for
from recognition.cases.said import left_out_without_reason, said_of
from recognition.cases.subject_words import said_words
from recognition.cases.submission import locked
from recognition.models import Assessment, Case, Evidence, Mark, PaperOpened, PaperVerdict, SubmittedItem
from recognition.refusals import MESSAGE, REASON, Held, Incomplete, NotYours, Refused, SamePerson, WrongState, said_in
from recognition.sets.publishing import criteria_of

Marks = Mapping[str, tuple[str, str]]  # code -> (points as typed, reason)
SECOND, REVIEW = Assessment.Kind.SECOND, Assessment.Kind.REVIEW
OPEN, ENDED, LEFT = Assessment.State.OPEN, Assessment.State.ENDED, Assessment.State.LEFT


def must_mark_again(case: Case, kind: str, user: User) -> None:
    """Raises NotYours without the right to judge there, SamePerson for whoever judged (otherwise) or helped, OutsideCampaign."""
    if not units_to_mark_again(user).filter(pk=acting_for(case).pk).exists():
        raise NotYours(_("Only an officer of the commune of this case, or one lent to it, can do this."))
    must_be_apart(case, user)
    earlier = Assessment.objects.filter(submission=case.submission_id, assessor__in=accounts_of(user))
    if earlier.exclude(kind=kind).exists():
        raise SamePerson(_("You judged this case before. Another officer has to look at it."))
    days = frozenset({lifecycle.ASSESSMENT, lifecycle.COUNCIL})
    if days.isdisjoint(open_windows(case.campaign)):
        raise wrong_day(case.campaign, days)


def own_work(case: Case, kind: str, user: User) -> Assessment | None:
    """What this user has begun of that kind."""
    return Assessment.objects.filter(submission=case.submission_id, kind=kind, assessor=user).first()


def begin_again(case: Case, kind: str, user: User, *, take_over: bool = False) -> Assessment:
    """The user's own assessment of a locked case, in work. Raises Held while another one is at it, WrongState once it ended."""
    must_mark_again(case, kind, user)
    rows = Assessment.objects.filter(submission=case.submission_id, kind=kind)
    if rows.filter(state=ENDED).exists():
        raise WrongState(_("This has been marked meanwhile, so nothing is left to do here."))
    for other in rows.filter(state=OPEN).exclude(assessor=user).select_related("assessor"):
        if not take_over:
            raise Incomplete(
                _("%(who)s is marking this case. Take it over only when that person cannot go on.")
                % {"who": other.assessor.get_full_name()},
                "take_over",
            )
        take_back(other, LEFT)
        append("case.marking_taken_over", f"case:{case.pk}", by=user, details={"kind": kind})
    mine = own_work(case, kind, user)
    if mine is None:
        return Assessment.objects.create(submission_id=case.submission_id, kind=kind, assessor=user)
    if mine.state == LEFT:
        if rows.filter(state=OPEN).exists():
            raise Held(mine.assessor, None)
        take_back(mine, OPEN)
    return mine


def take_over(case: Case, kind: str, user: User) -> Assessment:
    """The user goes on where another one is at it. Raises what `begin_again` raises."""
    with transaction.atomic():
        return begin_again(locked(case, None), kind, user, take_over=True)


def keep_words(case: Case, user: User, words: str) -> None:
    """Keeps the answer of a review as far as it is written. Raises Incomplete for too many words, and what `begin_again` raises."""
    with transaction.atomic():
        mine = begin_again(locked(case, None), REVIEW, user)
        mine.words = said_in(words, MESSAGE, "words")
        mine.save(update_fields=["words"])


def enter(case: Case, kind: str, marks: Marks, user: User, *, strict: bool = True) -> Work:
    """Keeps what was typed; `strict` raises Incomplete naming the indicator that cannot be read, else it is left out."""
    with transaction.atomic():
        case = locked(case, None)
        mine = begin_again(case, kind, user)
        work, new = work_of(case, mine), []
        criteria = criteria_of(case.submission.criteria_set)
        for code, (said, reason) in marks.items():
            try:
                (points, left_out), reason = said_of(criteria, code, said), said_in(reason, REASON, code)
            except Refused:
                if strict:
                    raise
                continue
            old = work.marks.get(code)
            stands = (old.points, old.not_applicable, old.reason) if old else (work.answers[code].points, False, "")
            if left_out and not reason:
                if strict:
                    raise left_out_without_reason(code)
                continue
            if stands != (points, left_out, reason):
                new.append(Mark(assessment=mine, indicator=code, points=points, not_applicable=left_out, reason=reason))
        Mark.objects.bulk_create(new)
        work.marks.update({mark.indicator: mark for mark in new})
    return work


def complete(case: Case, kind: str, marks: Marks, user: User) -> Work:
    """As `enter`, and every mark that differs from the proposed has to say why. Raises Incomplete naming the indicator."""
    work = enter(case, kind, marks, user)
    if code := work.without_reason:
        text = _("%(code)s: say in a few words why %(points)s and not the proposed %(proposed)s.")
        criteria = criteria_of(case.submission.criteria_set)
        said = work.marks[code].points, work.answers[code].points
        points, proposed = (said_words(criteria, code, str(one)) for one in said)
        raise Incomplete(text % {"code": code, "points": points, "proposed": proposed}, code)
    return work


def judge_paper(case: Case, kind: str, item: SubmittedItem, reason: str | None, user: User, field: str = "") -> None:
    """A paper does not count, for a reason typed in `field`; None: it counts again. Raises Incomplete, ….."""
    reason = said_in(reason, REASON, field) if reason is not None else None
    if reason == "":
        raise Incomplete(_("Say in a few words why this paper does not count."), field)
    with transaction.atomic():
        case = locked(case, None)
        if item.submission_id != case.submission_id or item.kind != Evidence.Kind.MANUAL:
            raise Incomplete(_("This paper does not belong to the case."))
        verdict = PaperVerdict.Verdict.COUNTED if reason is None else PaperVerdict.Verdict.REFUSED
        mine = begin_again(case, kind, user)
        PaperVerdict.objects.create(assessment=mine, item=item, verdict=verdict, reason=reason or "")


def note_opened(case: Case, kind: str, item: SubmittedItem, user: User) -> None:
    """Keeps that the user, while marking, had this paper before the eyes."""
    mine = own_work(case, kind, user)
    if mine is not None and mine.state == OPEN and item.submission_id == case.submission_id:
        PaperOpened.objects.get_or_create(assessment=mine, item=item)
