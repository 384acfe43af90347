"""A file for congdanhoctap.vn: the holders of a year, with columns and codes as the place maps them.

No interface of that system is known, so none is claimed: the file is checked and sent by people. Identity numbers are not kept
in this portal; their column stays empty, to be filled in at the office.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.audit.public import append
from portal.people.public import User, administers_everything, roles_held, units_of
from portal.places.public import Unit, commune_of_centres, names_of, version_on
from portal.text.sent import whole
from recognition.decisions.lines import read_all
from recognition.figures.kernel import Asked, held
from recognition.figures.reports.excel import workbook
from recognition.figures.year_results import line_within
from recognition.models import DecisionLine, ExportMapping
from recognition.officials import for_role
from recognition.papers.days import short_day
from recognition.titles.registry import only_title_of

KEEPERS = ("administrator", "officer")
MOST = 20_000  # lines of one file
# fields of ours: what each is, and the heading that stands in the file unless the place maps it otherwise
FIELDS: dict[str, tuple[Any, str]] = {
    "name": (gettext_lazy("full name"), "Họ và tên"),
    "born": (gettext_lazy("year of birth"), "Năm sinh"),
    "identity": (gettext_lazy("identity number (stays empty: it is not kept here)"), "Số định danh"),
    "unit_code": (gettext_lazy("code of the commune, as text"), "Mã đơn vị"),
    "unit": (gettext_lazy("name of the commune"), "Xã, phường"),
    "group": (gettext_lazy("residential group"), "Thôn, tổ dân phố"),
    "title": (gettext_lazy("title of honour"), "Danh hiệu"),
    "year": (gettext_lazy("year judged"), "Năm"),
    "total": (gettext_lazy("points"), "Tổng điểm"),
    "decision": (gettext_lazy("number of the decision"), "Số quyết định"),
    "date": (gettext_lazy("date of the decision"), "Ngày quyết định"),
}


class MappingForm(forms.Form):
    """For each field of ours the heading in the file; an empty one leaves the column out."""

    place_code = forms.CharField(
        label=gettext_lazy("Code of your place in that system"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("As text, with its zeros. Empty: the official code of the commune."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (words, _heading) in FIELDS.items():
            self.fields[key] = forms.CharField(
                label=gettext_lazy("Heading for: %(field)s") % {"field": words}, required=False, max_length=80
            )


def mapping_of(unit: Unit) -> tuple[list[tuple[str, str]], str]:
    """The columns of a place, in their order, and its code there: as it mapped them last, or as proposed."""
    row = ExportMapping.objects.filter(unit=unit).order_by("-pk").first()
    if row is None:
        return [(key, heading) for key, (_words, heading) in FIELDS.items()], ""
    return [(key, heading) for key, heading in row.columns if key in FIELDS], row.unit_code


def keep_mapping(unit: Unit, columns: Sequence[tuple[str, str]], unit_code: str, by: User) -> ExportMapping:
    """Keeps how a place maps the columns."""
    with transaction.atomic():
        row = ExportMapping.objects.create(
            unit=unit, columns=[list(one) for one in columns], unit_code=unit_code, by=by
        )
        append("export.mapped", f"export:{row.pk}", by=by, details={"columns": len(columns)})
    return row


def _unit(request: HttpRequest) -> Unit:
    """The place asked for by ?noi=, or the first of the own ones. 404 without one."""
    units = units_of(request.user, *KEEPERS)
    asked = whole(request.GET.get("noi", "") or request.POST.get("noi", ""))
    unit = units.filter(pk=asked).first() if asked else units.filter(roles_here(request.user)).order_by("pk").first()
    if unit is None and not asked and administers_everything(request.user):
        unit = commune_of_centres(units.filter(kind=Unit.Kind.COMMUNE))
    if unit is None:
        raise Http404
    return unit


def roles_here(user: User) -> Q:
    """Condition on units: those where a role is held itself, not only through the province."""
    return Q(pk__in=[role.unit_id for role in roles_held(user) if role.kind in KEEPERS and role.unit_id])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def export(request: HttpRequest) -> HttpResponse:
    """The mapping of columns, and the file."""
    unit = _unit(request)
    columns, code = mapping_of(unit)
    initial = {"place_code": code, **dict(columns)}
    form = MappingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = [(key, form.cleaned_data[key].strip()) for key in FIELDS if form.cleaned_data[key].strip()]
        if chosen:
            keep_mapping(unit, chosen, form.cleaned_data["place_code"].strip(), request.user)
            messages.success(request, _("The columns are kept. The next file has them."))
            return redirect(f"{request.path}?noi={unit.pk}")
        form.add_error(None, _("Write at least one heading: a file without columns says nothing."))
    now = timezone.localdate().year
    context = {"form": form, "unit": unit, "place": names_of([unit]).get(unit.pk, ""), "years": range(now, now - 4, -1)}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/reports/export.html", context, status=status)


@never_cache
@require_GET
@for_role(*KEEPERS)
def export_file(request: HttpRequest) -> HttpResponse:
    """The file: who holds the title of persons in the place today and was recognised for the year; inside the own scope."""
    unit, year = _unit(request), whole(request.GET.get("nam", ""), 4) or timezone.localdate().year
    columns, code = mapping_of(unit)
    rows = rows_of(unit, year, [key for key, _heading in columns], code)
    if len(rows) > MOST:
        words = _("More than %(most)s people: one file does not hold them. Take the file commune by commune.")
        messages.error(request, words % {"most": MOST})
        return redirect(f"{reverse('recognition:export')}?noi={unit.pk}")
    moment = timezone.now()
    data = workbook([(_("Holders"), [[heading for _key, heading in columns], *rows], 1)], moment, _("Holders"))
    with transaction.atomic():
        append("export.made", f"unit:{unit.uuid}", by=request.user, details={"year": year, "lines": len(rows)})
    answer = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="cong-dan-hoc-tap-{year}.xlsx"'
    return answer


def rows_of(unit: Unit, year: int, keys: Sequence[str], code: str = "") -> list[list[Any]]:
    """One row a holder, in the order of the decisions; one more than MOST where there are too many. Text keeps its zeros."""
    title, today = only_title_of("person"), timezone.localdate()
    lines = held(Asked(title.key, today, unit), ids=True).lines
    found = DecisionLine.objects.filter(line_within(unit), pk__in=lines, decision__campaign_year=year)
    rows = list(found.select_related("decision", "unit").order_by("decision__date", "pk")[: MOST + 1])
    if len(rows) > MOST:
        return [[]] * len(rows)  # nobody's name is read for a file that is not made
    names = read_all(rows)
    codes, here = {one.unit_id: one.unit for one in rows}, version_on(unit, today)
    # who was recognised by a commune that ended is reported by the one that stands in its place
    official = {pk: (now.code if (now := version_on(one, today) or here) else "") for pk, one in codes.items()}
    made = []
    for line, name in zip(rows, names, strict=True):
        said = {
            "name": name,
            "born": str(line.birth_year or ""),
            "identity": "",
            "unit_code": code or official[line.unit_id],
            "unit": line.unit_name,
            "group": line.residential_group_name,
            "title": line.title,
            "year": str(line.decision.campaign_year),
            "total": float(line.total),
            "decision": line.decision.number,
            "date": short_day(line.decision.date),
        }
        made.append([said[key] for key in keys])
    return made
