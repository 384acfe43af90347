"""What every format of questions is read into (pure): a question, or why there is none, with the line it stands in.

A file is never refused for one question: each is taken or refused for itself, and nothing is taken over half. What a format
says and we do not keep (a picture, part marks) is a note on the question that was taken.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from content.questions.asked import Choice, Gap, Pair, Question, Scene, Spot, Way
from content.questions.kinds import REGISTER

MOST, LARGEST = 2000, 5_000_000  # questions in a file; bytes of it
LONGEST_TEXT = 5000  # characters of a question or of what is said to an answer


@dataclass(frozen=True)
class Read:
    """One question of a file: the line where it begins, its name there, the question or the reason's name, notes.

    `reason` and the notes are names; `content.imports.words` has the sentences. `detail` is what stands there.
    """

    line: int
    name: str
    question: Question | None = None
    reason: str = ""
    detail: str = ""
    notes: tuple[str, ...] = ()


class Refused(ValueError):
    """Why one question is not taken: the reason's name, and what stands there."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail[:200]


class NoFile(ValueError):
    """The file as a whole cannot be read: the reason's name, and the line if one is known."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def taken(line: int, name: str, question: Question, notes: Iterable[str] = ()) -> Read:
    """The question as read, or the refusal of one that could not be asked."""
    long = max(map(len, _texts(question)), default=0)
    if long > LONGEST_TEXT:
        return Read(line, name, reason="long", detail=str(long))
    faults = REGISTER[question.kind].faults(question)
    if faults:
        return Read(line, name, reason=f"{faults[0].field}: {faults[0].reason}")
    return Read(line, name, question, notes=tuple(dict.fromkeys(notes)))


def _texts(question: Question) -> list[str]:
    found = [
        question.text,
        question.explanation,
        question.hint,
        question.sentence,
        question.said_right,
        question.said_wrong,
    ]
    found += [text for one in question.choices for text in (one.text, one.feedback)]
    found += [text for one in question.pairs for text in (one.left, one.right, one.feedback)]
    return found + list(question.accepted) + [text for gap in question.gaps for text in (*gap.accepted, gap.feedback)]


def numbered(question: Question) -> Question:
    """The same question with keys by place, 1, 2, 3: how it is compared, and how it comes out of a file."""
    keys = {one.key: str(place) for place, one in enumerate((*question.choices, *question.pairs, *question.spots), 1)}
    gaps = {gap.key: str(place) for place, gap in enumerate(question.gaps, 1)}
    scenes = {one.key: str(place) for place, one in enumerate(question.scenes, 1)}
    if question.kind == "true_false":
        keys = {one.key: one.key for one in question.choices}

    def choice(one: Choice) -> Choice:
        return replace(one, key=keys[one.key])

    def pair(one: Pair) -> Pair:
        return replace(one, key=keys[one.key])

    def spot(one: Spot) -> Spot:
        return replace(one, key=keys[one.key])

    def scene(one: Scene) -> Scene:
        ways = tuple(
            Way(str(place), way.text, scenes.get(way.to, ""), way.good, way.feedback)
            for place, way in enumerate(one.ways, 1)
        )
        return Scene(scenes[one.key], one.text, ways)

    return replace(
        question,
        choices=tuple(map(choice, question.choices)),
        pairs=tuple(map(pair, question.pairs)),
        spots=tuple(map(spot, question.spots)),
        gaps=tuple(Gap(gaps[gap.key], gap.accepted, gap.feedback) for gap in question.gaps),
        sentence=re.sub(r"\{(\w{1,20})\}", lambda mark: f"{{{gaps.get(mark[1], mark[1])}}}", question.sentence),
        scenes=tuple(map(scene, question.scenes)),
    )


def choices_of(texts: Sequence[tuple[str, bool, str]]) -> tuple[Choice, ...]:
    """Choices in order, numbered: text, whether right, what is said."""
    return tuple(Choice(str(place), text, right, said) for place, (text, right, said) in enumerate(texts, 1))


def truth(is_true: bool, said_true: str = "", said_false: str = "") -> tuple[Choice, ...]:
    """The two choices of a question that is true or false."""
    return (Choice("a", "Đúng", is_true, said_true), Choice("b", "Sai", not is_true, said_false))
