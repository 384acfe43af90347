"""When two ISO 8601 durations are the same length (pure): PT60S is PT1M, PT1.20S is PT1.2S.

As XML Schema compares them (xsd:duration): a duration is so many months and so many seconds; a month has no fixed number of
days. What is finer than a hundredth of a second is cut off, as xAPI 2.0 (4.2.7) says for comparison.
"""

import re
from decimal import ROUND_FLOOR, Context, Decimal
from functools import lru_cache

_USUAL = 60  # characters; longer ones are compared as they are written
_PLACES = Context(prec=3 * _USUAL)
_NUMBER = r"(?:(\d+(?:[.,]\d+)?){})?"
_SHAPE = re.compile(
    "P" + "".join(map(_NUMBER.format, "WYMD")) + "(?:T" + "".join(map(_NUMBER.format, "HMS")) + ")?", re.ASCII
)
_WEEK, _DAY, _HOUR, _MINUTE = 604_800, 86_400, 3600, 60
_CENT = Decimal("0.01")


def comparable(text: str) -> str:
    """The duration in a form that is equal for equal lengths; a text that is no duration, or too long for one, as it is."""
    return _remembered(text) if len(text) <= _USUAL else text


def _comparable(text: str) -> str:
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return text
    weeks, years, months, days, hours, minutes, seconds = (
        Decimal(part.replace(",", ".")) if part else Decimal(0) for part in shape.groups()
    )
    add, times = _PLACES.add, _PLACES.multiply
    in_months = add(times(years, Decimal(12)), months)
    length = seconds
    for number, worth in ((weeks, _WEEK), (days, _DAY), (hours, _HOUR), (minutes, _MINUTE)):
        length = add(length, times(number, Decimal(worth)))
    length = length.quantize(_CENT, rounding=ROUND_FLOOR, context=_PLACES)
    return f"P{in_months.normalize(_PLACES):f}MT{length.normalize(_PLACES):f}S"


_remembered = lru_cache(maxsize=4096)(_comparable)
