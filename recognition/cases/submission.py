"""The life cycle of a case as its learner (or a helper on behalf of the learner) moves it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import (
    Learner,
    User,
    first_record,
    person_ids,
    residence_of,
    worded,
)
from portal.places.public import Unit, area_class
from portal.text.sent import whole
from recognition.cases import lifecycle
from recognition.cases.allowed import for_the_learner, must_be_known, must_consent, must_fit
from recognition.cases.campaigns import hold, must_be_running, open_windows, set_of, settled_set, wrong_day
from recognition.cases.entries import fitting, latest_entries, must_be_whole, said_anew
from recognition.cases.flags import flags_of, keep, others_like, others_with
from recognition.cases.following import campaign_at, follow_home, seen_from_home
from recognition.cases.handed_in import answers_of, copies_of, note_digests
from recognition.cases.held import hold_rows
from recognition.cases.noted import note_for_the_desk
from recognition.cases.registered import register_by_handing_in
from recognition.cases.said import said_of
from recognition.cases.which import meant, one_a_year
from recognition.evidence.derived import count_anew
from recognition.evidence.judged import standing_evidence
from recognition.models import (
    Campaign,
    Case,
    CaseDraft,
    CaseEntry,
    CaseEvent,
    CriteriaSet,
    Evidence,
    Mark,
    PaperVerdict,
    Submission,
    SubmittedItem,
    Transfer,
)
from recognition.refusals import Incomplete, OutsideCampaign, Refused, StaleCase, WrongState
from recognition.sets.publishing import CITIZEN, criteria_of


def locked(case: Case, version: int | None, by=None, *, own_goes: bool = False) -> Case:
    """The case with its row locked until the transaction ends.

    Raises StaleCase when `version` is an older one, with who changed it, or that `by` did so on another page. `own_goes`:
    what `by` changed last on another page is no reason to stop: sending what one has just typed is what is meant.
    """
    hold_rows(Case.objects.filter(pk=case.pk))
    fresh = Case.objects.select_related("campaign", "submission__criteria_set", "learner").get(pk=case.pk)
    _must_be_shown(fresh, version, by, own_goes=own_goes)
    return fresh


def _must_be_shown(case: Case, version: int | None, by, *, own_goes: bool = False) -> None:
    if version is None or case.version == int(version):
        return
    who, when = _last_change(case)
    own = who is not None and who == by
    if not (own and own_goes):
        raise StaleCase(who, when or case.changed_at, own=own, named=by is None or case.learner.user_id != by.pk)


def _last_change(case: Case) -> tuple[User | None, datetime | None]:
    """Who changed the case last, and when: a step, points, marks, or a paper judged. Nobody: only its row was touched."""
    of = {"assessment__submission__case": case}
    steps = [(row.at, row.by) for row in case.events.select_related("by").order_by("-pk")[:1]]
    steps += [(row.at, row.entered_by) for row in case.entries.select_related("entered_by").order_by("-pk")[:1]]
    for kind in (Mark, PaperVerdict):
        rows = kind.objects.filter(**of).select_related("assessment__assessor").order_by("-pk")[:1]
        steps += [(row.at, row.assessment.assessor) for row in rows]
    when, who = max(steps, key=lambda step: step[0], default=(None, None))
    return who, when


def fits(case: Case, act: str, *, closing: bool = False) -> str:
    """The state that an act leads to today. Raises WrongState, OutsideCampaign."""
    windows = frozenset({lifecycle.CLOSING}) if closing else open_windows(case.campaign)
    try:
        return lifecycle.after(act, case.state, windows)
    except lifecycle.IllegalAct:
        raise wrong_state(case) from None
    except lifecycle.WrongDay as problem:
        raise wrong_day(case.campaign, problem.windows) from None


def wrong_state(case: Case) -> WrongState:
    """The refusal of an act that does not fit the state."""
    return WrongState(_("This case is “%(state)s” now, so this cannot be done.") % {"state": case.get_state_display()})


def step(
    case: Case,
    act: str,
    by,
    *,
    message: str = "",
    on_behalf_of: bool = False,
    details: dict | None = None,
    closing: bool = False,
) -> None:
    """Moves a locked case by one act: state, version, event and audit entry. Raises WrongState, OutsideCampaign."""
    before = case.state
    if not closing:
        hold(case.campaign)
    case.state = fits(case, act, closing=closing)
    asked = lifecycle.TABLE[act][before]
    if not closing and not asked.always and lifecycle.AFTERWARDS not in asked.windows:
        must_be_running(case.campaign)
    case.version += 1
    note_for_the_desk(case, act)
    case.save()
    CaseEvent.objects.create(
        case=case, act=act, from_state=before, to_state=case.state, by=by, on_behalf_of=on_behalf_of, message=message
    )
    if before == lifecycle.SUBMITTED != case.state:  # what officers had typed ends with the judgement
        CaseDraft.objects.filter(case=case).delete()
    if case.state not in lifecycle.MOVABLE:  # nobody has to answer any longer what cannot be done
        asked = Transfer.objects.filter(case=case, state=Transfer.State.ASKED)
        asked.update(state=Transfer.State.CANCELLED, answered_by=by, answered_at=timezone.now())
    append(f"case.{act}", f"case:{case.pk}", by=by, details={"from": before, "to": case.state, **(details or {})})


def unit_of(learner: Learner) -> Unit | None:
    """Where the learner lives now."""
    home = residence_of(learner)
    return home.unit if home else None


def campaign_of(learner: Learner, title_key: str = CITIZEN) -> Campaign | None:
    """The campaign that the learner hands in to today."""
    return campaign_at(residence_of(learner), title_key)


def case_of(learner: Learner, title_key: str = CITIZEN) -> Case | None:
    """The case that matters now; None where a new year begins, or nothing was begun yet."""
    return case_in(learner, campaign_of(learner, title_key), title_key)


def set_for(learner: Learner, title_key: str = CITIZEN) -> CriteriaSet:
    """The version by which what this learner hands in is judged: that of the case or campaign, whatever is in force since."""
    running = campaign_of(learner, title_key)
    case = case_in(learner, running, title_key)
    return set_of(case.campaign if case else running, title_key)


def case_in(learner: Learner, running: Campaign | None, title_key: str) -> Case | None:
    """The same where the running campaign is known: one query."""
    found = Case.objects.filter(learner__in=person_ids(learner.pk), title_key=title_key)
    rows = found.select_related("campaign", "submission", "assessment", "unit").order_by("-year", "-pk")
    return seen_from_home(meant(one_a_year(rows, learner), running, timezone.localdate()), running)


def shown_case(learner: Learner, number: str) -> Case | None:
    """The case that a page showed and posts back (its number in the form); None when it showed none.

    Raises Refused when the learner has no such case.
    """
    if not number:
        return None
    mine = Case.objects.filter(pk=whole(number), learner__in=person_ids(learner.pk))
    case = mine.select_related("campaign").first()
    if case is None:
        raise _old_page()
    return case


def shown_version(text: str) -> int | None:
    """The version that a page showed and posts back; None when it showed none. Raises Refused for what is no version."""
    version = whole(text, 9)
    if text and version is None:
        raise _old_page()
    return version


def _old_page() -> Refused:
    return Refused(_("This page is an old one. Load it again, then go on."))


def draft_for(learner: Learner, by, title_key: str = CITIZEN, *, shown: Case | None = None) -> Case:
    """The case that somebody works on: the one the page showed, else that of the running campaign, made when there is none.

    A draft follows its learner to another commune's campaign of the same year. Raises OutsideCampaign when the place has no
    campaign, NotYours.
    """
    helped = for_the_learner(learner, by)
    must_fit(learner, title_key)
    if shown is not None:
        return _at_home(shown, by)
    campaign = campaign_of(learner, title_key)
    if campaign is None:
        raise OutsideCampaign(
            worded(_("No campaign is open where %(this)s is. The commune announces when the next one begins."), learner)
        )
    with transaction.atomic():
        must_consent(learner)
        begun, made = {"campaign": campaign}, False
        of_year = Case.objects.filter(learner__in=person_ids(learner.pk), title_key=title_key, year=campaign.year)
        case = next(iter(one_a_year(of_year.order_by("pk"), learner)), None)
        if case is None:
            must_be_running(hold(campaign))
            case, made = Case.objects.get_or_create(
                learner=learner, title_key=title_key, year=campaign.year, defaults=begun
            )
        if made:
            append("case.begun", f"case:{case.pk}", by=by, details={"campaign": campaign.pk, "on_behalf_of": helped})
            return case
        return _at_home(case, by)


def _at_home(case: Case, by) -> Case:
    with transaction.atomic():
        case = locked(case, None)
        follow_home(case, by)
    return case


def set_self_points(case: Case, code: str, points: Decimal | str | int, by, version: int | None = None) -> Case:
    """The learner's own points for one indicator; see `set_all_self_points`."""
    return set_all_self_points(case, {code: points}, by, version)


