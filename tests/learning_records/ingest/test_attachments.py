"""Attachments: in and out as multipart/mixed, matched by hash, kept once."""

import hashlib
import itertools
import json
import os
import re
import threading
import tracemalloc
from io import BytesIO, StringIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from learning_records.http import multipart
from learning_records.http import statements as views
from learning_records.ingest import attachments, leftover_files
from learning_records.ingest.attachments import path_of
from learning_records.models import Attachment, Blob, Statement
from learning_records.public import portal_credential, record
from tests.builders.attachments import KIND, about, body, sha2
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path


BYTES = [b"xin ch\xc3\xa0o\r\n--not the boundary\r\n\x00\xff", b""]


def test_there_and_back(xapi) -> None:
    statement = make_statement(attachments=[about(content) for content in BYTES])
    assert xapi("POST", "statements", body=body(statement, BYTES), kind=KIND).json() == [statement["id"]]
    again = make_statement(attachments=[about(BYTES[0])])
    assert xapi("PUT", "statements", {"statementId": again["id"]}, body(again, BYTES[:1]), kind=KIND).status_code == 204
    assert (Blob.objects.count(), Attachment.objects.count()) == (2, 3)
    assert path_of(sha2(BYTES[0])).read_bytes() == BYTES[0]
    for params, ids in (({"statementId": statement["id"]}, [statement["id"]]), ({}, [again["id"], statement["id"]])):
        got = xapi("GET", "statements", params | {"attachments": "true"})
        sent = b"".join(got.streaming_content)
        assert got["Content-Length"] == str(len(sent))
        first, *others = multipart.parse(sent, got["Content-Type"])
        found = json.loads(first.content)
        assert [item["id"] for item in found.get("statements", [found])] == ids
        assert sorted(part.content for part in others) == sorted(BYTES)
        assert all(part.headers["x-experience-api-hash"] == sha2(part.content) for part in others)
    plain = xapi("GET", "statements", {"attachments": "false"})
    assert plain["Content-Type"] == "application/json"
    empty = xapi("GET", "statements", {"attachments": "true", "until": "2000-01-01T00:00:00Z"})
    assert empty["Content-Type"].startswith("multipart/mixed")


def test_refused_and_nothing_stored(xapi) -> None:
    content = BYTES[0]
    good = make_statement(attachments=[about(content)])
    cases = {
        "no statement names": body(make_statement(), [content]),
        "neither a fileUrl nor a part": body(good, []),
        "Content-Transfer-Encoding": body(good, [content], encoding="base64"),
        "SHA-2": body(good, [content], name=sha2(b"other")),
        "no boundary": None,
        "closing boundary": body(good, [content])[:-10],
    }
    for says, sent in cases.items():
        kind = "multipart/mixed" if sent is None else KIND
        answer = xapi("POST", "statements", body=sent or b"x", kind=kind)
        assert (answer.status_code, says in answer.json()["error"]) == (400, True), (says, answer.content)
    assert xapi("POST", "statements", body=good).status_code == 400
    assert (
        xapi("POST", "statements", body=body(good, [content]), kind=KIND.replace("mixed", "form-data")).status_code
        == 400
    )
    assert Statement.objects.count() == Blob.objects.count() == 0


def test_a_file_elsewhere_needs_no_part(xapi) -> None:
    statement = make_statement(attachments=[about(b"x", fileUrl="https://a.vn/x")])
    assert xapi("POST", "statements", body=statement).status_code == 200


def test_a_batch_of_one_bad_attachment_stores_nothing(xapi) -> None:
    batch = [make_statement(1, attachments=[about(BYTES[0])]), make_statement(2, attachments=[about(b"missing")])]
    assert xapi("POST", "statements", body=body(batch, BYTES[:1]), kind=KIND).status_code == 400
    assert Statement.objects.count() == 0


def _oracle(sent: bytes, mark: bytes) -> list[bytes] | None:
    """The parts of a body as one expression over the whole finds them; None when the body is not one."""
    pieces = re.split(re.escape(b"\r\n--" + mark) + rb"(--)?[ \t]*(?=\r\n|\Z)", b"\r\n" + sent)
    found = []
    for closing, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if closing:
            return found or None
        head, gap, content = piece.partition(b"\r\n\r\n")
        if not gap:
            return None
        try:
            multipart._headers(head.removeprefix(b"\r\n"))
        except multipart.BadMultipart:
            return None
        found.append(content)
    return None


_BITS = st.sampled_from(
    [b"--x", b"--x--", b"\r\n", b"\r\n--x", b"a: b", b"\r\n\r\n", b"--", b"-", b" ", b"\r", b"\n", b"x", b"\0"]
)


