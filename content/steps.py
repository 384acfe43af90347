"""A lesson in small steps (pure): read a little, do a little. How its body is cut, where somebody goes on, what comes after.

A step holds the material before a question and the question. Material too long to be seen together is cut at its headings of
the second level, and before a long block; what stands after the last question is a step of its own. So are further questions
that follow at once. What asks without being a question of the lesson (a poll, a question to oneself) ends its step.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from uuid import UUID

SEEN_TOGETHER = 420  # letters that a phone shows at once with letters of the usual size, beside a heading
_HEADING = re.compile(r"(?=<h2[\s>])", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
PICTURE = 200  # letters that a picture, a film or a file takes the place of


@dataclass(frozen=True)
class Block:
    """One block of a body: its place there; the markup of a text; the id of a question; of anything else how many letters it
    takes the place of, and whether nothing is to stand below it."""

    place: int
    words: str | None = None
    question: UUID | None = None
    letters: int = PICTURE
    ends: bool = False


@dataclass(frozen=True)
class Piece:
    """Material of a step: a block of the body as it is (`words` None), or a part of a text that was cut."""

    place: int
    words: str | None = None
    letters: int = PICTURE


@dataclass(frozen=True)
class Step:
    """One thing in view; `place` is that of its question in the body."""

    number: int
    material: tuple[Piece, ...] = ()
    question: UUID | None = None
    place: int | None = None


def steps_of(blocks: Iterable[Block]) -> list[Step]:
    """The steps of a body, in order, numbered from 1; an empty body has none."""
    found: list[Step] = []
    waiting: list[Piece] = []
    for block in blocks:
        if block.question is None:
            waiting += _pieces(block)
            if block.ends:
                found += [Step(0, tuple(pieces)) for pieces in _cut(waiting)]
                waiting = []
            continue
        *before, own = _cut(waiting)
        found += [Step(0, tuple(pieces)) for pieces in before]
        found.append(Step(0, tuple(own), block.question, block.place))
        waiting = []
    found += [Step(0, tuple(pieces)) for pieces in _cut(waiting) if pieces]
    return [replace(step, number=number) for number, step in enumerate(found, 1)]


def _pieces(block: Block) -> list[Piece]:
    if block.words is None:
        return [Piece(block.place, letters=block.letters)]
    return [Piece(block.place, words) for words in _HEADING.split(block.words) if plain(words)]


def _cut(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces in groups that can be seen together: cut before headings, and before a long block where there is something
    to read before it; at least one group, be it empty."""
    if sum(map(_length, pieces)) <= SEEN_TOGETHER:
        return [list(pieces)]
    groups: list[list[Piece]] = [[]]
    for piece in pieces:
        if groups[-1] and (_begins(piece) or _is_long(piece, groups[-1])):
            groups.append([])
        groups[-1].append(piece)
    if len(groups) > 1 and all(piece.words is None for piece in groups[0]):  # a picture belongs to what it is about
        groups[:2] = [groups[0] + groups[1]]
    return groups


def _begins(piece: Piece) -> bool:
    return piece.words is not None and bool(_HEADING.match(piece.words))


def _is_long(piece: Piece, before: Sequence[Piece]) -> bool:
    """Whether a block that is no text does not fit below what is read before it, longer itself than a picture."""
    read = sum(map(_length, before))
    return piece.words is None and piece.letters > PICTURE and read >= PICTURE and read + piece.letters > SEEN_TOGETHER


def _length(piece: Piece) -> int:
    return piece.letters if piece.words is None else len(plain(piece.words))


def plain(markup: str) -> str:
    """The words of a text without its markup, blanks only between them."""
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


@dataclass(frozen=True)
class Standing:
    """How far somebody is. `right`: questions whose last answer is right; `opened`: the furthest step seen on this device."""

    steps: Sequence[Step]
    answered: Mapping[UUID, bool]
    opened: int = 0

    @property
    def questions(self) -> list[Step]:
        return [step for step in self.steps if step.question]

    @property
    def furthest(self) -> int:
        """The last step that was reached: by an answer, wherever it was given, or by looking at it here."""
        return max(
            [self.opened, *(step.number for step in self.questions if step.question in self.answered)], default=0
        )

    def is_done(self, step: Step) -> bool:
        """A question when it is answered rightly; what is only read when a later step was reached."""
        return self.answered.get(step.question, False) if step.question else step.number < self.furthest

    @property
    def done(self) -> frozenset[int]:
        return frozenset(step.number for step in self.steps if self.is_done(step))

    @property
    def missing(self) -> list[Step]:
        """Questions that are not answered rightly yet, in order."""
        return [step for step in self.questions if not self.is_done(step)]

    @property
    def right(self) -> int:
        return len(self.questions) - len(self.missing)

    @property
    def at_the_end(self) -> bool:
        """Whether every question was answered, rightly or not: from here on only what is missing is gone to."""
        return all(step.question in self.answered for step in self.questions)

    @property
    def resume(self) -> int:
        """The step to go on with, 0 when there is nothing left but the end."""
        here = self.furthest
        if not here:
            return 1 if self.steps else 0
        step = self.steps[min(here, len(self.steps)) - 1]
        if not self.is_done(step) and (step.question or self.opened == here):
            return step.number
        return self.after(step.number) or 0

    def after(self, number: int, *, again: bool = False) -> int | None:
        """The step after this one, None when the end comes. Who was at the end is led only to what is missing.

        `again`: a lesson that is finished is read through step by step.
        """
        later: Iterable[Step] = self.steps[number:]
        if self.questions and self.at_the_end and not again:
            later = [step for step in later if not self.is_done(step)]
        return next((step.number for step in later), None)


def asked_step(text: str, steps: Collection[Step]) -> int | None:
    """The step that `?buoc=` names, None when there is no such step."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if 1 <= number <= len(steps) else None
