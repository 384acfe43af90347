"""The protocol's outer form: keys, headers, the alternate syntax (xAPI 1.0.3 Communication 1 and 3; 2.0 section 4.1)."""

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
from learning_records.access.credentials import authenticate, known_lately, may
from learning_records.access.rights import Forbidden
from learning_records.consumers.order import last_known_through, lately_consistent_through
from learning_records.http import cors
from learning_records.http.errors import (
    NotAllowed,
    Packed,
    ProtocolError,
    TooOften,
    of_the_database,
    of_the_disk,
    refusal,
    too_large,
)
from learning_records.http.versions import LATEST, NO_VERSION, usable, version_for, version_of
from learning_records.ingest.record import Conflict
from learning_records.models import Credential
from learning_records.query.filters import BadFilter
from learning_records.spec.limits import FORM, PARAMETERS
from learning_records.spec.validation import InvalidStatement

THROUGH = "X-Experience-API-Consistent-Through"
_HIDDEN = ("GET", "HEAD", "PUT", "POST", "DELETE")  # methods that a form may stand for
_META = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}  # those WSGI gives names of their own
_View = Callable[[HttpRequest], HttpResponseBase]
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


@dataclass(slots=True)
class Asked:
    """A request as the resources see it, whichever syntax it came in. Names of headers are in lower case."""

    method: str
    params: dict[str, str]
    headers: Mapping[str, str]
    source: HttpRequest | bytes
    version: str = NO_VERSION

    @property
    def body(self) -> bytes:
        """All that was sent, in memory; raises ProtocolError 413 when it is too much for that."""
        if isinstance(self.source, bytes):
            return self.source
        self._as_it_is()
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
        self._as_it_is()
        if int(self.source.META.get("CONTENT_LENGTH") or 0) > settings.XAPI_LARGEST_REQUEST:
            raise too_large()
        return self.source.read

    def _as_it_is(self) -> None:
        encoding = self.headers.get("content-encoding", "").strip()
        if encoding.lower() not in ("", "identity"):
            raise Packed(encoding)

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
    try:
        if not query.isascii():  # WSGI hands bytes over as Latin-1
            query = query.encode("latin-1").decode("utf-8")
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS)
    except UnicodeError as problem:
        raise ProtocolError(400, "the address is not UTF-8, percent-encoded") from problem
    except ValueError as problem:
        raise ProtocolError(400, f"the address has more than {PARAMETERS} parameters") from problem
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
    length = headers.get("content-length", "")
    if length and not (length.isascii() and length.isdigit()):
        raise ProtocolError(400, "the header Content-Length must be a number of bytes")
    return Asked(str(request.method), params, headers, request)


