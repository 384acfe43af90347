"""A percentage with everything it rests on. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from recognition.figures.small_counts import FEW
from recognition.figures.targets import Target


@dataclass(frozen=True)
class Rate:
    """A percentage with what it rests on. `base` None: the base cannot be counted, so there is no result (not zero).

    `rule`: by which rule and version the numerator was told apart.
    """

    key: str
    numerator: int | None
    base: int | None
    known: int | None
    targets: tuple[Target, ...] = ()
    why_none: str = ""
    rule: str = ""

    @property
    def unweighed(self) -> bool:
        """Whether the rule of the province, if there is one, was not asked at all."""
        return self.why_none in ("no_rule", "needs_p1")

    @property
    def percent(self) -> Decimal | None:
        """The result to one decimal, half up; None without a base or with a base of nobody."""
        return percent_of(self.numerator, self.base)

    @property
    def coverage(self) -> Decimal | None:
        """Of how many percent of the base something is known at all."""
        return percent_of(self.known, self.base)

    @property
    def hidden(self) -> bool:
        """Whether publishing it would speak of fewer than five people: any of its parts, or what they leave of the base."""
        if self.numerator is None or self.base is None:
            return False
        known = self.base if self.known is None else self.known
        parts = (self.numerator, known - self.numerator, self.base - known, self.base - self.numerator, self.base)
        return any(0 < count < FEW for count in parts)


def percent_of(part: int | None, whole: int | None) -> Decimal | None:
    """So many of so many in percent, to one decimal, half up; None where one is not known or the whole is nobody."""
    if part is None or not whole:
        return None
    return (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
