"""The one-screen case of the recognition officer: shown, judged, its papers opened, what is typed kept."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.look.templatetags.look import uncapped
from portal.people.public import private_to_read
from portal.unsent.owner import FIELD, may_send
from recognition.assessment import drafts, marking
from recognition.assessment.bulk.deciding import after_sampled
from recognition.assessment.case_page import on_the_desk, screen
from recognition.assessment.earlier import earlier_of
from recognition.assessment.queue import claim, next_in_queue, release
from recognition.assessment.receiving import went_away
from recognition.assessment.second.drawing import hidden_from
from recognition.assessment.views import cases_of
from recognition.cases import lifecycle, transfer
from recognition.cases.submission import shown_version
from recognition.models import BulkRound, Case, SubmittedItem
from recognition.officials import for_role, name_of
from recognition.refusals import Held, Refused, StaleCase

BY_SCRIPT = "X-Desk"  # the page's own script asks: it goes where it is told instead of being led there


@never_cache
@require_http_methods(["GET", "POST"])
@for_role("officer")
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The one-screen case; POST does one act named by the pressed button."""
    among = cases_of(request.user)
    case = on_the_desk(among, request.user).filter(pk=pk).first()
    if case is None:
        return _gone(request, pk)
    if hidden_from(case, request.user):  # a second marking is open: nobody but the first assessor sees the first marks
        return redirect("recognition:second", pk)
    if request.method == "GET":
        return _show(request, case, among)
    if by_script(request) and not may_send(request.POST.get(FIELD, ""), request.user):
        return JsonResponse({"error": _("Somebody else has signed in here.")}, status=403)
    answer = _act(request, case, among)
    if by_script(request) and answer.status_code == 302:
        return JsonResponse({"go": answer.headers["Location"]})
    return answer


def by_script(request: HttpRequest) -> bool:
    """Whether the script of the case's page asks."""
    return BY_SCRIPT in request.headers


def _act(request: HttpRequest, case: Case, among: QuerySet[Case]) -> HttpResponse:
    act, typed = request.POST.get("act", ""), _typed(request)
    try:
        return _do(request, case, act, typed)
    except Refused as refusal:
        case.refresh_from_db()
        status = 409 if isinstance(refusal, StaleCase | Held) else 422
        return _show(request, case, among, typed=typed, refusal=refusal, status=status)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """An old page of a case that another commune took over: the truth, without the person. 404 for any other number."""
    went = went_away(request.user, pk)
    if went is None:
        raise Http404
    told = _("Case %(number)s went to %(where)s on %(day)s, with everything that was handed in.")
    day = timezone.localtime(went.answered_at).strftime("%d/%m/%Y") if went.answered_at else ""
    messages.info(request, told % {"number": pk, "where": uncapped(went.to_unit), "day": day})
    return redirect("recognition:transfers")


