"""The way of machines: requests to the xAPI endpoint pass by what is made for people.

They carry a key instead of a session, are in no language, and come by the thousand: sessions, forms, messages and policies
for browsers would cost half their time.
"""

import contextlib
import functools
import time
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.defaults import server_error

from learning_records.consumers.order import last_known_through
from learning_records.http.request import THROUGH
from learning_records.http.versions import version_for

PREFIX = "/xapi/"
_STATEMENTS = "/xapi/statements"
_APP = "learning_records"
_TRUSTED = 5.0  # seconds for which a connection that has just answered need not be asked whether it is alive
_resolved = functools.lru_cache(maxsize=64)(resolve)  # the endpoint has seven addresses, and they never change


class EndpointDoor:
    """Middleware: answers requests to the endpoint at once; stands right behind the security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _ours(request):
            return self.get_response(request)
        if time.monotonic() - getattr(connection, "answered_at", 0.0) < _TRUSTED:
            connection.health_check_done = True
        try:
            match = _resolved(request.path_info)
        except Resolver404:
            return _nothing(request)
        if match.app_names != [_APP]:  # Wagtail's pages take every address that ends in a slash
            return _nothing(request)
        request.resolver_match = match
        answer = match.func(request, *match.args, **match.kwargs)
        connection.answered_at = time.monotonic()
        return answer


def _ours(request: HttpRequest) -> bool:
    path = request.path_info
    return path.startswith(PREFIX) or path == PREFIX[:-1]


def _nothing(request: HttpRequest) -> HttpResponse:
    """The site's page for this needs to know who asks, which nobody has found out here."""
    text = "the endpoint has nothing at this address"
    shorter = request.path_info.rstrip("/")
    if shorter != request.path_info and shorter != PREFIX[:-1]:
        with contextlib.suppress(Resolver404):
            if _resolved(shorter).app_names == [_APP]:
                text += f"; take away the slash at its end: {shorter}"
    return _refused(request, 404, text)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is said of a request that no view should see, such as one for another host: to machines in their form."""
    if not _ours(request):
        if not hasattr(request, "user"):  # refused before anybody looked who asks: the page is a stranger's
            request.user = AnonymousUser()
        return render(request, "400.html", status=400)
    return _refused(request, 400, "the request cannot be answered: its host or its form is not what this store expects")


def failed(request: HttpRequest) -> HttpResponse:
    """What is said when something went wrong in here: to machines in their form, to people on the site's page."""
    if not _ours(request):
        return server_error(request)
    text = "something went wrong in this store; send the same again later: what is stored already is not stored twice"
    return _refused(request, 500, text)


def _refused(request: HttpRequest, status: int, text: str) -> HttpResponse:
    answer = JsonResponse({"error": text}, status=status, headers={"X-Experience-API-Version": version_for(request)})
    if request.path_info == _STATEMENTS and (through := last_known_through()):
        answer[THROUGH] = through
    return answer
