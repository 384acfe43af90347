"""May these cases be decided on? Asked of the whole list at once; who is in the way is named by asking the single case."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date as day_type
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import Learner, accounts_of, everyone, first_ids, records_of, units_of
from recognition.assessment.kinship import is_kin
from recognition.assessment.rules import rules_of
from recognition.assessment.second.drawing import must_be_settled
from recognition.assessment.three_people import assessors_of, helpers_of, is_own, judges_must_be_apart
from recognition.cases.campaigns import hold
from recognition.cases.held import hold_rows
from recognition.cases.rights import acting_for, acts_on
from recognition.cases.submission import fits
from recognition.council.outcomes import must_have_passed_the_council
from recognition.decisions.apart import judges_too_near, near_or_judged
from recognition.models import (
    Assessment,
    AssessmentRules,
    BodySigner,
    Case,
    Certificate,
    IssuingBody,
    MeetingItem,
    SecondMarking,
)
from recognition.paper_numbers import number_of_paper
from recognition.refusals import Incomplete, NotYours, Refused, SamePerson

_READ = ("learner", "unit__heir", "residential_group__heir", "submission__criteria_set", "assessment__assessor")


def locked_cases(numbers: Iterable[int]) -> list[Case]:
    """These cases, locked in one order for everybody until the transaction ends; their campaigns stay open meanwhile."""
    wanted = set(numbers)
    hold_rows(Case.objects.filter(pk__in=wanted))
    found = list(Case.objects.filter(pk__in=wanted).select_related(*_READ, "campaign").order_by("pk"))
    campaigns = {case.campaign_id: case.campaign for case in found}
    for number in sorted(campaigns):
        hold(campaigns[number])
    for case in found:
        case.campaign = campaigns[case.campaign_id]
    return found


@contextmanager
def named(name: str) -> Iterator[None]:
    """A refusal inside says whom it is about: a list holds many people."""
    try:
        yield
    except Refused as problem:
        raise type(problem)(f"{name}: {problem}" if name else str(problem), problem.field) from None


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


def must_decide_on(body: IssuingBody, date: day_type, by) -> None:
    """Raises Incomplete for a day that lies ahead or on which the body did not decide, NotYours for who does not sign for it."""
    if date > timezone.localdate():
        raise Incomplete(_("The date of the decision lies in the future."), "date")
    if not body.valid_from <= date or (body.valid_to and date >= body.valid_to):
        raise Incomplete(_("On this date the body did not decide in this place."), "date")
    if not units_of(by, "signer").filter(pk=body.unit_id).exists():
        raise NotYours(_("You cannot sign for this body."))


def must_sign_then(deputy: BodySigner | None, date: day_type) -> None:
    """Raises Incomplete (`date`) when this deputy did not sign for the body on that day; None is its head."""
    if deputy is not None and not (deputy.valid_from <= date and (deputy.valid_to is None or date <= deputy.valid_to)):
        raise Incomplete(_("On this date %(name)s did not sign for this body.") % {"name": deputy.name}, "date")


def checked_number(
    cases: Sequence[Case], names: Mapping[int, str], body: IssuingBody, number: str, date: day_type, by
) -> str:
    """The number as it is kept, once all of these locked cases may be decided on. Raises what `signing.sign` does."""
    if not cases:
        raise Incomplete(_("Choose at least one person."), "cases")
    number = number_of_paper(number, "128/QĐ-UBND")
    must_decide_on(body, date, by)
    _each(cases, names, lambda case: fits(case, "sign"))
    signs_in = set(units_of(by, "signer").values_list("pk", flat=True))
    near = near_or_judged(cases, by)
    _ask([case for case in cases if acting_for(case).pk not in signs_in or case.pk in near], names, must_sign, by)
    _ask(_among(cases, judges_too_near(cases)), names, judges_must_be_apart)
    _ask(_among(cases, _unsettled(cases)), names, must_be_settled)
    _ask(_among(cases, _before_the_council(cases)), names, must_have_passed_the_council)
    _each(cases, names, lambda case: must_fit_body(case, body))
    _must_be_judged_before(cases, names, date)
    if len({(case.title_key, case.campaign.year) for case in cases}) > 1:
        raise Incomplete(_("One decision holds cases of one title and one year."), "cases")
    return number


def _each(cases: Sequence[Case], names: Mapping[int, str], ask: Callable[[Case], object]) -> None:
    for case in cases:
        with named(names[case.pk]):
            ask(case)


def _among(cases: Sequence[Case], numbers: Collection[int]) -> list[Case]:
    return [case for case in cases if case.pk in numbers]


def _ask(doubtful: Sequence[Case], names: Mapping[int, str], must: Callable[..., None], *about) -> None:
    """Raises in the words of the single case; the list's own answer stands where that one says nothing."""
    _each(doubtful, names, lambda case: must(case, *about))
    if doubtful:
        with named(names[doubtful[0].pk]):
            raise SamePerson(_("Somebody who decided stands too near to this case. Send it back: another one judges."))


