"""What is asked and what is answered (pure): a question of any kind as the marker needs it, and the outcome of an answer.

Which parts a kind uses, and what must be in them, its own module in `kinds` says; a part that a kind does not use stays empty.
"""

from dataclasses import dataclass, field
from decimal import Decimal

LONGEST = 200  # characters of a written answer; the field of the page says the same


@dataclass(frozen=True)
class Choice:
    """One answer to choose: its key within the question, text, whether it is right, what to say when it was chosen."""

    key: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Pair:
    """Two things that belong together; a pair without a left side is one thing too many on the right."""

    key: str
    left: str
    right: str
    feedback: str = ""  # to who joined the left one with another


@dataclass(frozen=True)
class Gap:
    """A place in a sentence that is filled in: its key, what is accepted there, what to say to anything else."""

    key: str
    accepted: tuple[str, ...]
    feedback: str = ""


@dataclass(frozen=True)
class Way:
    """What one may do in a scene; `to` is the key of the next scene, empty at an end."""

    key: str
    text: str
    to: str
    good: bool
    feedback: str = ""


@dataclass(frozen=True)
class Scene:
    """A moment of a story in which something is to be decided."""

    key: str
    text: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Spot:
    """A circle on a picture, in hundredths of its width and height (radius: of its width), with the words for it."""

    key: str
    text: str
    x: Decimal
    y: Decimal
    radius: Decimal
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A question as the marker needs it."""

    kind: str
    text: str
    choices: tuple[Choice, ...] = ()  # also what is put in order, in the right order
    accepted: tuple[str, ...] = ()
    explanation: str = ""  # after the right answer, or the last try
    said_right: str = ""  # to a written answer that is accepted
    said_wrong: str = ""  # to one that is not
    hint: str = ""  # after a try that was not the last
    pairs: tuple[Pair, ...] = ()
    sentence: str = ""  # with a mark {key} for each gap
    gaps: tuple[Gap, ...] = ()
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)  # how far an answer may lie from the number, on either side
    unit: str = ""
    scenes: tuple[Scene, ...] = ()  # the first one begins
    spots: tuple[Spot, ...] = ()
    task: str = ""  # key of a practice task (`content.practice`)
    fixed: bool = False  # the choices keep their order; else everybody sees one of their own


@dataclass(frozen=True)
class Told:
    """What is said of one part of the answer: `state` is right, wrong, missed (right, but not chosen) or close."""

    key: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Mark:
    """The outcome: right or not, a score from 0 to 1, and what is to be said of each part of the answer.

    `close`: wrong by a slip of the pen only. `next`: the key of the scene that follows, where a story has not ended.
    `hint`: of the part that is not right, where each has its own; `patience`: how many tries more than usual it may take.
    `lines`: what is said instead of everything else, of an answer that is not marked anew.
    """

    right: bool
    scaled: float
    told: tuple[Told, ...] = ()
    close: bool = False
    next: str = ""
    lines: tuple[str, ...] = field(default=())
    hint: str = ""
    patience: int = 0

    @property
    def feedback(self) -> tuple[str, ...]:
        """The sentences to say, in order."""
        return self.lines or tuple(one.text for one in self.told if one.text)


class NoAnswer(ValueError):
    """Nothing was chosen or written. `where`: the look of the screen of a task on which nothing was done."""

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where


class TooLong(ValueError):
    """More was written than an answer can be."""


class NoNumber(ValueError):
    """What was written is not a number."""


class NoMoreTries(ValueError):
    """The question was answered as often as its lesson allows."""


class HalfAnswer(ValueError):
    """Something of the answer is missing: `keys` name every part that is. `place`: they were all given this one instead."""

    def __init__(self, *keys: str, place: str = "") -> None:
        super().__init__(*keys)
        self.keys, self.place = keys, place
