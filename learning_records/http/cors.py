"""Pages of other hosts that send from a browser (Fetch standard, CORS): allowed key by key, and by none until one says so.

A preflight carries no key, so it is answered for every origin that some key in force lists; what it lets through is then
answered readably only when its own key lists the origin. Cookies never count here: the endpoint knows none.
django-cors-headers decides by settings or by the address, before anybody knows whose the request is; the key is the measure.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from learning_records.access import origins
from learning_records.models import Credential

_METHODS = "GET, HEAD, PUT, POST, DELETE"
_SENT = "Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match, Accept, Accept-Language"
_READ = (
    "ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Experience-API-Version, "
    "X-Experience-API-Consistent-Through, X-Experience-API-Hash"
)
_KEPT = "600"  # seconds for which a browser need not ask again


def preflight(request: HttpRequest) -> HttpResponse | None:
    """The answer to a browser that asks whether a page of another host may send; None when this is no such question."""
    origin = request.META.get("HTTP_ORIGIN")
    if request.method != "OPTIONS" or origin is None or "HTTP_ACCESS_CONTROL_REQUEST_METHOD" not in request.META:
        return None
    answer = HttpResponse(status=204)
    if origin in origins.listed():
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Methods"] = _METHODS
        answer["Access-Control-Allow-Headers"] = _SENT
        answer["Access-Control-Max-Age"] = _KEPT
    answer["Vary"] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    return answer


def readable(answer: HttpResponseBase, request: HttpRequest, credential: Credential | None) -> HttpResponseBase:
    """Lets the page read this answer when the key it came with lists the page's origin."""
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None and credential is not None and origin in credential.origins:
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Expose-Headers"] = _READ
    answer["Vary"] = "Origin"
    return answer


def told(answer: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """The same for what needs no key: for the origins that some key lists."""
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None and origin in origins.listed():
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Expose-Headers"] = _READ
    answer["Vary"] = "Origin"
    return answer
