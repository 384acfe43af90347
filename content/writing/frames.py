"""Frames of a new lesson: its blocks stand there, empty, in an order that teaches; the author only fills them in. Pure."""

from typing import Any

from content.courses.body import stream

EMPTY, READ_AND_ASK, ASK_FIRST = "trong", "doc-va-hoi", "hoi-truoc"
_PICTURE = {"image": None, "drawn": "", "alt": "", "caption": ""}


def _question(**more: Any) -> dict[str, Any]:
    return {"question": "", "hint": "", "explanation": ""} | more


def _single(answers: int) -> tuple[str, dict[str, Any]]:
    items = [{"type": "item", "value": {"text": "", "right": False, "feedback": ""}} for _one in range(answers)]
    return "single", _question(choices=items, fixed=False)


def _true_false() -> tuple[str, dict[str, Any]]:
    return "true_false", _question(is_true="", feedback_true="", feedback_false="")


def body_of(frame: str) -> list[dict[str, Any]]:
    """The blocks of a frame as a StreamField stores them; none for a name that is not known."""
    text = ("text", "")
    frames = {
        READ_AND_ASK: [text, ("picture", dict(_PICTURE)), _single(2), _true_false(), _single(3)],
        ASK_FIRST: [_single(3), text, _single(3), ("picture", dict(_PICTURE)), _true_false()],
    }
    return stream(frames.get(frame, []))
