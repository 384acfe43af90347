"""The page where an administrator chooses how the certificates of a place look, with a sample of each design."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from recognition.certificates.choices import choice_of, choose
from recognition.certificates.designs import designs
from recognition.certificates.sheet import pdf_of
from recognition.certificates.words import SheetWords, check_place
from recognition.officials import for_role
from recognition.refusals import Refused

SHOWN = 50  # places of one administrator on the page
SAMPLE = "2026-0000"


@require_http_methods(["GET", "POST"])
@for_role("administrator")
def sheets(request: HttpRequest) -> HttpResponse:
    """The designs and what each place has chosen; POST chooses for one place."""
    mine, refusal = units_of(request.user, "administrator"), None
    if request.method == "POST":
        number = request.POST.get("unit", "")
        unit = get_object_or_404(
            mine, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        )
        try:
            choose(unit, request.POST.get("design", ""), "points" in request.POST, by=request.user)
            messages.success(request, _("Kept. Certificates issued from now on look so."))
            return redirect("recognition:sheets")
        except Refused as problem:
            refusal = problem
    looks, places = designs(), []
    for unit in mine.filter(valid_to=None).select_related("parent").order_by("pk")[:SHOWN]:  # the ended issue nothing
        choice = choice_of(unit)
        places.append({"unit": unit, "choice": choice, "look": looks[choice.design].name})
    shown = {"designs": looks.values(), "places": places, "refusal": refusal}
    return render(request, "recognition/certificates/designs.html", shown, status=422 if refusal else 200)


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
