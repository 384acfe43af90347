"""The resource about: which versions this store speaks, and the description of the endpoint for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from learning_records.http import cors
from learning_records.http.openapi import document
from learning_records.http.request import LATEST


@csrf_exempt
def about(request: HttpRequest) -> HttpResponse:
    """Versions this store speaks; needs neither key nor version header."""
    if request.method == "OPTIONS" and (allowed := cors.preflight(request)):
        return allowed
    asked = request.headers.get("X-Experience-API-Version", "")
    if request.method in ("GET", "HEAD"):
        answer = JsonResponse({"version": sorted(LATEST.values()), "extensions": {}})
    else:
        answer = JsonResponse({"error": "about can only be read"}, status=405)
    answer["X-Experience-API-Version"] = LATEST["1"] if asked.startswith("1") else LATEST["2"]
    return cors.told(answer, request)


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this endpoint, for programs; it needs no key, for it tells nothing about anybody."""
    if request.method == "OPTIONS" and (allowed := cors.preflight(request)):
        return allowed
    return cors.told(JsonResponse(document(request.build_absolute_uri("/xapi"))), request)
