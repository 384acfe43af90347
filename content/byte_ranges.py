"""Which bytes of a file a request asks for (RFC 9110, sections 13 and 14; pure)."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """A stretch of a file: first and last byte, both inside."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class NotSatisfiable(ValueError):
    """The range begins behind the end of the file: 416."""


def wanted(header: str, size: int, most: int) -> Span | None:
    """The one range that is asked for, cut to `most` bytes; None: the whole file.

    A range that cannot be understood, or several at once, is answered by the whole file, as the RFC allows. A client reads
    from Content-Range what it got, and asks on. Raises NotSatisfiable.
    """
    found = _ONE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # the last n bytes
        first, last = max(0, size - int(found[2])), size - 1
        if int(found[2]) == 0:
            raise NotSatisfiable
    else:
        first, last = int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if first >= size:
        raise NotSatisfiable
    return Span(first, min(last, first + most - 1))
