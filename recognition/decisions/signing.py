"""The signer's acts: the waiting list, sending back, and signing at once a decision that was drawn up outside the portal."""

from collections.abc import Iterable, Mapping
from datetime import date as day_type

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import units_of
from portal.places.public import Unit
from recognition.assessment.marking import put_back_into_work
from recognition.cases import lifecycle
from recognition.cases.rights import in_units
from recognition.cases.submission import fits, locked, step
from recognition.decisions.checking import must_sign
from recognition.decisions.drafts import must_lie_on_no_draft
from recognition.decisions.lines import names_on
from recognition.decisions.list_rows import Row
from recognition.decisions.recording import Paper, recognise
from recognition.decisions.shown import must_be_as_shown
from recognition.models import Campaign, Case, Decision, IssuingBody
from recognition.paper_numbers import number_of_paper
from recognition.refusals import REASON, Incomplete, said_in


def waiting_list(unit: Unit | QuerySet[Unit], campaign: Campaign | None = None) -> QuerySet[Case]:
    """Cases that officers proposed and nobody has signed yet, of one unit or several."""
    own = Q(pk=unit.pk) | Q(heir=unit.pk, split=False) if isinstance(unit, Unit) else Q()
    units = Unit.objects.filter(own) if isinstance(unit, Unit) else unit
    found = Case.objects.filter(in_units(units), state=lifecycle.CONFIRMED)
    if campaign is not None:
        found = found.filter(campaign=campaign)
    of = ("learner__record__key", "unit__parent", "residential_group", "campaign", "submission__criteria_set")
    return found.select_related(*of, "assessment__assessor").order_by("submitted_at", "pk")


def bodies_for(user, *kinds: str) -> QuerySet[IssuingBody]:
    """The bodies in force today for which the user may sign, or has one of these roles."""
    today = timezone.localdate()
    valid = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    return IssuingBody.objects.filter(valid, unit__in=units_of(user, *(kinds or ("signer",)))).order_by("name")


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
    showed it (`shown.mark_of`). Raises Incomplete (number or date wrong, number taken, no case, one that lies on a draft, a
    person who holds the title of the year), StaleList (something is no longer as shown), WrongState (no longer proposed),
    SamePerson, NotYours.
    """

    def check(rows: list[Row]) -> None:
        must_lie_on_no_draft([row.case for row in rows])
        if seen is not None:
            must_be_as_shown([row.case for row in rows], {row.case.pk: row.name for row in rows}, seen)

    with transaction.atomic():
        return recognise([case.pk for case in cases], body, number, date, by, paper=Paper(basis=basis), check=check)


def signed_before(cases: Iterable[int], body: IssuingBody, number: str, date: day_type, by) -> Decision | None:
    """The decision with this number and date that this signer made of just these cases: the same button, pressed twice."""
    rows = Decision.objects.filter(body=body, date=date, signer=by, number=number_of_paper(number, "128/QĐ-UBND"))
    row = rows.first()
    return row if row is not None and set(row.lines.values_list("case", flat=True)) == set(cases) else None


def name_on(unit: Unit, day: day_type) -> str:
    """What a unit was called on a day, type and name; its earliest name when the day lies before the register."""
    return names_on({unit}, day).get(unit.pk, str(unit))
