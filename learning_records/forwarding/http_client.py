"""One exchange over HTTP with a machine nobody vouches for: bounded in time and size, redirects not followed, no proxy.

Python's own client, as tincan uses it, with what tincan leaves out: a timeout for each step, and an end. A body may be a film:
it goes out piece by piece, and what counts is that every piece goes, not how long the whole takes. The answer is short and has
an end of its own: a server that sends one byte every nine seconds would hold the line for ever.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

STEP = 10.0  # seconds until the other side is there, and takes the next piece
WHOLE = 30.0  # seconds for the whole answer, from the last piece on
PIECE = 64 * 1024  # bytes: a line of 7 kB a second is quick enough
MOST = 4 * 1024 * 1024  # bytes of an answer


class NoAnswer(Exception):
    """Nothing usable came back; `code` is `timeout`, `unreachable`, `certificate` or `garbage`, the text says what happened."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Body(Protocol):
    """What is sent: how many bytes, and the bytes in pieces, once."""

    @property
    def length(self) -> int: ...

    @property
    def pieces(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Answer:
    """What came back; `response` is what tincan wants to see of it. Headers are looked up in any case of letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    response: http.client.HTTPResponse


class _Deadline:
    """Cuts the connection when nothing has moved for so many seconds, whatever it is waiting for."""

    def __init__(self, line: socket.socket, seconds: float) -> None:
        self._line = line.dup()  # lives on when TLS takes the first one over
        self.passed = False
        self._seconds, self._until = seconds, time.monotonic() + seconds
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def moved(self) -> None:
        """The next piece is on its way: the time begins anew."""
        self._until = time.monotonic() + self._seconds

    def _watch(self) -> None:
        while (left := self._until - time.monotonic()) > 0:
            if self._ended.wait(left):
                return
        self.passed = True
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it ended by itself in the same moment

    def over(self) -> None:
        self._ended.set()
        self._line.close()


def exchange(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Body | None = None,
    *,
    step: float | None = None,
    whole: float | None = None,
) -> Answer:
    """Sends one request and reads the answer; a redirect is an answer like any other.

    `step` and `whole` are seconds, `STEP` and `WHOLE` unless given. Raises NoAnswer when the machine is not there, takes or says
    nothing for too long, cuts the line or does not speak HTTP.
    """
    step, whole = step or STEP, whole or WHOLE
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(str(parts.hostname), parts.port, timeout=step)
    deadline = response = None
    try:
        line = socket.create_connection((connection.host, connection.port), timeout=step)
        deadline = _Deadline(line, whole)
        connection.sock = (
            ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname) if secure else line
        )
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        _send(connection, method, target, {**headers, "Connection": "close"}, body, deadline)
        connection.sock.settimeout(whole)
        response = connection.getresponse()
        content = response.read(MOST + 1)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise _named(problem, deadline) from problem
    finally:
        if response is not None:
            response.close()
        connection.close()
        if deadline is not None:
            deadline.over()
    if len(content) > MOST:
        raise NoAnswer("garbage", f"the answer has more than {MOST} bytes")
    if deadline.passed:
        raise NoAnswer("timeout", "the answer did not end in time")
    return Answer(response.status, response.headers, content, response)


def _send(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: Body | None,
    deadline: _Deadline,
) -> None:
    """Sends the request. One who hangs up in the middle may have answered already, for instance that this is too much."""
    if body is None:
        connection.request(method, target, headers=headers)
        return
    try:
        connection.request(method, target, _moving(body, deadline), {**headers, "Content-Length": str(body.length)})
    except (BrokenPipeError, ConnectionResetError):
        if connection.sock is None:
            raise
    deadline.moved()


def _moving(body: Body, deadline: _Deadline) -> Iterator[bytes]:
    for piece in body.pieces:
        for start in range(0, len(piece), PIECE):
            deadline.moved()
            yield piece[start : start + PIECE]


def _named(problem: Exception, deadline: _Deadline | None) -> NoAnswer:
    text = f"{type(problem).__name__}: {problem}"[:300]
    if isinstance(problem, TimeoutError) or (deadline is not None and deadline.passed):
        return NoAnswer("timeout", text)
    if isinstance(problem, ssl.SSLCertVerificationError):
        return NoAnswer("certificate", text)
    # What the other side wrote is no HTTP; a line that was cut (RemoteDisconnected) is an OSError.
    if isinstance(problem, (http.client.HTTPException, ValueError)) and not isinstance(problem, OSError):
        return NoAnswer("garbage", text)
    return NoAnswer("unreachable", text)