def _form(asked: Asked) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters and headers of a request that is hidden in a form; raises ProtocolError 400, 413.

    What the form is called (its Content-Type) is not asked: old browsers send it as text/plain or without a name.
    """
    if len(asked.body) > FORM:
        raise ProtocolError(
            413, f"a form of the alternate syntax has at most {FORM} bytes; send fewer statements at once"
        )
    try:
        pairs = parse_qsl(
            asked.body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(asked.body),
            errors="strict",
            max_num_fields=PARAMETERS,
        )
    except (UnicodeDecodeError, ValueError) as problem:
        raise ProtocolError(
            400,
            "in the alternate syntax the body is a form in UTF-8, percent-encoded: name=value&name=value, "
            f"of up to {PARAMETERS} fields",
        ) from problem
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
    headers.setdefault("content-type", "application/json")
    return params, headers


def _alternate(asked: Asked, params: dict[str, str], headers: dict[str, str]) -> Asked:
    """The request hidden in a form, for clients that can only POST (1.0.3 Communication 1.3). Raises ProtocolError 400."""
    if usable(headers.get("x-experience-api-version", "")) == LATEST["2"]:
        raise _no_alternate()
    if set(asked.params) != {"method"}:
        raise ProtocolError(400, "in the alternate syntax the address takes the parameter method and no other")
    method = asked.params["method"]
    if method not in _HIDDEN:
        raise ProtocolError(400, f"method cannot be {method}; it is one of {', '.join(_HIDDEN)}")
    content = params.pop("content", None)
    _storable(params)
    if content is None and method in ("PUT", "POST"):
        raise ProtocolError(400, "the form has no parameter content")
    return Asked(method, params, headers, (content or "").encode())


def _no_alternate() -> ProtocolError:
    return ProtocolError(400, "xAPI 2.0 has no alternate request syntax")


def _credential_of(headers: Mapping[str, str], address: str) -> Credential:
    """Who asks, by Basic authentication.

    Raises ProtocolError 401, and 429 for an address from which too many wrong keys came.
    """
    kind, _space, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            key, _colon, secret = base64.b64decode(token, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            key = secret = ""
        if not known_lately(key, secret) and (seconds := rate_limits.after_failures(address)):
            raise TooOften(seconds, "too many wrong keys came from this address", "with the right key and secret")
        found = authenticate(key, secret) if key and "\x00" not in key else None
        if found:
            return found
        rate_limits.note_failure(address)
    raise ProtocolError(401, "send a key and its secret with Basic authentication")


def require(credential: Credential, *scopes: str) -> None:
    """Raises ProtocolError 403 when the key has none of these scopes."""
    if not may(credential, *scopes):
        raise ProtocolError(403, f"this key may not do that; it needs the scope {' or '.join(scopes)}")


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


def options(methods: tuple[str, ...], version: str) -> HttpResponseBase:
    """What a resource takes; nobody needs a key to ask that."""
    answer = HttpResponse(status=204, headers={"Allow": ", ".join(methods)})
    return _headers(answer, LATEST["2"] if version == NO_VERSION else version, "")


def endpoint(*methods: str) -> Callable[[Callable[[Asked, Credential], HttpResponseBase]], _View]:
    """Makes a view of a resource that takes these methods.

    The version comes first, then who asks, then the work; every answer, a refusal too, carries the protocol's headers.
    """

    def decorated(resource: Callable[[Asked, Credential], HttpResponseBase]) -> _View:
        @csrf_exempt
        @functools.wraps(resource)
        def view(request: HttpRequest) -> HttpResponseBase:
            version, through, credential = version_for(request), "", None
            try:
                if request.method == "OPTIONS":
                    return cors.preflight(request) or options((*methods, "OPTIONS"), version)
                through = lately_consistent_through()  # asked before reading: what is read is at least as new
                asked = _asked(request)
                if asked.method == "POST" and "method" in asked.params:
                    if version == LATEST["2"]:
                        raise _no_alternate()
                    params, headers = _form(asked)
                    version = usable(headers.get("x-experience-api-version", "")) or NO_VERSION
                    asked = _alternate(asked, params, headers)
                if asked.method not in methods:
                    raise NotAllowed(asked.method, (*methods, "OPTIONS"))
                asked.version = version_of(asked.headers)
                credential = _credential_of(asked.headers, request.META.get("REMOTE_ADDR", ""))
                if seconds := rate_limits.wait_for(credential):
                    raise TooOften(seconds)
                answer = resource(asked, credential)
                if asked.method == "HEAD":
                    answer = _without_body(answer)
            except ProtocolError as error:
                answer = refusal(error)
            except (InvalidStatement, Forbidden) as problem:
                told = {"error": str(problem), "path": problem.path, "reason": problem.reason}
                answer = JsonResponse(told, status=403 if isinstance(problem, Forbidden) else 400)
            except (BadFilter, Conflict) as problem:
                answer = refusal(ProtocolError(409 if isinstance(problem, Conflict) else 400, str(problem)))
            except driver.PROBLEMS as problem:
                answer, through = of_the_database(problem), through or last_known_through()
            except OSError as problem:
                answer = of_the_disk(problem)
            return _headers(cors.readable(answer, request, credential), version, through)

        return view

    return decorated
