"""What is wrong with a criteria file: one problem with its place, and all of them gathered."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any


class CriteriaProblem(Exception):
    """A criteria file cannot be used. Says the file, the entry in it, why, and in which line (None: not known).

    `every`: all that was found wrong with the file, this one first.
    """

    def __init__(self, file: str, entry: str, reason: str, line: int | None = None) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason, self.line = file, entry, reason, line
        self.every: tuple[CriteriaProblem, ...] = (self,)


class Problems:
    """Everything wrong with a file, gathered while reading goes on with the next entry."""

    def __init__(self) -> None:
        self.found: list[CriteriaProblem] = []

    def take(self, read: Callable[[], Any], instead: Any = None) -> Any:
        """What `read` gives; `instead`, and its problem is kept, when it cannot."""
        try:
            return read()
        except CriteriaProblem as problem:
            self.found.append(problem)
            return instead

    def each(self, entries: Callable[[], Iterable[Any]], read: Callable[[Any], Any]) -> list[Any]:
        """What `read` gives of every entry that can be read."""
        listed: list[Any] = self.take(lambda: list(entries()), [])
        read_ = [self.take(partial(read, entry)) for entry in listed]
        return [one for one in read_ if one is not None]

    def end(self) -> None:
        """Raises the first one, which carries all of them, in the order of their lines."""
        if self.found:
            self.found.sort(key=lambda one: one.line or 0)
            self.found[0].every = tuple(self.found)
            raise self.found[0]
