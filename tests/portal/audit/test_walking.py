"""Walking along the chain in stretches: what is known of it, and every kind of damage found and named."""

import pytest
from django.db import connection, transaction

from portal.audit.models import Entry
from portal.audit.public import Asked, append, chain_state, head, read, walk


@pytest.fixture
def entries(db) -> list[Entry]:
    with transaction.atomic():
        made = [append("case.submit", f"case:{number % 3}", details={"n": number}) for number in range(10)]
    head()  # chains them, as the commit would
    return made


def _write(sql: str) -> None:
    """Somebody with the database's password drops the guards first."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS audit_entry_append_only ON audit_entry")
        cursor.execute(sql)


def test_nothing_is_said_before_the_first_walk(entries):
    state = chain_state()
    assert (state.until, state.at, state.broken, state.since) == (0, None, None, 10)


def test_a_walk_in_stretches_ends_at_the_newest_entry(entries):
    assert walk(4).walking == 4
    assert walk(4).at is None
    state = walk(4)
    assert (state.until, state.broken, state.since, state.walking) == (10, None, 0, 0)
    assert state.at is not None


@pytest.mark.parametrize(
    ("damage", "place", "reason"),
    [
        ("UPDATE audit_entry SET details = '{}' WHERE position = 4", 4, "bị sửa"),
        ("UPDATE audit_entry SET act = 'case.sign' WHERE position = 4", 4, "bị sửa"),
        ("DELETE FROM audit_entry WHERE position = 4", 5, "không nối tiếp"),
        ("DELETE FROM audit_entry WHERE position > 7", 10, "không còn"),
    ],
)
def test_damage_is_found_and_stays_noted(entries, damage, place, reason):
    walk()
    _write(damage)
    for _round in range(2):
        state = walk()
        assert state.broken == place
        assert reason in state.reason


def test_pages_of_the_log_hold_every_entry_once(entries):
    found, before = [], None
    while True:
        page = read(Asked(), before=before, most=3)
        found += [one.pk for one in page.entries]
        if page.onward is None:
            break
        before = (page.onward.at, page.onward.pk)
    assert found == [one.pk for one in reversed(entries)]


def test_what_a_reader_may_not_meet_is_passed_over(entries):
    def first(part: list[Entry]) -> list[Entry]:
        return [one for one in part if one.subject == "case:0"]

    page = read(Asked(), most=2, among=first)
    assert [one.details["n"] for one in page.entries] == [9, 6]
    following = read(Asked(), most=9, before=(page.onward.at, page.onward.pk), among=first)
    assert [one.details["n"] for one in following.entries] == [3, 0]


def test_conditions_hold_together(entries):
    assert len(read(Asked(act="case.submit", subjects=["case:1"])).entries) == 3
    assert read(Asked(subjects=[])).entries == []
    assert read(Asked(act="case.sign")).entries == []
