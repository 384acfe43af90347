"""Dated duties: when the next one falls due and how many days are left. Pure; the file comes with the portal."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent.parent / "data" / "duties.yaml"
_FIELDS = {"id", "what", "due", "after", "basis", "confidence", "receiver", "receiver_until", "kind"}


@dataclass(frozen=True)
class Duty:
    """A duty that comes round every year; `kind`: commune, province or any; `receiver_until`: the receiver ended then."""

    key: str
    what: str
    month: int
    day: int
    after: int
    basis: str
    confidence: str
    receiver: str
    receiver_until: date | None
    kind: str

    @property
    def uncertain(self) -> bool:
        """Whether the reading of its source is not sure."""
        return self.confidence != "verbatim-from-source"


@dataclass(frozen=True)
class Due:
    """A duty for a year: its day, how many days are left (negative: gone by), and whether its receiver has ended by then."""

    duty: Duty
    year: int
    on: date
    left: int
    receiver_ended: bool


def parse(text: str) -> tuple[Duty, ...]:
    """The duties of a file. Raises ValueError naming the duty that is wrong."""
    found = []
    for place, row in enumerate(yaml.safe_load(text)["duties"], 1):
        if set(row) != _FIELDS or row["kind"] not in ("commune", "province", "any"):
            raise ValueError(f"duty {place}: needs exactly {sorted(_FIELDS)}, and a kind commune, province or any")
        month, day = (int(part) for part in row["due"].split("-"))
        date(2027, month, day)  # raises ValueError for a day that does not come every year
        found.append(
            Duty(
                row["id"], row["what"], month, day, int(row["after"]), row["basis"], row["confidence"], row["receiver"],
                row["receiver_until"], row["kind"],
            )
        )  # fmt: skip
    return tuple(found)


@cache
def duties() -> tuple[Duty, ...]:
    """The duties that come with the portal."""
    return parse(FILE.read_text(encoding="utf-8"))


def due_on(duty: Duty, today: date, done: frozenset[tuple[str, int]] = frozenset()) -> Due:
    """The next time a duty is due that is not done yet: one that went by stays until it is done, or its next one is due."""
    year = today.year - duty.after - 1
    while True:
        on = date(year + duty.after, duty.month, duty.day)
        following = date(on.year + 1, duty.month, duty.day)
        gone_by = on < today and (following - today).days <= GRACE
        if (duty.key, year) not in done and not gone_by:
            ended = duty.receiver_until is not None and on > duty.receiver_until
            return Due(duty, year, on, (on - today).days, ended)
        year += 1


GRACE = 300  # days before the next one from which a duty gone by is no longer shown


def calendar_of(kind: str, today: date, done: frozenset[tuple[str, int]] = frozenset()) -> list[Due]:
    """What is due for a kind of place, the nearest first."""
    found = [due_on(one, today, done) for one in duties() if one.kind in (kind, "any")]
    return sorted(found, key=lambda one: (one.on, one.duty.key))
