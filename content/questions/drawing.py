"""Which questions of a lesson somebody is asked (pure): of those behind a mark “draw N” only N, the same ones every time."""

import hashlib
from collections.abc import Iterable

DRAW = "draw"  # the type of the block that is the mark


def left_out(blocks: Iterable[tuple[str, str, int | None]], seed: str) -> set[str]:
    """Ids of the questions that are not asked.

    `blocks`: id, type, and how many to draw of each block in order, None for what is neither mark nor question, 0 for a
    question. A mark speaks of the questions that follow it without anything between.
    """
    out: set[str] = set()
    pool: list[str] = []
    draws = 0
    for key, kind, count in [*blocks, ("", "", None)]:
        if kind != DRAW and count is not None:
            pool.append(key)
            continue
        out |= _not_drawn(pool, draws, seed)
        pool, draws = [], (count or 0) if kind == DRAW else 0
    return out


def _not_drawn(pool: list[str], draws: int, seed: str) -> set[str]:
    """Whoever is added to a pool or taken away changes one of those drawn at most."""
    if not draws or draws >= len(pool):
        return set()
    by_chance = sorted(pool, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).digest())
    return set(by_chance[draws:])
