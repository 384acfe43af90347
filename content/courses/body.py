"""Steps of a course file as the values of a lesson's body (`content.blocks.LessonBody`)."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from content.blocks import LessonBody
from content.courses.marks import html
from content.courses.schema import Lesson, Picture, Step
from content.questions.asked import Question


def body(lesson: Lesson) -> list[dict[str, Any]]:
    """The lesson's blocks as a StreamField stores them, each with the id that its activity is known by."""
    opening = [("picture", _picture(lesson.picture))] if lesson.picture.caption else []
    return stream([*opening, *blocks_of(lesson.steps)])


def blocks_of(steps: Iterable[Step]) -> list[tuple[str, Any]]:
    """Steps as kinds and values of blocks."""
    return [block for step in steps for block in _blocks(step)]


def stream(blocks: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Kinds and values as a StreamField stores them."""
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]


def _blocks(step: Step) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    heading = f"## {step.title}\n\n" if step.title else ""
    if step.picture:
        found.append(("picture", _picture(step.picture)))
    if heading or step.text:
        found.append(("text", html(heading + step.text)))
    found += explained(step)
    if step.question:
        found.append((step.question.kind, question_value(step.question)))
    return found


def explained(step: Step) -> list[tuple[str, Any]]:
    """What helps to understand and to do, as `content.blocks.explained` has it, and what is asked without right or wrong."""
    found: list[tuple[str, Any]] = []
    if step.doing:
        doing = ({"text": one.text} | _seen(one.picture) for one in step.doing)
        found.append(("steps", {"title": "", "steps": _items(doing)}))
    if step.terms:
        found.append(("glossary", {"terms": _items({"term": one.term, "meaning": one.meaning} for one in step.terms)}))
    if step.callout:
        found.append(("callout", {"kind": step.callout.kind, "text": html(step.callout.text)}))
    if step.link:
        told = step.link
        found.append(("link", {"title": told.title, "page": None, "address": told.address, "about": told.about}))
    if step.poll:
        found.append(("poll", {"question": step.poll.question, "choices": _items(step.poll.choices)}))
    if step.reflection:
        found.append(("reflection", {"question": step.reflection.question, "hint": step.reflection.hint}))
    return found


def _seen(picture: Picture | None) -> dict[str, Any]:
    """The picture of one thing to do."""
    return {"image": None, "drawn": picture.name if picture else "", "alt": picture.alt if picture else ""}


def _picture(picture: Picture) -> dict[str, Any]:
    return {"image": None, "drawn": picture.name, "alt": picture.alt, "caption": picture.caption}


def question_value(question: Question) -> dict[str, Any]:
    """A question as its block's value. Raises LookupError for a kind that lessons do not ask."""
    if question.kind not in _VALUES or question.kind not in LessonBody.base_blocks:  # type: ignore[attr-defined]
        raise LookupError(f"A lesson cannot ask a question of the kind “{question.kind}”.")
    shared = {"question": question.text, "hint": question.hint, "explanation": question.explanation}
    return shared | _VALUES[question.kind](question)


def _items(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _choices(question: Question) -> dict[str, Any]:
    told = ({"text": one.text, "right": one.right, "feedback": one.feedback} for one in question.choices)
    return {"choices": _items(told)}


def _true_false(question: Question) -> dict[str, Any]:
    true, false = question.choices
    return {
        "is_true": "true" if true.right else "false",
        "feedback_true": true.feedback,
        "feedback_false": false.feedback,
    }


def _said(question: Question) -> dict[str, Any]:
    return {"feedback_right": question.said_right, "feedback_wrong": question.said_wrong}


def _short_text(question: Question) -> dict[str, Any]:
    return {"accepted": _items(question.accepted)} | _said(question)


def _fill_in(question: Question) -> dict[str, Any]:
    sentence = question.sentence
    for gap in question.gaps:
        sentence = sentence.replace(f"{{{gap.key}}}", f"[{'|'.join(gap.accepted)}]")
    return {"sentence": sentence}


def _number(question: Question) -> dict[str, Any]:
    found = {"number": str(question.number), "tolerance": str(question.tolerance), "unit": question.unit}
    return found | _said(question)


def _order(question: Question) -> dict[str, Any]:
    return {"choices": _items({"text": one.text, "feedback": one.feedback} for one in question.choices)}


def _match(question: Question) -> dict[str, Any]:
    told = ({"left": one.left, "right": one.right, "feedback": one.feedback} for one in question.pairs)
    return {"pairs": _items(told)}


def _scenario(question: Question) -> dict[str, Any]:
    numbers = {scene.key: number for number, scene in enumerate(question.scenes, 1)}
    scenes = []
    for scene in question.scenes:
        ways = (
            {"text": way.text, "good": way.good, "feedback": way.feedback, "to": numbers.get(way.to)}
            for way in scene.ways
        )
        scenes.append({"text": scene.text, "ways": _items(ways)})
    return {"scenes": _items(scenes)}


def _task(question: Question) -> dict[str, Any]:
    return {"task": question.task}


_VALUES: dict[str, Callable[[Question], dict[str, Any]]] = {
    "single": _choices,
    "several": _choices,
    "true_false": _true_false,
    "short_text": _short_text,
    "fill_in": _fill_in,
    "number": _number,
    "order": _order,
    "match": _match,
    "scenario": _scenario,
    "task": _task,
}
