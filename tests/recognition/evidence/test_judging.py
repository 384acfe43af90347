"""Statements become evidence: once, whatever the order, and a bad one harms only itself."""

import random
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection

from learning_records import public as records
from portal.people.models import LearnerAlias, User
from portal.people.public import everyone
from recognition.criteria.match import Matcher
from recognition.evidence import judging as engine
from recognition.evidence.proposals import propose
from recognition.models import Evidence, Parked, Projection
from recognition.tasks import catch_up
from tests.builders.recognition import WHY, citizen_set, learner, small_set, statement, store, told

pytestmark = pytest.mark.django_db(transaction=True)
A1 = ("indicators/cong_dan_hoc_tap/A1",)
B1 = ("indicators/cong_dan_hoc_tap/B1",)


@pytest.fixture(autouse=True)
def nobody_is_nudged(monkeypatch):
    """Here the loop runs only when the test says so."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)


def points(person, row=None) -> dict[str, str]:
    with everyone(WHY):
        return {code: str(one.points) for code, one in propose(person, row).items() if one.points}


def test_a_lesson_becomes_evidence_and_a_point():
    row, person = citizen_set(), learner()
    (made,) = store(statement(person.pk, category=B1, minutes=12.5, at="2026-03-01T20:00:00Z"))
    assert catch_up() == 1
    with everyone(WHY):
        found = {e.rule_id: e for e in Evidence.objects.all()}
    assert set(found) == {"b1-lessons", "a3-days"}
    assert found["b1-lessons"].statement_id == made
    assert found["b1-lessons"].minutes == 12.5
    assert found["b1-lessons"].title == "Một bài"
    assert found["b1-lessons"].happened_at == datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert points(person, row) == {"B1": "1"}


def test_judged_twice_is_judged_once():
    row, person = citizen_set(), learner()
    store(*[statement(person.pk, category=A1) for _ in range(5)])
    catch_up()
    before = told(row)
    assert catch_up() == 0
    Projection.objects.update(position=0)
    assert catch_up() == 5
    assert told(row) == before
    assert len(before) == 15


def test_the_order_of_arrival_does_not_matter():
    row, first, second = citizen_set(), learner(), learner()
    activities = [uuid4() for _ in range(4)]
    acts = [
        {"activity": activities[n % 4], "category": A1, "at": datetime(2026, 3, 1 + n, 8, tzinfo=UTC), "minutes": n}
        for n in range(12)
    ]
    store(*[statement(first.pk, **act) for act in acts])
    shuffled = acts[:]
    random.Random(5).shuffle(shuffled)
    for act in shuffled:
        store(statement(second.pk, **act))
        catch_up(limit=3)
    assert points(first, row) == points(second, row) == {"A1": "6", "A3": "3"}


def test_a_voided_statement_loses_its_effect():
    row, person = small_set(), learner()
    kept, gone = store(statement(person.pk), statement(person.pk))
    catch_up()
    assert points(person, row) == {"A1": "2"}
    records.void(gone, records.portal_credential())
    catch_up()
    assert points(person, row) == {"A1": "1"}
    with everyone(WHY):
        assert Evidence.objects.get(statement_id=gone).withdrawn_at
        assert Evidence.objects.get(statement_id=kept).withdrawn_at is None


def test_voided_before_it_was_judged_or_even_came():
    row, person = small_set(), learner()
    (early,) = store(statement(person.pk))
    records.void(early, records.portal_credential())
    late = statement(person.pk)
    store(
        {
            "actor": records.learner_agent(person.pk),
            "verb": {"id": records.VERBS["voided"]},
            "object": {"objectType": "StatementRef", "id": late["id"]},
        }
    )
    catch_up()
    store(late)
    catch_up()
    assert points(person, row) == {}
    with everyone(WHY):
        assert Evidence.objects.filter(withdrawn_at=None).count() == 0


def test_a_bad_statement_harms_only_itself_and_can_be_tried_again(monkeypatch):
    row, person = small_set(), learner()
    bad = statement(person.pk, minutes="mười phút")
    store(statement(person.pk), bad, statement(person.pk))
    assert catch_up() == 3
    parked = Parked.objects.get()
    assert str(parked.statement_id) == bad["id"]
    assert parked.error == "Unreadable: the declared minutes should be a number"
    assert points(person, row) == {"A1": "2"}
    assert engine.retry(parked) is False
    parked.refresh_from_db()
    assert (parked.tries, parked.solved_at) == (2, None)
    monkeypatch.setattr("recognition.criteria.match.Facts.minutes", lambda self: None)
    assert engine.retry(parked) is True
    parked.refresh_from_db()
    assert parked.solved_at
    assert points(person, row) == {"A1": "3"}


def test_what_the_database_refuses_harms_only_itself():
    row, person = small_set(), learner()
    huge = statement(person.pk, minutes=999_999)
    store(statement(person.pk), huge, statement(person.pk))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recognition_evidence ADD CONSTRAINT small_minutes CHECK (minutes < 1000)")
    try:
        catch_up()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE recognition_evidence DROP CONSTRAINT small_minutes")
    assert Parked.objects.get().error == "IntegrityError"
    assert points(person, row) == {"A1": "2"}


def test_a_failing_rule_parks_and_the_cursor_moves_on(monkeypatch):
    row, person = small_set(), learner()
    original = Matcher.match
    bad = uuid4()

    def match(self, found):
        if found["id"] == str(bad):
            raise KeyError("verb")
        return original(self, found)

    monkeypatch.setattr(Matcher, "match", match)
    store(statement(person.pk, statement_id=bad), statement(person.pk))
    assert catch_up() == 2
    assert Projection.objects.get().position > 0
    assert Parked.objects.count() == 1
    assert points(person, row) == {"A1": "1"}


def test_a_crash_leaves_the_cursor_and_writes_nothing(monkeypatch):
    row, person = small_set(), learner()
    store(statement(person.pk))
    monkeypatch.setattr(engine, "_end_rebuild", lambda cursor, done: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        catch_up()
    assert Projection.objects.get().position == 0
    assert told(row) == []


def test_rebuilt_is_the_same():
    row, person = citizen_set(), learner()
    ids = store(*[statement(person.pk, category=A1, at=datetime(2026, 3, 1 + n, tzinfo=UTC)) for n in range(6)])
    catch_up()
    records.void(ids[2], records.portal_credential())
    catch_up()
    before = told(row)
    with everyone(WHY):
        keys = set(Evidence.objects.values_list("pk", flat=True))
        engine.rebuild(row)
        catch_up(limit=2)
        assert set(Evidence.objects.values_list("pk", flat=True)) == keys
    assert told(row) == before
    with everyone(WHY):
        Evidence.objects.all().delete()
    Projection.objects.update(position=0)
    catch_up(limit=2)
    assert told(row) == before


def test_a_rebuild_withdraws_what_no_rule_finds():
    row, person = small_set(), learner()
    store(statement(person.pk))
    catch_up()
    with everyone(WHY):
        real = Evidence.objects.get()
        Evidence.objects.create(
            learner=person,
            kind="automatic",
            title_key="small",
            criteria_set=row,
            rule_id="lessons",
            indicators=["A1"],
            happened_at=real.happened_at,
            statement_id=uuid4(),
        )
    assert points(person, row) == {"A1": "2"}
    engine.rebuild(row)
    catch_up()
    with everyone(WHY):
        assert [e.pk for e in Evidence.objects.filter(withdrawn_at=None)] == [real.pk]


def test_only_known_learners_of_this_portal_are_judged():
    row, person = small_set(), learner()
    stranger, foreign, group = statement(uuid4()), statement(person.pk), statement(person.pk)
    foreign["actor"]["account"]["homePage"] = "https://khac.example.vn"
    group["actor"] = {"objectType": "Group", "member": [records.learner_agent(person.pk)]}
    text = statement("khong-phai-ma")
    store(stranger, foreign, group, text)
    assert catch_up() == 4
    assert told(row) == []
    assert Parked.objects.count() == 0


def test_an_alias_speaks_for_the_person():
    row, person, double, staff = small_set(), learner(), learner(), User.objects.create_user("staff")
    with everyone(WHY):
        alias = LearnerAlias.objects.create(learner=person, alias=double.pk, joined_by=staff)
    store(statement(double.pk))
    catch_up()
    assert points(person, row) == {"A1": "1"}
    with everyone(WHY):
        alias.delete()
    assert (points(person, row), points(double, row)) == ({}, {"A1": "1"}), "taken back, each has what is its own"


def test_only_the_listed_authorities_earn_points():
    other, _secret = records.make_credential("Hệ thống khác", ["statements/write"])[:2]
    own, person = small_set(), learner()
    records.record([statement(person.pk)], other)
    store(statement(person.pk))
    catch_up()
    assert points(person, own) == {"A1": "1"}


def test_a_set_published_later_reads_from_the_beginning():
    person = learner()
    citizen_set()
    store(statement(person.pk, category=B1))
    catch_up()
    late = small_set()
    assert catch_up() == 1
    assert points(person, late) == {"A1": "1"}


def test_two_loops_at_once_never_double():
    row, people = citizen_set(), [learner() for _ in range(3)]
    for n in range(10):
        store(
            *[
                statement(person.pk, category=A1, at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=n))
                for person in people
                for _ in range(4)
            ]
        )
    begin, read, problems = threading.Barrier(3), [], []

    def loop() -> None:
        try:
            begin.wait()
            read.append(catch_up(limit=7))
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong in a thread, the test must see it
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=loop) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert problems == []
    assert sum(read) == 120
    assert len(told(row)) == 120 * 3
    assert all(points(person, row) == {"A1": "8", "A3": "2"} for person in people)
