"""The officer's acts: queue, lease, points, confirm, ask for more, not enough, undo. A person confirms; rules propose."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import units_of
from recognition.cases import lifecycle
from recognition.cases.campaigns import must_not_be_frozen
from recognition.cases.submission import checked_points, latest_entries, locked, step
from recognition.criteria.score import Verdict, score
from recognition.evidence.frozen import answers_of_case, frozen_evidence
from recognition.evidence.wording import number
from recognition.models import Case, CaseEntry, CaseEvent, Evidence
from recognition.refusals import Held, Incomplete, NotYours, SamePerson, WrongState
from recognition.sets.publishing import criteria_of

LEASE = timedelta(minutes=30)
LONG = timedelta(days=14)  # after so many days a case counts as waiting long
FILTERS = ("all", "eyes", "agree", "long")


def queue(user, which: str = "all") -> QuerySet[Case]:
    """Cases handed in that wait in the units where the user is an officer, the oldest first.

    `which`: all, eyes (something needs judgement), agree (all agree), long (waiting over 14 days).
    """
    waiting = Case.objects.filter(state=lifecycle.SUBMITTED, unit__in=units_of(user, "officer"))
    narrowed = {
        "eyes": waiting.filter(eyes__gt=0),
        "agree": waiting.filter(eyes=0),
        "long": waiting.filter(submitted_at__lte=timezone.now() - LONG),
    }.get(which, waiting)
    return narrowed.select_related("learner__record__key", "residential_group", "lease_holder", "campaign").order_by(
        "submitted_at", "pk"
    )


def next_in_queue(user, which: str = "all", after: Case | None = None) -> Case | None:
    """The oldest case that nobody else holds; `after` passes over what comes before it and itself."""
    free = Q(lease_until=None) | Q(lease_until__lte=timezone.now()) | Q(lease_holder=user)
    waiting = queue(user, which).filter(free)
    if after is not None and after.submitted_at is not None:
        later = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, pk__gt=after.pk)
        waiting = waiting.filter(later)
    return waiting.first()


def held_by_another(case: Case, user) -> bool:
    """Whether another officer's lease is running."""
    return bool(case.lease_until and case.lease_until > timezone.now() and case.lease_holder_id not in (None, user.pk))


def claim(case: Case, user, *, take_over: bool = False) -> Case:
    """Gives the user the lease of a case for 30 minutes. Raises Held (unless `take_over`), NotYours, SamePerson."""
    with transaction.atomic():
        case = locked(case, None)
        must_assess(case, user)
        before = case.lease_holder_id
        _hold(case, user, take_over=take_over)
        case.save(update_fields=["lease_holder", "lease_until"])
        if before != user.pk:
            append("case.claimed", f"case:{case.pk}", by=user, details={"taken_over": take_over})
    return case


def release(case: Case, user) -> Case:
    """Gives the lease back; nothing happens when the user does not hold it."""
    with transaction.atomic():
        case = locked(case, None)
        if case.lease_holder_id == user.pk:
            case.lease_holder = case.lease_until = None
            case.save(update_fields=["lease_holder", "lease_until"])
            append("case.released", f"case:{case.pk}", by=user)
    return case


def _hold(case: Case, user, *, take_over: bool = False) -> None:
    if held_by_another(case, user) and not take_over:
        raise Held(case.lease_holder, case.lease_until)
    case.lease_holder, case.lease_until = user, timezone.now() + LEASE


def helpers_of(case: Case) -> set[int]:
    """Users who entered something of this case on behalf of the learner: points, evidence, or the handing-in."""
    found = set(case.entries.filter(kind="self", on_behalf_of=True).values_list("entered_by", flat=True))
    found |= set(case.events.filter(on_behalf_of=True).values_list("by", flat=True))
    papers = Evidence.objects.filter(in_cases__case=case, on_behalf_of=True)
    return found | set(papers.values_list("entered_by", flat=True))


def assessors_of(case: Case) -> set[int]:
    """Officers who set points or judged this case."""
    judged = case.events.filter(act__in=["confirm", "ask_for_more", "not_enough", "undo"])
    found = set(case.entries.filter(kind="officer").values_list("entered_by", flat=True))
    return found | set(judged.values_list("by", flat=True))


