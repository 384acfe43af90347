"""Pages of the recognition officer: the one-screen case and the way to the next."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.people.public import units_of
from portal.text.sent import whole
from recognition.assessment import marking
from recognition.assessment.case_page import screen
from recognition.assessment.earlier import earlier_of
from recognition.assessment.queue import claim, next_in_queue, release
from recognition.assessment.receiving import went_away
from recognition.assessment.second.drawing import hidden_from
from recognition.cases import lifecycle, transfer
from recognition.cases.rights import in_units
from recognition.evidence.views import file_answer
from recognition.models import Case, SubmittedItem
from recognition.officials import for_role, name_of, official_name
from recognition.refusals import Held, Refused, StaleCase


def cases_of(user):
    """Handed-in cases of the units where the user is an officer: what all these pages may show."""
    return (
        Case.objects.filter(in_units(units_of(user, "officer")), submission__isnull=False)
        .exclude(state=Case.State.DRAFT)
        .select_related("learner__record__key", "campaign", "unit", "residential_group", "lease_holder")
        .select_related("submission__criteria_set", "assessment__assessor")
    )


@require_POST
@for_role("officer")
def next_case(request: HttpRequest) -> HttpResponse:
    """Takes the lease of the oldest case that nobody holds and opens it."""
    which = request.POST.get("loc", "all")
    last = cases_of(request.user).filter(pk=request.POST.get("sau") or 0).first()
    after = last
    while (case := next_in_queue(request.user, which, after)) is not None:
        try:
            claim(case, request.user)
            return redirect("recognition:case", case.pk)
        except Refused:  # held a moment ago, or a case this officer may not judge: the next one then
            after = case
    if last is not None and (next_in_queue(request.user, which) is not None):
        messages.info(request, _("That was the last one. Earlier cases still wait in the queue."))
    else:
        messages.success(request, _("No case waits for you."))
    return redirect("recognition:queue")


@require_http_methods(["GET", "POST"])
@for_role("officer")
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The one-screen case; POST does one act named by the pressed button."""
    case = cases_of(request.user).filter(pk=pk).first()
    if case is None:
        return _gone(request, pk)
    if hidden_from(case, request.user):  # a second marking is open: nobody but the first assessor sees the first marks
        return redirect("recognition:second", pk)
    if request.method == "GET":
        return _show(request, case, chosen=request.GET.get("chi-so", ""))
    act = request.POST.get("act", "")
    typed = _typed(request)
    chosen = request.POST.get("chi-so", "")
    if act.startswith("look:"):  # another indicator, with what was typed kept on the page and nothing written
        return _show(request, case, chosen=act[5:], typed=typed)
    try:
        return _do(request, case, act, typed, chosen)
    except Refused as refusal:
        case.refresh_from_db()
        status = 409 if isinstance(refusal, StaleCase | Held) else 422
        return _show(request, case, chosen=chosen, typed=typed, refusal=refusal, status=status)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """An old page of a case that another commune took over: the truth, without the person. 404 for any other number."""
    went = went_away(request.user, pk)
    if went is None:
        raise Http404
    told = _("Case %(number)s went to %(where)s on %(day)s, with everything that was handed in.")
    day = timezone.localtime(went.answered_at).strftime("%d/%m/%Y") if went.answered_at else ""
    messages.info(request, told % {"number": pk, "where": went.to_unit, "day": day})
    return redirect("recognition:transfers")


def _show(
    request: HttpRequest, case: Case, *, status: int = 200, refusal: Refused | None = None, **how
) -> HttpResponse:
    return render(
        request,
        "recognition/assessment/case.html",
        {
            "s": screen(case, request.user, refusal=refusal, **how),
            "refusal": refusal,
            "stale": isinstance(refusal, StaleCase),
            "message": request.POST.get("message", ""),
            "held_by": official_name(case.lease_holder),
            "elsewhere": _elsewhere(case),
            "earlier": earlier_of(case),
        },
        status=status,
    )


