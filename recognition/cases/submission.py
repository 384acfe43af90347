"""The life cycle of a case as its learner (or a helper on behalf of the learner) moves it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, consent_held, helps
from portal.places.public import AreaClass, Unit
from recognition.cases import lifecycle
from recognition.cases.campaigns import campaign_for, must_take_cases
from recognition.evidence.frozen import answers_of, eyes_of, standing_evidence
from recognition.evidence.wording import number
from recognition.models import Campaign, Case, CaseEntry, CaseEvent, CaseEvidence
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, StaleCase, WrongState
from recognition.sets.publishing import CITIZEN, criteria_of, current


def locked(case: Case, version: int | None) -> Case:
    """The case with its row locked until the transaction ends. Raises StaleCase when `version` is an older one."""
    fresh = Case.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=case.pk)
    if version is not None and fresh.version != int(version):
        last = fresh.events.order_by("-pk").first()
        entry = fresh.entries.order_by("-pk").first()
        if entry and (last is None or entry.at > last.at):
            raise StaleCase(entry.entered_by, entry.at)
        raise StaleCase(last.by if last else None, last.at if last else fresh.changed_at)
    return fresh


def step(
    case: Case, act: str, by, *, message: str = "", on_behalf_of: bool = False, details: dict | None = None
) -> None:
    """Moves a locked case by one act: state, version, event and audit entry. Raises WrongState."""
    before = case.state
    try:
        case.state = lifecycle.after(act, before)
    except lifecycle.IllegalAct:
        raise WrongState(
            _("This case is “%(state)s” now, so this cannot be done.") % {"state": case.get_state_display()}
        ) from None
    case.version += 1
    case.save()
    CaseEvent.objects.create(
        case=case, act=act, from_state=before, to_state=case.state, by=by, on_behalf_of=on_behalf_of, message=message
    )
    append(f"case.{act}", f"case:{case.pk}", by=by, details={"from": before, "to": case.state, **(details or {})})


def for_the_learner(learner: Learner, by) -> bool:
    """Whether `by` acts on behalf of the learner: False for the person, True for those who serve the place's counter.

    Raises NotYours for anybody else.
    """
    if learner.user_id is not None and learner.user_id == by.pk:
        return False
    if not helps(by, learner):
        raise NotYours(_("Only the person, or the staff of the centre where the person lives, can enter this."))
    return True


def must_consent(learner: Learner) -> None:
    """Raises Incomplete while the learner has not agreed: nothing is recorded before. Inside the transaction that records."""
    if not consent_held(learner):
        raise Incomplete(
            _("Nothing can be kept before the person agrees to it. Read the consent text first, then come back.")
        )


def unit_of(learner: Learner) -> Unit | None:
    """Where the learner lives now."""
    home = learner.residences.filter(valid_to=None).select_related("unit").first()
    return home.unit if home else None


def case_of(learner: Learner, title_key: str = CITIZEN) -> Case | None:
    """The case that matters now: of the running campaign, else the latest; None when there is none yet."""
    return case_in(learner, campaign_for(unit_of(learner), title_key), title_key)


def case_in(learner: Learner, running: Campaign | None, title_key: str) -> Case | None:
    """The same where the running campaign is known: one query."""
    found = Case.objects.filter(learner=learner, title_key=title_key).select_related("campaign")
    rows = list(found.order_by("-campaign__year", "-pk"))
    return next((one for one in rows if running and one.campaign_id == running.pk), rows[0] if rows else None)


def draft_for(learner: Learner, by, title_key: str = CITIZEN) -> Case:
    """The learner's case of the running campaign, made when there is none, opened again when it was withdrawn.

    Raises OutsideCampaign when the place has no campaign, NotYours.
    """
    helped = for_the_learner(learner, by)
    campaign = campaign_for(unit_of(learner), title_key)
    if campaign is None:
        raise OutsideCampaign(
            _("No campaign is open where this person lives. The commune announces when the next one begins.")
        )
    with transaction.atomic():
        must_consent(learner)
        case, made = Case.objects.get_or_create(learner=learner, title_key=title_key, campaign=campaign)
        if made:
            append("case.begun", f"case:{case.pk}", by=by, details={"campaign": campaign.pk, "on_behalf_of": helped})
        elif case.state == lifecycle.WITHDRAWN:
            step(locked(case, None), "reopen", by, on_behalf_of=helped)
            case.refresh_from_db()
    return case


def set_self_points(case: Case, code: str, points: Decimal | str | int, by, version: int | None = None) -> Case:
    """The learner's own points for one indicator; see `set_all_self_points`."""
    return set_all_self_points(case, {code: points}, by, version)


