"""The plan of docs/growth.md, carried out: a store that has statements is cut into partitions, and everything goes on."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from learning_records.ingest.attachments import Inbox
from learning_records.public import VERBS, portal_credential, record
from learning_records.query.paging import page
from recognition.evidence.judging import judge_next
from tests.builders.recognition import citizen_set, learner, statement
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db(transaction=True)
_TO_STATEMENTS = (
    "SELECT conrelid::regclass || '.' || a.attname FROM pg_constraint c JOIN pg_attribute a "
    "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE contype = 'f' AND confrelid = '{}'::regclass ORDER BY 1"
)
# How `insert` is to write: the registry first, the partitions under its number.
_INSERT = """
    WITH new AS (
        INSERT INTO learning_records_registry (statement_id, stored, fingerprint)
        VALUES (%(id)s, %(stored)s, '\\x00') ON CONFLICT (statement_id) DO NOTHING RETURNING seq, statement_id, stored
    )
    INSERT INTO learning_records_statement (seq, statement_id, stored, timestamp, version, is_reference, voided, fingerprint,
      payload, actor_id, verb_id, authority_id)
    SELECT new.seq, new.statement_id, new.stored, new.stored, s.version, false, false, s.fingerprint, s.payload, s.actor_id,
      s.verb_id, s.authority_id
    FROM new, (SELECT * FROM learning_records_statement ORDER BY seq LIMIT 1) s RETURNING seq
"""


def _text() -> str:
    return (settings.BASE_DIR / "docs" / "growth.md").read_text(encoding="utf-8")


def _plan() -> list[str]:
    """The statements of the page, with this year for the one it names."""
    this_year = datetime.now(UTC).year
    sql = "".join(re.findall(r"^```sql\n(.*?)^```", _text(), re.MULTILINE | re.DOTALL))
    sql = re.sub(r"20(27|28|29)", lambda found: str(this_year + int(found[0]) - 2027), sql)
    return [one.strip() for one in sql.split(";") if one.strip()]


def _carried_out(url: str) -> list[str]:
    """Carries the plan out; what the server says of the partitions that are attached."""
    said: list[str] = []
    with psycopg.connect(url, autocommit=True) as line:
        line.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
        line.execute("SET client_min_messages = debug1")
        for one in _plan():
            line.execute(one)
    return [one for one in said if "partition constraint for table" in one]


def _pages(filters: list[dict[str, str]]) -> list[list[int]]:
    return [[row.seq for row in page(asked).rows] for asked in filters]


def test_the_page_names_every_foreign_key(elsewhere) -> None:
    elsewhere.migrate()
    named = re.findall(r"^\| `(\w+\.\w+)` \| foreign key to `seq`", _text(), re.MULTILINE)
    assert [(one,) for one in sorted(named)] == elsewhere.ask(_TO_STATEMENTS.format("learning_records_statement"))


def _filled(person, key) -> list[dict]:
    """Statements of every kind: some that count, some with attachments, one that refers to one, one that voids one."""
    made = [statement(person.pk, category=("indicators/cong_dan_hoc_tap/B1",)) for _ in range(5)]
    with Inbox() as inbox:
        sha2 = inbox.put(b"Giay khen")
        about = {"usageType": "http://a.vn/u", "display": {"vi": "t"}, "contentType": "text/plain", "length": 9}
        record([made[0] | {"attachments": [about | {"sha2": sha2}]}], key, parts=inbox.parts())
    others = [make_statement(number % 3) for number in range(12)]
    comment = make_statement(4, object={"objectType": "StatementRef", "id": others[0]["id"]})
    voiding = make_statement(
        5, verb={"id": VERBS["voided"]}, object={"objectType": "StatementRef", "id": others[1]["id"]}
    )
    record([*made[1:], *others, comment, voiding], key)
    return [*made, *others, comment, voiding]


def test_the_plan_is_carried_out(elsewhere) -> None:
    elsewhere.migrate()
    with elsewhere.in_this_process():
        row, person, key = citizen_set(), learner(), portal_credential()
        made = _filled(person, key)
        assert judge_next(row, 2) == 2, "the judge stands in the middle"
        agent = f'{{"account": {{"homePage": "{settings.IRI_BASE}", "name": "{person.learner_id}"}}}}'
        asked = [
            {}, {"ascending": "true"}, {"verb": VERBS["completed"]}, {"agent": agent}, {"agent": agent, "related_agents": "true"},
            {"activity": "https://example.vn/activities/1"}, {"activity": "https://example.vn/activities/0"},
            {"agent": agent, "verb": VERBS["completed"]},
            {"activity": "https://example.vn/activities/1", "related_activities": "true", "limit": "2"},
        ]  # fmt: skip
        before = _pages(asked)
    assert all(before), "every filter finds something"

    said = _carried_out(elsewhere.url)
    assert len(said) == 3
    assert all("is implied by existing constraints" in one for one in said), "no table is read for it"
    assert elsewhere.ask(_TO_STATEMENTS.format("learning_records_statement")) == []
    assert len(elsewhere.ask(_TO_STATEMENTS.format("learning_records_registry"))) == 6
    for table, name in elsewhere.ask(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE confrelid = 'learning_records_registry'::regclass"
    ):
        elsewhere.do(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")

    with elsewhere.in_this_process():
        assert _pages(asked) == before
        assert judge_next(row, 100) is not None
    assert elsewhere.ask("SELECT count(*) FROM recognition_evidence WHERE rule_id = 'b1-lessons'") == [(5,)]

    # An id is stored once in all partitions; numbers go on where the sequence stood.
    next_year = datetime(datetime.now(UTC).year + 1, 6, 1, tzinfo=UTC)
    ((last,),) = elsewhere.ask("SELECT max(seq) FROM learning_records_statement")
    with psycopg.connect(elsewhere.url, autocommit=True) as line:
        twice = {"id": made[3]["id"], "stored": next_year}
        assert line.execute(_INSERT, twice).fetchall() == []
        ((number,),) = line.execute(_INSERT, {"id": uuid4(), "stored": next_year}).fetchall()
    assert number > last
    assert elsewhere.ask("SELECT count(*) FROM learning_records_statement") == [(len(made) + 1,)]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        elsewhere.do("INSERT INTO learning_records_attachment (statement_id, sha2) VALUES (999999, 'a')")

    def looked_at(sql: str, *values: object) -> str:
        return "\n".join(line for (line,) in elsewhere.ask(f"EXPLAIN {sql}", *values))

    both = [f"statement_{next_year.year - 1}", f"statement_{next_year.year}"]
    consumer = looked_at("SELECT seq FROM learning_records_statement WHERE seq > 0 ORDER BY seq LIMIT 5")
    assert "Merge Append" in consumer
    assert all(name in consumer for name in both)
    with_time = looked_at("SELECT seq FROM learning_records_statement WHERE seq = 1 AND stored = %s", next_year)
    assert [name in with_time for name in both] == [False, True]

    elsewhere.do(f"ALTER TABLE learning_records_statement DETACH PARTITION {both[0]}")
    assert elsewhere.ask("SELECT seq FROM learning_records_statement") == [(number,)]
    assert elsewhere.ask("SELECT count(*) FROM learning_records_registry") == [(len(made) + 1,)]
    assert elsewhere.ask("SELECT count(*) FROM learning_records_attachment") == [(1,)]
