"""Questions of a course file, each kind with the keys it needs, as the marker knows them. Pure.

Places on a picture are not among them: that question needs a photo, and a file has none.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from content.courses.strict import Entry
from content.practice import register as practice
from content.questions.asked import Choice, Gap, Pair, Question, Scene, Way
from content.questions.kinds import REGISTER

GAP = re.compile(r"\[([^\[\]]{1,200})\]")  # as editors write a gap: [phone|mobile]
_ANSWER, _SAID = 120, 300  # characters of an answer; of what is said to it


def read_question(told: Entry) -> Question:
    """The question. Raises CourseFileError: unknown keys, parts without words or feedback, and what its kind finds faulty."""
    kind = told.text("kind", 20)
    if kind not in _KINDS:
        raise told.wrong(f"there is no kind of question “{kind}”; there are {', '.join(sorted(_KINDS))}")
    own = _KINDS[kind](told)
    known = practice.task(own.get("task", ""))  # a task has words of its own: a course may say others
    text = told.text("text", default=known.name if known else None)
    explanation = told.text("explanation", default=known.explanation if known else None)
    question = Question(kind, text, explanation=explanation, hint=told.text("hint", default=""), **own)
    told.end()
    faults = REGISTER[kind].faults(question)
    if faults:
        raise told.wrong("; ".join(f"“{one.field}”: {one.reason}" for one in faults))
    return question


def _choices(told: Entry) -> dict:
    found = []
    for number, one in enumerate(told.entries("choices", 3, 5), 1):
        found.append(
            Choice(
                str(number), one.text("text", _ANSWER), one.truth("right", default=False), one.text("feedback", _SAID)
            )
        )
        one.end()
    if all(one.right for one in found):
        raise told.wrong("“choices”: all are right, so nothing is asked")
    return {"choices": tuple(found)}


def _true_false(told: Entry) -> dict:
    true = told.truth("answer")
    said = told.text("feedback_true", _SAID), told.text("feedback_false", _SAID)
    return {"choices": (Choice("a", "Đúng", true, said[0]), Choice("b", "Sai", not true, said[1]))}


def _said(told: Entry) -> dict:
    return {"said_right": told.text("feedback_right", _SAID), "said_wrong": told.text("feedback_wrong", _SAID)}


def _short_text(told: Entry) -> dict:
    return {"accepted": told.texts("accept", most=20)} | _said(told)


def _fill_in(told: Entry) -> dict:
    gaps: list[Gap] = []

    def gap(found: re.Match[str]) -> str:
        key = str(len(gaps) + 1)
        gaps.append(Gap(key, tuple(word.strip() for word in found[1].split("|"))))
        return f"{{{key}}}"

    return {"sentence": GAP.sub(gap, told.text("sentence")), "gaps": tuple(gaps)}


def _number(told: Entry) -> dict:
    return {
        "number": Decimal(told.figure("number")),
        "tolerance": Decimal(told.figure("tolerance", default="0")),
        "unit": told.text("unit", 20, default=""),
    } | _said(told)


def _order(told: Entry) -> dict:
    found = []
    for number, one in enumerate(told.entries("items", 3, 6), 1):
        found.append(Choice(str(number), one.text("text", _ANSWER), True, one.text("feedback", _SAID)))
        one.end()
    return {"choices": tuple(found)}


def _match(told: Entry) -> dict:
    found = []
    for number, one in enumerate(told.entries("pairs", 2, 6), 1):
        left = one.text("left", _ANSWER, default="")
        feedback = one.text("feedback", _SAID) if left else ""  # one thing too many on the right: nothing to say
        found.append(Pair(str(number), left, one.text("right", _ANSWER), feedback))
        one.end()
    return {"pairs": tuple(found)}


def _scenario(told: Entry) -> dict:
    scenes = []
    for one in told.entries("scenes", 1, 8):
        key, text, ways = one.text("key", 20), one.text("text", 600), []
        for number, way in enumerate(one.entries("ways", 2, 4), 1):
            words, to = way.text("text", _ANSWER), way.text("to", 20, default="")
            ways.append(Way(str(number), words, to, way.truth("good", default=False), way.text("feedback", _SAID)))
            way.end()
        one.end()
        scenes.append(Scene(key, text, tuple(ways)))
    return {"scenes": tuple(scenes)}


def _task(told: Entry) -> dict:
    return {"task": told.text("task", 40)}


_KINDS: dict[str, Callable[[Entry], dict]] = {
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
