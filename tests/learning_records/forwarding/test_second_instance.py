"""From one portal to another: the whole protocol, our own endpoint on the other side, with a database of its own."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from urllib.request import urlopen
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from learning_records.forwarding.models import DeadLetter
from learning_records.forwarding.secrets import sealed
from learning_records.ingest.attachments import Inbox
from learning_records.models import Statement
from learning_records.public import portal_credential, record, void
from learning_records.spec.comparison import fingerprint
from tests import template_database
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "second_portal"


@dataclass
class Second:
    """The other portal: where it listens, a key of it, a way to look into its database."""

    endpoint: str
    key: str
    secret: str
    database: psycopg.Connection

    def statements(self) -> dict[str, dict]:
        found = self.database.execute("SELECT statement_id, payload FROM learning_records_statement ORDER BY seq")
        return {str(statement_id): payload for statement_id, payload in found.fetchall()}


@pytest.fixture(scope="module")
def second(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Second]:
    own = settings.DATABASES["default"]
    address = {"host": own["HOST"], "port": own["PORT"] or 5432, "user": own["USER"], "password": own["PASSWORD"]}
    var = tmp_path_factory.mktemp("second")
    url = f"postgresql://{quote(own['USER'])}:{quote(own['PASSWORD'])}@/{NAME}?host={quote(own['HOST'], safe='')}" + (
        f"&port={own['PORT']}" if own["PORT"] else ""
    )
    surroundings = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
        names = sql.Identifier(NAME), sql.Identifier(template_database.NAME)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))

    def manage(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=surroundings,
            cwd=settings.BASE_DIR,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    manage("migrate", "--verbosity", "0")  # what was added since the copy was made
    said = dict(line.split() for line in manage("xapi_credential", "--label", "Xã", "--scopes", "all").splitlines())
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.learning_records.forwarding.second_portal"],
        env=surroundings, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = process.stdout.readline().strip()
        # Its first answer imports half of Django: on a busy machine that outlasts the patience of what is tested here.
        urlopen(f"http://127.0.0.1:{port}/xapi/about", timeout=120).close()
        with psycopg.connect(dbname=NAME, autocommit=True, **address) as database:
            yield Second(f"http://127.0.0.1:{port}/xapi", said["key:"], said["secret:"], database)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def _empty(second) -> None:
    """No statements there; its keys stay, with the authorities they belong to (CASCADE would take the keys along)."""
    for (table,) in second.database.execute(
        "SELECT tablename FROM pg_tables WHERE tablename LIKE 'learning_records_%' AND tablename NOT IN "
        "('learning_records_authority', 'learning_records_credential', 'learning_records_installation')"
    ).fetchall():
        second.database.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))


@pytest.mark.usefixtures("_empty")
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_statements_attachments_voiding_and_repeats(second, make_target, at_once, version: str) -> None:
    content = "Giấy khen".encode()
    sha2 = hashlib.sha256(content).hexdigest()
    about = {
        "usageType": "http://a.vn/u",
        "display": {"vi": "tệp"},
        "contentType": "text/plain",
        "length": 12,
        "sha2": sha2,
    }
    key = portal_credential()
    plain = [make_statement(number, result={"duration": "PT0.5S", "score": {"scaled": 0.5}}) for number in range(60)]
    papers = [make_statement(number, attachments=[about]) for number in (100, 101)]
    record(plain[:30], key)
    with Inbox() as inbox:
        assert inbox.put(content) == sha2
        record([papers[0]], key, parts=inbox.parts())
    record(plain[30:], key)
    with Inbox() as inbox:
        assert inbox.put(content) == sha2
        record([papers[1]], key, parts=inbox.parts())
    void(UUID(plain[3]["id"]), key)
    target = make_target(second.endpoint, version=version, key=second.key, secret_encrypted=sealed(second.secret))

    assert at_once(target) == 63
    there = second.statements()
    ours = {str(row.statement_id): row for row in Statement.objects.all()}
    assert set(there) == set(ours)
    for statement_id, statement in there.items():
        assert fingerprint(statement) == fingerprint(json.loads(ours[statement_id].payload))
    assert second.database.execute("SELECT statement_id FROM learning_records_statement WHERE voided").fetchall() == [
        (UUID(plain[3]["id"]),)
    ]
    assert second.database.execute("SELECT sha2, size FROM learning_records_blob").fetchall() == [(sha2, len(content))]
    assert second.database.execute("SELECT count(*) FROM learning_records_attachment").fetchone() == (2,)

    # From the beginning once more: known there under the same ids, so nothing is doubled and nobody complains.
    type(target).objects.filter(pk=target.pk).update(seq=0)
    assert at_once(target) == 63
    assert len(second.statements()) == 63
    assert DeadLetter.objects.count() == 0


@pytest.mark.usefixtures("_empty")
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_what_differs_there_becomes_a_letter_and_the_rest_arrives(second, make_target, at_once, version: str) -> None:
    made = [make_statement(number) for number in range(9)]
    record(made, portal_credential())
    target = make_target(second.endpoint, version=version, key=second.key, secret_encrypted=sealed(second.secret))
    at_once(target)
    second.database.execute(
        "UPDATE learning_records_statement SET fingerprint = %s, "
        "payload = (replace(payload::text, 'learner-4', 'learner-5'))::json WHERE statement_id = %s",
        [b"x" * 32, made[4]["id"]],
    )
    second.database.execute("DELETE FROM learning_records_statement WHERE statement_id = %s", [made[7]["id"]])
    type(target).objects.filter(pk=target.pk).update(seq=0)
    assert at_once(target) == 8
    letter = DeadLetter.objects.get()
    assert (str(letter.statement.statement_id), letter.reason) == (made[4]["id"], "different")
    assert len(second.statements()) == 9


def test_a_key_of_theirs_that_is_wrong_is_said(second, make_target, stored, at_once) -> None:
    stored(1)
    target = make_target(second.endpoint, key=second.key, secret_encrypted=sealed("sai"))
    at_once(target)
    assert (target.last_error, target.seq) == ("key", 0)
    assert "401" in target.last_error_text
    assert connection.is_usable()
