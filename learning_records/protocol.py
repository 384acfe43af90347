"""The protocol's outer form: versions, headers, errors (xAPI 1.0.3 Communication 1 and 3; 2.0 section 4.1)."""

import base64
import binascii
import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from learning_records.credentials import authenticate
from learning_records.models import Credential
from learning_records.order import consistent_through
from learning_records.queries import iso

LATEST = {"1": "1.0.3", "2": "2.0.0"}


class ProtocolError(Exception):
    """An answer that refuses the request: HTTP status, and a sentence naming the property or parameter."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def version_of(request: HttpRequest) -> str:
    """The version to answer in: the request's family. Raises ProtocolError 400 for a missing or unknown header."""
    asked = request.headers.get("X-Experience-API-Version", "")
    parts = asked.split(".")
    if asked == "1.0" or (len(parts) == 3 and parts[:2] == ["1", "0"] and parts[2].isdigit()):
        return LATEST["1"]
    if asked == "2.0" or (len(parts) == 3 and parts[:2] == ["2", "0"] and parts[2].isdigit()):
        return LATEST["2"]
    raise ProtocolError(400, "the header X-Experience-API-Version must be 1.0.x or 2.0.x")


def credential_of(request: HttpRequest) -> Credential:
    """Who asks, by Basic authentication. Raises ProtocolError 401."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            key, _colon, secret = base64.b64decode(token, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            key = secret = ""
        found = authenticate(key, secret) if "\x00" not in key else None
        if found:
            return found
    raise ProtocolError(401, "send a key and its secret with Basic authentication")


def refusal(error: ProtocolError) -> HttpResponse:
    """The error as the protocol's JSON."""
    answer = JsonResponse({"error": error.message}, status=error.status)
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="xAPI"'
    return answer


def endpoint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the endpoint: version first, then who, then the work; every answer carries the protocol's headers."""

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        # Without a usable version neither family may be claimed: 0.95 satisfies both (docs/architecture.md).
        version = "0.95"
        try:
            version = version_of(request)
            answer = view(request, version, credential_of(request))
        except ProtocolError as error:
            answer = refusal(error)
        answer["X-Experience-API-Version"] = version
        answer["X-Experience-API-Consistent-Through"] = iso(consistent_through())
        return answer

    return wrapped
