"""Pages of the officer for cases that come and go: who asks, what was answered, and asking for a case of one's own commune."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.places.public import names_of
from recognition.assessment import receiving
from recognition.assessment.views import cases_of
from recognition.cases import transfer
from recognition.models import Transfer
from recognition.officials import for_role, name_of
from recognition.refusals import Refused


@require_GET
@never_cache
@for_role("officer")
def transfers(request: HttpRequest) -> HttpResponse:
    """Cases that other commune's people bring along, and those that were asked away."""
    return _page(request)


def _page(request: HttpRequest, *, refused: int = 0, refusal: Refused | None = None) -> HttpResponse:
    shown, gone = receiving.shown_of(request.user, refused), receiving.gone_from(request.user)
    names = names_of({row.from_unit_id for row, _campaign in shown} | {row.to_unit_id for row in gone})
    rows = [
        {
            "row": row,
            "where": names.get(row.from_unit_id, ""),
            "name": name_of(row.case.learner),
            "campaign": campaign,
            "refusal": refusal if row.pk == refused else None,
            "words": request.POST.get("words", "") if row.pk == refused else "",
        }
        for row, campaign in shown
    ]
    more = receiving.number_asked(request.user) - len(rows) if len(rows) >= receiving.SHOWN else 0
    context = {
        "rows": rows,
        "more": more,
        "gone": [(row, names.get(row.to_unit_id, "")) for row in gone],
        "refusal": refusal,
    }
    return render(request, "recognition/assessment/transfers.html", context, status=422 if refusal else 200)


@require_POST
@never_cache
@for_role("officer")
def transfer_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a case over, or leaves it where it is with words."""
    row = get_object_or_404(Transfer.objects.select_related("case", "to_unit"), pk=pk)
    try:
        if request.POST.get("act") == "accept":
            case = receiving.accept(row, request.user)
            messages.success(request, _("The case lies here now, with what was handed in."))
            return redirect("recognition:case" if case.state == "submitted" else "recognition:transfers", *_of(case))
        if request.POST.get("act") != "decline":
            raise Refused(_("This button is not known. Load the page again."))
        receiving.decline(row, request.user, request.POST.get("words", ""))
        messages.success(request, _("Answered. The case stays where it is."))
    except Refused as problem:
        if Transfer.objects.filter(pk=pk, state=Transfer.State.ASKED).exists():
            return _page(request, refused=pk, refusal=problem)
        messages.info(request, str(problem))
    return redirect("recognition:transfers")


def _of(case) -> tuple:
    return (case.pk,) if case.state == "submitted" else ()


@require_POST
@never_cache
@for_role("officer")
def case_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer asks that a case follows its person, who lives elsewhere now."""
    case = get_object_or_404(cases_of(request.user), pk=pk)
    try:
        transfer.ask(case, request.user, words=request.POST.get("words", ""))
        messages.success(request, _("It is asked. Until the other commune answers, the case stays where it is."))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("recognition:case", pk)
