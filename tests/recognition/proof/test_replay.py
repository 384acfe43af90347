"""Decisions computed anew from raw statements and papers: identical; whatever was changed in between shows."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.people.public import everyone
from recognition.models import DecisionLine
from recognition.proof.replay import Counted, replay
from tests.builders.campaign_from_statements import campaign
from tests.builders.cases import WHY, Village
from tests.builders.decided import decided


@pytest.fixture
def line(village: Village) -> DecisionLine:
    return decided(village)


def tamper(sql: str, *values) -> None:
    """Somebody with the database's password, past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        cursor.execute("SET session_replication_role = DEFAULT")


def test_it_comes_out_as_it_was_signed(line: DecisionLine, capsys) -> None:
    found, counted = replay(line.decision)
    assert found == []
    assert (counted.lines, counted.papers, counted.gone) == (1, 4, 0)
    assert counted.statements > 25
    call_command("replay_decisions")
    assert str(counted.statements) in capsys.readouterr().out


OF_ITEMS = """UPDATE recognition_submitteditem SET {} WHERE id = (
    SELECT min(id) FROM recognition_submitteditem WHERE statement_id IS NOT NULL)"""
TAMPERED = {
    "minutes of a copy": OF_ITEMS.format("minutes = 600"),
    "the day of a copy": OF_ITEMS.format("happened_at = happened_at + interval '1 day'"),
    "the rule of a copy": OF_ITEMS.format("rule_id = 'b1-passed'"),
    "a statement": "UPDATE learning_records_statement SET payload = replace(payload::text, 'completed', 'completed-')::json",
    "proposed points": "UPDATE recognition_submission SET proposed = jsonb_set(proposed, '{A1}', '\"10\"')",
    "a mark": "UPDATE recognition_mark SET points = 10 WHERE id = (SELECT min(id) FROM recognition_mark)",
    "confirmed points": "UPDATE recognition_assessment SET points = jsonb_set(points, '{B1}', '\"10\"')",
    "points of the line": "UPDATE recognition_decisionline SET points = jsonb_set(points, '{B1}', '\"10\"')",
    "a word of the set": "UPDATE recognition_criteriaset SET text = replace(text, 'confidence: proposed', 'confidence: uncertain')",
    "the sum": "UPDATE recognition_decisionline SET total = total + 1",
    "the mark": "UPDATE recognition_decisionline SET mark = 70",
    "whose records": """UPDATE recognition_decisionline mine SET learner_id = (
        SELECT learner_id FROM people_learner WHERE learner_id <> mine.learner_id LIMIT 1)""",
}


def test_whatever_was_changed_in_between_shows(village: Village, line: DecisionLine) -> None:
    decided(village, number="129/QĐ-UBND", name="Lê Văn Nam")
    for name, sql in TAMPERED.items():
        with everyone(WHY), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            tamper(sql)
            line.decision.refresh_from_db()
            assert replay(line.decision)[0], name
            cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert replay(line.decision)[0] == []


def test_a_statement_that_is_gone_is_there_by_its_digest(line: DecisionLine) -> None:
    for table in ("statementagent", "statementactivity"):
        tamper(f"DELETE FROM learning_records_{table}")
    tamper("DELETE FROM learning_records_statement")
    found, counted = replay(line.decision)
    assert found == []
    assert counted.statements == 0
    assert counted.gone > 25
    tamper("UPDATE recognition_submitteditem SET statement_digest = ''")
    with pytest.raises(CommandError):
        call_command("replay_decisions")
    assert Counted(lines=1) + Counted(gone=2) == Counted(1, 0, 0, 2)


def test_a_campaign_of_invented_people_comes_out_as_it_was_signed(village: Village) -> None:
    """28,785 people in the soak; in CI a hundredth: each line is computed from statements and papers again."""
    people = 28_785 if os.environ.get("SOAK") else 288
    decision = campaign(village, people)
    with everyone(WHY):
        lines = decision.lines.count()
    found, counted = replay(decision)
    assert found == []
    assert counted.lines == lines > people // 2
    assert counted.statements > lines
    assert counted.papers > lines
