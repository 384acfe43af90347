"""What somebody could send to hurt: each is refused by name or done in under two seconds of processor time and 400 MB.

Each case runs in a process of its own, which calls the endpoint as the web server does. What PostgreSQL spends is measured as
well: it is the processor of the same machine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from learning_records.public import make_credential

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 2.0, 400

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(settings, tmp_path, capsys) -> Callable[[str], dict]:
    """Runs a case of `hostile_worker.py` against this test's database; returns what it told, after printing it."""
    row, secret = make_credential("Hostile", ["all"])

    def act(case: str) -> dict:
        place = connection.settings_dict
        address = (
            f"postgresql://{place['USER']}:{place['PASSWORD']}@{place['HOST'] or ''}:{place['PORT']}/{place['NAME']}"
        )
        if (place["HOST"] or "").startswith("/"):
            address = f"postgresql://{place['USER']}:{place['PASSWORD']}@:{place['PORT']}/{place['NAME']}?host={place['HOST']}"
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench.hostile_worker", case, row.key, secret],
            cwd=ROOT,
            env=os.environ
            | {"DATABASE_URL": address, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr[-4000:]
        found = json.loads(told.stdout.splitlines()[-1])
        with capsys.disabled():
            print(
                f"\n{case:<28}{found['seconds']:6.2f} s of processor  {found['database']:6.2f} s of the database  "
                f"{found['megabytes']:4.0f} MB  {found['told']}"
            )
        return found

    return act


CASES = {
    "doubled members": "stands twice",
    "doubled members in agent": "stands twice",
    "nesting": "nested more than 100 deep",
    "nesting in agent": "nested more than 100 deep",
    "wrong extensions": "context.extensions",
    "ten thousand parts": "more than 1000 parts",
    "identifiers of 10 kB": "2000 bytes",
    "statement of 25 MB": "1048576 bytes",
    "300,000 fields": "100 fields",
    "one chain of 500": "200",
    "page of the largest": "200",
    "eight million lists": "more than 250000 members and items",
    "eight million numbers": "more than 250000 members and items",
    "lists in extensions": "more than 250000 members and items",
    "many extensions": "200",
    "document of lists": "413 ",
    "headers of parts": "more than 50 headers",
    "packed form": "at most 4194304 bytes",
}


@pytest.mark.parametrize("case", CASES)
def test_one_request(run, case: str) -> None:
    found = run(case)
    assert CASES[case] in found["told"]
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


def test_fifty_thousand_chained_references(run) -> None:
    """Each batch of 500 costs what the one before did: nothing adds up."""
    found = run("fifty thousand chained")
    assert found["told"] == "200"
    assert found["seconds"] / 100 < SECONDS
    assert found["last"] < 2.6 * found["first"] + 0.5
    assert found["megabytes"] < MEGABYTES
