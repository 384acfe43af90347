"""A target: what is measured, and from which value it reaches which level, by area class."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from recognition.criteria.unknown import NotKnown, Unknown


@dataclass(frozen=True)
class Threshold:
    """What a target asks for at one level, by area class: percent, a count, the number of a stage, or 1 for yes.

    None: not known. An area class without a value of its own has the ordinary one.
    """

    level: int
    values: Mapping[str, Decimal | None]
    confidence: str
    source: tuple[str, ...] = ()

    def at_least(self, area_class: str = "ordinary") -> Decimal:
        """The value from which the level is reached. Raises NotKnown."""
        found = self.values[area_class] if area_class in self.values else self.values["ordinary"]
        if found is None:
            raise NotKnown(f"level {self.level}", (Unknown("threshold"),))
        return found


@dataclass(frozen=True)
class Target:
    """A target of `all_targets_met`. `thresholds` rise by level and may be one, two or more; None: not known.

    `not_applicable`: when it may be declared so; empty: never. `stages`: names from the lowest, for the unit stage.
    """

    unit: str
    thresholds: tuple[Threshold, ...] | None
    not_applicable: str = ""
    stages: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether every threshold has a value."""
        found = self.thresholds
        return found is not None and all(value is not None for one in found for value in one.values.values())

    def needed(self, level: int) -> int:
        """The level that this target itself must reach for a level of the title; 0 when it asks for nothing there."""
        return max((one.level for one in self.thresholds or () if one.level <= level), default=0)

    def level_of(self, value: Decimal, area_class: str = "ordinary") -> int:
        """The highest level whose threshold, and every lower one, this value reaches; 0 for none.

        `value`: percent, a count, the number of a stage (from 1), or 1 for yes and 0 for no. Exactly the threshold is enough.
        Raises NotKnown.
        """
        if self.thresholds is None:
            raise NotKnown("the target", (Unknown("threshold"),))
        reached = 0
        for one in self.thresholds:
            if value < one.at_least(area_class):
                break
            reached = one.level
        return reached
