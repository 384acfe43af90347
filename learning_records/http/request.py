"""The protocol's outer form: versions, keys, headers, errors (xAPI 1.0.3 Communication 1 and 3; 2.0 section 4.1)."""

import base64
import binascii
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from learning_records import driver
from learning_records.access import rate_limits
from learning_records.access.credentials import authenticate, may
from learning_records.access.rights import Forbidden
from learning_records.consumers.order import lately_consistent_through
from learning_records.http import cors
from learning_records.ingest.record import Conflict
from learning_records.models import Credential
from learning_records.query.filters import BadFilter
from learning_records.spec.validation import InvalidStatement

LATEST = {"1": "1.0.3", "2": "2.0.0"}
# Without a usable version neither family may be claimed: both halves of the conformance suite accept 0.95.
_NO_VERSION = "0.95"
THROUGH = "X-Experience-API-Consistent-Through"
_FORM = "application/x-www-form-urlencoded"
_META = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}  # those WSGI gives names of their own
_MOST_PARAMETERS = 100
_HEADERS_IN_FORM = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept",
    "accept-language",
    "accept-encoding",
)


class ProtocolError(Exception):
    """An answer that refuses the request: HTTP status, and a sentence naming the property or parameter."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class TooOften(ProtocolError):
    """The key has asked too often; `seconds` from now it will be answered."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            429, f"this key asks too often; send the next request in {seconds} s, several statements at once"
        )
        self.seconds = seconds


def too_large() -> ProtocolError:
    """The refusal of a body that is more than can be taken."""
    return ProtocolError(413, "the body is too large; send fewer statements at once")


@dataclass(slots=True)
class Asked:
    """A request as the resources see it, whichever syntax it came in. Names of headers are in lower case."""

    method: str
    params: dict[str, str]
    headers: Mapping[str, str]
    source: HttpRequest | bytes
    version: str = _NO_VERSION

    @property
    def body(self) -> bytes:
        """All that was sent, in memory; raises ProtocolError 413 when it is too much for that."""
        if isinstance(self.source, bytes):
            return self.source
        try:
            return self.source.body
        except RequestDataTooBig as problem:
            raise too_large() from problem
        except UnreadablePostError as problem:
            raise ProtocolError(400, "the body did not arrive whole") from problem

    def stream(self) -> Callable[[int], bytes]:
        """What reads the body piece by piece, instead of `body`; raises ProtocolError 413 when it is too much to keep."""
        if isinstance(self.source, bytes):
            return BytesIO(self.source).read
        if int(self.source.META.get("CONTENT_LENGTH") or 0) > settings.XAPI_LARGEST_REQUEST:
            raise too_large()
        return self.source.read

    @property
    def reads(self) -> bool:
        return self.method in ("GET", "HEAD")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    def only(self, *names: str) -> None:
        """Raises ProtocolError 400 for a parameter of another name."""
        for name in self.params:
            if name not in names:
                raise ProtocolError(400, f"unknown parameter {name}; {self.method} takes {', '.join(names) or 'none'}")


class _Headers(Mapping[str, str]):
    """The headers of a request by their names in lower case, looked up where the server put them: most are never asked for."""

    def __init__(self, meta: dict[str, Any]) -> None:
        self._meta = meta

    def __getitem__(self, name: str) -> str:
        return self._meta[_META.get(name) or "HTTP_" + name.replace("-", "_").upper()]

    def __iter__(self) -> Iterator[str]:
        for name in self._meta:
            if name.startswith("HTTP_"):
                yield name[5:].replace("_", "-").lower()
        yield from (name for name, kept in _META.items() if kept in self._meta)

    def __len__(self) -> int:
        return sum(1 for _name in self)


def _params(query: str) -> dict[str, str]:
    """The parameters of an address; raises ProtocolError 400."""
    if not query:
        return {}
    if not query.isascii():  # WSGI hands bytes over as Latin-1
        query = query.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError as problem:
        raise ProtocolError(400, f"the address has more than {_MOST_PARAMETERS} parameters") from problem
    params = dict(pairs)
    if len(params) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ProtocolError(400, f"the parameter {twice} stands twice")
    _storable(params)
    return params


def _storable(params: dict[str, str]) -> None:
    """PostgreSQL knows no U+0000, so nothing can be called by it; raises ProtocolError 400."""
    for name, value in params.items():
        if "\x00" in value:
            raise ProtocolError(400, f"the parameter {name} has the character U+0000, which no text may have")


def _asked(request: HttpRequest) -> Asked:
    params, headers = _params(request.META.get("QUERY_STRING", "")), _Headers(request.META)
    if "transfer-encoding" in headers and "content-length" not in headers:
        raise ProtocolError(411, "send the header Content-Length with the length of the body")
    return Asked(str(request.method), params, headers, request)


def _version_of(headers: Mapping[str, str]) -> str:
    """The version to answer in: the request's family. Raises ProtocolError 400 for a missing or unknown header."""
    asked = headers.get("x-experience-api-version", "")
    parts = asked.split(".")
    for family in LATEST:
        if asked == f"{family}.0" or (len(parts) == 3 and parts[:2] == [family, "0"] and parts[2].isdigit()):
            return LATEST[family]
    raise ProtocolError(400, "the header X-Experience-API-Version must be 1.0.x or 2.0.x")


