"""The learner's own steps with a case: points for oneself, handing in, taking back; and the same at the counter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.public import Learner, User, helps, person_ids
from recognition.cases import lifecycle, registered, submission, transfer
from recognition.cases.answering import added_since_asked
from recognition.cases.campaigns import open_windows, phase
from recognition.cases.message import message_of, said_last
from recognition.cases.score_rows import score_rows, typed_points
from recognition.cases.state import title_state
from recognition.models import Campaign, Case, Evidence
from recognition.officials import for_role, name_of
from recognition.refusals import Refused, StaleCase


def own_learner(request: HttpRequest) -> Learner:
    """The learner behind the signed-in account; 404 when the account has none."""
    return get_object_or_404(Learner.objects.select_related("record"), user=request.user)


def pages_of(reference: str) -> dict[str, str]:
    """Where the steps lead: the person's own addresses, or those of the counter."""
    if not reference:
        names = {"points": "self_points", "submit": "submit", "withdraw": "withdraw", "review": "review_ask"}
        names |= {"transfer": "transfer", "register": "register"}
        return {
            **{key: reverse(f"recognition:{name}") for key, name in names.items()},
            "home": reverse("pages:my_page"),
            "evidence": reverse("recognition:evidence_list"),
            "add": reverse("recognition:evidence_add"),
        }
    names = {"points": "counter_points", "submit": "counter_submit", "withdraw": "counter_withdraw"}
    names |= {"transfer": "counter_transfer", "register": "counter_register", "review": "counter_review"}
    urls = {key: reverse(f"recognition:{name}", args=[reference]) for key, name in names.items()}
    evidence = reverse("recognition:counter_evidence", args=[reference])
    return {**urls, "home": urls["submit"], "evidence": evidence, "add": f"{evidence}#add"}


