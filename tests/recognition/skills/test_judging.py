"""Statements become evidence of competences: once, whatever the order; a past day never moves; a bad one harms only itself."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning_records import public as records
from portal.people.public import everyone
from recognition.criteria.match import Facts
from recognition.evidence.judging import judge_next
from recognition.models import RequirementSet, SkillEvidence, SkillParked, SkillProjection
from recognition.skills import judging
from recognition.skills.publishing import publish_shipped
from recognition.skills.state import person_skills
from recognition.tasks import catch_up
from tests.builders.recognition import WHY, citizen_set, learner, one_person, statement, store

pytestmark = pytest.mark.django_db(transaction=True)
SAFE = ("competences/tt02_2025/4.1", "competences/tt02_2025/4.2")


@pytest.fixture(autouse=True)
def sets(monkeypatch):
    """Here the loop runs only when the test says so."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)
    publish_shipped()
    return {row.framework: row for row in RequirementSet.objects.all()}


def shown(person, row, **when) -> dict[str, int]:
    with everyone(WHY):
        return {code: one.level for code, one in person_skills(person, row, **when).found.items()}


def told(row):
    with everyone(WHY):
        return sorted(
            SkillEvidence.objects.filter(requirement_set=row).values_list(
                "learner", "rule_id", "competence", "statement_id", "day", "activity_iri", "withdrawn_at"
            )
        )


def test_a_lesson_speaks_for_its_competences_in_both_frameworks_and_day_is_vietnams(sets):
    person = learner()
    store(statement(person.pk, category=SAFE, at="2026-03-01T20:00:00Z"))
    catch_up()
    assert shown(person, sets["tt02_2025"]) == shown(person, sets["digcomp_2_2"]) == {"4.1": 1, "4.2": 1}
    with everyone(WHY):
        rows = SkillEvidence.objects.filter(requirement_set=sets["tt02_2025"])
        assert {(row.rule_id, row.competence, row.day, row.title) for row in rows} == {
            ("lesson", "4.1", date(2026, 3, 2), "Một bài"),
            ("lesson", "4.2", date(2026, 3, 2), "Một bài"),
        }
        assert not SkillEvidence.objects.filter(requirement_set=sets["qd757_2025"]).exists()
    assert shown(person, sets["tt02_2025"], on=date(2026, 3, 1)) == {}


def test_judged_twice_and_in_any_order_is_the_same(sets):
    row, first, second = sets["tt02_2025"], learner(), learner()
    acts = [{"verb": "answered", "kind": "question", "category": SAFE[:1], "result": {"success": n % 2 == 0},
             "activity": uuid4(), "at": datetime(2026, 3, 1 + n, 8, tzinfo=UTC)} for n in range(12)]  # fmt: skip
    store(*[statement(first.pk, **act) for act in acts])
    catch_up(3)
    random.Random(5).shuffle(acts)
    for act in acts:
        store(statement(second.pk, **act))
        catch_up()
    assert shown(first, row) == shown(second, row) == {"4.1": 1}
    before = told(row)
    SkillProjection.objects.update(position=0)
    catch_up()
    assert told(row) == before
    assert len(before) == 12


def test_a_rebuild_writes_nothing_that_stands_and_ends_what_is_not_met_again(sets, monkeypatch):
    row, person = sets["tt02_2025"], learner()
    store(*[statement(person.pk, category=SAFE, at=f"2026-03-0{n}T08:00:00Z") for n in (1, 2)])
    catch_up()
    before = told(row)
    judging.rebuild(row)
    catch_up()
    assert told(row) == before
    monkeypatch.setattr("recognition.skills.matching.SkillMatcher.match", lambda *_a: [])
    judging.rebuild(row)
    catch_up()
    assert all(one[-1] for one in told(row))
    assert len(told(row)) == len(before)


