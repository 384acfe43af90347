"""The resource about: which versions this store speaks, and the description of the endpoint for programs."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from learning_records import driver
from learning_records.http import cors
from learning_records.http.errors import NotAllowed, of_the_database, refusal
from learning_records.http.openapi import document
from learning_records.http.request import options
from learning_records.http.versions import LATEST, NO_VERSION, version_for

_METHODS = ("GET", "HEAD", "OPTIONS")


def _open(resource: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A view that can only be read, by everybody; it needs neither key nor version, and answers in the one asked for."""

    @csrf_exempt
    @functools.wraps(resource)
    def view(request: HttpRequest) -> HttpResponseBase:
        version = version_for(request)
        try:
            if request.method == "OPTIONS":
                return cors.preflight(request) or options(_METHODS, version)
            answer = (
                resource(request) if request.method in _METHODS else refusal(NotAllowed(str(request.method), _METHODS))
            )
            answer = cors.told(answer, request)
        except driver.PROBLEMS as problem:  # which origins may ask is the only thing it knows
            answer = of_the_database(problem)
        answer["X-Experience-API-Version"] = LATEST["2"] if version == NO_VERSION else version
        return answer

    return view


@_open
def about(request: HttpRequest) -> HttpResponse:
    """Versions this store speaks."""
    return JsonResponse({"version": sorted(LATEST.values()), "extensions": {}})


@_open
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this endpoint; it tells nothing about anybody."""
    return JsonResponse(document(request.build_absolute_uri("/xapi")))
