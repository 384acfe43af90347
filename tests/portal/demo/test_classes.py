"""Today's class of the demo, whenever it is built first."""

from datetime import time

import pytest

from portal.demo.classes import begins_at


@pytest.mark.parametrize("hour", range(24))
def test_todays_session_lies_within_the_opening_hours(hour: int) -> None:
    for minute in (0, 29, 30, 59):
        begins = begins_at(time(hour, minute))
        ends = time(begins.hour + 2, begins.minute)
        assert time(7, 30) <= begins < ends <= time(11, 30) or time(13, 30) <= begins < ends <= time(17), begins


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (time(3), time(7, 30)),
        (time(9), time(8, 30)),
        (time(12), time(13, 30)),
        (time(16, 30), time(15)),
        (time(23), time(15)),
    ],
)
def test_it_is_on_now_where_it_can_be(now: time, begins: time) -> None:
    assert begins_at(now) == begins
