"""Whoever has too low a session for an account, or for an address, first shows more: nothing else is answered until then."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control

from portal.people.assurance import Level, level_needed, level_of
from portal.people.scope import kinds_held
from portal.people.second_factor.acts import page_for
from portal.unsent.typed import kept, typed_in
from portal.unsent.views import Told, waits_at

# What answers at every level: signing in and out, showing more, and the second factor itself, which asks for the password.
ALWAYS_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn",
    }
)
# Open as well as long as the account has no second factor: here it gets its first one.
FIRST = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"})


class StepUp:
    """Inside the scope, before everything that answers: the level of the session against the account's roles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Leads to where more is shown, when the session is too low."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        level = level_of(request)
        if level is Level.HIGH or name in ALWAYS_OPEN:
            return None
        if level is Level.LOW and (kinds_held(request.user) or not self._open_to_a_card(request, name, kwargs)):
            return self._too_low(request)
        if level_needed(request.user, kinds_held(request.user)) is Level.HIGH:
            if level is Level.LOW:  # a card puts no telephone on an account: the password comes first
                return self._led(request, "account_reauthenticate")
            target = page_for(request.user)
            if target == "mfa_index" and name in FIRST:
                return None
            return self._led(request, target)
        return None

    @staticmethod
    def _open_to_a_card(request: HttpRequest, name: str, kwargs: Any) -> bool:
        """Whether this address is open; what was typed and waits is as open as the address that it was typed for."""
        if name == "unsent":
            typed = kept(request.session, kwargs["key"])
            if typed is None:
                return True
            try:
                name = resolve(urlsplit(typed.path).path).view_name
            except Resolver404:
                return False
        return name in settings.OPEN_TO_A_CARD

    @staticmethod
    def _too_low(request: HttpRequest) -> HttpResponse:
        """In words: what a card does not open, and what opens it."""
        back = _back(request)
        passkey = page_for(request.user) == "mfa_reauthenticate_webauthn"
        context = {"back": back, "password": request.user.has_usable_password(), "passkey": passkey}
        answer = render(request, "people/pictures/more.html", context, status=403)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    @staticmethod
    def _led(request: HttpRequest, target: str) -> HttpResponse:
        return Told(f"{reverse(target)}?{urlencode({'next': _back(request)})}")


def _back(request: HttpRequest) -> str:
    """Where to go on once more was shown: the page that was asked for, or what was typed, which waits meanwhile."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    typed = typed_in(request)
    waiting = "" if typed is None or typed.empty else waits_at(request, typed)
    return waiting or settings.LOGIN_REDIRECT_URL
