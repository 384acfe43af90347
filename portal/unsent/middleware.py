"""Where a form meets the sign-in page: what was typed waits until its person has signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.unsent import views
from portal.unsent.owner import FIELD, may_send, owner_of
from portal.unsent.typed import carry, drop, others, typed_in

FOR_ANYBODY = ("account_login", "account_logout", "pages:letters")  # what these do needs no account, whoever began


class UnsentForms:
    """Stands innermost, inside the scope: its pages show the navigation of the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path == reverse("account_logout"):
            return self._signed_out(request)
        answer = self.get_response(request)
        if request.method != "POST" or views.by_script(request) or views.is_told(answer):
            return answer
        if not request.user.is_authenticated and (wanted := _sign_in_for(answer)):
            return self._kept(request, answer, wanted)
        if answer.status_code < 400 and request.session.get("unsent"):
            drop(request.session, path=request.get_full_path(), owner=owner_of(request.user))
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A form made for somebody who is no longer signed in here does nothing in the name of nobody, or of another."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name in FOR_ANYBODY or views.by_script(request):
            return None
        owner = request.POST.get(FIELD)  # read already: the check of the token stands before this
        if not owner or may_send(owner, request.user):
            return None
        if request.user.is_authenticated:
            return views.somebody_else(request, typed_in(request))
        typed = typed_in(request)
        return views.sign_in_first(request, typed) if typed else views.refused(request)

    def _signed_out(self, request: HttpRequest) -> HttpResponse:
        """Signing out empties the session; what another person typed on this device still waits for that person."""
        waiting = others(request.session, owner_of(request.user))
        answer = self.get_response(request)
        if waiting and not request.user.is_authenticated:
            carry(request.session, waiting)
        return answer

    def _kept(self, request: HttpRequest, answer: HttpResponse, wanted: str) -> HttpResponse:
        typed = typed_in(request)
        if typed is None:
            return views.refused(request)
        if typed.empty and urlsplit(wanted).path != request.path:
            # Only a button, and the view knows the page it stood on: that is where to go on.
            messages.info(request, _("Sign in first, then press the button again."))
            return answer
        return views.sign_in_first(request, typed)


def _sign_in_for(answer: HttpResponse) -> str:
    """Where the visitor wanted to go, when the answer leads to a sign-in page."""
    if answer.status_code != 302:
        return ""
    parts = urlsplit(answer.headers.get("Location", ""))
    if parts.path not in (reverse("account_login"), reverse("wagtailadmin_login")):
        return ""
    return parse_qs(parts.query).get("next", [""])[0]
