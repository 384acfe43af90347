"""A card that somebody shows before being signed in: which one it is stays in the session, out of addresses."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.limits.public import network_of
from portal.people.pictures.acts import card_known

CARD = "card_shown"


def show_card(request: HttpRequest, code: str) -> HttpResponse:
    """The telephone's own camera read it, and nobody is signed in: on to its pictures, if it is a card."""
    try:
        request.session[CARD] = card_known(code, network=network_of(request))
    except ValidationError as refusal:
        request.session.pop(CARD, None)
        messages.warning(request, " ".join(refusal.messages))
    return redirect("people:card_sign_in")
