"""The import of the data set, killed half-way with SIGKILL and repeated: everything there once, judged once."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parents[2] / "data" / "oulad"
_STORED = "SELECT count(*) FROM learning_records_statement"
_JUDGED = "SELECT count(*) FROM recognition_evidence"


def _killed_at(elsewhere, question: str, enough: int) -> int:
    """Runs the import until the answer to the question is at least `enough`, then kills it; how far it was."""
    words = [sys.executable, "manage.py", "import_oulad", str(FOLDER), "--batch", "50"]
    process = subprocess.Popen(
        words, env=elsewhere.surroundings(), cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while (found := elsewhere.ask(question)[0][0]) < enough:
        assert process.poll() is None, f"it ended by itself at {found}"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.kill()
    process.wait()
    return elsewhere.ask(question)[0][0]


def test_killed_three_times_and_repeated(elsewhere) -> None:
    elsewhere.migrate()
    assert 200 <= _killed_at(elsewhere, _STORED, 200) < 3396
    assert 1500 <= _killed_at(elsewhere, _STORED, 1500) < 3396
    _killed_at(elsewhere, _JUDGED, 1)
    assert elsewhere.ask(_STORED) == [(3396,)], "the third one fell while it was judging"

    said = elsewhere.call("import_oulad", str(FOLDER))
    assert "0 stored, 3396 already there" in said
    assert "all equal" in elsewhere.call("check_oulad", str(FOLDER))
    twice = elsewhere.ask(
        "SELECT 1 FROM recognition_evidence GROUP BY criteria_set_id, rule_id, learner_id, statement_id HAVING count(*) > 1"
    )
    assert twice == []
    judged = elsewhere.ask(_JUDGED)
    assert "judged: 0 readings" in elsewhere.call("import_oulad", str(FOLDER))
    assert elsewhere.ask(_JUDGED) == judged
