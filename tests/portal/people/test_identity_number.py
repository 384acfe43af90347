"""What an identity number is, and what in one is worth a second look. No number here is anybody's."""

from datetime import date

import pytest

from portal.people.identity_number import born_in, digits_of, doubts_about, wrong_with
from portal.places.public import identity_prefixes

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("058184001234", ""),
        ("058 184 001 234", ""),
        ("058.184-001234", ""),
        ("058184001234 ", ""),
        ("O58184001234", "letters"),
        ("٠٥٨١٨٤٠٠١٢٣٤", "letters"),
        ("²58184001234", "letters"),
        ("", "letters"),
        ("264123456", "old"),
        ("05818400123", "length"),
        ("0581840012345", "length"),
        ("000184001234", "place"),
        ("058227001234", "future"),
        ("058226001234", ""),
        ("058484001234", "future"),
        ("301184001234", ""),
    ],
)
def test_what_can_be_one(text, why):
    assert wrong_with(text, TODAY) == why
    assert bool(digits_of(text)) is (why in ("", "place", "future"))


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("058084001234", 1984),
        ("058184001234", 1984),
        ("058206001234", 2006),
        ("058306001234", 2006),
        ("058400001234", 2100),
    ],
)
def test_century_sex_and_year(number, year):
    assert born_in(number) == year


def test_all_63_former_provinces_and_no_other():
    prefixes = identity_prefixes()
    assert len(prefixes) == 63
    assert {"001", "058", "096"} <= prefixes
    assert not {"003", "097", "000"} & prefixes


@pytest.mark.parametrize(
    ("number", "years", "doubts"),
    [
        ("058184001234", [], []),
        ("058184001234", [1984, 1984], []),
        ("058184001234", [1985], ["year"]),
        ("058184001234", [1984, 1985], ["year"]),
        ("003184001234", [1984], ["place"]),
        ("099184001234", [1990], ["year", "place"]),
        ("301184001234", [1984], []),
    ],
)
def test_doubts(number, years, doubts):
    """A country in the first digits is no doubt: numbers of people born abroad begin so."""
    assert doubts_about(number, years, identity_prefixes()) == doubts