@given(st.lists(_BITS, max_size=24), st.integers(1, 40))
def test_a_body_in_pieces_is_the_body_as_a_whole(bits: list[bytes], size: int) -> None:
    sent = b"--x\r\na: b\r\n\r\n" + b"".join(bits) + b"\r\n--x--\r\n"
    parts: list[BytesIO] = []

    def open_part(_headers: dict) -> BytesIO:
        parts.append(BytesIO())
        return parts[-1]

    stream, expected = BytesIO(sent), _oracle(sent, b"x")
    try:
        multipart.read(lambda _n: stream.read(size), "multipart/mixed; boundary=x", open_part)
        found = [part.getvalue() for part in parts]
    except multipart.BadMultipart:
        found = None
    assert found == expected


class _Long:
    """A body of many megabytes that nobody holds."""

    def __init__(self, head: bytes, megabytes: int, tail: bytes) -> None:
        self.pieces = itertools.chain([head], itertools.repeat(b"7" * 2**20, megabytes), [tail])
        self.length = len(head) + megabytes * 2**20 + len(tail)
        self.left = b""

    def read(self, size: int) -> bytes:
        self.left = self.left or next(self.pieces, b"")
        piece, self.left = self.left[:size], self.left[size:]
        return piece

    def readline(self, size: int = -1) -> bytes:
        raise NotImplementedError(size)