def must_assess(case: Case, user) -> None:
    """Raises NotYours without an officer's role for the unit, SamePerson for the learner or somebody who helped."""
    if not units_of(user, "officer").filter(pk=case.unit_id).exists():
        raise NotYours(_("Only a recognition officer of the commune of this case can do this."))
    if case.learner.user_id == user.pk:
        raise SamePerson(_("This is your own case: another officer has to judge it."))
    if user.pk in helpers_of(case):
        raise SamePerson(
            _("You helped this person to enter the case. Who helps does not judge: leave it to another officer.")
        )


def _open_for(case: Case, by, version: int | None) -> Case:
    """The locked case, after every check that holds for all acts of an officer."""
    case = locked(case, version)
    must_assess(case, by)
    must_not_be_frozen(case.campaign)
    return case


def set_points(case: Case, code: str, points, reason: str, by, version: int | None = None) -> Case:
    """The officer's points for one indicator; see `set_all_points`."""
    return set_all_points(case, {code: (points, reason)}, by, version)


def set_all_points(case: Case, marks: Mapping[str, tuple], by, version: int | None = None) -> Case:
    """The officer's points, code -> (points, reason). A reason is needed where they differ from the proposed ones.

    Unchanged marks are not entered again. Raises Incomplete (naming the indicator), WrongState, Held, StaleCase, ….
    """
    with transaction.atomic():
        case = _open_for(case, by, version)
        if case.state != lifecycle.SUBMITTED:
            raise WrongState(_("Points are set while a case waits to be judged. Undo the last step first."))
        _hold(case, by)
        if _enter(case, marks, by):
            case.version += 1
        case.save()
    return case


def _enter(case: Case, marks: Mapping[str, tuple], by) -> bool:
    """Writes the changed marks of a locked case; whether there were any."""
    criteria, answers = criteria_of(case.criteria_set), answers_of_case(case)
    maximum = {one.code: one.maximum for one in criteria.indicators}
    held = latest_entries(case, CaseEntry.Kind.OFFICER)
    new = []
    for code, (said, reason) in marks.items():
        points, reason = checked_points(code, said, maximum.get(code)), (reason or "").strip()
        old = held.get(code)
        if (old and old.points == points and old.reason == reason) or (
            old is None and points == answers[code].points and not reason
        ):
            continue
        if points != answers[code].points and not reason:
            raise Incomplete(
                _("%(code)s: say in a few words why %(points)s and not the proposed %(proposed)s.")
                % {"code": code, "points": number(points), "proposed": number(answers[code].points)},
                code,
            )
        new.append(
            CaseEntry(
                case=case,
                indicator=code,
                kind="officer",
                points=points,
                reason=reason,
                entered_by=by,
                on_behalf_of=False,
            )
        )
    if new:
        CaseEntry.objects.bulk_create(new)
        append(
            "case.officer_points",
            f"case:{case.pk}",
            by=by,
            details={"points": {entry.indicator: str(entry.points) for entry in new}},
        )
    return bool(new)


def marks_of(case: Case) -> dict[str, Decimal]:
    """Points by indicator as they stand for the officer: what was set, else what is proposed."""
    set_ = latest_entries(case, CaseEntry.Kind.OFFICER)
    return {code: set_[code].points if code in set_ else one.points for code, one in answers_of_case(case).items()}


def verdict_of(case: Case) -> Verdict:
    """What the officer's points come to under the rules of the case."""
    return score(criteria_of(case.criteria_set), marks_of(case), case.area_class)


def confirm(case: Case, by, version: int | None = None, marks: Mapping[str, tuple] | None = None) -> Case:
    """Proposes the case for recognition. Indicators not touched take the proposed points, by this officer's hand.

    Raises Incomplete when the mark is not reached or an indicator is under the floor; SamePerson, Held, StaleCase, ….
    """
    with transaction.atomic():
        case = _open_for(case, by, version)
        lifecycle_check(case, "confirm")
        _hold(case, by)
        if marks:
            _enter(case, marks, by)
        verdict = verdict_of(case)
        if not verdict.passed:
            raise Incomplete(_shortfall(case, verdict))
        untouched = marks_of(case).keys() - latest_entries(case, CaseEntry.Kind.OFFICER).keys()
        points = marks_of(case)
        CaseEntry.objects.bulk_create(
            CaseEntry(case=case, indicator=code, kind="officer", points=points[code], entered_by=by, on_behalf_of=False)
            for code in sorted(untouched)
        )
        case.lease_holder = case.lease_until = None
        step(case, "confirm", by, details={"points": {code: str(value) for code, value in points.items()}})
        _settle_papers(case, Evidence.Verdict.WAITING, Evidence.Verdict.COUNTED)
    return case