def _elsewhere(case: Case) -> dict | None:
    """That the person lives in another commune now, and whether the case was asked to go there."""
    home = transfer.home_elsewhere(case) if case.state in lifecycle.LIVE or case.state in lifecycle.MOVABLE else None
    if home is None:
        return None
    asked = transfer.asked_for(case)
    return {"home": home, "asked": asked, "may_ask": asked is None and transfer.may_go_to(case) is not None}


def _typed(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """The officer's column as typed: code -> (points, reason)."""
    start = "points-"
    return {
        name[len(start) :]: (value, request.POST.get(f"reason-{name[len(start) :]}", ""))
        for name, value in request.POST.items()
        if name.startswith(start)
    }


def _do(request: HttpRequest, case: Case, act: str, typed: dict, chosen: str) -> HttpResponse:
    user, version = request.user, request.POST.get("version") or None
    version = whole(version or "", 9)
    words = request.POST.get("message", "")
    here = (
        f"{reverse('recognition:case', args=[case.pk])}?chi-so={chosen}"
        if chosen
        else reverse("recognition:case", args=[case.pk])
    )
    if act in ("claim", "take_over"):
        claim(case, user, take_over=act == "take_over")
        marking.keep_typed(case, typed, user)
        return redirect(here)
    if act == "release":
        if case.lease_holder_id == user.pk and case.state == Case.State.SUBMITTED:
            marking.keep_typed(case, typed, user)
        release(case, user)
        return redirect("recognition:queue")
    if act == "save":
        marking.set_all_points(case, typed, user, version)
        messages.success(request, _("Points are kept."))
        return redirect(here)
    if act == "undo":
        marking.undo(case, user, version)
        messages.success(request, _("The step is taken back. The case waits again."))
        return redirect(here)
    if act.startswith(("refuse:", "accept:")):
        _paper(request, case, act, version)
        marking.keep_typed(case, typed, user)
        return redirect(here)
    if act == "confirm":
        marking.confirm(case, user, version, marks=typed)
        said = _("Proposed for recognition: %(name)s.")
    elif act == "ask_for_more":
        marking.ask_for_more(case, words, user, version, marks=typed)
        said = _("Returned for more: %(name)s.")
    elif act == "not_enough":
        marking.not_enough(case, words, user, version, marks=typed)
        said = _("Not enough yet: %(name)s.")
    else:
        raise Refused(_("This button is not known. Load the page again."))
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            said % {"name": name_of(case.learner)},
            reverse("recognition:case", args=[case.pk]),
            _("Open it to take the step back"),
        ),
    )
    following = next_in_queue(user, after=case)
    return redirect("recognition:case", following.pk) if following else redirect("recognition:queue")


def _paper(request: HttpRequest, case: Case, act: str, version: int | None) -> None:
    """Refuses a paper of what was handed in, or takes the refusal back."""
    verb, number = act.split(":", 1)
    item = _item(case, number)
    if item is None:
        raise Refused(_("This paper does not belong to the case."))
    if verb == "refuse":
        marking.refuse_paper(case, item, request.POST.get(f"paper-{number}", ""), request.user, version)
        messages.success(request, _("The paper does not count now."))
    else:
        marking.count_paper(case, item, request.user, version)
        messages.success(request, _("The paper counts again."))


def _item(case: Case, number: str) -> SubmittedItem | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    return SubmittedItem.objects.filter(pk=number, submission=case.submission_id).select_related("upload").first()


@require_GET
@for_role("officer")
def paper_file(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper as it was handed in; that the officer who holds the case had it open is kept."""
    case = get_object_or_404(cases_of(request.user), pk=pk)
    found = _item(case, str(item))
    if found is None or found.upload is None or hidden_from(case, request.user):
        raise Http404
    answer = file_answer(request, found.upload, found.evidence_id)
    if answer.status_code == 200:
        marking.note_opened(case, found, request.user)
    return answer
