"""Which parts of a film were played (pure): from and to in seconds, in the order in which they were.

Form and meaning are those of the video profile (https://w3id.org/xapi/video, version 1.0.3): `played-segments`, `progress`.
"""

from collections.abc import Iterable, Sequence

Segment = tuple[float, float]
MOST = 200  # kept of one film and learner; of more, what lies in each other is put together
_JOINED = 0.3  # seconds between two parts that nobody skipped: a browser tells the time four times a second


def number(value: float) -> float:
    """Seconds and shares with three decimals at most, as the profile wants them."""
    return round(value, 3)


def added(found: Sequence[Segment], new: Segment) -> list[Segment]:
    """The parts with another one after them; one that goes on where the last ended makes that longer."""
    begin, end = number(new[0]), number(new[1])
    if end <= begin:
        return list(found)
    if found and 0 <= begin - found[-1][1] <= _JOINED:
        return [*found[:-1], (found[-1][0], end)]
    whole = [*found, (begin, end)]
    return whole if len(whole) <= MOST else union(whole)


def union(found: Iterable[Segment]) -> list[Segment]:
    """The parts without what was played twice, by their place in the film."""
    merged: list[Segment] = []
    for begin, end in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def progress(found: Iterable[Segment], length: float) -> float:
    """The share of the film that was played at least once, from 0 to 1."""
    covered = sum(end - begin for begin, end in union(found))
    return number(min(1.0, covered / length)) if length > 0 else 0.0


def seconds(found: Iterable[Segment]) -> float:
    """How long was played, what was played twice counted twice."""
    return number(sum(end - begin for begin, end in found))


def written(found: Iterable[Segment]) -> str:
    """As the profile writes them: 0.000[.]12.000[,]14.000[.]21.000."""
    return "[,]".join(f"{begin:.3f}[.]{end:.3f}" for begin, end in found)
