"""The page where an administrator chooses how the certificates of a place look, with a sample of each design."""

from functools import cache
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from portal.places.public import Unit, find_units
from recognition.certificates.choices import choice_of, choose
from recognition.certificates.designs import designs
from recognition.certificates.sheet import pdf_of, picture_of
from recognition.certificates.words import SheetWords, check_place
from recognition.models import IssuingBody
from recognition.officials import for_role
from recognition.refusals import Refused

SHOWN = 12  # places on the page; of more, one is asked for
SAMPLE = "2026-0000"


@require_http_methods(["GET", "POST"])
@for_role("administrator")
def sheets(request: HttpRequest) -> HttpResponse:
    """The designs and what each place has chosen; POST chooses for one place."""
    mine, refusal = units_of(request.user, "administrator"), None
    asked = request.GET.get("noi", "").strip()[:60]
    if request.method == "POST":
        number = request.POST.get("unit", "")
        unit = get_object_or_404(
            mine, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        )
        try:
            choose(unit, request.POST.get("design", ""), "points" in request.POST, by=request.user)
            messages.success(request, _("Kept. Certificates issued from now on look so."))
            return redirect(
                f"{reverse('recognition:sheets')}?{urlencode({'noi': asked})}" if asked else "recognition:sheets"
            )
        except Refused as problem:
            refusal = problem
    looks, places = designs(), []
    for unit in _shown(mine.filter(valid_to=None).select_related("parent"), asked):  # the ended issue nothing
        choice = choice_of(unit)
        places.append({"unit": unit, "choice": choice, "look": looks[choice.design].name})
    shown = {"designs": looks.values(), "places": places, "refusal": refusal, "asked": asked}
    shown["several"] = bool(asked) or len(places) > 1 or mine.filter(valid_to=None)[:2].count() > 1
    return render(request, "recognition/certificates/designs.html", shown, status=422 if refusal else 200)


def _shown(mine: QuerySet[Unit], asked: str) -> list[Unit]:
    """The places that were asked for by name or code; else, of many, those whose bodies issue certificates."""
    if asked:
        found = [row.unit_id for row in find_units(asked, SHOWN, within=mine)]
        known = mine.in_bulk(found)
        return [known[pk] for pk in found if pk in known]
    few = list(mine.order_by("pk")[: SHOWN + 1])
    if len(few) <= SHOWN:
        return few
    return list(mine.filter(pk__in=IssuingBody.objects.filter(valid_to=None).values("unit")).order_by("pk")[:SHOWN])


@require_GET
@cache_control(max_age=3600, private=True)
@for_role("administrator")
def sheet_picture(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a small picture, so that designs are chosen by eye."""
    if key not in designs():
        raise Http404
    return HttpResponse(_picture(key), content_type="image/png")


@cache
def _picture(key: str) -> bytes:
    return picture_of(_sample(), designs()[key])


@require_GET
@for_role("administrator")
def sheet_sample(request: HttpRequest, key: str) -> HttpResponse:
    """A sheet of nobody in one design, marked as a sample."""
    look = designs().get(key)
    if look is None:
        raise Http404
    return HttpResponse(pdf_of(_sample(), look), content_type="application/pdf")


def _sample() -> SheetWords:
    return SheetWords(
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ (TÊN XÃ)",
        body_lines=("ỦY BAN NHÂN DÂN", "XÃ (TÊN XÃ)"),
        call="ông (bà)",
        name="Bản mẫu, không có giá trị",
        about="sinh năm 1984; nơi ở: thôn …, xã …, tỉnh …",
        title="Công dân học tập",
        year=2026,
        decision="Quyết định số 00/QĐ-UBND",
        decision_day="ngày 05 tháng 02 năm 2026",
        book=SAMPLE,
        replaces="",
        place_and_day="(Địa danh), ngày 05 tháng 02 năm 2026",
        signature=("CHỦ TỊCH",),
        signer="(Họ và tên)",
        code="XXX-XXX-XXX-XXX",
        check_place=check_place(),
        check_url=f"https://{check_place()}/",
        result="",
        issued=(2026, 2, 5),
    )
