"""The press that begins another year from what still holds; the person then looks the points through."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.people.public import Learner
from recognition.cases.renewal import reuse
from recognition.cases.views import own_learner, pages_of, served_at_the_counter
from recognition.officials import for_role
from recognition.refusals import Refused
from recognition.sets.publishing import CITIZEN


@require_POST
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    """By the person."""
    return _renew(request, own_learner(request), "")


@require_POST
@for_role("staff", "administrator")
def counter_renew(request: HttpRequest, reference: str) -> HttpResponse:
    """At the counter, on behalf."""
    return _renew(request, served_at_the_counter(request, reference), reference)


def _renew(request: HttpRequest, learner: Learner, reference: str) -> HttpResponse:
    urls = pages_of(reference)
    try:
        reuse(learner, CITIZEN, request.user)
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect(urls["home"])
    messages.success(
        request, _("What still counts is entered as your own points. Look them through, add what is missing, hand in.")
    )
    return redirect(urls["points"])
