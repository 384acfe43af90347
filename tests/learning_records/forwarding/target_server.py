"""A record store of somebody else's, over real HTTP, that can be told to misbehave."""

import base64
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from learning_records.http import multipart
from learning_records.spec.comparison import fingerprint

KEY, SECRET = "dau-cuoi", "mật khẩu của tỉnh"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """A sender that hung up is part of the game."""


class TargetServer:
    """Keeps what it accepts in `kept` (id -> statement). `moods` are used up one a POST, then `mood` holds.

    A mood is a callable that gets the request's handler and the statements and may answer instead of the normal way (it then
    returns True). `refuses_known`: a repeated id is answered 409, equal or not, as some stores do.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.kept: dict[str, dict] = {}
        self.files: dict[str, bytes] = {}
        self.arrivals: Counter[str] = Counter()
        self.posts: list[list[str]] = []
        self.versions: set[str] = set()
        self.moods: list[Callable] = []
        self.mood: Callable | None = None
        self.bad: set[str] = set()
        self.refuses_known = False
        self.answers_get: Callable | None = None
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def endpoint(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/lrs/"

    def start(self) -> None:
        """Listens, on the port it had before if there was one."""
        server = _Server(("127.0.0.1", self.port), _handler(self))
        if self.tls:
            server.socket = self.tls.wrap_socket(server.socket, server_side=True)
        self.port = server.server_address[1]
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Nobody listens any more; what was kept stays."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, statements: list[dict]) -> None:
        """Keeps statements; an id that is there already is not kept twice, and not counted as an arrival."""
        for statement in statements:
            if statement["id"] not in self.kept:
                self.kept[statement["id"]] = statement
                self.arrivals[statement["id"]] += 1

    def status_for(self, statements: list[dict]) -> int:
        """What an orderly store says to these."""
        if any(one["id"] in self.bad for one in statements):
            return 400
        known = [one for one in statements if one["id"] in self.kept]
        if known and self.refuses_known:
            return 409
        return 409 if any(fingerprint(one) != fingerprint(self.kept[one["id"]]) for one in known) else 200


def _handler(server: TargetServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Silent: the test says what it saw."""

        def allowed(self) -> bool:
            token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            server.versions.add(self.headers.get("X-Experience-API-Version", ""))
            if self.headers.get("Authorization") == f"Basic {token}":
                return True
            self.reply(401, {"error": "no such key"})
            return False

        def reply(self, status: int, said: object = None, *, raw: bytes | None = None, **headers: str) -> None:
            body = raw if raw is not None else json.dumps(said, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self.allowed():
                return
            statements = self.statements(body)
            server.posts.append([one["id"] for one in statements])
            mood = server.moods.pop(0) if server.moods else server.mood
            if mood is not None and mood(self, statements):
                return
            status = server.status_for(statements)
            if status == 200:
                server.take(statements)
                self.reply(200, [one["id"] for one in statements])
            else:
                self.reply(status, {"error": f"không nhận ({status})"})

        def statements(self, body: bytes) -> list[dict]:
            kind = self.headers["Content-Type"]
            if kind.startswith("multipart/mixed"):
                first, *others = multipart.parse(body, kind)
                for part in others:
                    server.files[part.headers["x-experience-api-hash"]] = part.content
                body = first.content
            found = json.loads(body)
            return found if isinstance(found, list) else [found]

        def do_GET(self) -> None:
            if not self.allowed():
                return
            asked = parse_qs(urlsplit(self.path).query)
            if server.answers_get and server.answers_get(self, asked):
                return
            found = server.kept.get(asked.get("statementId", [""])[0])
            if found is None:
                self.reply(404, {"error": "not there"})
            else:
                self.reply(200, found | {"stored": "2026-01-01T00:00:00Z"})

    return Handler


def answers(status: int, body: bytes = b"{}", **headers: str) -> Callable:
    """A mood: this answer, nothing kept."""

    def mood(handler, _statements) -> bool:
        handler.reply(status, raw=body, **headers)
        return True

    return mood


def drops_after_taking(server: TargetServer) -> Callable:
    """A mood: takes everything, then cuts the line without a word."""

    def mood(handler, statements) -> bool:
        server.take(statements)
        handler.connection.close()
        return True

    return mood


def is_slow(seconds: float) -> Callable:
    """A mood: thinks for a while, then answers as always."""

    def mood(_handler, _statements) -> bool:
        time.sleep(seconds)
        return False

    return mood


def waits_for(event: threading.Event) -> Callable:
    """A mood: does not answer before the event."""

    def mood(_handler, _statements) -> bool:
        event.wait(15)
        return False

    return mood


def drips(seconds: float) -> Callable:
    """A mood: a byte at a time, so that no timeout of the socket ever strikes."""

    def mood(handler, _statements) -> bool:
        until = time.monotonic() + seconds
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while time.monotonic() < until:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return True  # the other side had enough
        return True

    return mood


def once_each(server: TargetServer, ids: list[str]) -> None:
    """All arrived, none twice, and nothing else."""
    assert dict(server.arrivals) == dict.fromkeys(ids, 1)
