"""The signer's acts: the waiting list, sending back, and signing, which makes a decision with its certificates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date as day_type
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, accounts_of, everyone, first_record, person_ids, reseal, units_of
from portal.places.public import Unit, UnitVersion
from recognition.assessment.kinship import is_kin
from recognition.assessment.marking import put_back_into_work
from recognition.assessment.second.drawing import must_be_settled
from recognition.assessment.three_people import assessors_of, helpers_of, is_own, judges_must_be_apart
from recognition.cases import lifecycle
from recognition.cases.handed_in import points_of, result_of
from recognition.cases.rights import acting_for, acts_on, in_units
from recognition.cases.submission import fits, locked, step
from recognition.certificates.bodies import as_on
from recognition.certificates.register import issue
from recognition.council.outcomes import must_have_passed_the_council
from recognition.decisions.shown import must_be_as_shown, names_of_cases
from recognition.models import Assessment, Campaign, Case, Certificate, Decision, DecisionLine, IssuingBody
from recognition.paper_numbers import number_of_paper
from recognition.refusals import REASON, Incomplete, NotYours, Refused, SamePerson, said_in
from recognition.sets.publishing import criteria_of

BASIS = 5000  # characters


def waiting_list(unit: Unit | QuerySet[Unit], campaign: Campaign | None = None) -> QuerySet[Case]:
    """Cases that officers proposed and nobody has signed yet, of one unit or several."""
    own = Q(pk=unit.pk) | Q(heir=unit.pk, split=False) if isinstance(unit, Unit) else Q()
    units = Unit.objects.filter(own) if isinstance(unit, Unit) else unit
    found = Case.objects.filter(in_units(units), state=lifecycle.CONFIRMED)
    if campaign is not None:
        found = found.filter(campaign=campaign)
    of = ("learner__record__key", "unit", "residential_group", "campaign", "submission__criteria_set")
    return found.select_related(*of, "assessment__assessor").order_by("submitted_at", "pk")


def bodies_for(user) -> QuerySet[IssuingBody]:
    """The bodies in force today for which the user may sign."""
    today = timezone.localdate()
    valid = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    return IssuingBody.objects.filter(valid, unit__in=units_of(user, "signer")).order_by("name")


def must_sign(case: Case, user) -> None:
    """Raises NotYours without a signer's role for the unit, SamePerson for learner, helper or assessor of the case."""
    if not acts_on(user, case, "signer"):
        raise NotYours(_("Only the signer of the place of this case can do this."))
    if is_own(case, user):
        if not case.learner.is_person:
            raise SamePerson(
                _("You belong to the group of a case on this list, or lead it: another signer has to sign.")
            )
        raise SamePerson(_("This is your own case: another signer has to sign it."))
    if is_kin(case.learner_id, user):
        raise SamePerson(_("You declared a person on this list to be of your family: another signer has to sign."))
    if (helpers_of(case) | assessors_of(case)) & accounts_of(user):
        raise SamePerson(
            _("You helped with or judged a case on this list. Helper, officer and signer must be three people.")
        )


def send_back(case: Case, reason: str, by, version: int | None = None) -> Case:
    """Returns a proposed case to the officers, with a reason. Raises Incomplete without one, NotYours, WrongState."""
    with transaction.atomic():
        case = locked(case, version, by)
        must_sign(case, by)
        fits(case, "send_back")
        reason = said_in(reason, REASON, "reason")
        if not reason:
            raise Incomplete(_("Write why the case goes back to the officer."), "reason")
        put_back_into_work(case, by)
        step(case, "send_back", by, message=reason)
    return case


@contextmanager
def _named(name: str) -> Iterator[None]:
    """A refusal inside says whom it is about: a list holds many people."""
    try:
        yield
    except Refused as problem:
        raise type(problem)(f"{name}: {problem}" if name else str(problem), problem.field) from None


