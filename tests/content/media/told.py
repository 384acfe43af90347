"""What a player sends, as it sends it."""

import json

WAY = [
    ("played", {"at": 0}), ("paused", {"at": 1.5}), ("played", {"at": 1.5}), ("seeked", {"from": 2, "to": 3}),
    ("paused", {"at": 3.5}), ("terminated", {"at": 3.5}),
]  # fmt: skip


def events(way=WAY, begin: int = 1, *, at_once: bool = False, past: float = 0) -> str:
    """As a player tells them: what was played took as long as it takes. `at_once`: all of it within a few
    milliseconds. `past`: seconds since it was over."""
    gaps = [0.001] * len(way)
    for place, ((before, was), (_what, now)) in enumerate(zip(way, way[1:], strict=False)):
        if before in ("played", "seeked", "seen") and not at_once:
            gaps[place] = max(0.001, now.get("from", now.get("at", 0)) - was.get("to", was.get("at", 0)))
    return json.dumps(
        [
            {"n": begin + place, "what": what, "ago": round(past + sum(gaps[place:]), 3)} | more
            for place, (what, more) in enumerate(way)
        ]
    )
