"""A full disk and a database that is away are answered for what they are, wherever a request meets them."""

import errno
from pathlib import Path

import pytest
from django.db import OperationalError

from learning_records.access import origins
from learning_records.ingest import attachments
from learning_records.models import Attachment, Blob, Statement
from tests.builders.attachments import KIND, about, body
from tests.builders.statements import make_statement
from tests.learning_records.http.test_cors import PAGE, RESOURCES

pytestmark = pytest.mark.django_db
BYTES = b"tep" * 10


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path


class _Full:
    """A file on a disk without room; what its buffer holds, it tries to write again when it is closed."""

    closed = False

    def __init__(self, file, problem: OSError) -> None:
        self._file, self._problem = file, problem

    def write(self, _piece: bytes) -> None:
        raise self._problem

    def close(self) -> None:
        self._file.close()
        raise self._problem


def _no_mkstemp(monkeypatch, problem: OSError) -> None:
    def fail(**_more: object) -> None:
        raise problem

    monkeypatch.setattr(attachments.tempfile, "mkstemp", fail)


def _no_write(monkeypatch, problem: OSError) -> None:
    opened = attachments.os.fdopen
    monkeypatch.setattr(attachments.os, "fdopen", lambda *args: _Full(opened(*args), problem))


def _no_rename(monkeypatch, problem: OSError) -> None:
    def fail(*_args: object) -> None:
        raise problem

    monkeypatch.setattr(Path, "rename", fail)


def _no_folder(monkeypatch, problem: OSError) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise problem

    monkeypatch.setattr(Path, "mkdir", fail)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("fill", [_no_mkstemp, _no_write, _no_rename, _no_folder])
def test_a_full_disk_is_named_and_nothing_is_left(xapi, monkeypatch, tmp_path, fill, number: int) -> None:
    sent = body(make_statement(attachments=[about(BYTES)]), [BYTES])
    with monkeypatch.context() as full:
        fill(full, OSError(number, "no room"))
        answer = xapi("POST", "statements", body=sent, kind=KIND)
    assert (answer.status_code, answer["Retry-After"]) == (507, "300")
    assert "no room left" in answer.json()["error"]
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert Statement.objects.count() == Blob.objects.count() == Attachment.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert xapi("POST", "statements", body=sent, kind=KIND).status_code == 200


def test_another_trouble_with_files_is_none_of_the_disk_s(xapi, client, monkeypatch) -> None:
    client.raise_request_exception = False
    sent = body(make_statement(attachments=[about(BYTES)]), [BYTES])
    _no_rename(monkeypatch, OSError(errno.EACCES, "not ours"))
    answer = xapi("POST", "statements", body=sent, kind=KIND)
    assert answer.status_code == 500


@pytest.fixture
def away(monkeypatch) -> None:
    """The database answers nobody."""

    def fail() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(origins, "listed", fail)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_browser_that_asks_is_told_that_the_database_is_away(client, away, resource: str) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "X-Experience-API-Version": "2.0.0"}
    answer = client.options(f"/xapi/{resource}", headers=asked)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer["X-Experience-API-Version"] == "2.0.0"
    assert "does not answer" in answer.json()["error"]


@pytest.mark.parametrize("resource", ["about", "openapi.json"])
def test_what_needs_no_key_says_so_as_well(client, away, resource: str) -> None:
    answer = client.get(f"/xapi/{resource}", headers={"Origin": PAGE, "X-Experience-API-Version": "1.0.3"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert client.get(f"/xapi/{resource}").status_code == 200  # to who is no page of another host
