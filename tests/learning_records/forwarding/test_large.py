"""Attachments larger than memory, lines that are slow, answers that come early, and what is shown of an answer."""

import hashlib
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread

import pytest

from learning_records.forwarding import delivery, http_client
from learning_records.forwarding.http_client import NoAnswer, exchange
from learning_records.forwarding.models import DeadLetter
from learning_records.ingest.attachments import Inbox
from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import _Server, answers

pytestmark = pytest.mark.django_db(transaction=True)

MEGABYTE = 1024 * 1024


@dataclass
class Sent:
    """A body of so many megabytes, made as it goes."""

    megabytes: int
    breaks_after: int | None = None

    @property
    def length(self) -> int:
        return self.megabytes * MEGABYTE

    @property
    def pieces(self) -> Iterator[bytes]:
        for number in range(self.megabytes):
            if number == self.breaks_after:
                raise BrokenPipeError
            yield bytes(MEGABYTE)


class Drain:
    """A target that keeps only the sum of what comes, and answers as it is told; `pause` waits after each megabyte."""

    def __init__(
        self, *, status: int = 200, reads: bool = True, pause: float = 0.0, ids: list[str] | None = None
    ) -> None:
        drain, self.got, self.sum = self, 0, hashlib.sha256()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: object) -> None:
                """Silent."""

            def do_POST(self) -> None:
                left = int(self.headers["Content-Length"]) if reads else 0
                while left:
                    piece = self.rfile.read(min(left, MEGABYTE))
                    if not piece:
                        return
                    left, drain.got = left - len(piece), drain.got + len(piece)
                    drain.sum.update(piece)
                    Event().wait(pause)
                said = json.dumps(ids or []).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/lrs/"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def drain() -> Iterator[Callable[..., Drain]]:
    made: list[Drain] = []

    def make(**how) -> Drain:
        made.append(Drain(**how))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def film(transactional_db) -> str:
    """Stores a statement with an attachment of 32 MB; returns its id."""
    with Inbox() as inbox:
        content = b"film" * MEGABYTE
        place = inbox.open(hashlib.sha256(content * 8).hexdigest())
        for _piece in range(8):
            place.write(content)
        told = {
            "usageType": "http://a.vn/u",
            "display": {"vi": "phim"},
            "contentType": "video/mp4",
            "length": place.size,
            "sha2": place.sha2,
        }
        one = make_statement(attachments=[told])
        record([one], portal_credential(), parts=inbox.parts())
    return one["id"]


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_film_goes_out_without_filling_the_memory(drain, make_target, film, at_once, version: str) -> None:
    taken = drain(ids=[film])
    target = make_target(taken.address, version=version)
    tracemalloc.start()
    try:
        assert at_once(target) == 1
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken.got > 32 * MEGABYTE
    assert peak < 8 * MEGABYTE
    assert not DeadLetter.objects.exists()


def test_a_slow_line_may_take_longer_than_any_answer(drain) -> None:
    """What counts is that the next piece goes (STEP 1 s, WHOLE 1.5 s here), not how long the whole body takes."""
    taken = drain(pause=0.2)
    assert exchange("POST", taken.address, {}, Sent(16)).status == 200  # 3.2 s
    assert taken.got == 16 * MEGABYTE


def test_a_target_that_takes_no_more_is_given_up(drain) -> None:
    with pytest.raises(NoAnswer) as trouble:
        exchange("POST", drain(pause=5.0).address, {}, Sent(64))
    assert trouble.value.code == "timeout"


def test_one_who_answers_before_everything_was_sent_is_heard(drain) -> None:
    assert exchange("POST", drain(status=413, reads=False).address, {}, Sent(4, breaks_after=1)).status == 413


def test_a_lost_line_is_told_as_such(drain) -> None:
    with pytest.raises(NoAnswer) as trouble:
        exchange("POST", drain().address, {}, Sent(4, breaks_after=1))
    assert trouble.value.code in ("unreachable", "timeout")


def test_a_film_that_takes_long_is_sent_later_and_put_aside_by_nobody(drain, make_target, film, at_once) -> None:
    target = make_target(drain(pause=5.0).address)
    assert at_once(target) == 0
    assert (target.last_error, DeadLetter.objects.count()) == ("timeout", 0)


def test_pieces_are_small_enough_for_a_slow_line() -> None:
    assert http_client.PIECE / http_client.STEP <= 64 * 1024


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error": "kh\xc3\xb4ng nh\xe1\xba\xadn"}', '{"error": "không nhận"}'),
        (
            b"<html><head><style>p {color: red}</style><title>Router</title></head><p>Login<script>x()</script>",
            "Router Login",
        ),
        (b"<script>never ends " + b"x" * 5000, ""),
        (b"a\x00b\x1b[31mc\r\n\r\nd", "a b [31mc d"),
        ("\u202eđảo\u200b".encode(), "đảo"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"y" * 100_000, "y" * 300),
    ],
)
def test_of_an_answer_little_is_shown(server, make_target, stored, at_once, body: bytes, told: str) -> None:
    stored(1)
    target = make_target(server.endpoint)
    server.mood = answers(503, body)
    at_once(target)
    assert target.last_error_text == f"503 {told}"[:300]
    assert delivery._said(http_client.Answer(200, {}, body, None)) == told
