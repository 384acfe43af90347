"""A poll as it is asked, and its numbers as everybody may see them (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_CHOICES, MOST_CHOICES = 2, 7
FEW = 5  # settled: one to four people are not counted in public, also not by subtraction


@dataclass(frozen=True)
class PollChoice:
    """A line to choose, by the id that votes hold."""

    key: str
    text: str


@dataclass(frozen=True)
class Poll:
    """A question without a right answer."""

    question: str
    choices: tuple[PollChoice, ...]

    def has(self, key: str) -> bool:
        """Whether this can be chosen."""
        return any(one.key == key for one in self.choices)


@dataclass(frozen=True)
class Counted:
    """A line with its number (None: one to four) and the length of its bar in hundredths of the longest."""

    choice: PollChoice
    number: int | None
    share: int


def counted(poll: Poll, votes: Mapping[str, int]) -> list[Counted]:
    """The lines as everybody may see them, without their sum: it would tell what is hidden. None while all are few."""
    numbers = [(one, votes.get(one.key, 0)) for one in poll.choices]
    most = max((number for _choice, number in numbers), default=0)
    if most < FEW:
        return []
    return [
        Counted(
            one, None if 0 < number < FEW else number, round(100 * (FEW - 1 if 0 < number < FEW else number) / most)
        )
        for one, number in numbers
    ]