def _points(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    urls, state, refusal, typed = pages_of(reference), title_state(learner), None, {}
    if request.method == "POST":
        typed = typed_points(request)
        try:
            shown = submission.shown_case(learner, request.POST.get("case", ""))
            case = submission.draft_for(learner, request.user, shown=shown)
            seen = submission.shown_version(request.POST.get("version", ""))
            submission.set_all_self_points(case, typed, request.user, seen)
            messages.success(request, _("The points are kept."))
            if len(typed) == 1 and not reference:  # one score, typed on My page: back to that indicator
                return redirect(f"{urls['home']}#{next(iter(typed))}")
            return redirect(urls["submit"])
        except Refused as problem:
            refusal = problem
    return render(
        request,
        "recognition/cases/points.html",
        {
            "t": state,
            "rows": score_rows(state, typed, refusal),
            "urls": urls,
            "refusal": refusal,
            "reference": reference,
            "name": name_of(learner),
            "editable": state.case is None or state.case.state in lifecycle.EDITABLE,
        },
        status=422 if refusal else 200,
    )


def _submit(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    urls, refusal = pages_of(reference), None
    case = submission.case_of(learner)
    if request.method == "POST":
        try:
            shown = submission.shown_case(learner, request.POST.get("case", ""))
            case = submission.draft_for(learner, request.user, shown=shown)
            submission.submit(case, request.user, submission.shown_version(request.POST.get("version", "")))
            messages.success(request, _("The case is handed in. The officer of the commune looks at it next."))
            return redirect(urls["submit"])
        except Refused as problem:
            refusal = problem
            case = submission.case_of(learner)
            if already := handed_in_before(case, request.user):
                messages.info(request, already)
                return redirect(urls["submit"])
    state = title_state(learner)
    campaign = state.campaign or submission.campaign_of(learner)
    asked = case is not None and case.state in (lifecycle.RETURNED, lifecycle.NOT_ENOUGH)
    return render(
        request,
        "recognition/cases/submit.html",
        {
            "t": state,
            "case": case,
            "campaign": campaign,
            "phase": phase(campaign) if campaign else "",
            "urls": urls,
            "refusal": refusal,
            "stale": isinstance(refusal, StaleCase),
            "reference": reference,
            "name": name_of(learner),
            "unscored": [one.code for one in state.indicators if one.self_points is None],
            "can_submit": case is None
            or (campaign is not None and "submit" in lifecycle.allowed(case.state, open_windows(campaign))),
            "can_withdraw": case is not None and can_withdraw(case),
            "events": case.events.all() if case else [],
            "said": said_last(case) if case else "",
            "moving": moving(case) if case else None,
            "registering": registering(learner, campaign, case),
            **papers_in(case),
            "asked": asked,
            "added": asked and added_since_asked(case, person_ids(learner.pk)),
            "message": message_of(case, state.title) if case and campaign and reference else "",
        },
        status=422 if refusal else 200,
    )


def handed_in_before(case: Case | None, user: User) -> str:
    """What is said after a press that came twice, or on a second page: it lies where it should. Empty when it does not."""
    if case is None or case.state != lifecycle.SUBMITTED or case.submission.by_id != user.pk:
        return ""
    when = localtime(case.submission.at).strftime("%H:%M %d/%m/%Y")
    return _("The case was handed in already, at %(when)s.") % {"when": when}


def moving(case: Case) -> dict | None:
    """What a person reads whose case lies elsewhere than the new home: where, and what may be asked or was answered."""
    home, asked = transfer.home_elsewhere(case), transfer.asked_for(case)
    answer = case.transfers.exclude(state__in=("asked", "cancelled")).select_related("to_unit").last()
    may_go = transfer.may_go_to(case) is not None and asked is None
    if not (asked or may_go) and (answer is None or case.state not in lifecycle.LIVE):
        return None
    return {"home": home, "asked": asked, "may_ask": may_go, "answer": answer, "lies": case.unit}


def registering(learner: Learner, campaign: Campaign | None, case: Case | None) -> dict | None:
    """Registration, where the campaign has days for it, or somebody registered before."""
    if campaign is None or (campaign.registration_to is None and not registered.may_register(campaign)):
        return None
    row, now = registered.registration_of(learner, campaign), registered.may_register(campaign)
    free = case is None or case.state in (lifecycle.DRAFT, lifecycle.WITHDRAWN)  # else handing in keeps it
    return {"row": row, "open": now, "may_take_back": now and free, "until": campaign.registration_to}


def papers_in(case: Case | None) -> dict[str, int]:
    """How many pieces lie in a case that waits, how many of them the portal recorded itself, and how many do not count."""
    if case is None or case.submission is None or case.state != lifecycle.SUBMITTED:
        return {"papers": 0, "papers_recorded": 0, "papers_outside": 0}
    items = list(case.submission.items.values_list("counts", "kind"))
    return {
        "papers": len(items),
        "papers_recorded": sum(kind != Evidence.Kind.MANUAL for _counts, kind in items),
        "papers_outside": sum(not counts for counts, _kind in items),
    }


def can_withdraw(case: Case) -> bool:
    """Whether there is something to take back: handed in, not signed, and the campaign not closed."""
    handed_in = case.submission_id and case.state not in (lifecycle.DRAFT, lifecycle.WITHDRAWN)
    return bool(handed_in) and not case.campaign.closed_at and "withdraw" in lifecycle.allowed(case.state)


def taken_back(case: Case, user: User, version: int | None) -> str:
    """Takes the case back and says so; a second press, or one on a second page, changes nothing. Raises Refused."""
    if case.state == lifecycle.WITHDRAWN and version is not None and version < case.version:
        return _("The case is taken back already.")
    submission.withdraw(case, user, version)
    return _("The case is taken back. It can be handed in again while the campaign is open.")


def _withdraw(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    try:
        case = submission.shown_case(learner, request.POST.get("case", "")) or submission.case_of(learner)
        if case is None:
            raise Http404
        version = submission.shown_version(request.POST.get("version", ""))
        messages.success(request, taken_back(case, request.user, version))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect(pages_of(reference)["submit"])


@require_http_methods(["GET", "POST"])
@login_required
def self_points(request: HttpRequest) -> HttpResponse:
    """The learner's own points for the ten indicators, on one page."""
    return _points(request, own_learner(request))


@require_http_methods(["GET", "POST"])
@login_required
def submit(request: HttpRequest) -> HttpResponse:
    """What will be handed in, and the button that does it."""
    return _submit(request, own_learner(request))


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Takes the own case back."""
    return _withdraw(request, own_learner(request))


def served_at_the_counter(request: HttpRequest, reference: str) -> Learner:
    """A learner whom this official serves; 404 otherwise."""
    learner = get_object_or_404(Learner.objects.select_related("record"), reference=reference, kind="person")
    if not helps(request.user, learner):
        raise Http404
    return learner


@require_http_methods(["GET", "POST"])
@for_role("staff", "administrator")
def counter_points(request: HttpRequest, reference: str) -> HttpResponse:
    """Points that the person says and staff type: kept as entered on behalf."""
    return _points(request, served_at_the_counter(request, reference), reference)


@require_http_methods(["GET", "POST"])
@for_role("staff", "administrator")
def counter_submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Handing in on behalf of the person."""
    return _submit(request, served_at_the_counter(request, reference), reference)


@require_POST
@for_role("staff", "administrator")
def counter_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Taking back on behalf of the person."""
    return _withdraw(request, served_at_the_counter(request, reference), reference)
