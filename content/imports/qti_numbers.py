"""How a QTI item compares numbers: `qti-equal` with its tolerance, `qti-equal-rounded`."""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from content.imports.neutral import Refused
from content.imports.numbers import between, number
from content.imports.qti_parts import attribute, every, name_of


@dataclass(frozen=True)
class Equal:
    """One comparison: exact, absolute or relative (hundredths); how far below and above, the value if it names one."""

    mode: str
    tolerance: str
    value: str
    notes: tuple[str, ...] = ()

    def around(self, right: Decimal) -> tuple[Decimal, Decimal]:
        """The number in the middle of what is right, and how far an answer may lie from it. Raises Refused."""
        if self.mode not in ("absolute", "relative"):
            return right, Decimal(0)
        far = [number(one) for one in self.tolerance.split()]
        if not far or len(far) > 2 or min(far) < 0:
            raise Refused("no number", self.tolerance)
        below, above = far[0], far[-1]
        if self.mode == "relative":
            below, above = abs(right) * below / 100, abs(right) * above / 100
        return between(right - below, right + above)


def equals(item: etree._Element) -> dict[str, list[Equal]]:
    """The comparisons of numbers to which each response is put, in their order."""
    found: dict[str, list[Equal]] = {}
    for one in every(item, "equal", "equal-rounded"):
        value = next(((each.text or "").strip() for each in every(one, "base-value")), "")
        notes = ("left out: rounding",) if name_of(one) == "equal-rounded" else ()
        compared = Equal(attribute(one, "tolerance-mode") or "exact", attribute(one, "tolerance"), value, notes)
        for response in {attribute(each, "identifier") for each in every(one, "variable")}:
            found.setdefault(response, []).append(compared)
    return found
