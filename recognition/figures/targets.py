"""Targets of the plans, as shipped: data with source and how surely each was read, never a number in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "targets.yaml"
NATIONAL = "QD677"  # whose P1 and P2 the page of every place is compared with
MEASURES = ("holders", "holders_among", "registered", "p1", "p2", "typed")
CONFIDENCE = ("verbatim-from-source", "recalled-from-general-knowledge", "uncertain", "proposed")
_NEEDED = {"id", "plan", "year", "measure", "wording", "base", "base_wording", "confidence"}
_MAY = {
    *("title", "of", "value", "value_min", "value_max", "candidates", "nested_in", "unit"),
    *("base_confidence", "note", "via"),
}


class WrongTargets(ValueError):
    """The file of targets says something it may not: names the entry and the reason."""


@dataclass(frozen=True)
class Plan:
    """A plan or decision that sets targets."""

    key: str
    title: str
    place: str
    paper: str

    @property
    def national(self) -> bool:
        """Whether it is the whole country's."""
        return not self.place


@dataclass(frozen=True)
class Target:
    """What a plan wants by the end of a year: a value, a range, candidates where sources differ, or nothing that was found."""

    key: str
    plan: Plan
    year: int | None
    measure: str
    title: str
    of: tuple[str, ...]
    value: Decimal | None
    most: Decimal | None
    candidates: tuple[Decimal, ...]
    nested_in: str
    in_percent: bool
    wording: str
    base: str
    base_wording: str
    confidence: str
    base_confidence: str
    note: str
    via: str

    @property
    def uncertain(self) -> bool:
        """Whether the number was read only at second hand or sources differ."""
        return self.confidence != "verbatim-from-source"

    @property
    def document(self) -> str:
        """The paper it stands in."""
        return self.plan.paper


@dataclass(frozen=True)
class Milestone:
    """Something that a plan wants done by a time, without a number."""

    key: str
    plan: Plan
    when: str
    wording: str
    confidence: str


@dataclass(frozen=True)
class Plans:
    """Everything that the file says."""

    plans: tuple[Plan, ...]
    targets: tuple[Target, ...]
    milestones: tuple[Milestone, ...]


def parse(text: str) -> Plans:
    """The plans of a file. Raises WrongTargets, naming the entry and what is wrong with it."""
    said = yaml.safe_load(text)
    plans = {row["key"]: Plan(**row) for row in said["plans"]}
    targets = tuple(_target(row, plans) for row in said["targets"])
    keys = [one.key for one in targets]
    if len(set(keys)) < len(keys):
        raise WrongTargets(f"twice: {sorted(key for key in set(keys) if keys.count(key) > 1)}")
    for one in targets:
        if one.nested_in and one.nested_in not in keys:
            raise WrongTargets(f"{one.key}: nested in {one.nested_in}, which is not there")
    milestones = tuple(
        Milestone(row["id"], plans[row["plan"]], row["when"], row["wording"], row["confidence"])
        for row in said["milestones"]
    )
    return Plans(tuple(plans.values()), targets, milestones)


def _target(row: Mapping[str, Any], plans: Mapping[str, Plan]) -> Target:
    key = row.get("id", "?")
    if not set(row) >= _NEEDED or set(row) - _NEEDED - _MAY:
        raise WrongTargets(f"{key}: needs {sorted(_NEEDED)}, may have {sorted(_MAY)}, has {sorted(row)}")
    if row["measure"] not in MEASURES or row["confidence"] not in CONFIDENCE or row["plan"] not in plans:
        raise WrongTargets(f"{key}: an unknown measure, confidence or plan")
    if (row["measure"] == "typed") == bool(row.get("title")):
        raise WrongTargets(f"{key}: a title is named by every measure but the typed one")
    numbers = [row.get("value"), row.get("value_min"), row.get("value_max"), *row.get("candidates", ())]
    values = [Decimal(str(one)) for one in numbers if one is not None]
    in_percent = row.get("unit") != "count"
    if any(one <= 0 or (in_percent and one > 100) for one in values):
        raise WrongTargets(f"{key}: {values} is no percentage")
    if ("value_min" in row) != ("value_max" in row) or ("value" in row and "value_min" in row):
        raise WrongTargets(f"{key}: a value, or least and most")
    least = row.get("value", row.get("value_min"))
    return Target(
        key=key,
        plan=plans[row["plan"]],
        year=row["year"],
        measure=row["measure"],
        title=row.get("title", ""),
        of=tuple(row.get("of", ())),
        value=None if least is None else Decimal(str(least)),
        most=Decimal(str(row["value_max"])) if "value_max" in row else None,
        candidates=tuple(Decimal(str(one)) for one in row.get("candidates", ())),
        nested_in=row.get("nested_in", ""),
        in_percent=in_percent,
        wording=row["wording"],
        base=row["base"],
        base_wording=row["base_wording"],
        confidence=row["confidence"],
        base_confidence=row.get("base_confidence", row["confidence"]),
        note=row.get("note", ""),
        via=row.get("via", ""),
    )


@cache
def plans() -> Plans:
    """Plans, targets and milestones as shipped."""
    return parse(FILE.read_text(encoding="utf-8"))


@cache
def targets(measure: str) -> tuple[Target, ...]:
    """The national targets of P1 or P2 by year, those with a value."""
    found = [one for one in plans().targets if one.measure == measure.lower() and one.plan.key == NATIONAL]
    return tuple(sorted((one for one in found if one.value is not None), key=lambda one: one.year or 0))


def bases() -> dict[str, str]:
    """What percentages are of, by key: what a place may type a base for. Holders are counted, never typed."""
    return {one.base: one.base_wording for one in reversed(plans().targets) if one.base != "holders"}
