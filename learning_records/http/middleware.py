"""The way of machines: requests to the xAPI endpoint pass by what is made for people.

They carry a key instead of a session, are in no language, and come by the thousand: sessions, forms, messages and policies
for browsers would cost half their time.
"""

import functools
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.views.defaults import server_error

from learning_records.public import version_for

PREFIX = "/xapi/"
_TRUSTED = 5.0  # seconds for which a connection that has just answered need not be asked whether it is alive
_resolved = functools.lru_cache(maxsize=64)(resolve)  # the endpoint has seven addresses, and they never change


class EndpointDoor:
    """Middleware: answers requests to the endpoint at once; stands right behind the security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if time.monotonic() - getattr(connection, "answered_at", 0.0) < _TRUSTED:
            connection.health_check_done = True
        try:
            request.resolver_match = match = _resolved(request.path_info)
        except Resolver404:  # the site's page for this needs to know who asks, which nobody has found out here
            return _refused(request, 404, "the endpoint has nothing at this address")
        answer = match.func(request, *match.args, **match.kwargs)
        connection.answered_at = time.monotonic()
        return answer


def failed(request: HttpRequest) -> HttpResponse:
    """What is said when something went wrong in here: to machines in their form, to people on the site's page."""
    if not request.path_info.startswith(PREFIX):
        return server_error(request)
    text = "something went wrong in this store; send the same again later: what is stored already is not stored twice"
    return _refused(request, 500, text)


def _refused(request: HttpRequest, status: int, text: str) -> HttpResponse:
    return JsonResponse({"error": text}, status=status, headers={"X-Experience-API-Version": version_for(request)})
