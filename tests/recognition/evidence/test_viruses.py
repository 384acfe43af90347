"""The virus scanner: searched before it is opened, and what it had no answer for is shown to nobody."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import override

from portal.audit.models import Entry
from portal.people.public import everyone, give_consent
from recognition.evidence import quarantine, uploads, viruses
from recognition.evidence.judged import with_verdicts
from recognition.evidence.viruses import Found, search
from recognition.models import Evidence, Upload
from recognition.refusals import Incomplete
from recognition.tasks import search_again
from tests.builders.cases import Village
from tests.builders.people import make_commune, make_learner
from tests.builders.recognition import WHY
from tests.recognition.evidence.safe import photos

# The text that scanners agree to take for a virus (EICAR, 2003), in two parts, so that this file is not taken for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.ThreadingTCPServer):
    """What clamd says to INSTREAM, and how it may fail to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.searched: list[bytes] = []
        self.says: bytes | None = None  # instead of looking
        self.most = 10**9  # bytes of a file that it takes

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Line(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        if self.rfile.read(6) == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert self.rfile.read(4) == b"EAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
        self.server.searched.append(data)
        looked = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        if len(data) > self.server.most:
            looked = b"INSTREAM size limit exceeded. ERROR\0"
        self.wfile.write(looked if self.server.says is None else self.server.says)


@pytest.fixture
def clamd(settings) -> Iterator[Clamd]:
    with Clamd() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.CLAMAV = server.place
        yield server
        server.shutdown()


@pytest.fixture
def learner(db):
    learner = make_learner(Village().unit)
    with everyone(WHY):
        give_consent(learner, by=learner.user)
    with translation.override("en"):
        yield learner


def given(learner, data: bytes | None = None) -> Evidence:
    with everyone(WHY):
        return uploads.hand_in(
            learner,
            kind_id="library-card",
            indicators=["A1"],
            title="Thẻ",
            on=date(2026, 3, 5),
            file=SimpleUploadedFile("x", data or photos.written(photos.halves())),
            by=learner.user,
        )


def opened(client, row: Evidence):
    client.force_login(row.entered_by)
    answer = client.get(reverse("recognition:evidence_file", args=[row.pk]))
    answer.getvalue()
    return answer


def nowhere() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_without_a_scanner_nobody_is_asked(settings):
    settings.CLAMAV = ""
    assert search(EICAR) is Found.NOTHING


def test_the_whole_file_is_sent_and_the_answer_read(clamd):
    data = bytes(range(256)) * 1000  # more than one part
    assert search(data) is Found.NOTHING
    assert clamd.searched == [data]
    assert search(b"before" + EICAR) is Found.VIRUS


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK\0FOUND\0",
        b"x" * 9000,
        b"stream: x ERROR\0",
        b"FOUND\0",
    ],
)
def test_an_answer_that_is_none(clamd, says):
    clamd.says = says
    assert search(b"data") is Found.NO_ANSWER


def test_down_or_slow_is_no_answer(settings, monkeypatch, tmp_path):
    settings.CLAMAV = nowhere()
    assert search(b"data") is Found.NO_ANSWER
    settings.CLAMAV = str(tmp_path / "no.sock")
    assert search(b"data") is Found.NO_ANSWER
    monkeypatch.setattr(viruses, "_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV = f"127.0.0.1:{silent.getsockname()[1]}"
        assert search(b"data") is Found.NO_ANSWER


def test_a_virus_is_refused_and_nothing_is_kept(clamd, learner):
    with pytest.raises(Incomplete, match="A virus was found") as refused:
        given(learner, photos.written(photos.halves()) + EICAR)
    assert refused.value.field == "file"
    with everyone(WHY):
        assert Evidence.objects.count() == Upload.objects.count() == 0


def test_a_searched_file_is_shown(clamd, learner, client):
    row = given(learner)
    assert len(clamd.searched) == 1
    assert opened(client, row).status_code == 200


def test_what_was_not_searched_waits_and_is_shown_when_it_was(settings, clamd, learner, client):
    settings.CLAMAV = nowhere()
    row = given(learner)
    assert (row.upload.state, row.upload.is_shown) == ("quarantined", False)
    answer = opened(client, row)
    assert answer.status_code == 409
    assert "vi-rút" in answer.content.decode()
    assert search_again() == 0
    settings.CLAMAV = clamd.place
    assert search_again() == 1
    assert search_again() == 0
    assert clamd.searched == [uploads.path_of(row.upload).read_bytes()]
    assert opened(client, row).status_code == 200


def test_a_virus_found_later_takes_the_file_away_and_says_so(
    settings, clamd, learner, client, django_capture_on_commit_callbacks
):
    settings.CLAMAV = nowhere()
    row = given(learner)
    path = uploads.path_of(row.upload)
    assert path.exists()
    settings.CLAMAV, clamd.says = clamd.place, b"stream: Some-Virus FOUND\0"
    with django_capture_on_commit_callbacks(execute=True):
        assert search_again() == 1
    with everyone(WHY), override("vi"):
        row = with_verdicts(Evidence.objects.filter(pk=row.pk)).get()
        assert (row.upload.state, row.verdict) == ("infected", "refused")
    assert "vi-rút" in row.verdict_reason
    assert not path.exists()
    assert Entry.objects.get(act="evidence.infected").subject == f"upload:{row.upload_id}"
    assert opened(client, row).status_code == 404


def test_a_file_that_the_scanner_cannot_judge_holds_up_no_other(settings, clamd, learner):
    """clamd takes no more than StreamMaxLength: of what is larger it never says a word."""
    settings.CLAMAV = nowhere()
    large, small = given(learner, photos.written(photos.halves(size=(900, 900)))), given(learner)
    settings.CLAMAV = clamd.place
    clamd.most = uploads.path_of(small.upload).stat().st_size
    assert uploads.path_of(large.upload).stat().st_size > clamd.most
    assert search_again() == 1
    with everyone(WHY):
        assert list(Upload.objects.order_by("pk").values_list("state", flat=True)) == ["quarantined", "open"]


def test_a_scanner_that_is_down_is_not_asked_about_every_file(settings, monkeypatch, learner):
    settings.CLAMAV = nowhere()
    for size in (300, 400, 500):
        given(learner, photos.written(photos.halves(size=(size, size))))
    asked = []
    monkeypatch.setattr(quarantine, "search", lambda data: asked.append(data) or Found.NO_ANSWER)
    assert search_again() == 0
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_of_two_people_has_one_answer(settings, clamd, learner):
    other = make_learner(make_commune("Hạ Long"), "Trần Văn Bình")
    settings.CLAMAV = nowhere()
    rows = [given(learner), given(other)]
    settings.CLAMAV, clamd.says = clamd.place, b"stream: Some-Virus FOUND\0"
    search_again()
    with everyone(WHY):
        assert [Upload.objects.get(pk=row.upload_id).state for row in rows] == ["infected", "infected"]


def test_a_file_that_waited_for_its_form_stays_unsearched(settings, learner):
    settings.CLAMAV = nowhere()
    with everyone(WHY):
        paper = uploads.prepare([SimpleUploadedFile("x", photos.written(photos.halves()))])
    assert not paper.searched
