"""Counts that may be published: none of one to four, and none that subtraction would bring to light."""

from collections.abc import Collection, Mapping, Sequence
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


_NOTHING: Mapping[str, int] = {}


def published(
    counts: Mapping[str, int], apart: Collection[str] = (), before: Mapping[str, int] | None = None
) -> Published:
    """A list of counts as it may be seen by everybody.

    Small counts go into the rest, and those named in `apart`, which another list hides; where the rest would still tell (one
    row, or several of one each), the smallest of the others goes in too, until each of its rows could be one or FEW. So the
    total can be shown: total less rows is the rest. `before`: an earlier such list; then the rest does not tell either how
    few came to it since.
    """
    total, earlier = sum(counts.values()), before if before is not None else _NOTHING
    if 0 < total < FEW:
        return Published((), None, None)
    open_ = [row for row in counts.items() if row[1] >= FEW and row[0] not in apart]
    shown = sorted(open_, key=lambda row: (-row[1], row[0]))
    pooled = [name for name, count in counts.items() if count > 0 and (count < FEW or name in apart)]
    while pooled and shown and _tells([counts[one] for one in pooled], sum(earlier.get(one, 0) for one in pooled)):
        pooled.append(shown.pop()[0])
    return Published(tuple(shown), sum(counts[one] for one in pooled), total)


def _tells(pooled: Sequence[int], before: int) -> bool:
    """Whether the sum of these counts would tell one of them, or how few came since the sum was `before`."""
    rest = sum(pooled)
    return len(pooled) < 2 or rest - len(pooled) < FEW - 1 or 0 < rest - before < FEW
