"""What no source says: a value of its own, named, and never counted with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unknown:
    """Something that no source says and without which nothing can be scored. `what`: see `vocabulary.UNKNOWN`.

    `place`: the code of the indicator, group, band or area class it belongs to; empty for the set.
    """

    what: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.what} of {self.place}" if self.place else self.what


class NotKnown(Exception):
    """Nothing is scored with this set: its sources leave values open. `unknown` names them, for pages to show."""

    def __init__(self, name: str, unknown: tuple[Unknown, ...]) -> None:
        super().__init__(f"{name} cannot be scored, not known: {', '.join(map(str, unknown))}")
        self.name, self.unknown = name, unknown
