"""The tasks there are (pure): read once from `data/`, known by their key."""

from functools import cache
from pathlib import Path

from content.practice.reading import read
from content.practice.task import Task

_DATA = Path(__file__).parent / "data"


@cache
def tasks() -> dict[str, Task]:
    """Every task by its key, in the order in which they are offered. Raises BadTask when a file is wrong."""
    return read(_DATA)


def task(key: str) -> Task | None:
    """The task with this key, if there is one."""
    return tasks().get(key)
