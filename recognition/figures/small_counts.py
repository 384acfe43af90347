"""Counts that may be published: none of one to four, and none that subtraction would bring to light."""

from collections.abc import Mapping
from dataclasses import dataclass

FEW = 5  # counts of 1 to 4 people are not published: somebody could be recognised


@dataclass(frozen=True)
class Published:
    """Rows of FEW and more, the largest first; all others together are `rest`, none of them named.

    `rest` and `total` are None when the total itself is under FEW (and not 0).
    """

    rows: tuple[tuple[str, int], ...]
    rest: int | None
    total: int | None


def published(counts: Mapping[str, int]) -> Published:
    """A list of counts as it may be seen by everybody.

    Small counts go into the rest; where the rest would still tell (one row, or several of one each), the smallest of the
    others goes in too, until each of its rows could be one or FEW. So the total can be shown: total less rows is the rest.
    """
    total = sum(counts.values())
    if 0 < total < FEW:
        return Published((), None, None)
    shown = sorted(((name, count) for name, count in counts.items() if count >= FEW), key=lambda row: (-row[1], row[0]))
    pooled = [count for count in counts.values() if 0 < count < FEW]
    while pooled and shown and sum(pooled) - len(pooled) < FEW - 1:
        pooled.append(shown.pop()[1])
    return Published(tuple(shown), sum(pooled), total)