def _show(
    request: HttpRequest,
    case: Case,
    among: QuerySet[Case],
    *,
    status: int = 200,
    refusal: Refused | None = None,
    typed: dict[str, tuple[str, str]] | None = None,
) -> HttpResponse:
    posted = request.method == "POST"  # then what was typed may just have been kept anew
    asked = request.POST if posted else request.GET
    waits = case.state == Case.State.SUBMITTED
    shown = screen(
        case,
        request.user,
        among,
        drafts.draft_of(case, request.user) if posted else drafts.read(case.desk_draft or {}),
        chosen=asked.get("chi-so", ""),
        paper=asked.get("giay", ""),
        page=asked.get("trang", ""),
        history=asked.get("xem", "") == "lich-su" or not (waits or asked),
        every=asked.get("xem", "") == "tat-ca",
        typed=typed,
        words=_fields(request) if posted else None,
        refusal=refusal,
    )
    return render(
        request,
        "recognition/assessment/case.html",
        {
            "s": shown,
            "refusal": refusal,
            "stale": isinstance(refusal, StaleCase),
            "elsewhere": _elsewhere(case),
            "earlier": earlier_of(case),
            "single_keys": case.desk_keys,
            "papers": private_to_read(request.user, case.learner),
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


def _fields(request: HttpRequest) -> dict[str, str]:
    """Everything that was typed, by the name of its box."""
    starts = tuple(f"{kind}-" for kind in drafts.LIMITS)
    return {name: value for name, value in request.POST.items() if name == "message" or name.startswith(starts)}


def _do(request: HttpRequest, case: Case, act: str, typed: dict) -> HttpResponse:
    user, version = request.user, shown_version(request.POST.get("version", ""))
    if not by_script(request) and _still_waits(request, case) and (fields := _fields(request)):
        drafts.keep_form(case, user, fields)  # whatever becomes of the act; a script has kept it already
    if act.startswith("look:"):  # without a script a link to a paper would leave behind what was typed
        return redirect(f"{reverse('recognition:case', args=[case.pk])}?{urlencode({'giay': act[5:]})}#giay")
    here = _here(request, case)
    if act in ("claim", "take_over"):
        claim(case, user, take_over=act == "take_over")
        return redirect(here)
    if act == "release":
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
        if not by_script(request):  # it keeps what is typed where it may be half a word
            marking.keep_typed(case, typed, user)
        return redirect(here)
    return _judge(request, case, act, typed, version)


def _still_waits(request: HttpRequest, case: Case) -> bool:
    """Whether what the page showed waits for a judgement: what was typed about an older submission is not about this one."""
    return case.state == Case.State.SUBMITTED and request.POST.get("submission", "") in ("", str(case.submission_id))


def _here(request: HttpRequest, case: Case) -> str:
    asked = {name: request.POST[name] for name in ("chi-so", "giay") if request.POST.get(name)}
    address = reverse("recognition:case", args=[case.pk])
    return f"{address}?{urlencode(asked)}" if asked else address


def _judge(request: HttpRequest, case: Case, act: str, typed: dict, version: int | None) -> HttpResponse:
    user, words = request.user, request.POST.get("message", "")
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
    told = said % {"name": name_of(case.learner)}, reverse("recognition:case", args=[case.pk])
    sampled = after_sampled(case, user)
    left = _left_of(*sampled) if sampled and sampled[1] else ""
    link = '{} <a href="{}">{}</a>{}'
    messages.success(request, format_html(link, *told, _("Open it to take the step back"), left))
    return _onward(user, case, sampled)


def _left_of(row: BulkRound, waiting: list[Case]) -> SafeString:
    """How much of the sample is left to be judged, with the way back to the round."""
    text = ngettext("%(n)s case of the sample is left.", "%(n)s cases of the sample are left.", len(waiting))
    back = reverse("recognition:bulk_round", args=[row.pk])
    return format_html('. {} <a href="{}">{}</a>', text % {"n": len(waiting)}, back, _("To the round"))


def _onward(user, case: Case, sampled: tuple[BulkRound, list[Case]] | None) -> HttpResponse:
    """After a judgement: within the sample of a bulk round to its next case, and from the last one back to the round; else on
    in the queue."""
    if sampled is None:
        following = _next_held(user, case)
        return redirect("recognition:case", following.pk) if following else redirect("recognition:queue")
    row, waiting = sampled
    for one in waiting:
        try:
            return redirect("recognition:case", claim(one, user).pk)
        except Refused:
            continue
    return redirect("recognition:bulk_round", row.pk)


def _next_held(user, case: Case) -> Case | None:
    """The next case that waits, held for this officer; those held a moment ago or not this officer's to judge are passed over."""
    after: Case | None = case
    while (after := next_in_queue(user, after=after)) is not None:
        try:
            return claim(after, user)
        except Refused:
            continue
    return None


def _paper(request: HttpRequest, case: Case, act: str, version: int | None) -> None:
    """Refuses a paper of what was handed in, or takes the refusal back."""
    verb, number = act.split(":", 1)
    item = item_of_case(case, number)
    if item is None:
        raise Refused(_("This paper does not belong to the case."))
    if verb == "refuse":
        marking.refuse_paper(case, item, request.POST.get(f"paper-{number}", ""), request.user, version)
        messages.success(request, _("The paper does not count now."))
    else:
        marking.count_paper(case, item, request.user, version)
        messages.success(request, _("The paper counts again."))


def item_of_case(case: Case, number: str) -> SubmittedItem | None:
    """The piece of what was handed in last with this number."""
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    return SubmittedItem.objects.filter(pk=number, submission=case.submission_id).select_related("upload").first()