def _alternate(asked: Asked) -> Asked:
    """The request hidden in a form, for clients that can only POST (1.0.3 Communication 1.3)."""
    if set(asked.params) != {"method"}:
        raise ProtocolError(400, "in the alternate syntax the address takes the parameter method and no other")
    method = asked.params["method"]
    if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        raise ProtocolError(400, f"method cannot be {method}")
    if asked.body and asked.content_type.partition(";")[0].strip() != _FORM:
        raise ProtocolError(400, f"in the alternate syntax the Content-Type is {_FORM}")
    try:
        pairs = parse_qsl(
            asked.body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(asked.body), errors="strict"
        )
    except (UnicodeDecodeError, ValueError) as problem:
        raise ProtocolError(400, "the body is not a form") from problem
    params: dict[str, str] = {}
    headers = {k: v for k, v in asked.headers.items() if k not in ("content-type", "content-length")}
    for name, value in pairs:
        if name.lower() in _HEADERS_IN_FORM:
            if not value.isprintable():  # what no server would have let pass as a header
                raise ProtocolError(400, f"{name} in the form has a character that no header has")
            headers[name.lower()] = value
        elif name in params:
            raise ProtocolError(400, f"the parameter {name} stands twice")
        else:
            params[name] = value
    content = params.pop("content", None)
    _storable(params)
    if content is None and method in ("PUT", "POST"):
        raise ProtocolError(400, "the form has no parameter content")
    headers.setdefault("content-type", "application/json")
    return Asked(method, params, headers, (content or "").encode())


def _credential_of(headers: Mapping[str, str]) -> Credential:
    """Who asks, by Basic authentication. Raises ProtocolError 401."""
    kind, _space, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            key, _colon, secret = base64.b64decode(token, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            key = secret = ""
        found = authenticate(key, secret) if key and "\x00" not in key else None
        if found:
            return found
    raise ProtocolError(401, "send a key and its secret with Basic authentication")


def require(credential: Credential, *scopes: str) -> None:
    """Raises ProtocolError 403 when the key has none of these scopes."""
    if not may(credential, *scopes):
        raise ProtocolError(403, f"this key may not do that; it needs the scope {' or '.join(scopes)}")


def refusal(error: ProtocolError) -> HttpResponse:
    """The error as the protocol's JSON."""
    answer = JsonResponse({"error": error.message}, status=error.status)
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="xAPI"'
    elif isinstance(error, TooOften):
        answer["Retry-After"] = str(error.seconds)
    return answer


def version_for(request: HttpRequest) -> str:
    """The version in which a request is answered that got no further than its headers."""
    return LATEST.get(request.headers.get("X-Experience-API-Version", "")[:1], _NO_VERSION)


def _away(problem: Exception) -> HttpResponse:
    """The database cut the connection, or did not answer in time: nothing was stored by halves, so sending again is right."""
    driver.broken(problem)
    text = "the database does not answer at the moment; send the same again in a few seconds"
    return JsonResponse({"error": text}, status=503, headers={"Retry-After": "2"})


def _without_body(answer: HttpResponseBase) -> HttpResponseBase:
    if isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = ()
    elif isinstance(answer, HttpResponse):
        answer["Content-Length"] = str(len(answer.content))
        answer.content = b""
    return answer


def _headers(answer: HttpResponseBase, version: str, through: str) -> HttpResponseBase:
    answer["X-Experience-API-Version"] = version
    if through and not answer.has_header(THROUGH):  # one from a replica brings its own
        answer[THROUGH] = through
    return answer


def endpoint(resource: Callable[[Asked, Credential], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A view of the endpoint: version first, then who, then the work; every answer carries the protocol's headers."""

    @csrf_exempt
    @functools.wraps(resource)
    def view(request: HttpRequest) -> HttpResponseBase:
        version, through, credential = _NO_VERSION, "", None
        if request.method == "OPTIONS" and (answer := cors.preflight(request)):
            return answer
        try:
            through = lately_consistent_through()  # asked before reading: what is read is at least as new
            asked = _asked(request)
            hidden = asked.method == "POST" and "method" in asked.params
            if hidden and not asked.headers.get("x-experience-api-version", "").startswith("2"):
                asked = _alternate(asked)
            version = _version_of(asked.headers)
            if hidden and version == LATEST["2"]:
                raise ProtocolError(400, "xAPI 2.0 has no alternate request syntax")
            asked.version = version
            credential = _credential_of(asked.headers)
            if seconds := rate_limits.wait_for(credential):
                raise TooOften(seconds)
            answer = resource(asked, credential)
            if asked.method == "HEAD":
                answer = _without_body(answer)
        except ProtocolError as error:
            answer = refusal(error)
        except BadFilter as problem:
            answer = refusal(ProtocolError(400, str(problem)))
        except InvalidStatement as problem:
            answer = JsonResponse({"error": str(problem), "path": problem.path, "reason": problem.reason}, status=400)
        except Forbidden as problem:
            answer = JsonResponse({"error": str(problem), "path": problem.path, "reason": problem.reason}, status=403)
        except Conflict as problem:
            answer = refusal(ProtocolError(409, str(problem)))
        except driver.AWAY as problem:
            answer = _away(problem)
            version = version_for(request)
        return _headers(cors.readable(answer, request, credential), version, through)

    return view
