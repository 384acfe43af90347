"""One exchange over HTTP with a machine nobody vouches for: bounded in time and size, redirects not followed, no proxy.

Python's own client, as tincan uses it, with what tincan leaves out: a timeout for each step and an end for the whole. A
timeout of the socket alone is none: a server that sends one byte every nine seconds would hold the line for ever.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

STEP = 10.0  # seconds until the other side takes or sends something
WHOLE = 30.0  # seconds for the whole exchange
MOST = 4 * 1024 * 1024  # bytes of an answer


class NoAnswer(Exception):
    """Nothing usable came back; `code` is `timeout`, `unreachable`, `certificate` or `garbage`, the text says what happened."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Answer:
    """What came back; `response` is what tincan wants to see of it. Headers are looked up in any case of letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    response: http.client.HTTPResponse


class _Deadline:
    """Cuts the connection when the time for the whole exchange is over, whatever it is waiting for."""

    def __init__(self, line: socket.socket, seconds: float) -> None:
        self._line = line.dup()  # lives on when TLS takes the first one over
        self.passed = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.passed = True
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it ended by itself in the same moment

    def over(self) -> None:
        self._timer.cancel()
        self._line.close()


def exchange(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    *,
    step: float | None = None,
    whole: float | None = None,
) -> Answer:
    """Sends one request and reads the answer; a redirect is an answer like any other.

    Raises NoAnswer when the machine is not there, is too slow, cuts the line or does not speak HTTP.
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
        connection.request(method, target, body, {**headers, "Connection": "close"})
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
