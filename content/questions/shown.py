"""A question as a page shows it (pure): its parts in the order somebody sees them, with what was given and what is said of each.

What is right is shown as right and never taken back; what is wrong is named, and what would have been right only once it is
`over` (the right answer, or the last try). Words and signs are the template's: here stand the names of states.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from content.practice.register import task
from content.practice.view import View, view
from content.questions.asked import Mark, Question
from content.questions.kinds.kind import PART
from content.questions.kinds.writing import pieces

_ABOUT_OTHERS = re.compile(r"\b(trên|dưới|cả hai|cả ba|above|below)\b", re.IGNORECASE)
_Keyed = TypeVar("_Keyed", bound=Any)


@dataclass(frozen=True)
class Row:
    """One part: its key, the words for it, what was given for it, its state ("", right, wrong, missed, close), what is said."""

    key: str
    text: str = ""
    given: str = ""
    state: str = ""
    said: str = ""
    options: tuple[tuple[str, str], ...] = ()  # what can be given: value and words
    place: Any = None  # the spot on the picture


@dataclass(frozen=True)
class Shown:
    """The rows; of a story the scenes that were passed, and the words of the open one."""

    rows: tuple[Row, ...] = ()
    before: tuple[Row, ...] = ()
    scene: str = ""


def mixed(things: Iterable[_Keyed], *seed: object) -> list[_Keyed]:
    """The things in an order that hangs on the seed and their keys alone: the same today, tomorrow and on another device."""

    def place(one: _Keyed) -> bytes:
        return hashlib.sha256("\n".join([*map(str, seed), one.key]).encode()).digest()

    return sorted(things, key=place)


def shown(
    question: Question, given: Sequence[str], mark: Mark | None, *, seed: Sequence[object], over: bool
) -> Shown | View:
    """The question for the page. `seed`: who sees it and which question it is."""
    return _KINDS[question.kind](question, given, mark, tuple(seed), over)


def _told(mark: Mark | None) -> dict[str, tuple[str, str]]:
    return {one.key: (one.state, one.text) for one in mark.told} if mark else {}


def _choices(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    told = _told(mark)
    stays = (
        question.fixed or question.kind == "true_false" or any(_ABOUT_OTHERS.search(c.text) for c in question.choices)
    )
    rows = []
    for one in question.choices if stays else mixed(question.choices, *seed):
        state, said = told.get(one.key, ("", ""))
        if mark and not mark.lines and over and one.right and one.key not in given:
            state, said = "missed", one.feedback
        elif state == "missed":
            state = ""
        rows.append(Row(one.key, one.text, one.key if one.key in given else "", state, said))
    return Shown(tuple(rows))


def _written(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    state, _said = _told(mark).get("", ("", ""))
    return Shown((Row("", "", given[0] if given else "", state),))


def _by_part(given: Sequence[str]) -> dict[str, str]:
    return {key: text for key, _joined, text in (one.partition(PART) for one in given)}


def _gaps(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    told, found, rows = _told(mark), _by_part(given), []
    right = {gap.key: gap.accepted[0] if gap.accepted else "" for gap in question.gaps}
    for text, key in pieces(question.sentence):
        state, said = told.get(key, ("", "")) if key else ("", "")
        missing = right.get(key, "") if over and state in ("wrong", "close") else ""
        rows.append(Row(key, missing if key else text, found.get(key, ""), state, said))
    return Shown(tuple(rows))


def _order(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    told, found = _told(mark), _by_part(given)
    numbers = tuple((str(n), str(n)) for n in range(1, len(question.choices) + 1))
    mixed_ones = mixed(question.choices, *seed)
    if mixed_ones == list(question.choices):  # never by chance in the right order
        mixed_ones.reverse()
    return Shown(
        tuple(
            Row(one.key, one.text, found.get(one.key, ""), *told.get(one.key, ("", "")), numbers) for one in mixed_ones
        )
    )


def _match(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    told, found = _told(mark), _by_part(given)
    options = tuple((one.key, one.right) for one in mixed(question.pairs, "right", *seed))
    left = [one for one in question.pairs if one.left]
    return Shown(
        tuple(Row(one.key, one.left, found.get(one.key, ""), *told.get(one.key, ("", "")), options) for one in left)
    )


def _story(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    """The open scene and the scenes before it; a story that has ended is shown whole, and its first scene to begin again."""
    scenes = {scene.key: scene for scene in question.scenes}
    told, before = _told(mark), []
    walked = [one.partition(PART)[::2] for one in given]
    for key, chosen in walked:
        way = next((way for way in scenes[key].ways if way.key == chosen), None) if key in scenes else None
        if way is not None:
            state, said = ("right" if way.good else "wrong"), way.feedback
            before.append(Row(f"{key}{PART}{chosen}", scenes[key].text, way.text, *told.get(key, (state, said))))
    at = scenes.get(mark.next if mark and mark.next else question.scenes[0].key if question.scenes else "")
    rows = tuple(Row(f"{at.key}{PART}{way.key}", way.text) for way in at.ways) if at else ()
    return Shown(rows, tuple(before), at.text if at else "")


def _spots(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> Shown:
    told, rows = _told(mark), []
    chosen = given[0] if given else ""
    if mark and mark.told:  # pressed on the picture: the place that was meant
        chosen = mark.told[0].key
    for one in question.spots:
        state, said = told.get(one.key, ("", ""))
        if mark and not mark.lines and over and one.right and not mark.right:
            state, said = "missed", one.feedback
        rows.append(Row(one.key, one.text, one.key if one.key == chosen else "", state, said, place=one))
    return Shown(tuple(rows))


def _practice(question: Question, given: Sequence[str], mark: Mark | None, seed: tuple, over: bool) -> View | Shown:
    """The phone. What was answered before the task was changed is not shown on its new screens."""
    found = task(question.task)
    if found is None:
        return Shown()
    return view(found, str(seed[-1]), () if mark and mark.lines else given, over=over)


_KINDS = {
    "single": _choices,
    "several": _choices,
    "true_false": _choices,
    "short_text": _written,
    "number": _written,
    "fill_in": _gaps,
    "order": _order,
    "match": _match,
    "scenario": _story,
    "spot": _spots,
    "task": _practice,
}