def set_all_self_points(case: Case, points: Mapping[str, Decimal | str | int], by, version: int | None = None) -> Case:
    """Enters the learner's own points; what is unchanged (by the same hand) is not entered again. Returns the case.

    A case that was taken back opens again. Raises Incomplete (naming the indicator), WrongState, StaleCase, NotYours,
    OutsideCampaign.
    """
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        must_consent(case.learner)
        case = locked(case, None)
        if case.state not in lifecycle.EDITABLE:
            raise WrongState(
                _("This case is “%(state)s” now. Withdraw it first to change points.")
                % {"state": case.get_state_display()}
            )
        follow_home(case, by)
        must_be_running(hold(case.campaign))
        criteria = criteria_of(set_of(case.campaign))
        must_be_known(criteria)
        held = latest_entries(case)
        new = said_anew({code: said_of(criteria, code, said) for code, said in points.items()}, held, by)
        if not new and case.state != lifecycle.WITHDRAWN:
            return case  # pressed twice: nothing is other than the page says, whatever its version
        _must_be_shown(case, version, by)
        if case.state == lifecycle.WITHDRAWN:
            step(case, "reopen", by, on_behalf_of=helped)
        if new:
            CaseEntry.objects.bulk_create(
                CaseEntry(
                    case=case,
                    indicator=code,
                    points=value.points,
                    not_applicable=value.not_applicable,
                    entered_by=by,
                    on_behalf_of=helped,
                )
                for code, value in new.items()
            )
            case.version += 1
            case.save()
            append(
                "case.self_points",
                f"case:{case.pk}",
                by=by,
                details={"points": {code: str(value.points) for code, value in new.items()}, "on_behalf_of": helped},
            )
    return case


