"""Addresses that only take what a button sends: opened as a page, by a bookmark or after signing in, they lead to their form."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

_PAGES_OF_WAGTAIL = "wagtail_serve"  # takes every address that nothing else takes


class SentOnly:
    """In place of the browser's own error page for an empty 405; machines at /xapi/ are answered before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or request.method not in ("GET", "HEAD") or answer.streaming or answer.content:
            return answer
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return answer
        if page := _page_above(request.path_info):
            messages.info(request, _("That address only takes what a button sends. Here is the page with the button."))
            return redirect(page)
        told = render(request, "405.html", status=405)
        told.headers["Allow"] = answer.headers["Allow"]
        return told


def _page_above(path: str) -> str:
    """The nearest address above that belongs to the site: a form stands on the page under which it is sent."""
    parts = path.strip("/").split("/")
    for number in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:number])}/"
        try:
            match = resolve(above)
        except Resolver404:
            continue
        if match.view_name != _PAGES_OF_WAGTAIL:
            return above
    return ""
