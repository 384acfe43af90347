"""clamd itself, behind the page on which a citizen hands in: refused, taken, and kept from everybody while it is down.

`.ci/run` installs it and `.ci/services` starts it, with one signature of our own. Where it is not installed these tests say so;
with REQUIRE_SERVICES=1 they fail instead.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client

from portal import env
from portal.people.public import everyone
from recognition.evidence.safe.files import MOST_BYTES
from recognition.evidence.viruses import Found, search
from recognition.models import Evidence, Upload
from recognition.tasks import search_again
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, signed_in
from tests.recognition.evidence.safe import photos
from tests.recognition.evidence.test_evidence_pages import ADD_CARD, form, kept
from tests.recognition.evidence.test_viruses import EICAR, opened

pytestmark = [pytest.mark.django_db, pytest.mark.services]


class Scanner:
    """clamd with its files in a folder of its own, started and stopped as `.ci/run` does it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, str(folder / "clamd.sock")

    def start(self) -> None:
        """Returns when it listens."""
        self._do("start", "clamd")

    def stop(self) -> None:
        """Returns when it has ended."""
        self._do("stop")

    def _do(self, act: str, *names: str) -> None:
        program = [str(project.BASE_DIR / ".ci" / "services"), act, str(self.folder), *names]
        done = subprocess.run(program, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def scanner(settings, tmp_path) -> Iterator[Scanner]:
    if shutil.which("clamd") is None:
        reason = "clamd is not installed: apt-get install --no-install-recommends clamav-daemon"
        (pytest.fail if env.REQUIRE_SERVICES else pytest.skip)(reason)
    settings.PRIVATE_ROOT = tmp_path / "private"
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:  # the path of a socket is at most a hundred letters long
        found = Scanner(Path(name))
        settings.CLAMAV = found.place
        found.start()
        yield found
        found.stop()


@pytest.fixture
def citizen(db) -> Client:
    return signed_in(make_learner(Village().unit).user)


def photo(more: bytes = b"") -> bytes:
    """A photo like one from a phone, with something behind it that no program shows."""
    return photos.written(photos.halves()) + more


def state_of(row: Evidence) -> str:
    with everyone(WHY):
        return Upload.objects.get(pk=row.upload_id).state


def test_a_virus_is_refused_on_the_page_and_a_clean_photo_is_taken(scanner: Scanner, citizen: Client) -> None:
    answer = citizen.post(ADD_CARD, form(photo(EICAR)))
    assert answer.status_code == 422
    assert "vi-rút" in answer.text
    assert kept() == []
    with everyone(WHY):
        assert not Upload.objects.exists()
    assert citizen.post(ADD_CARD, form(photo())).status_code == 302
    (row,) = kept()
    assert state_of(row) == "open"
    assert opened(citizen, row).status_code == 200


def test_handed_in_while_it_is_down_is_shown_once_it_looked(scanner: Scanner, citizen: Client) -> None:
    scanner.stop()
    assert search(b"data") is Found.NO_ANSWER
    assert citizen.post(ADD_CARD, form(photo())).status_code == 302
    (row,) = kept()
    assert state_of(row) == "quarantined"
    assert opened(citizen, row).status_code == 409
    assert search_again() == 0
    scanner.start()
    assert search_again() == 1
    assert opened(citizen, row).status_code == 200


def test_the_largest_file_that_the_page_takes_is_searched_to_its_end(scanner: Scanner) -> None:
    whole = bytes(MOST_BYTES - len(EICAR))
    assert search(whole) is Found.NOTHING
    assert search(whole + EICAR) is Found.VIRUS
