"""Freezing: the figures of a day, kept with the lines behind them. Reopened they print the same, whatever happens later."""

import hashlib
from datetime import date, datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.public import append
from portal.people.public import User, everyone
from portal.places.public import Unit
from recognition.figures.kernel import Asked, end_of, held
from recognition.figures.reports.report import endings_of_year, lines_of_year, report_of
from recognition.figures.reports.tables import Report, as_json, from_json
from recognition.models import ReportSnapshot
from recognition.refusals import Refused
from recognition.titles.registry import TITLES


def freeze(unit: Unit, year: int, on: date, by: User) -> ReportSnapshot:
    """Keeps the report of a place for a year as of a day. Pressed twice for the same day and the same figures it is one.

    Raises Refused, naming `day`, for a day outside the year and after, or ahead of today.
    """
    must_be_a_day_of(year, on)
    with override("vi"):  # a paper of an office, whatever language its maker reads the portal in
        report = report_of(unit, year, on)
    content, lines = as_json(report), _lines(unit, year, on)
    said, whole = digest(content, lines), end_of(on)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        there = ReportSnapshot.objects.filter(unit=unit, year=year, as_of=on).order_by("-pk").first()
        if there is not None and (there.known_at >= whole or timezone.now() < whole) and _same(there, content, lines):
            return there
        row = ReportSnapshot.objects.create(
            unit=unit,
            year=year,
            as_of=on,
            known_at=datetime.fromisoformat(report.known),
            functions=report.functions,
            content=content,
            lines=lines,
            digest=said,
            made_by=by,
            made_at=timezone.now(),
        )
        append("figures.frozen", f"snapshot:{row.pk}", by=by, details={"year": year, "until": str(on), "digest": said})
    return row


def _same(there: ReportSnapshot, content: dict[str, Any], lines: dict[str, Any]) -> bool:
    """Whether the figures are those that were frozen, whenever both were recorded."""
    return digest({**there.content, "known": ""}, there.lines) == digest({**content, "known": ""}, lines)


def must_be_a_day_of(year: int, on: date) -> None:
    """Raises Refused for a day before the year has begun, or ahead of today."""
    if on > timezone.localdate():
        raise Refused(_("This day has not come yet. Choose today or an earlier day."), "day")
    if on < date(year, 1, 1):
        raise Refused(
            _("The day lies before the year %(year)s. Choose a day of that year or later.") % {"year": year}, "day"
        )


def _lines(unit: Unit, year: int, on: date) -> dict[str, list[int]]:
    """The ids behind the numbers: of each title who holds it, and what was recognised and ended in the year."""
    found: dict[str, list[int]] = {}
    with everyone("lines behind counts; nobody is shown"):
        for one in TITLES:
            found[f"held {one.key}"] = sorted(held(Asked(one.key, on, unit), ids=True).lines)
        for name, rows in (
            ("recognised", lines_of_year(unit, year, on)),
            ("ended", endings_of_year(unit, year, on)),
        ):
            found[name] = sorted(rows.values_list("pk", flat=True))
    return found


def digest(content: dict[str, Any], lines: dict[str, Any]) -> str:
    """SHA-256 of what was frozen."""
    return hashlib.sha256(orjson.dumps([content, lines], option=orjson.OPT_SORT_KEYS)).hexdigest()


def reopened(row: ReportSnapshot) -> Report:
    """The report as it was frozen. Raises ValueError when the row is not what was written."""
    if digest(row.content, row.lines) != row.digest:
        raise ValueError(f"snapshot {row.pk} does not fit its digest")
    return from_json(row.content)
