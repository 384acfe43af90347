"""The page on which a learner, or the counter on behalf, asks to have “not enough” looked at again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.people.public import Learner
from recognition.assessment.review.requests import ask_for_review, last_day, request_of
from recognition.cases.subject_place import Place
from recognition.cases.submission import case_of, shown_case
from recognition.cases.views import own_learner, pages_of, served_at_the_counter
from recognition.officials import for_role, name_of
from recognition.refusals import Refused
from recognition.sets.publishing import CITIZEN


@require_http_methods(["GET", "POST"])
@login_required
def review_ask(request: HttpRequest) -> HttpResponse:
    """The learner's own page."""
    return _ask(request, own_learner(request), pages_of(""))


@require_http_methods(["GET", "POST"])
@for_role("staff", "administrator")
def counter_review(request: HttpRequest, reference: str) -> HttpResponse:
    """The same at the counter, kept as typed on behalf."""
    return _ask(request, served_at_the_counter(request, reference), pages_of(reference), reference=reference)


@require_http_methods(["GET", "POST"])
@for_role("staff", "administrator")
def subject_review(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """For a group at the counter, on its behalf."""
    place = Place(request, reference, title, own=False)
    return _ask(request, place.subject, place.urls, title_key=title, reference=reference)


@require_http_methods(["GET", "POST"])
@login_required
def own_subject_review(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """For a group, by the person who represents it."""
    place = Place(request, reference, title, own=True)
    return _ask(request, place.subject, place.urls, title_key=title)


def _ask(
    request: HttpRequest, learner: Learner, urls: dict[str, str], *, title_key: str = CITIZEN, reference: str = ""
) -> HttpResponse:
    refusal = None
    case = case_of(learner, title_key)
    if case is None or case.submission_id is None:
        raise Http404
    if request.method == "POST":
        try:
            case = shown_case(learner, request.POST.get("case", "")) or case
            ask_for_review(case, request.POST.get("words", ""), request.user)
            messages.success(request, _("Your wish is noted. Another officer looks at the case and writes to you."))
            return redirect(request.path)
        except Refused as problem:
            refusal = problem
    events = case.events.exclude(message="").order_by("-pk")
    context = {
        "case": case,
        "name": name_of(learner),
        "reference": reference,
        "urls": urls,
        "until": last_day(case),
        "asked": request_of(case),
        "last": events.first(),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
    }
    return render(request, "recognition/assessment/review/ask.html", context, status=422 if refusal else 200)