def set_all_self_points(case: Case, points: Mapping[str, Decimal | str | int], by, version: int | None = None) -> Case:
    """Enters the learner's own points; what is unchanged (by the same hand) is not entered again. Returns the case.

    Raises Incomplete (naming the indicator), WrongState, StaleCase, NotYours.
    """
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        must_consent(case.learner)
        case = locked(case, version)
        if case.state not in lifecycle.EDITABLE:
            raise WrongState(
                _("This case is “%(state)s” now. Withdraw it first to change points.")
                % {"state": case.get_state_display()}
            )
        maximum = {one.code: one.maximum for one in criteria_of(current(case.title_key)).indicators}
        held = latest_entries(case, CaseEntry.Kind.SELF)
        new = {}
        for code, said in points.items():
            value = checked_points(code, said, maximum.get(code))
            old = held.get(code)
            if old is None or old.points != value or old.entered_by_id != by.pk:
                new[code] = value
        if new:
            CaseEntry.objects.bulk_create(
                CaseEntry(case=case, indicator=code, kind="self", points=value, entered_by=by, on_behalf_of=helped)
                for code, value in new.items()
            )
            case.version += 1
            case.save()
            append(
                "case.self_points",
                f"case:{case.pk}",
                by=by,
                details={"points": {code: str(value) for code, value in new.items()}, "on_behalf_of": helped},
            )
    return case


def checked_points(code: str, said: Decimal | str | int, maximum: Decimal | None) -> Decimal:
    """What was typed (comma or point) as points of an indicator, in steps of 0,25; raises Incomplete with the reason."""
    if maximum is None:
        raise Incomplete(_("There is no indicator %(code)s.") % {"code": code}, code)
    try:
        value = Decimal(str(said).strip().replace(",", "."))
    except InvalidOperation:
        raise Incomplete(
            _("%(code)s: write a number from 0 to %(most)s.") % {"code": code, "most": number(maximum)}, code
        ) from None
    if not value.is_finite() or not 0 <= value <= maximum or value * 4 % 1:
        raise Incomplete(
            _("%(code)s: points go from 0 to %(most)s, in halves or quarters.")
            % {"code": code, "most": number(maximum)},
            code,
        )
    return value


def latest_entries(case: Case, kind: str) -> dict[str, CaseEntry]:
    """The entry that counts for each indicator: of one kind, the last. One query."""
    return {entry.indicator: entry for entry in case.entries.filter(kind=kind).select_related("entered_by")}


def entries_by_kind(case: Case) -> dict[str, dict[str, Decimal]]:
    """The points that count, by kind (self, officer) and indicator. One query."""
    found: dict[str, dict[str, Decimal]] = {}
    for kind, indicator, points in case.entries.order_by("pk").values_list("kind", "indicator", "points"):
        found.setdefault(kind, {})[indicator] = points
    return found


def submit(case: Case, by, version: int | None = None) -> Case:
    """Hands the case in: freezes the list of evidence, copies unit, group and area class, keeps the proposed points.

    Raises OutsideCampaign, Incomplete (no self-assessment, no residence), WrongState, StaleCase, NotYours.
    """
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        must_consent(case.learner)
        case = locked(case, version)
        if case.state != lifecycle.RETURNED:  # who was asked for more may answer after the closing day
            must_take_cases(case.campaign)
        home = case.learner.residences.filter(valid_to=None).select_related("unit", "residential_group").first()
        if home is None:
            raise Incomplete(_("It is not known yet where this person lives. Add the commune, then hand in again."))
        row = current(case.title_key)
        missing = [
            one.code for one in criteria_of(row).indicators if one.code not in latest_entries(case, CaseEntry.Kind.SELF)
        ]
        if missing:
            raise Incomplete(
                _("Not scored yet: %(codes)s. Give yourself points there, then hand in.")
                % {"codes": ", ".join(missing)},
                missing[0],
            )
        case.submissions += 1
        case.submitted_at, case.submitted_by, case.submitted_on_behalf_of = timezone.now(), by, helped
        case.unit, case.residential_group, case.criteria_set = home.unit, home.residential_group, row
        case.subject_group = getattr(_record(case.learner), "subject_group", "")
        case.area_class = area_class_of(home.unit)
        case.lease_holder = case.lease_until = None
        _freeze(case)
        step(
            case,
            "submit",
            by,
            on_behalf_of=helped,
            details={"submission": case.submissions, "set": f"{row.key} {row.version}", "on_behalf_of": helped},
        )
    return case


def _record(learner: Learner):
    return getattr(learner, "record", None)


def _freeze(case: Case) -> None:
    rows = standing_evidence(case.learner, case.criteria_set)
    CaseEvidence.objects.bulk_create(CaseEvidence(case=case, submission=case.submissions, evidence=row) for row in rows)
    answers = answers_of(case.criteria_set, rows)
    case.proposed = {code: str(one.points) for code, one in answers.items()}
    own = {code: entry.points for code, entry in latest_entries(case, CaseEntry.Kind.SELF).items()}
    case.eyes = sum(bool(flags) for flags in eyes_of(case.criteria_set, answers, own, rows).values())


def area_class_of(unit: Unit) -> str:
    """The area class in force today, its province's where the commune has none; ordinary when unknown (settled)."""
    day = timezone.localdate()
    found = AreaClass.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit=unit, valid_from__lte=day)
    row = found.order_by("-valid_from").first()
    return row.value if row else AreaClass.Value.ORDINARY


def withdraw(case: Case, by, version: int | None = None) -> Case:
    """Takes the case back; it can be opened again. Raises WrongState (already recognised), StaleCase, NotYours."""
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        case = locked(case, version)
        step(case, "withdraw", by, on_behalf_of=helped)
    return case
