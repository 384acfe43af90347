"""The random sample of a bulk round. Whoever has the seed and the numbers of the cases draws the same one."""

import random
from collections.abc import Collection


def size(many: int, percent: int, least: int) -> int:
    """How many of so many cases are judged one by one first: the share rounded up, and never fewer than `least`."""
    return min(many, max(least, -(-many * percent // 100)))


def order(numbers: Collection[int], seed: str) -> list[int]:
    """The numbers in the order in which the seed draws them; a sample is the beginning of it."""
    drawn = sorted(numbers)
    random.Random(seed).shuffle(drawn)  # noqa: S311 - anybody has to be able to draw it again
    return drawn
