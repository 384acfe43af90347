"""Numbers that a client sends."""

import pytest

from portal.text.sent import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("9" * 18, 10**18 - 1)]
    + [
        (text, None)
        for text in ("", "-1", "+1", " 1", "1.0", "1e3", "²", "٣", "１", "0x1", "1_0", "9" * 19, "9" * 5000)
    ],
)
def test_only_plain_digits_are_a_number(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_a_smaller_bound_holds() -> None:
    assert (whole("2026", 4), whole("12026", 4)) == (2026, None)
