"""Pages of the card and its pictures: signing in, choosing, and what a session opened so does not show."""

import secrets

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.limits.public import network_of
from portal.people.account_views import BACKEND, MINE, next_of, no_learner
from portal.people.counter_views import served
from portal.people.identity import current_learner, identity
from portal.people.models import Learner
from portal.people.pictures.acts import (
    card_known,
    choose_pictures,
    has_pictures,
    is_shut,
    sign_in_by_card,
    take_pictures,
)
from portal.people.pictures.shown import CARD
from portal.people.pictures.twelve import TWELVE

BROWSER = "card_browser"


def _ticked(request: HttpRequest) -> list[str]:
    return request.POST.getlist("picture")[:20]


@never_cache
@sensitive_post_parameters("card", "picture")
@require_http_methods(["GET", "POST"])
def card_sign_in(request: HttpRequest) -> HttpResponse:
    """First the card, then three of twelve pictures. Which card it is stays in the session and out of the address."""
    if request.user.is_authenticated:
        return redirect(next_of(request, MINE))
    problem, typed, target = "", "", next_of(request)
    if request.method == "POST" and "other" in request.POST:
        request.session.pop(CARD, None)
    elif request.method == "POST" and "card" in request.POST:
        typed = request.POST["card"][:300]
        request.session.pop(CARD, None)  # no pictures are asked for another card than the one typed
        try:
            request.session[CARD] = card_known(typed, network=network_of(request))
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    elif request.method == "POST" and CARD in request.session:
        browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(16))
        try:
            user = sign_in_by_card(
                request.session[CARD], _ticked(request), network=network_of(request), browser=browser
            )
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            request.session.pop(CARD)
            login(request, user, backend=BACKEND)
            record_authentication(request, user, "card")
            request.session.set_expiry(0)
            return redirect(target or MINE)
    elif request.method == "POST":  # another tab took another card, or the session has ended
        problem = _("The card has to be shown once more. Then tick the three pictures.")
    context = {"problem": problem, "typed": typed, "next": target, "pictures": TWELVE.items()}
    if CARD in request.session:
        return render(request, "people/pictures/three.html", context, status=422 if problem else 200)
    return render(request, "people/pictures/card.html", context, status=422 if problem else 200)


def _choosing(request: HttpRequest, learner: Learner, *, back: str, name: str) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        if request.POST.get("act") == "take":
            take_pictures(learner, by=request.user)
            messages.success(request, _("The card does not sign in any longer."))
            return redirect(back)
        try:
            choose_pictures(learner, _ticked(request), by=request.user)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            messages.success(request, _("The three pictures are kept. With the card they sign in."))
            return redirect(back)
    context = {
        "problem": problem,
        "pictures": TWELVE.items(),
        "back": back,
        "name": name,
        "chosen": has_pictures(learner.user),
        "shut": is_shut(learner.user),
    }
    return render(request, "people/pictures/choose.html", context, status=422 if problem else 200)


@login_required
@never_cache
@sensitive_post_parameters("picture")
@reauthentication_required
def own_pictures(request: HttpRequest) -> HttpResponse:
    """The pictures of one's own card."""
    learner = current_learner(request.user)
    if learner is None:
        return no_learner(request)
    return _choosing(request, learner, back=reverse("people:profile"), name="")


@login_required
@never_cache
@sensitive_post_parameters("picture")
def counter_pictures(request: HttpRequest, reference: str) -> HttpResponse:
    """At the counter: the person ticks, with staff beside."""
    learner = served(request, reference)
    kept = identity(learner)
    back = reverse("people:counter_person", args=[reference])
    return _choosing(request, learner, back=back, name=kept.full_name if kept else learner.reference)
