"""`kill -9` of every part while statements pour in: what was acknowledged is there once, whole, and judged once.

KILL_ROUNDS (3) says how often something is killed; the long run uses 30.
"""

import base64
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from portal import env
from portal.running import orphans
from tests.portal.running.test_supervisor import until
from tests.portal.running.test_up import _kill, _started, demo, home, start, wait_for_site, words  # noqa: F401 - fixture

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
BATCH = 20
PAUSE = (
    0.0 if "SOAK" in os.environ else 0.2
)  # seconds between batches of a client: as many as come, or what leaves others a processor
_POSITIONS = (
    "SELECT p.position, (SELECT max(seq) FROM learning_records_statement) FROM recognition_projection p "
    "JOIN recognition_criteriaset c ON c.id = p.criteria_set_id WHERE c.judged"
)


class Client(threading.Thread):
    """Posts batches over HTTP; remembers what it tried and what was acknowledged."""

    def __init__(self, note: dict) -> None:
        super().__init__(daemon=True)
        place = urlsplit(note["xapi_endpoint"])
        self.host, self.path = place.netloc, place.path.rstrip("/") + "/statements"
        token = base64.b64encode(f"{note['xapi_key']}:{note['xapi_secret']}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {token}",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        }
        self.tried: list[list[str]] = []
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.enough = False

    def run(self) -> None:
        while not self.enough:
            ids = [str(uuid4()) for _ in range(BATCH)]
            body = json.dumps(
                [
                    {
                        "id": one,
                        "actor": {"mbox": f"mailto:nguoi{random.randrange(50)}@example.org"},
                        "verb": {"id": "http://example.org/did"},
                        "object": {"id": f"http://example.org/act/{random.randrange(200)}"},
                    }
                    for one in ids
                ]
            )
            self.tried.append(ids)
            line = http.client.HTTPConnection(self.host, timeout=30)
            try:
                line.request("POST", self.path, body, self.headers)
                answer = line.getresponse()
                said = answer.read()
                if answer.status == 200 and json.loads(said) == ids:
                    self.acknowledged += ids
                elif answer.status < 500:
                    self.refused.append(f"{answer.status} {said[:200]!r}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                line.close()
            time.sleep(PAUSE)


class Writer:
    """The portal's own writer, in a process of its own."""

    def __init__(self, var: Path, username: str) -> None:
        self.told = var / "written"
        surroundings = os.environ | {
            "VAR_DIR": str(var),
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PYTHONPATH": str(env.ROOT),
        }
        surroundings.pop("DATABASE_URL", None)
        with open(self.told, "wb") as out, open(var / "writer.log", "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.learning_records.ingest.portal_writer", username],
                cwd=env.ROOT,
                env=surroundings,
                stdout=out,
                stderr=log,
            )

    def stop(self) -> list[str]:
        """Ends it hard; the ids of what it had committed."""
        self.process.kill()
        self.process.wait()
        return [line for line in self.told.read_text().split("\n") if len(line) == 36]


def _victims(var: Path, number: int) -> list[int]:
    data = var / "postgres" / "data"
    choose = [
        lambda: _started(var, "granian"),
        lambda: orphans.servers_on(data)[:1],
        lambda: _started(var, "celery"),
        lambda: _started(var, "granian")[-1:],  # one web process of the two
    ]
    return choose[number % len(choose)]()


def _ask(var: Path, sql: str, *values: object) -> list:
    with psycopg.connect((var / "postgres" / "url").read_text().strip()) as connection:
        return connection.execute(sql, values).fetchall()


def _all_up(var: Path, base_url: str) -> bool:
    """The home page may be kept: it says nothing of the database."""
    try:
        return home(base_url) == 200 and bool(_ask(var, "SELECT 1"))
    except psycopg.OperationalError:
        return False


@pytest.mark.xdist_group("site")
def test_what_was_acknowledged_survives_kill_9_of_every_part(demo: Path) -> None:  # noqa: F811
    var, port = demo, random.randrange(20000, 30000)
    runner = start(var, port)
    try:
        note = wait_for_site(runner, var)
        clients = [Client(note) for _ in range(4)]
        for client in clients:
            client.start()
        writer = Writer(var, note["signins"]["citizen"]["username"])
        until(
            lambda: writer.told.stat().st_size > 0, 90
        )  # what it asks once, at its start, is asked before anything breaks
        for number in range(ROUNDS):
            time.sleep(1 + random.random() * 2)
            victims = _victims(var, number)
            assert victims, words(var)
            _kill(victims)
            until(lambda: _all_up(var, note["base_url"]), 90)
        time.sleep(2)
        for client in clients:
            client.enough = True
        for client in clients:
            client.join(60)
        written = writer.stop()
        until(lambda: _all_up(var, note["base_url"]), 90)

        assert [client.refused for client in clients if client.refused] == []
        acknowledged = [one for client in clients for one in client.acknowledged]
        assert len(acknowledged) > 20 * ROUNDS, "statements poured in"
        assert len(written) > 5 * ROUNDS, (var / "writer.log").read_text()[-2000:]
        there = {str(one) for (one,) in _ask(var, "SELECT statement_id FROM learning_records_statement")}
        assert [one for one in acknowledged + written if one not in there] == []
        halves = [ids for client in clients for ids in client.tried if 0 < len(there.intersection(ids)) < BATCH]
        assert halves == []

        def unjudged() -> int:
            (answer,) = _ask(
                var,
                "SELECT count(*) FROM learning_records_statement s WHERE s.statement_id = ANY(%s::uuid[]) AND NOT EXISTS "
                "(SELECT 1 FROM recognition_evidence e WHERE e.statement_id = s.statement_id)",
                written,
            )
            return answer[0]

        until(lambda: unjudged() == 0, 60)
        twice = _ask(
            var,
            "SELECT statement_id, rule_id, criteria_set_id, count(*) FROM recognition_evidence "
            "WHERE statement_id IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1",
        )
        assert twice == []
        until(lambda: all(read >= last for read, last in _ask(var, _POSITIONS)), 60)
    finally:
        runner.terminate()
        runner.wait(timeout=90)
