"""The lines and people behind a number, for officials of the place; others get 404."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.people.public import decrypt_all, has_role
from recognition.figures import kernel, places
from recognition.figures.places import Place
from recognition.figures.views import ROLES, asked_day, asked_title, asked_year, is_official, kept, title_name, years_of
from recognition.figures.year_results import ANNULLED, HELD, LAPSED, REVOKED, year_result
from recognition.models import Certificate, DecisionLine
from recognition.officials import for_role

SHOWN = 100
BEHIND = {"giu-danh-hieu": "", "tu-nhap": "alone", "duoc-giup": "helped"}


@require_GET
@for_role(*ROLES)
def place_people(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """The people behind a number of a commune or province, or the lines of its year."""
    place = places.place_of(code)
    if not is_official(request, place) or which not in (*BEHIND, "bien-dong"):
        raise Http404
    return _lines_of_year(request, place) if which == "bien-dong" else _holders(request, place, which)


@require_GET
@for_role(*ROLES)
def country_people(request: HttpRequest) -> HttpResponse:
    """The lines of a year in the whole country, for who administers everything."""
    place = places.place_of("")
    if not is_official(request, place):
        raise Http404
    return _lines_of_year(request, place)


def _asked(request: HttpRequest) -> tuple[int, date]:
    year = asked_year(request, years_of())
    return year, asked_day(request, True, year)


def _holders(request: HttpRequest, place: Place, which: str) -> HttpResponse:
    year, day = _asked(request)
    title = asked_title(request)
    asked = kernel.Asked(title.key, day, place.unit)
    number = kernel.held(asked, by="entered")
    entered = BEHIND[which]
    lines = kernel.held(asked, ids=True, entered=entered).lines
    page, rows = _page(request, lines)
    return render(
        request,
        "recognition/figures/people.html",
        {
            "place": place,
            "code": place.code,
            "name": place.name,
            "year": year,
            "title": title,
            "title_name": title_name(title),
            "rows": rows,
            "page": page,
            "number": number.by.get(entered, 0) if entered else number.count,
            "which": which,
            "keep": kept(title, year, day) + mark_safe("&amp;"),
            "officer": has_role(request.user, "officer"),
        },
    )


def _lines_of_year(request: HttpRequest, place: Place) -> HttpResponse:
    year, day = _asked(request)
    title = asked_title(request)
    found = year_result(title.key, year, place.unit, day)
    first = {HELD: 1}  # what ended stands first: it is what one looks for
    lines = sorted(found.lines, key=lambda one: (first.get(one.now, 0), one.line))
    page, rows = _page(request, [one.line for one in lines], {one.line: _said(one.now) for one in lines})
    return render(
        request,
        "recognition/figures/year.html",
        {
            "place": place,
            "name": place.name,
            "year": year,
            "day": day,
            "title": title,
            "title_name": title_name(title),
            "found": found,
            "rows": rows,
            "page": page,
            "keep": kept(title, year, day) + mark_safe("&amp;"),
            "officer": has_role(request.user, "officer"),
        },
    )


def _said(now: str) -> str:
    return {HELD: _("held"), REVOKED: _("revoked"), ANNULLED: _("annulled"), LAPSED: _("lapsed")}[now]


def _page(
    request: HttpRequest, lines: Iterable[int], states: Mapping[int, str] | None = None
) -> tuple[Page, list[dict]]:
    """A page of those lines, as far as this user may see them, with names, the certificate in use, and what became of each."""
    page = Paginator(list(lines), SHOWN).get_page(request.GET.get("trang"))
    rows = {line.pk: line for line in DecisionLine.objects.filter(pk__in=list(page)).select_related("decision")}
    ordered = [rows[pk] for pk in page if pk in rows]
    last = {one.line_id: one for one in Certificate.objects.filter(line__in=ordered).order_by("pk")}
    names = decrypt_all(
        line.name_encrypted if line.pk not in last else last[line.pk].name_encrypted for line in ordered
    )
    told = states or {}
    return page, [
        {"line": line, "certificate": last.get(line.pk), "name": name, "now": told.get(line.pk, "")}
        for line, name in zip(ordered, names, strict=True)
    ]
