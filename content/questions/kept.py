"""A question as JSON, and again from it (pure): how the version that was answered is kept."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from content.questions.asked import Choice, Gap, Pair, Question, Scene, Spot, Way

_PARTS = {"choices": Choice, "pairs": Pair, "gaps": Gap, "spots": Spot}
_NUMBERS = ("number", "tolerance", "x", "y", "radius")


def as_json(question: Question) -> dict[str, Any]:
    """What JSON can hold of a question; parts that are empty are left out, numbers are texts."""
    found = {
        name: value
        for name, value in asdict(question).items()
        if value not in ("", ()) and value is not None and value is not False
    }
    return _plain(found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def from_json(kept: dict[str, Any]) -> Question:
    """The question again. Raises KeyError, TypeError or ArithmeticError for what `as_json` did not write."""
    fields = _numbers(kept) | {"accepted": tuple(kept.get("accepted", ()))}
    for name, part in _PARTS.items():
        fields[name] = tuple(part(**_tupled(_numbers(one))) for one in kept.get(name, ()))
    fields["scenes"] = tuple(
        Scene(one["key"], one["text"], tuple(Way(**way) for way in one["ways"])) for one in kept.get("scenes", ())
    )
    return Question(**fields)


def _numbers(found: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in _NUMBERS else value for name, value in found.items()}


def _tupled(found: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