def test_a_film_goes_by_without_filling_the_memory(new_key, settings) -> None:
    megabytes = 60
    hashed = hashlib.sha256()
    for _number in range(megabytes):
        hashed.update(b"7" * 2**20)
    film = about(b"", length=megabytes * 2**20, contentType="video/mp4") | {"sha2": hashed.hexdigest()}
    statement = make_statement(attachments=[film])
    whole = body(statement, [b"THE FILM"], name=film["sha2"])
    source = _Long(*whole.split(b"THE FILM")[:1], megabytes, whole.split(b"THE FILM")[1])
    sent = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/xapi/statements",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": KIND,
        "CONTENT_LENGTH": str(source.length),
        "HTTP_AUTHORIZATION": new_key(),
        "HTTP_X_EXPERIENCE_API_VERSION": "1.0.3",
        "wsgi.input": source,
    }
    tracemalloc.start()
    try:
        answer = views.statements(WSGIRequest(sent))
        assert (answer.status_code, json.loads(answer.content)) == (200, [statement["id"]])
        back = sent | {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
        back["QUERY_STRING"] = f"statementId={statement['id']}&attachments=true"
        answer = views.statements(WSGIRequest(back))
        size = sum(len(piece) for piece in answer.streaming_content)
        assert str(size) == answer["Content-Length"]
        assert size > megabytes * 2**20
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert path_of(film["sha2"]).stat().st_size == megabytes * 2**20

    settings.XAPI_LARGEST_REQUEST = 10 * 2**20
    assert views.statements(WSGIRequest(sent | {"wsgi.input": BytesIO()})).status_code == 413


def test_nothing_is_left_of_what_was_refused(xapi, settings) -> None:
    arriving = settings.PRIVATE_ROOT / "xapi" / "arriving"
    good = make_statement(attachments=[about(BYTES[0])])
    assert xapi("POST", "statements", body=body(good, [BYTES[0]])[:-10], kind=KIND).status_code == 400
    assert xapi("POST", "statements", body=body(good, [BYTES[0]], name=sha2(b"other")), kind=KIND).status_code == 400
    assert xapi("POST", "statements", body=body(make_statement(), [BYTES[0]]), kind=KIND).status_code == 400
    assert list(arriving.iterdir()) == []
    old, new = arriving / "old", arriving / "new"
    old.write_bytes(b"of a process that was killed"), new.write_bytes(b"of one at work")
    os.utime(old, (0, 0))
    assert xapi("POST", "statements", body=body(good, [BYTES[0]]), kind=KIND).status_code == 200
    assert list(arriving.iterdir()) == [new]


def test_headers_of_a_part_may_go_on_in_the_next_line(xapi) -> None:
    content = b"tep"
    statement = make_statement(attachments=[about(content)])
    folded = (
        body(statement, [content])
        .replace(b"Content-Type: application/json", b"Content-Type:\r\n application/json;\r\n\tcharset=utf-8")
        .replace(b"X-Experience-API-Hash: ", b"X-Experience-API-Hash:\r\n\t  ")
        .replace(b"transfer-encoding: ", b"transfer-encoding: \r\n ")
    )
    assert xapi("POST", "statements", body=folded, kind=KIND).json() == [statement["id"]]
    assert path_of(sha2(content)).read_bytes() == content
    begun = body(statement, [content]).replace(b"Content-Type: application", b" Content-Type: application")
    answer = xapi("POST", "statements", body=begun, kind=KIND)
    assert answer.status_code == 400


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_file_that_is_lost_does_not_take_the_others_along(xapi, caplog, version: str) -> None:
    kept, lost = b"kept", b"lost"
    one = make_statement(1, attachments=[about(kept), about(lost)])
    other = make_statement(2)
    assert xapi("POST", "statements", body=body([one, other], [kept, lost]), kind=KIND).status_code == 200
    path_of(sha2(lost)).unlink()
    for params, ids in (({}, [other["id"], one["id"]]), ({"statementId": one["id"]}, [one["id"]])):
        caplog.clear()
        got = xapi("GET", "statements", params | {"attachments": "true"}, version=version)
        sent = b"".join(got.streaming_content)
        assert (got.status_code, got["X-Missing-Attachments"]) == (200, sha2(lost))
        assert got["Content-Length"] == str(len(sent))
        first, part = multipart.parse(sent, got["Content-Type"])
        found = json.loads(first.content)
        assert [item["id"] for item in found.get("statements", [found])] == ids
        assert part.content == kept
        assert sha2(lost) in caplog.text
    assert not xapi("GET", "statements", {"attachments": "true", "limit": "1"}).has_header("X-Missing-Attachments")
    assert not xapi("GET", "statements").has_header("X-Missing-Attachments")


def kept(settings) -> set[str]:
    """The names of all files of attachments, those that have only begun included."""
    return {path.name for path in (settings.PRIVATE_ROOT / "xapi").rglob("*") if path.is_file()}


def test_a_conflict_leaves_no_file(xapi, settings) -> None:
    statement = make_statement()
    record([statement], portal_credential())
    changed = statement | {"attachments": [about(BYTES[0])], "result": {"success": True}}
    for content in (changed, [make_statement(), changed]):
        assert xapi("POST", "statements", body=body(content, [BYTES[0]]), kind=KIND).status_code == 409
    assert kept(settings) == set()


def test_one_file_is_open_however_many_parts_there_are(xapi, settings, monkeypatch) -> None:
    contents = [str(number).encode() for number in range(300)]
    statement = make_statement(attachments=[about(content) for content in contents])
    most, opening = 0, attachments.Inbox.open

    def watched(inbox, sha2: str):
        nonlocal most
        found = opening(inbox, sha2)
        most = max(most, sum(not one._file.closed for one in inbox.arriving))
        return found

    monkeypatch.setattr(attachments.Inbox, "open", watched)
    assert xapi("POST", "statements", body=body(statement, contents), kind=KIND).status_code == 200
    assert (most, len(kept(settings))) == (1, 300)


def _left(settings, content: bytes, *, old: bool = True) -> str:
    """A file that a killed process left between its name and its row."""
    path = path_of(sha2(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if old:
        os.utime(path, (0, 0))
    return path.name


def test_what_a_killed_process_left_is_removed_and_nothing_else(xapi, settings) -> None:
    statement = make_statement(attachments=[about(BYTES[0])])
    assert xapi("POST", "statements", body=body(statement, [BYTES[0]]), kind=KIND).status_code == 200
    named, young, old = sha2(BYTES[0]), _left(settings, b"young", old=False), _left(settings, b"old")
    os.utime(path_of(named), (0, 0))
    out = StringIO()
    call_command("remove_leftover_files", stdout=out)
    assert out.getvalue() == "1 files removed, 3 bytes\n"
    assert kept(settings) == {named, young}
    assert old not in kept(settings)
    assert leftover_files.remove() == leftover_files.Removed()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_a_writer_found_is_not_removed_under_its_hands(settings) -> None:
    """The writer found the old file there and has not committed the row yet: who removes waits, and then sees the row."""
    content = b"left before, and named now"
    _left(settings, content)
    statement = make_statement(attachments=[about(content)])
    key, done, removing = portal_credential(), [], threading.Event()

    def remove() -> None:
        try:
            removing.set()
            done.append(leftover_files.remove())
        finally:
            connection.close()

    with transaction.atomic():
        with attachments.Inbox() as inbox:
            inbox.put(content)
            record([statement], key, parts=inbox.parts())
        thread = threading.Thread(target=remove)
        thread.start()
        assert removing.wait(30)
        thread.join(0.5)
        assert thread.is_alive(), "the lock is held"
    thread.join(30)
    assert (done, path_of(sha2(content)).read_bytes()) == ([leftover_files.Removed()], content)
