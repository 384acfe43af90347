"""The lines of a decision: everything that each result rests on, frozen at once, and read again."""

import json
from collections.abc import Mapping, Sequence
from datetime import date as day_type
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.people.public import seal_all
from portal.places.public import Unit, UnitVersion
from recognition.cases.handed_in import points_of
from recognition.certificates.about import read_all
from recognition.decisions.checking import named
from recognition.decisions.list_rows import Row
from recognition.models import Decision, DecisionLine, Evidence, SubmittedItem
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of

__all__ = ["entered_by", "freeze", "names_on", "read_all"]


def freeze(decision: Decision, rows: Sequence[Row]) -> list[DecisionLine]:
    """Writes the lines, in the order of the list. Raises Incomplete, naming the person, when points no longer reach the title."""
    for row in rows:
        with named(row.name):
            _must_reach(row)
    holder = f"decision:{decision.pk}"
    names = seal_all([row.name for row in rows], holder)
    places = names_on({row.case.unit for row in rows}, decision.date)
    about = [_about(row, places) for row in rows]
    told = seal_all([json.dumps(one, ensure_ascii=False) for one in about], holder)
    entered = entered_by([row.case.submission for row in rows])
    lines = [
        _line(decision, number, row, sealed, entered[row.case.submission_id])
        for number, (row, sealed) in enumerate(zip(rows, zip(names, told, strict=True), strict=True), 1)
    ]
    for line, one in zip(lines, about, strict=True):
        line.__dict__["about"] = one  # at hand for the certificates: no question for each
    return DecisionLine.objects.bulk_create(lines)


def _must_reach(row: Row) -> None:
    if row.verdict is None:
        raise Incomplete(_("A case on the list was not judged; send it back."), "cases")
    if not row.verdict.passed:
        raise Incomplete(_("A case on the list does not reach the mark; send it back."), "cases")
    if not row.name:
        raise Incomplete(_("The name of a person on the list is missing; send the case back."), "cases")


def _about(row: Row, places: Mapping[int, str]) -> dict[str, Any]:
    unit = places.get(row.case.unit_id, row.unit)
    return {
        "call": row.call,
        "born": row.born,
        "group": row.group,
        "unit": unit,
        "province": row.province,
        "note": row.note,
    }


def _line(decision: Decision, number: int, row: Row, sealed: tuple[bytes, bytes], entered: str) -> DecisionLine:
    case, submission, assessment = row.case, row.case.submission, row.case.assessment
    criteria, verdict = criteria_of(submission.criteria_set), row.verdict
    return DecisionLine(
        decision=decision,
        number=number,
        title_key=decision.title_key,
        year=decision.campaign_year,
        case=case,
        learner=case.learner,
        submission=submission,
        assessment=assessment,
        set_key=submission.criteria_set.key,
        set_version=submission.criteria_set.version,
        set_digest=submission.criteria_set.digest,
        title=criteria.title,
        unit=case.unit,  # of the case: it may have come by transfer
        subject_group=submission.subject_group,
        area_class=submission.area_class,
        points={code: str(Decimal(value)) for code, value in points_of(assessment.points).items()},
        total=verdict.total,
        mark=verdict.mark,
        floor=criteria.floor_points(),
        band=next((one.name for one in criteria.bands or () if one.code == verdict.band), ""),
        level=next((one.name for one in criteria.levels if one.level == verdict.level), ""),
        not_applicable=assessment.not_applicable,
        name_encrypted=sealed[0],
        about_encrypted=sealed[1],
        age_band=row.born // 10 * 10 if row.born else None,
        entered=entered,
        assessor=assessment.assessor,
    )


def entered_by(submissions: Sequence[Any]) -> dict[int, str]:
    """Who entered each submission: alone, with help, or not known (no self-assessment in the portal). One question."""
    numbers = [one.pk for one in submissions]
    papers = SubmittedItem.objects.filter(submission__in=numbers, kind=Evidence.Kind.MANUAL, on_behalf_of=True)
    helped = set(papers.values_list("submission", flat=True))
    found, said = {}, DecisionLine.Entered
    for one in submissions:
        if not one.self_points:
            found[one.pk] = said.UNKNOWN
        else:
            with_help = one.on_behalf_of or one.self_on_behalf_of or one.pk in helped
            found[one.pk] = said.HELPED if with_help else said.ALONE
    return found


def names_on(units: set[Unit], day: day_type) -> dict[int, str]:
    """What units were called on a day, type and name, by key; the earliest name when the day lies before the register."""
    found: dict[int, str] = {}
    for version in UnitVersion.objects.filter(unit__in=units).order_by("valid_from"):
        if version.valid_from <= day or version.unit_id not in found:
            found[version.unit_id] = version.full_name
    return found