def submit(case: Case, by, version: int | None = None) -> Case:
    """Hands the case in: a submission with copies of all that it rests on.

    Raises OutsideCampaign, Incomplete (no self-assessment, no residence), WrongState, StaleCase, NotYours.
    """
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        must_consent(case.learner)
        case = locked(case, version, by, own_goes=True)
        home = residence_of(first_record(case.learner))
        if home is None:
            unknown = _("It is not known yet where %(this)s is. Add the commune, then hand in again.")
            raise Incomplete(worded(unknown, case.learner))
        at_home = follow_home(case, by)
        hold(case.campaign).refresh_from_db()  # nobody changes its days or its period until the copies are written
        fits(case, "submit")
        if not at_home:
            raise OutsideCampaign(
                worded(
                    _("Where %(this)s is now no campaign of %(year)s runs. The case waits for the next one."),
                    case.learner,
                    year=case.year,
                )
            )
        row = settled_set(case.campaign)
        criteria = criteria_of(row)
        own = fitting(case, criteria)
        must_be_known(criteria)
        must_be_whole(own, criteria)
        # Whoever moved is judged where the case lies: where it was begun, or where it went by transfer.
        place = case if case.state in lifecycle.JUDGED and case.unit else home
        submission = Submission(
            case=case,
            number=case.submission.number + 1 if case.submission else 1,
            at=timezone.now(),
            by=by,
            on_behalf_of=helped,
            criteria_set=row,
            unit=place.unit,
            residential_group=place.residential_group,
            subject_group=getattr(getattr(first_record(case.learner), "record", None), "subject_group", ""),
            area_class=area_class_of(place.unit),
            self_points={code: str(entry.points) for code, entry in own.items()},
            self_not_applicable=[code for code, entry in own.items() if entry.not_applicable],
            self_on_behalf_of=any(entry.on_behalf_of for entry in own.values()),
        )
        _write(case, submission)
        register_by_handing_in(case, by, on_behalf_of=helped)
        told = {"submission": submission.number, "set": f"{row.key} {row.version}", "on_behalf_of": helped}
        step(case, "submit", by, on_behalf_of=helped, details=told | {"set_digest": row.digest})
    return case


def _write(case: Case, submission: Submission) -> None:
    """Writes the submission with its copies, and what the queue shows of it into the case (saved by the step)."""
    count_anew(case.learner, submission.criteria_set)
    standing = standing_evidence(case.learner, submission.criteria_set)
    # Papers are held until the end, so that nobody withdraws one meanwhile; what was withdrawn just before is left out.
    papers = [one.pk for one in standing if one.kind == Evidence.Kind.MANUAL]
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=papers).order_by("pk")
    gone = {one.pk for one in rows if one.withdrawn_at} if papers else set()
    items = copies_of(submission, [one for one in standing if one.pk not in gone])
    answers = answers_of(submission, items)
    submission.proposed = {code: str(one.points) for code, one in answers.items()}
    submission.save(force_insert=True)
    note_digests(items)
    SubmittedItem.objects.bulk_create(items)
    case.submission, case.assessment, case.submitted_at = submission, None, submission.at
    case.unit, case.residential_group = submission.unit, submission.residential_group
    case.lease_holder = case.lease_until = None
    shared, alike = others_with(items, case.learner_id), others_like(items, case.learner_id)
    case.sent_back = False
    keep(case, flags_of(case, submission, items, answers, shared, alike))


def area_class_of(unit: Unit) -> str:
    """The area class in force today, its province's where the commune has none; ordinary when unknown (settled)."""
    return area_class(unit, timezone.localdate())


def withdraw(case: Case, by, version: int | None = None) -> Case:
    """Takes the case back; it can be handed in again. Raises WrongState (already recognised), StaleCase, NotYours."""
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        case = locked(case, version, by)
        must_be_running(hold(case.campaign))
        case.assessment = None
        step(case, "withdraw", by, on_behalf_of=helped)
    return case
