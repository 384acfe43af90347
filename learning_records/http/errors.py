"""How the endpoint refuses: a status, and a sentence that names the property or parameter."""

import errno

import psycopg
from django.http import HttpResponse, JsonResponse

from learning_records import driver

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class ProtocolError(Exception):
    """An answer that refuses the request: HTTP status, and a sentence naming the property or parameter."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class TooOften(ProtocolError):
    """The key has asked too often; `seconds` from now it will be answered."""

    def __init__(self, seconds: int, who: str = "this key asks too often", advice: str = "several statements at once"):
        super().__init__(429, f"{who}; send the next request in {seconds} s, {advice}")
        self.seconds = seconds


class NotAllowed(ProtocolError):
    """The resource knows no such method; `methods` are those it knows."""

    def __init__(self, method: str, methods: tuple[str, ...]) -> None:
        super().__init__(405, f"{method} is not used here; this resource takes {', '.join(methods)}")
        self.methods = methods


class Packed(ProtocolError):
    """The body came compressed, which nothing here unpacks: a few bytes could become more than memory holds."""

    def __init__(self, encoding: str) -> None:
        super().__init__(
            415, f"the body is packed (Content-Encoding: {encoding[:40]}); send it as it is, without Content-Encoding"
        )


def too_large() -> ProtocolError:
    """The refusal of a body that is more than can be taken."""
    return ProtocolError(413, "the body is too large; send fewer statements at once")


def refusal(error: ProtocolError) -> HttpResponse:
    """The error as the protocol's JSON."""
    answer = JsonResponse({"error": error.message}, status=error.status)
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="xAPI"'
    elif isinstance(error, NotAllowed):
        answer["Allow"] = ", ".join(error.methods)
    elif isinstance(error, Packed):
        answer["Accept-Encoding"] = "identity"
    elif isinstance(error, TooOften):
        answer["Retry-After"] = str(error.seconds)
    return answer


def of_the_database(problem: Exception) -> HttpResponse:
    """The answer when the database failed: nothing was stored by halves. Raises again what nobody foresaw."""
    driver.broken(problem)
    return _failed(problem)


def of_the_disk(problem: OSError) -> HttpResponse:
    """The same for the disk of the attachments: full, it is said in the words of the database's own full disk."""
    return _failed(psycopg.errors.DiskFull() if problem.errno in _NO_ROOM else problem)


def _failed(problem: Exception) -> HttpResponse:
    found = driver.failure(problem)
    if found is None:
        raise problem
    headers = {} if found.again_after is None else {"Retry-After": str(found.again_after)}
    return JsonResponse({"error": found.words}, status=found.status, headers=headers)
