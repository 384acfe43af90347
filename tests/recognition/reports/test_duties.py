"""Dated duties: the next day, how many days are left, and a receiver that has ended."""

from datetime import date

import pytest
import yaml

from recognition.figures.reports.duties import calendar_of, due_on, duties, parse

COMMUNE = next(one for one in duties() if one.key == "commune-submit")


@pytest.mark.parametrize(
    ("today", "year", "on", "left"),
    [
        (date(2026, 11, 30), 2026, date(2027, 2, 28), 90),
        (date(2027, 2, 28), 2026, date(2027, 2, 28), 0),
        (date(2027, 3, 10), 2026, date(2027, 2, 28), -10),  # gone by and not done: it stays
        (date(2027, 6, 30), 2027, date(2028, 2, 28), 243),  # until the next one is nearer
    ],
)
def test_the_next_day(today: date, year: int, on: date, left: int) -> None:
    due = due_on(COMMUNE, today)
    assert (due.year, due.on, due.left) == (year, on, left)


def test_what_is_done_gives_way_to_the_next() -> None:
    due = due_on(COMMUNE, date(2027, 3, 10), frozenset({("commune-submit", 2026)}))
    assert (due.year, due.on) == (2027, date(2028, 2, 28))


def test_a_receiver_that_has_ended_is_said() -> None:
    assert due_on(COMMUNE, date(2026, 11, 30)).receiver_ended
    assert not due_on(next(one for one in duties() if one.key == "locality-report"), date(2026, 11, 30)).receiver_ended


def test_a_calendar_begins_with_the_nearest_and_holds_what_concerns_the_place() -> None:
    found = calendar_of("commune", date(2026, 11, 30))
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert "department-report" not in {one.duty.key for one in found}
    assert "department-report" in {one.duty.key for one in calendar_of("province", date(2026, 11, 30))}


GOOD = {
    "id": "a",
    "what": "b",
    "due": "02-28",
    "after": 1,
    "basis": "c",
    "confidence": "uncertain",
    "receiver": "d",
    "receiver_until": None,
    "kind": "any",
}


@pytest.mark.parametrize("wrong", [{"due": "02-30"}, {"kind": "district"}, {"extra": 1}])
def test_a_wrong_file_is_refused(wrong: dict) -> None:
    assert len(parse(yaml.safe_dump({"duties": [GOOD]}))) == 1
    with pytest.raises(ValueError, match=r"duty 1|day"):
        parse(yaml.safe_dump({"duties": [GOOD | wrong]}))
