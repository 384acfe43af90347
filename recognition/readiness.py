"""What recognition lacks in a commune before its first certificate: a set, days, a body, and how far the first case came."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.places.public import Unit
from recognition.cases import lifecycle
from recognition.cases.campaigns import PERSONS_TITLE
from recognition.models import Campaign, Case, Certificate, IssuingBody
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current

_JUDGED = (lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH, lifecycle.RECOGNISED, lifecycle.REVOKED)


@dataclass(frozen=True)
class Readiness:
    """For some communes at once, by the unit's key; `set_version`: the persons' title is judged by it ("": by none)."""

    set_version: str
    campaigns: dict[int, Campaign]
    bodies: dict[int, IssuingBody]
    handed_in: frozenset[int]
    judged: frozenset[int]
    certified: frozenset[int]


def readiness(units: Collection[Unit]) -> Readiness:
    """Few questions for any number of communes. Cases and certificates are those in the present scope."""
    today = timezone.localdate()
    reach = {unit.pk for unit in units} | {unit.parent_id for unit in units if unit.parent_id}
    ahead = Q(submission_to__gte=today) | Q(assessment_to__gte=today)
    campaigns = Campaign.objects.filter(ahead, unit__in=reach, title_key=PERSONS_TITLE, closed_at=None)
    valid = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    bodies = IssuingBody.objects.filter(valid, unit__in=reach).exclude(signer_name="")
    cases = Case.objects.filter(unit__in=units).exclude(submission=None)
    certificates = Certificate.objects.filter(line__unit__in=units)
    return Readiness(
        _set_version(),
        _nearest(units, sorted(campaigns, key=lambda one: (one.submission_to < today, one.submission_from))),
        _nearest(units, bodies.order_by("pk")),
        frozenset(cases.values_list("unit", flat=True).distinct()),
        frozenset(cases.filter(state__in=_JUDGED).values_list("unit", flat=True).distinct()),
        frozenset(certificates.values_list("line__unit", flat=True).distinct()),
    )


def _set_version() -> str:
    """The version in force; one that nothing can be scored with is none."""
    try:
        row = current()
    except NoCriteriaSet:
        return ""
    return "" if criteria_of(row).unknown else row.version


def _nearest(units: Collection[Unit], rows: Any) -> dict[int, Any]:
    """The first row of each commune's own, else its province's."""
    at: dict[int, Any] = {}
    for row in rows:
        at.setdefault(row.unit_id, row)
    found = {unit.pk: at.get(unit.pk) or at.get(unit.parent_id or 0) for unit in units}
    return {pk: row for pk, row in found.items() if row is not None}
