"""The case of a group, on one page: at the counter, and for the person who represents it. And its evidence."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.people.public import Learner, helps, person_ids
from recognition.cases import lifecycle, submission
from recognition.cases.answering import added_since_asked
from recognition.cases.campaigns import open_windows, phase
from recognition.cases.message import message_of, said_last
from recognition.cases.moving_views import registered_or_not, transferred
from recognition.cases.score_rows import score_rows, typed_points
from recognition.cases.state import TitleState, title_state
from recognition.cases.subject_place import Place
from recognition.cases.subject_words import result_words
from recognition.cases.views import can_withdraw, handed_in_before, moving, papers_in, registering, taken_back
from recognition.criteria.unknown import NotKnown
from recognition.evidence.adding import add
from recognition.evidence.asked import asked
from recognition.evidence.uploads import withdraw as withdraw_evidence
from recognition.evidence.views import ALREADY_KEPT, tell_of_file
from recognition.models import Evidence
from recognition.officials import for_role
from recognition.refusals import Refused
from recognition.sets.publishing import NoCriteriaSet, criteria_of
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import titles_of


def _first(subject: Learner, name: str) -> HttpResponse:
    titles = titles_of(subject.kind)
    if not titles:
        raise Http404
    return redirect(f"recognition:{name}", subject.reference, titles[0].key)


def _keep(request: HttpRequest, place: Place) -> str:
    case = submission.draft_for(place.subject, request.user, place.title.key, shown=_shown_case(request, place))
    submission.set_all_self_points(case, typed_points(request), request.user, _version(request))
    return _("The self-assessment is kept.")


def _hand_in(request: HttpRequest, place: Place) -> str:
    try:
        case = submission.draft_for(place.subject, request.user, place.title.key, shown=_shown_case(request, place))
        submission.submit(case, request.user, _version(request))
    except Refused:
        if already := handed_in_before(submission.case_of(place.subject, place.title.key), request.user):
            return already
        raise
    return _("The case is handed in. The officer of the commune looks at it next.")


def _take_back(request: HttpRequest, place: Place) -> str:
    case = _shown_case(request, place)
    if case is None:
        raise Refused(_("This page is an old one. Load it again, then go on."))
    return taken_back(case, request.user, _version(request))


def _register(request: HttpRequest, place: Place) -> str:
    return registered_or_not(request, place.subject, place.title.key)


def _transfer(request: HttpRequest, place: Place) -> str:
    return transferred(request, _shown_case(request, place))


_ACTS: dict[str, Callable[[HttpRequest, Place], str]] = {
    "points": _keep,
    "submit": _hand_in,
    "withdraw": _take_back,
    "register": _register,
    "take_back": _register,
    "ask": _transfer,
    "cancel": _transfer,
}


def _shown_case(request: HttpRequest, place: Place):
    case = submission.shown_case(place.subject, request.POST.get("case", ""))
    if case is not None and case.title_key != place.title.key:
        raise Refused(_("This page is an old one. Load it again, then go on."))
    return case


def _version(request: HttpRequest) -> int | None:
    return submission.shown_version(request.POST.get("version", ""))


def _case(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        state = title_state(place.subject, title_key=place.title.key)
    except (NotKnown, NoCriteriaSet):
        return unknown(request, place)
    refusal, act = None, _ACTS.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None:
        try:
            messages.success(request, act(request, place))
            return redirect(place.address("case"))
        except Refused as problem:
            refusal = problem
    context = place.shown | _of_case(request, place, state, refusal)
    return render(request, "recognition/cases/subject.html", context, status=422 if refusal else 200)


def _of_case(request: HttpRequest, place: Place, state: TitleState, refusal: Refused | None) -> dict:
    criteria, case, verdict = criteria_of(state.row), state.case, state.own_verdict
    campaign = state.campaign or submission.campaign_of(place.subject, place.title.key)
    asked_for_more = case is not None and case.state in (lifecycle.RETURNED, lifecycle.NOT_ENOUGH)
    signed = case is not None and case.state == lifecycle.RECOGNISED
    certificates = list(case.decision_line.certificates.filter(state="valid")) if signed else []
    return {
        "t": state,
        "case": case,
        "campaign": campaign,
        "phase": phase(campaign) if campaign else "",
        "rows": score_rows(state, typed_points(request), refusal),
        "refusal": refusal,
        "editable": case is None or case.state in lifecycle.EDITABLE,
        "unscored": [one.code for one in state.indicators if one.self_points is None and not one.self_not_applicable],
        "own_result": result_words(criteria, verdict, state.maximum) if verdict else "",
        "confirmed_result": result_words(criteria, state.confirmed_verdict, state.maximum)
        if state.confirmed_verdict
        else "",
        "can_submit": bool(campaign)
        and (case is None or "submit" in lifecycle.allowed(case.state, open_windows(case.campaign))),
        "can_withdraw": case is not None and can_withdraw(case),
        "moving": moving(case) if case else None,
        "registering": registering(place.subject, campaign, case),
        **papers_in(case),
        "asked": asked_for_more,
        "added": asked_for_more and added_since_asked(case, person_ids(place.subject.pk)),
        "message": message_of(case, state.title) if case and campaign and not place.own else "",
        "said": said_last(case) if case else "",
        "events": case.events.all() if case else [],
        "gold": bool(certificates),
        "certificates": certificates,
    }


def unknown(request: HttpRequest, place: Place) -> HttpResponse:
    """What no source says of the set, which is why nothing can be entered."""
    criteria = place.set_of_title()
    context = place.shown | {"criteria": criteria, "unknown": unknown_texts(criteria)}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/cases/subject_unknown.html", context, status=status)


def _evidence(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        state = title_state(place.subject, title_key=place.title.key)
    except (NotKnown, NoCriteriaSet):
        return unknown(request, place)
    now = asked(request.GET, criteria_of(submission.set_for(place.subject, place.title.key)))
    if request.POST.get("act") == "withdraw":
        _withdraw(request, place)
        return redirect(request.path)
    form = None
    if now.kind is not None:
        form, added = add(request, place.subject, now)
        if added:
            if form.again:
                messages.info(request, ALREADY_KEPT)
            else:
                messages.success(request, _("The evidence is kept. Officers see it once the case is handed in."))
            tell_of_file(request, added)
            return redirect(request.path)
    handed = {item.id: item for one in state.indicators for item in one.evidence if item.kind == "manual"}
    context = place.shown | {
        "state": state,
        "form": form,
        "asked": now,
        "handed": sorted(handed.values(), key=lambda item: item.id, reverse=True),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "recognition/cases/subject_evidence.html", context, status=status)


def _withdraw(request: HttpRequest, place: Place) -> None:
    number_ = request.POST.get("evidence", "")
    rows = Evidence.objects.filter(learner=place.subject, kind=Evidence.Kind.MANUAL, title_key=place.title.key)
    row = rows.filter(pk=number_).first() if number_.isdecimal() and len(number_) < 18 else None
    if row is None:
        messages.error(request, _("This evidence is not there any more."))
        return
    try:
        withdraw_evidence(row, request.user)
        messages.success(request, _("The evidence is withdrawn. It no longer counts."))
    except Refused as problem:
        messages.error(request, str(problem))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_first(request: HttpRequest, reference: str) -> HttpResponse:
    """To the case of the first title of the group."""
    subject = get_object_or_404(Learner.objects.exclude(kind="person"), reference=reference)
    if not helps(request.user, subject):
        raise Http404
    return _first(subject, "subject_case")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_case(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The case of a group at the counter: kept as entered on its behalf."""
    return _case(request, Place(request, reference, title, own=False))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_evidence(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """Evidence for a group, handed in at the counter on its behalf."""
    return _evidence(request, Place(request, reference, title, own=False))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_subject_case(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The case of a group, for the person who represents it."""
    return _case(request, Place(request, reference, title, own=True))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_subject_evidence(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """Evidence for a group, by the person who represents it."""
    return _evidence(request, Place(request, reference, title, own=True))