def test_what_was_known_on_a_past_day_never_moves(sets):
    """Taken back, and read anew where it counts again: both are later knowledge, and the moment before says the same as then."""
    row, person = sets["tt02_2025"], learner()
    kept, gone = store(*[statement(person.pk, category=(one,)) for one in SAFE])
    catch_up()
    then = timezone.now()
    assert shown(person, row) == {"4.1": 1, "4.2": 1}
    records.void(gone, records.portal_credential())
    catch_up()
    between = timezone.now()
    assert shown(person, row) == {"4.1": 1}
    with everyone(WHY):
        (other,) = SkillEvidence.objects.filter(statement_id=kept, requirement_set=row)
        SkillEvidence.objects.filter(pk=other.pk).update(withdrawn_at=timezone.now())
    judging.rebuild(row)  # the reading anew adds a row and clears nothing
    catch_up()
    assert shown(person, row) == shown(person, row, known=between) == {"4.1": 1}
    assert shown(person, row, known=then) == {"4.1": 1, "4.2": 1}
    with everyone(WHY):
        assert [bool(e.withdrawn_at) for e in SkillEvidence.objects.filter(statement_id=kept, requirement_set=row)] == [
            1,
            0,
        ]


def test_the_database_refuses_to_rewrite_evidence(sets):
    person = learner()
    store(statement(person.pk, category=SAFE[:1]))
    catch_up()
    with everyone(WHY):
        row = SkillEvidence.objects.filter(requirement_set=sets["tt02_2025"])
        for change in ({"level": 8}, {"day": date(2020, 1, 1)}, {"title": "khác"}, {"recorded_at": timezone.now()}):
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                row.update(**change)
        row.update(withdrawn_at=timezone.now(), title="")
        for change in ({"withdrawn_at": None}, {"withdrawn_at": timezone.now() + timedelta(days=1)}):
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                row.update(**change)
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            row.delete()


def test_a_bad_statement_harms_only_itself_and_is_tried_again(sets, monkeypatch):
    row, person = sets["tt02_2025"], learner()
    bad, _good = store(*[statement(person.pk, category=SAFE[:1], minutes=n, activity=uuid4()) for n in (13, 5)])

    def minutes(self, honest=Facts.minutes):
        found = honest(self)
        if found == 13:
            raise KeyError("planted")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Facts, "minutes", minutes)
        catch_up()
    assert shown(person, row) == {"4.1": 1}
    parked = SkillParked.objects.get(requirement_set=row)
    assert (parked.statement_id, "planted" in parked.error) == (bad, True)
    assert judging.retry(parked)
    assert {one[3] for one in told(row)} >= {bad}
    parked.refresh_from_db()
    assert parked.solved_at


def test_two_records_of_one_person_are_read_together_and_parted_again(sets):
    row, first, second = sets["tt02_2025"], learner(), learner()
    store(statement(first.pk, category=SAFE[:1]), statement(second.pk, category=SAFE[1:]))
    catch_up()
    alias = one_person(first, second)
    assert shown(first, row) == shown(second, row) == {"4.1": 1, "4.2": 1}
    with everyone(WHY):
        alias.delete()
    assert (shown(first, row), shown(second, row)) == ({"4.1": 1}, {"4.2": 1})


def test_a_foreign_system_shows_nothing_until_a_set_names_it(sets):
    person, credential = learner(), records.make_credential("other", ["statements/write"])[0]
    records.record([statement(person.pk, category=SAFE)], credential)
    catch_up()
    assert shown(person, sets["tt02_2025"]) == {}


def test_the_second_projection_costs_a_few_questions_a_batch_however_many_statements(sets):
    """So the consumer keeps pace: what it adds is counted in questions, not in seconds of this machine."""
    row, person = citizen_set(), learner()
    catch_up()
    many = []
    for size in (20, 200):
        store(*[statement(person.pk, category=SAFE, activity=uuid4()) for _ in range(size)])
        while judge_next(row, 500) is not None:
            pass
        with CaptureQueriesContext(
            connection,
        ) as asked:
            judging.judge_next(500)
        many.append(len(asked))
    assert many[0] == many[1] <= 20
