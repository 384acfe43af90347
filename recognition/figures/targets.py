"""Targets of the plans for the digital-skills percentages: data with source, never a number in code."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "targets.yaml"
_FIELDS = {"measure", "year", "value", "document", "via", "confidence"}


@dataclass(frozen=True)
class Target:
    """What a plan wants of a measure (P1, P2) by the end of a year, in percent."""

    measure: str
    year: int
    value: Decimal
    document: str
    via: str
    confidence: str

    @property
    def uncertain(self) -> bool:
        """Whether the number was read only at second hand or sources differ."""
        return self.confidence != "verbatim-from-source"


def parse(text: str) -> tuple[Target, ...]:
    """The targets of a file; ValueError names the entry that is wrong. Entries without a value are left out."""
    found = []
    for place, row in enumerate(yaml.safe_load(text)["targets"], 1):
        if set(row) != _FIELDS or row["measure"] not in ("P1", "P2"):
            raise ValueError(f"target {place}: needs exactly {sorted(_FIELDS)} and a measure P1 or P2")
        if row["value"] is None:
            continue
        value = Decimal(str(row["value"]))
        if not 0 < value <= 100:
            raise ValueError(f"target {place}: {value} is no percentage")
        found.append(Target(row["measure"], row["year"], value, row["document"], row["via"], row["confidence"]))
    return tuple(sorted(found, key=lambda one: (one.measure, one.year)))


@cache
def targets(measure: str) -> tuple[Target, ...]:
    """The targets of a measure by year, as shipped."""
    return tuple(one for one in parse(FILE.read_text(encoding="utf-8")) if one.measure == measure)