def _unsettled(cases: Sequence[Case]) -> set[int]:
    handed = {case.submission_id: case.pk for case in cases}
    rows = SecondMarking.objects.filter(submission__in=handed, settled_at=None)
    return {handed[one] for one in rows.values_list("submission", flat=True)}


def _before_the_council(cases: Sequence[Case]) -> set[int]:
    handed = {case.submission_id: case for case in cases}
    listed = MeetingItem.objects.filter(submission__in=handed, outcome="", removed_at=None)
    found = {
        handed[submission].pk
        for submission, campaign in listed.values_list("submission", "meeting__council__campaign")
        if handed[submission].campaign_id == campaign
    }
    everything = {
        number
        for number, campaign in {case.campaign_id: case.campaign for case in cases}.items()
        if rules_of(campaign).council == AssessmentRules.Council.ALL
    }
    council = Assessment.Kind.COUNCIL
    return found | {
        case.pk
        for case in cases
        if case.campaign_id in everything and (case.assessment is None or case.assessment.kind != council)
    }


def must_fit_body(case: Case, body: IssuingBody) -> None:
    """Raises Incomplete (`body`) when another body than this one decides on the case."""
    place = acting_for(case)
    if body.unit_id not in (case.unit_id, place.pk, place.parent_id):
        raise Incomplete(_("A case on the list belongs to another place than the body."), "body")
    if case.learner.kind == Learner.Kind.COMMUNE and body.unit_id in (case.unit_id, place.pk):
        # It assesses itself and proposes (thủ tục 1.005097); who decides since July 2025 is not known, but not itself.
        raise Incomplete(_("A commune does not recognise itself: a body above it decides."), "body")


def _must_be_judged_before(cases: Sequence[Case], names: Mapping[int, str], date: day_type) -> None:
    handed = {case.submission_id: case.pk for case in cases}
    ended = Assessment.objects.filter(submission__in=handed, state=Assessment.State.ENDED).order_by()
    for submission, last in ended.values("submission").annotate(last=Max("ended_at")).values_list("submission", "last"):
        if date < timezone.localdate(last):
            with named(names[handed[submission]]):
                raise Incomplete(_("The date lies before a case on the list was judged."), "date")


def must_not_hold(cases: Sequence[Case], names: Mapping[int, str]) -> None:
    """Raises Incomplete when a person, under whichever record, holds a valid certificate of the title and year.

    All records of these people are locked, in one order for everybody, until the transaction ends.
    """
    first = first_ids(case.learner_id for case in cases)
    of = {first[case.learner_id]: case for case in cases}
    if twice := next((case for case in cases if of[first[case.learner_id]] is not case), None):
        raise Incomplete(_("%(name)s stands on the list twice.") % {"name": names[twice.pk]}, "cases")
    with everyone("all records of one person stand still, and what was issued to any of them counts"):
        ids = hold_people(case.learner_id for case in cases)
        held = Certificate.objects.filter(learner__in=ids, state=Certificate.State.VALID)
        about = {
            "line__decision__title_key": cases[0].title_key,
            "line__decision__campaign_year": cases[0].campaign.year,
        }
        there = list(held.filter(**about))
    if not there:
        return
    first |= first_ids([*ids])
    for one in there:
        told = _("A valid certificate of this title and year is held already, number %(code)s.")
        with named(names[of[first[one.learner_id]].pk]):
            raise Incomplete(told % {"code": one.register_code}, "cases")


def hold_people(learners: Iterable[UUID]) -> set[UUID]:
    """All records of these people, which nobody gives anything until the transaction ends."""
    ids = records_of(learners)
    with everyone("all records of one person stand still"):
        list(Learner.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    return ids
