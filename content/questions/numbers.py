"""Numbers as people type them (pure): with groups of thousands, a comma or a point, a fraction, a unit behind."""

import re
import unicodedata
from decimal import Decimal

from content.questions.words import clean
from portal.text.folding import fold

_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-"))
# 1.250.000 or 1,250,000 or 1 250 000; what begins with 0 is no group of thousands.
_GROUPED = {mark: re.compile(rf"-?[1-9]\d{{0,2}}(\{mark}\d{{3}})+") for mark in "., "}
_SIGNED = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")
_FRACTION = re.compile(r"([-+]?)(?:(\d{1,9}) )?(\d{1,9})/(\d{1,9})")
_MOST_DIGITS = 28  # so many are counted with exactly
_PLACES = Decimal("1E-12")  # of a fraction that never ends, as 1/3


def readings(text: str) -> set[Decimal]:
    """The numbers that a text can mean: “1.250” is one thousand two hundred and fifty, as written here, or one and a quarter."""
    text = " ".join(_fractions(clean(text)).translate(_MINUS).split())
    text = re.sub(r"(?<!\d) | (?!\d)", "", text)
    if sum(c.isdecimal() for c in text) > _MOST_DIGITS:
        return set()
    if "/" in text:
        return _fraction(text)
    whole, point, rest = re.match(r"([^.,]*)([.,]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    if " " in whole:
        if not _GROUPED[" "].fullmatch(whole.lstrip("+")) or not all(c.isdecimal() for c in rest):
            return set()
        text = f"{whole.replace(' ', '')}{point}{rest}"
    if not _SIGNED.fullmatch(text):
        return set()
    text = text.removeprefix("+")
    found = (_read(text, groups, point) for groups, point in ((".", ","), (",", ".")))
    return {number for number in found if number is not None}


def _read(text: str, groups: str, point: str) -> Decimal | None:
    whole, comma, rest = text.partition(point)
    if point in rest or groups in rest or (comma and not rest):
        return None
    if groups in whole and not _GROUPED[groups].fullmatch(whole):
        return None
    return Decimal(whole.replace(groups, "") + (f".{rest}" if comma else "")) + 0  # minus nothing is nothing


def _fractions(text: str) -> str:
    """A fraction of one sign (½) with a stroke, and apart from what stands before it."""
    apart = (unicodedata.normalize("NFKC", c) if unicodedata.category(c) == "No" else c for c in text)
    return "".join(f" {c}" if len(c) > 1 and "\u2044" in c else c for c in apart).replace("\u2044", "/")


def _fraction(text: str) -> set[Decimal]:
    found = _FRACTION.fullmatch(text)
    if found is None:
        return set()
    sign, whole, above, below = found[1], int(found[2] or 0), int(found[3]), int(found[4])
    if not below or (found[2] and above >= below):
        return set()
    number = Decimal(whole) + (Decimal(above) / Decimal(below)).quantize(_PLACES)
    return {(-number if sign == "-" else number).normalize() + 0}


# What people write behind a sum of money (folded), and what they write for many of them: 240k, 240 nghìn đồng, 1,2 triệu.
_MONEY = ("dong", "vnd", "d")
_MOST_OF_MANY = Decimal(10) ** 12  # of thousands or millions
_MANY = {"nghin": 1_000, "ngan": 1_000, "k": 1_000, "trieu": 1_000_000, "tr": 1_000_000}


def readings_with(text: str, unit: str) -> set[Decimal]:
    """The numbers that a text can mean where its unit may stand behind; where that is đồng, also thousands and millions.

    Before such a word a number is read as it is written here: 1,250 triệu is one and a quarter, 1.250 nghìn is many.
    """
    bare = without_unit(text, unit)
    found = readings(bare)
    if found or _folded(unit) not in _MONEY:
        return found
    for word, times in _MANY.items():
        number = bare.removesuffix(word).rstrip()
        if number != bare and not number.endswith(tuple(_MANY)):
            meant = sorted(readings(number), key=lambda one: _read_here(number) != one)[:1]
            return {one * times for one in meant if abs(one) < _MOST_OF_MANY}
    return set()


def _read_here(text: str) -> Decimal | None:
    """The number that a text is where points stand between thousands."""
    return _read(text, ".", ",") if _SIGNED.fullmatch(text) else None


def without_unit(text: str, unit: str) -> str:
    """The text without the unit behind it, with or without marks and capitals, and without a full stop at the end."""
    text = fold(clean(text).replace("₫", "đ")).rstrip(" .")
    names = {_folded(unit), _folded(unicodedata.normalize("NFKC", unit))}
    for name in _MONEY if names & {*_MONEY} else names:
        if name and text.endswith(name):
            return text.removesuffix(name).rstrip()
    return text


def _folded(unit: str) -> str:
    return " ".join(fold(clean(unit)).split()).strip(" .")