def must_not_hold(case: Case) -> None:
    """Raises Incomplete when the person, under whichever record, holds a valid certificate of the title and year.

    Nobody gives the person another one until the transaction ends.
    """
    with everyone("all records of one person stand still, and what was issued to any of them counts"):
        ids = person_ids(case.learner_id)
        list(Learner.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
        held = Certificate.objects.filter(learner__in=ids, state=Certificate.State.VALID)
        of = {"line__decision__title_key": case.title_key, "line__decision__campaign_year": case.campaign.year}
        there = held.filter(**of).first()
    if there is not None:
        told = _("A valid certificate of this title and year is held already, number %(code)s.")
        raise Incomplete(told % {"code": there.register_code}, "cases")


def sign(
    cases: Iterable[Case],
    body: IssuingBody,
    number: str,
    date: day_type,
    by,
    *,
    basis: str = "",
    seen: Mapping[int, str] | None = None,
) -> Decision:
    """Signs a decision on these cases: one decision, one line and one certificate a case, all or nothing.

    `number` and `date` are typed in from the body's own register; `seen` holds the mark of each case as the signer's page
    showed it (`shown.mark_of`). Raises Incomplete (number or date wrong, number taken, no case, a person who holds the
    title of the year), StaleList (something is no longer as shown), WrongState (no longer proposed), SamePerson, NotYours.
    """
    with transaction.atomic():
        chosen = [locked(case, None) for case in sorted(cases, key=lambda one: one.pk)]
        names = names_of_cases(chosen)
        if seen is not None:
            must_be_as_shown(chosen, names, seen)
        number = _checked(chosen, names, body, number, date, by)
        about = {"title_key": chosen[0].title_key, "campaign_year": chosen[0].campaign.year}
        decision = write_decision(body, number, date, by, basis=basis, **about)
        for case in chosen:
            with _named(names[case.pk]):
                must_not_hold(case)
                line = _line(decision, case)
                step(case, "sign", by, details={"decision": decision.pk})
            issue(line, by=by)
        append(
            "decision.signed",
            f"decision:{decision.pk}",
            by=by,
            details={"number": number, "date": str(date), "body": body.pk, "cases": [case.pk for case in chosen]},
        )
    return decision


def signed_before(cases: Iterable[int], body: IssuingBody, number: str, date: day_type, by) -> Decision | None:
    """The decision with this number and date that this signer made of just these cases: the same button, pressed twice."""
    rows = Decision.objects.filter(body=body, date=date, signer=by, number=number_of_paper(number, "128/QĐ-UBND"))
    row = rows.first()
    return row if row is not None and set(row.lines.values_list("case", flat=True)) == set(cases) else None


def _checked(
    cases: Sequence[Case], names: Mapping[int, str], body: IssuingBody, number: str, date: day_type, by
) -> str:
    if not cases:
        raise Incomplete(_("Choose at least one person."), "cases")
    number = number_of_paper(number, "128/QĐ-UBND")
    must_decide_on(body, date, by)
    for case in cases:
        with _named(names[case.pk]):
            _may_be_signed(case, body, date, by)
    if len({(case.title_key, case.campaign.year) for case in cases}) > 1:
        raise Incomplete(_("One decision holds cases of one title and one year."), "cases")
    return number


def must_decide_on(body: IssuingBody, date: day_type, by) -> None:
    """Raises Incomplete for a day that lies ahead or on which the body did not decide, NotYours for who does not sign for it."""
    if date > timezone.localdate():
        raise Incomplete(_("The date of the decision lies in the future."), "date")
    if not body.valid_from <= date or (body.valid_to and date >= body.valid_to):
        raise Incomplete(_("On this date the body did not decide in this place."), "date")
    if not units_of(by, "signer").filter(pk=body.unit_id).exists():
        raise NotYours(_("You cannot sign for this body."))


def _may_be_signed(case: Case, body: IssuingBody, date: day_type, by) -> None:
    fits(case, "sign")
    must_sign(case, by)
    judges_must_be_apart(case)
    must_be_settled(case)
    must_have_passed_the_council(case)
    place = acting_for(case)
    if body.unit_id not in (case.unit_id, place.pk, place.parent_id):
        raise Incomplete(_("A case on the list belongs to another place than the body."), "body")
    if case.learner.kind == Learner.Kind.COMMUNE and body.unit_id in (case.unit_id, place.pk):
        # It assesses itself and proposes (thủ tục 1.005097); who decides since July 2025 is not known, but not itself.
        raise Incomplete(_("A commune does not recognise itself: a body above it decides."), "body")
    ended = Assessment.objects.filter(submission=case.submission_id, state=Assessment.State.ENDED)
    last = ended.aggregate(last=Max("ended_at"))["last"]
    if last is not None and date < timezone.localdate(last):
        raise Incomplete(_("The date lies before a case on the list was judged."), "date")


def write_decision(body: IssuingBody, number: str, date: day_type, by, *, basis: str = "", **about) -> Decision:
    """The row of a decision, with the names of its body on that day. Raises Incomplete when the number is taken."""
    then = as_on(body, date)
    try:
        with transaction.atomic():
            return Decision.objects.create(
                body=body,
                number=number,
                year=date.year,
                date=date,
                signer=by,
                body_name=then.name,
                place_name=then.place_name,
                signer_title=then.signer_title,
                signer_name=then.signer_name,
                basis=said_in(basis, BASIS, "basis"),
                **about,
            )
    except IntegrityError:
        raise Incomplete(
            _("Number %(number)s of %(year)s is taken by another decision of this body.")
            % {"number": number, "year": date.year},
            "number",
        ) from None


def _line(decision: Decision, case: Case) -> DecisionLine:
    """Freezes what the result rests on. Raises Incomplete when the points no longer reach the title."""
    submission, assessment = case.submission, case.assessment
    if submission is None or assessment is None:
        raise Incomplete(_("A case on the list was not judged; send it back."), "cases")
    points = points_of(assessment.points)
    criteria = criteria_of(submission.criteria_set)
    verdict = result_of(submission, assessment)
    if not verdict.passed:
        raise Incomplete(_("A case on the list does not reach the mark; send it back."), "cases")
    record = getattr(first_record(case.learner), "record", None)
    if record is None:
        raise Incomplete(_("The name of a person on the list is missing; send the case back."), "cases")
    return DecisionLine.objects.create(
        decision=decision,
        case=case,
        learner=case.learner,
        submission=submission,
        assessment=assessment,
        set_key=submission.criteria_set.key,
        set_version=submission.criteria_set.version,
        set_digest=submission.criteria_set.digest,
        title=criteria.title,
        unit=case.unit,  # of the case: it may have come by transfer
        unit_name=name_on(case.unit, decision.date),
        residential_group_name=case.residential_group.name if case.residential_group else "",
        subject_group=submission.subject_group,
        area_class=submission.area_class,
        points={code: str(Decimal(value)) for code, value in points.items()},
        total=verdict.total,
        mark=verdict.mark,
        floor=criteria.floor_points(),
        band=next((one.name for one in criteria.bands or () if one.code == verdict.band), ""),
        level=next((one.name for one in criteria.levels if one.level == verdict.level), ""),
        not_applicable=assessment.not_applicable,
        name_encrypted=reseal(record.full_name_encrypted, f"decision:{decision.pk}"),
        birth_year=record.birth_year,
        assessor=assessment.assessor,
    )


def name_on(unit: Unit, day: day_type) -> str:
    """What a unit was called on a day, type and name; its earliest name when the day lies before the register."""
    versions = UnitVersion.objects.filter(unit=unit)
    then = versions.filter(valid_from__lte=day).order_by("-valid_from").first()
    row = then or versions.order_by("valid_from").first()
    return row.full_name if row else str(unit)