def lifecycle_check(case: Case, act: str) -> None:
    """Raises WrongState before anything is written, when the act does not fit."""
    if act not in lifecycle.allowed(case.state):
        raise WrongState(
            _("This case is “%(state)s” now, so this cannot be done.") % {"state": case.get_state_display()}
        )


def _shortfall(case: Case, verdict: Verdict) -> str:
    if verdict.below:
        floor = criteria_of(case.criteria_set).floor_points()
        return _("Not enough: %(codes)s under %(floor)s points. Set points with a reason, or ask for more.") % {
            "codes": ", ".join(verdict.below),
            "floor": number(floor),
        }
    return _("Not enough: %(total)s points, the mark is %(mark)s. Set points with a reason, or ask for more.") % {
        "total": number(verdict.total),
        "mark": number(verdict.mark),
    }


def _settle_papers(case: Case, before: str, after: str) -> None:
    ids = [row.pk for row in frozen_evidence(case) if row.kind == Evidence.Kind.MANUAL]
    Evidence.objects.filter(pk__in=ids, verdict=before).update(verdict=after)


def ask_for_more(case: Case, message: str, by, version: int | None = None) -> Case:
    """Returns the case to its learner with words on what to add. Raises Incomplete without words, ….."""
    return _with_words(case, "ask_for_more", message, by, version, _("Write what the person should add."))


def not_enough(case: Case, reason: str, by, version: int | None = None) -> Case:
    """Says that the case does not reach the title now; the learner may add and hand in again. Needs a reason."""
    return _with_words(case, "not_enough", reason, by, version, _("Write why it is not enough."))


def _with_words(case: Case, act: str, words: str, by, version: int | None, missing: str) -> Case:
    with transaction.atomic():
        case = _open_for(case, by, version)
        lifecycle_check(case, act)
        _hold(case, by)
        if not words.strip():
            raise Incomplete(missing, "message")
        case.lease_holder = case.lease_until = None
        step(case, act, by, message=words.strip())
    return case


def undo(case: Case, by, version: int | None = None) -> Case:
    """Takes back the officer's last step, until it is signed. Raises WrongState, also when the learner moved on."""
    with transaction.atomic():
        case = _open_for(case, by, version)
        lifecycle_check(case, "undo")
        last = case.events.order_by("-pk").first()
        if case.entries.filter(kind="self", at__gt=last.at).exists():
            raise WrongState(_("The person has already begun to change the case, so the step stays."))
        undone = last.act
        step(case, "undo", by, details={"undone": undone})
        if undone == "confirm":
            _settle_papers(case, Evidence.Verdict.COUNTED, Evidence.Verdict.WAITING)
    return case


def refuse_evidence(case: Case, evidence: Evidence, reason: str, by, version: int | None = None) -> Case:
    """Marks a handed-in paper as not counting, with a reason; the proposed points follow. Raises Incomplete, …."""
    return _judge_paper(case, evidence, Evidence.Verdict.REFUSED, reason, by, version)


def accept_evidence(case: Case, evidence: Evidence, by, version: int | None = None) -> Case:
    """Takes a refusal back."""
    return _judge_paper(case, evidence, Evidence.Verdict.WAITING, "", by, version)


def _judge_paper(case: Case, evidence: Evidence, verdict: str, reason: str, by, version: int | None) -> Case:
    with transaction.atomic():
        case = _open_for(case, by, version)
        if case.state != lifecycle.SUBMITTED:
            raise WrongState(_("Evidence is judged while the case waits. Undo the last step first."))
        _hold(case, by)
        if verdict == Evidence.Verdict.REFUSED and not reason.strip():
            raise Incomplete(_("Say in a few words why this paper does not count."), f"paper-{evidence.pk}")
        rows = Evidence.objects.filter(pk=evidence.pk, kind="manual", in_cases__case=case)
        if not rows.update(verdict=verdict, verdict_reason=reason.strip()):
            raise Incomplete(_("This paper does not belong to the case."))
        Case.objects.filter(pk=case.pk).update(version=F("version") + 1, lease_holder=by, lease_until=case.lease_until)
        append("case.evidence_judged", f"case:{case.pk}", by=by, details={"evidence": evidence.pk, "verdict": verdict})
    case.refresh_from_db()
    return case


def history_of(case: Case) -> list[CaseEvent]:
    """What happened, first things first."""
    return list(case.events.select_related("by"))
