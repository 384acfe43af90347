"""Nothing is shown to somebody whose password another person knows, until there is a new one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse


class PasswordGate:
    """Leads accounts with `must_change_password` to the page for it; stands behind the scope's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and not _open(request.path):
            return redirect("people:password")
        return self.get_response(request)


def _open(path: str) -> bool:
    doors = (
        reverse("people:password"),
        reverse("account_logout"),
        reverse("people:privacy"),
        resolve_url(settings.STATIC_URL),
    )
    return any(path.startswith(door) for door in doors)
