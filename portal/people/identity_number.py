"""The identity number (số định danh cá nhân): what a text must be to be one, and what in one wants a second look.

Twelve digits: three for the place where the birth was registered (a province as it was then, or a country), one for century and
sex, two for the year of birth, six of chance. There is no check digit, and what the digits say proves nothing: a number is
refused only for what no number can be, everything else is a doubt that somebody answers with the paper in the hand.
"""

import re
from collections.abc import Collection
from datetime import date

DIGITS = 12
_OLD_DIGITS = 9  # of the paper before it (chứng minh nhân dân)
_BETWEEN = re.compile(r"[\s.\-]+")
_FIRST_YEAR, _YEARS_OF_A_CENTURY = 1900, 100
_LAST_PROVINCE = 99  # above it stand countries, of which no list is at hand


def digits_of(text: str) -> str:
    """The twelve digits, without blanks, dots and dashes; empty when the text is something else."""
    plain = _BETWEEN.sub("", text)
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else ""


def born_in(number: str) -> int:
    """The year of birth that the fourth to sixth digits say."""
    return _FIRST_YEAR + _YEARS_OF_A_CENTURY * (int(number[3]) // 2) + int(number[4:6])


def wrong_with(text: str, today: date) -> str:
    """Why the text can be no identity number: `letters`, `old`, `length`, `place`, `future`; empty when it can."""
    plain = _BETWEEN.sub("", text)
    if not (plain.isascii() and plain.isdigit()):
        return "letters"
    if len(plain) == _OLD_DIGITS:
        return "old"
    if len(plain) != DIGITS:
        return "length"
    if plain.startswith("000"):
        return "place"
    return "future" if born_in(plain) > today.year else ""


def doubts_about(number: str, years: Collection[int], places: Collection[str]) -> list[str]:
    """What is worth comparing with the paper once more: `year`, when the number says another than one of these; `place`, when
    its first digits are those of no province (`places`: three digits each) and of no country."""
    found = ["year"] if any(year != born_in(number) for year in years) else []
    if int(number[:3]) <= _LAST_PROVINCE and number[:3] not in places:
        found.append("place")
    return found
