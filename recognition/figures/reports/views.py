"""Reports of a place: the live page, freezing, and what was frozen in every form."""

from collections.abc import Callable
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from portal.places.public import Unit
from portal.text.days import DayField
from portal.text.sent import whole
from recognition.figures.places import unit_by_code
from recognition.figures.reports.charts import bars
from recognition.figures.reports.excel import report_as_excel
from recognition.figures.reports.pdf import report_as_pdf
from recognition.figures.reports.report import FIRST_YEAR, report_of
from recognition.figures.reports.snapshots import freeze, must_be_a_day_of, reopened
from recognition.figures.reports.tables import Report, as_json, shown
from recognition.figures.reports.word import report_as_word
from recognition.figures.reports.words import headline, subline
from recognition.figures.views import ROLES as OFFICIALS
from recognition.models import ReportSnapshot
from recognition.officials import for_role
from recognition.refusals import Refused

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_FORMS: dict[str, Callable[[Report, datetime], bytes]] = {
    "xlsx": report_as_excel,
    "docx": report_as_word,
    "pdf": lambda report, _moment: report_as_pdf(report),
}
KEPT = 30  # frozen reports on the page of a place


class FreezeForm(forms.Form):
    """The year and the day whose end is meant."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=9998)
    day = DayField(
        label=gettext_lazy("Figures of the end of day"),
        help_text=gettext_lazy("Day, month, year: 31/12/2026."),
        error_messages={
            "invalid": gettext_lazy("This day does not exist. Write day/month/year, for example 31/12/2026.")
        },
    )


def place_of(request: HttpRequest, code: str) -> Unit:
    """The place, for officials of it; 404 for others."""
    unit = unit_by_code(code).unit
    if not units_of(request.user, *OFFICIALS).filter(pk=unit.pk).exists():
        raise Http404
    return unit


def year_of(request: HttpRequest) -> int:
    """?nam=, or the present year."""
    year, now = whole(request.GET.get("nam", ""), 4), timezone.localdate().year
    return year if year is not None and FIRST_YEAR <= year <= now else now


def _day_for(year: int) -> date:
    return min(timezone.localdate(), date(year, 12, 31))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*OFFICIALS)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of a year as they are now; POST freezes those of a day."""
    unit, year = place_of(request, code), year_of(request)
    form = FreezeForm(request.POST or None, initial={"year": year, "day": f"{_day_for(year):%d/%m/%Y}"})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = freeze(unit, form.cleaned_data["year"], form.cleaned_data["day"], request.user)
            except Refused as problem:
                form.add_error(problem.field if problem.field in form.fields else None, str(problem))
            else:
                messages.success(
                    request, _("The figures are frozen. They will print the same whenever they are opened.")
                )
                return redirect("recognition:snapshot", row.pk)
    found = report_of(unit, year, _day_for(year))
    kept = ReportSnapshot.objects.filter(unit=unit).defer("content", "lines")[:KEPT]
    known = range(max(FIRST_YEAR, timezone.localdate().year - 3), timezone.localdate().year + 1)
    years = [one for one in known if one != year]
    context = _context(found) | {"code": code, "form": form, "kept": kept, "years": years, "year": year}
    return render(request, "recognition/reports/report.html", context, status=status)


def _context(found: Report) -> dict:
    return {
        "report": found,
        "headline": headline(found),
        "subline": subline(found),
        "tables": [
            {
                "table": one,
                "drawing": mark_safe(bars(one)),  # noqa: S308 - drawn by us, every text of it escaped
                "rows": [
                    {
                        "label": row.label,
                        "cells": [
                            (column.label, shown(value, column.kind))
                            for value, column in zip(row.values, one.columns, strict=True)
                        ],
                    }
                    for row in one.rows
                ],
            }
            for one in found.tables
        ],
    }


@never_cache
@require_GET
@for_role(*OFFICIALS)
def report_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The live figures as a file; ?ngay=YYYY-MM-DD asks for an earlier day."""
    unit, year = place_of(request, code), year_of(request)
    try:
        day = date.fromisoformat(request.GET["ngay"]) if "ngay" in request.GET else _day_for(year)
        must_be_a_day_of(year, day)
    except (ValueError, Refused):
        raise Http404 from None
    return answer_as(report_of(unit, year, day), form, timezone.now())


def answer_as(found: Report, form: str, moment: datetime) -> HttpResponse:
    """A report in one of its forms, as a file that is named by place, year and day."""
    name = f"bao-cao-{slugify(found.code)}-{found.year}-{found.as_of}"
    if form == "json":
        answer: HttpResponse = JsonResponse(as_json(found), json_dumps_params={"ensure_ascii": False})
    elif form in _FORMS:
        answer = HttpResponse(_FORMS[form](found, moment), content_type=KINDS[form])
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _kept(request: HttpRequest, pk: int) -> ReportSnapshot:
    row = get_object_or_404(ReportSnapshot.objects.select_related("unit", "made_by"), pk=pk)
    if not units_of(request.user, *OFFICIALS).filter(pk=row.unit_id).exists():
        raise Http404
    return row


@never_cache
@require_GET
@for_role(*OFFICIALS)
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """What was frozen, as it was; beside it whether the live figures of that day say otherwise today."""
    row = _kept(request, pk)
    found = reopened(row)
    context = _context(found) | {"row": row, "code": found.code, "by": row.made_by.get_full_name()}
    return render(request, "recognition/reports/snapshot.html", context)


@never_cache
@require_GET
@for_role(*OFFICIALS)
def snapshot_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """What was frozen, as a file: the same bytes whenever it is asked for."""
    row = _kept(request, pk)
    return answer_as(reopened(row), form, row.made_at)
