"""Looking reads stretches of an index: everything is met once, in order, and no question reads the whole table."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning_records.browser import search_sql
from learning_records.models import Statement
from learning_records.public import Asked, diary, learner_agent, look, make_credential, portal_credential, record, void
from learning_records.vocabulary import VERBS
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db
ONE, OTHER = UUID(int=1), UUID(int=2)


def did(who: UUID, verb: str = "completed", number: int = 1, at: datetime | None = None) -> dict:
    """A statement of a learner of ours."""
    more = {"timestamp": at.isoformat()} if at else {}
    return make_statement(number, actor=learner_agent(who), verb={"id": VERBS[verb]}, **more)


def stored(*statements: dict) -> list[UUID]:
    return [outcome.statement_id for outcome in record(list(statements), portal_credential())]


def ids(asked: Asked, limit: int = 30) -> list[UUID]:
    """All pages of the answer, one after the other; a page never holds more than the limit."""
    found, place = [], None
    for _page in range(1000):
        page = look(asked, place, limit)
        assert len(page.found) <= limit
        found += [one.stored.statement_id for one in page.found]
        place = page.onward
        if place is None:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 30])
def test_pages_meet_every_statement_once_the_newest_first(limit: int) -> None:
    made = stored(*[did(ONE, number=number) for number in range(7)])
    assert ids(Asked(), limit) == made[::-1]


def _mixed() -> dict[UUID, tuple]:
    """Statements of two people, two verbs, two activities and two keys: id -> what it is."""
    key, _secret = make_credential("Hệ thống cũ", ["statements/write"], key="old")
    kinds = [
        (who, verb, number, by)
        for who in (ONE, OTHER)
        for verb in ("completed", "answered")
        for number in (1, 2)
        for by in ("portal", "old")
    ]
    made = {}
    for who, verb, number, by in kinds * 2:
        (outcome,) = record([did(who, verb, number)], key if by == "old" else portal_credential())
        made[outcome.statement_id] = (who, verb, number, by)
    return made


@pytest.mark.parametrize("stretch", [3, 5000])
def test_each_filter_and_all_together_find_what_a_plain_comparison_finds(monkeypatch, stretch: int) -> None:
    monkeypatch.setattr(search_sql, "STRETCH", stretch)
    made = _mixed()
    for who in (None, ONE):
        for verb in (None, "answered"):
            for number in (None, 2):
                for by in (None, "old"):
                    wanted = (who, verb, number, by)
                    asked = Asked(
                        learners=[who] if who else None,
                        verb=VERBS[verb] if verb else "",
                        activity=f"https://example.vn/activities/{number}" if number else "",
                        authority=f"key:{by}" if by else "",
                    )
                    fits = [
                        one
                        for one, kind in made.items()
                        if all(w in (None, k) for w, k in zip(wanted, kind, strict=True))
                    ]
                    assert ids(asked, 2) == fits[::-1], wanted


def test_the_ids_of_one_person_are_read_together() -> None:
    made = stored(did(ONE), did(OTHER), did(UUID(int=3)), did(ONE), did(OTHER))
    assert ids(Asked(learners=[ONE, OTHER]), 2) == [made[4], made[3], made[1], made[0]]
    assert ids(Asked(learners=[ONE, OTHER], verb=VERBS["completed"]), 3) == [made[4], made[3], made[1], made[0]]


def test_what_was_never_named_finds_nothing_rather_than_everything() -> None:
    stored(did(ONE))
    make_credential("Mới", ["statements/write"], key="new")
    for asked in (
        Asked(learners=[OTHER]),
        Asked(learners=[]),
        Asked(verb="https://a.vn/verbs/none"),
        Asked(activity="https://a.vn/none"),
        Asked(authority="key:new"),
        Asked(voided=True),
        Asked(among=[]),
    ):
        assert ids(asked) == [], asked


def test_the_period_is_that_of_arrival_and_its_end_is_left_out() -> None:
    made = stored(*[did(ONE, number=number) for number in range(3)])
    times = [Statement.objects.get(statement_id=one).stored for one in made]
    assert ids(Asked(since=times[1])) == [made[2], made[1]]
    assert ids(Asked(until=times[1])) == [made[0]]
    assert ids(Asked(learners=[ONE], since=times[1], until=times[2])) == [made[1]]


def test_taken_back_ones_come_in_the_order_in_which_that_happened() -> None:
    made = stored(did(ONE), did(OTHER), did(ONE))
    for one in (made[2], made[0], made[1]):
        void(one, portal_credential())
    assert ids(Asked(voided=True), 1) == [made[1], made[0], made[2]]
    assert ids(Asked(voided=True, learners=[ONE]), 1) == [made[0], made[2]]
    assert len(ids(Asked())) == 6


def test_those_among_given_numbers() -> None:
    made = stored(*[did(ONE if number % 2 else OTHER, number=number) for number in range(6)])
    numbers = list(Statement.objects.filter(statement_id__in=made[1:5]).values_list("seq", flat=True))
    assert ids(Asked(among=numbers), 3) == made[1:5][::-1]
    assert ids(Asked(among=numbers, learners=[ONE]), 1) == [made[3], made[1]]


def test_a_rare_thing_is_looked_for_in_stretches_and_says_how_far(monkeypatch) -> None:
    monkeypatch.setattr(search_sql, "STRETCH", 4)
    key, _secret = make_credential("Hiếm", ["statements/write"], key="rare")
    (rare,) = record([did(ONE)], key)
    made = stored(*[did(OTHER, number=number) for number in range(9)])
    asked = Asked(authority="key:rare", verb=VERBS["completed"])
    first = look(asked)
    assert first.found == []
    assert first.onward is not None
    assert first.onward.seq == Statement.objects.get(statement_id=made[5]).seq
    assert ids(asked) == [rare.statement_id]


def test_what_a_system_brought_is_found_at_once(monkeypatch) -> None:
    monkeypatch.setattr(search_sql, "STRETCH", 4)
    key, _secret = make_credential("Hiếm", ["statements/write"], key="rare")
    (rare,) = record([did(ONE)], key)
    stored(*[did(OTHER, number=number) for number in range(9)])
    first = look(Asked(authority="key:rare"))
    assert [seen.stored.statement_id for seen in first.found] == [rare.statement_id]


def test_no_question_counts_skips_or_reads_the_table_from_end_to_end() -> None:
    stored(*[did(ONE, number=number % 5) for number in range(400)])
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE learning_records_statement, learning_records_statementagent, learning_records_statementactivity"
        )
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    questions = [
        Asked(),
        Asked(learners=[ONE]),
        Asked(learners=[ONE], verb=VERBS["completed"]),
        Asked(verb=VERBS["completed"]),
        Asked(activity="https://example.vn/activities/1"),
    ]
    for asked in questions:
        first = look(asked, None, 10)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            look(asked, first.onward, 10)
        (text,) = [one["sql"] for one in caught.captured_queries if "MATERIALIZED" in one["sql"]]
        assert "OFFSET" not in text
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {text}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        # With every other way allowed, the leading index gives the order itself: no step reads and sorts what there is.
        lead = plan[plan.index("CTE c") : plan.index("CTE marked")]
        assert "Seq Scan" not in lead, plan
        assert "Backward" in lead, plan


def test_the_diary_is_by_the_time_of_the_event_and_leaves_out_what_was_taken_back() -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    days = [3, 1, 2, 2, 5, 4]
    made = stored(*[did(ONE, number=number, at=begin + timedelta(days=day)) for number, day in enumerate(days)])
    stored(did(OTHER))
    void(made[4], portal_credential())
    found, place = [], None
    while True:
        page = diary([ONE], place, 2)
        found += [one.statement_id for one in page.found]
        place = page.onward
        if place is None:
            break
    assert found == [made[5], made[0], made[3], made[2], made[1]]
    assert diary([uuid4()]).found == []
    assert len(diary([ONE, OTHER]).found) == 6
