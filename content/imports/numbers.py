"""Numbers as files from outside write them (pure): one guarded reader for every format."""

import re
from decimal import Decimal

from content.imports.neutral import Refused

_WRITTEN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_LONGEST, _FARTHEST = 40, 20  # signs; digits before or behind the point


def number(text: str) -> Decimal:
    """A finite number of a size that can be counted with. Raises Refused: it is none, or lies too far from one."""
    bare = text.strip().replace("−", "-")
    if len(bare) > _LONGEST or not _WRITTEN.fullmatch(bare):
        raise Refused("no number", text)
    found = Decimal(bare)
    if found and not -_FARTHEST <= found.adjusted() <= _FARTHEST:
        raise Refused("no number", text)
    return found if found else Decimal(0)


def between(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Middle of two ends, and how far each lies from it."""
    return (low + high) / 2, abs(high - low) / 2
