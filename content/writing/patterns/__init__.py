"""Patterns of a new course, as data: each file has `name`, `about` and a `course` in the form of docs/course-packages.md.

Where something is to be written stands “✎” with what to write; a lesson in which one is left is not published.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content.courses.strict import Entry, read_yaml

MARK = "✎"


@dataclass(frozen=True)
class Pattern:
    """A pattern: the key that a form sends, its name and what it is for, the course as data."""

    key: str
    name: str
    about: str
    course: dict[str, Any]


@cache
def patterns() -> dict[str, Pattern]:
    """All of them by key, in the order of their files. Raises CourseFileError."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        told = Entry(read_yaml(path.read_text(encoding="utf-8"), path.name), path.name)
        key = path.stem.partition("-")[2]
        found[key] = Pattern(key, told.text("name", 60), told.text("about", 200), dict(told.value("course")))
        told.end()
    return found


def unwritten(value: Any) -> list[str]:
    """What is still to be written in a value of any shape: what stands behind each mark, up to the next tag."""
    if isinstance(value, str):
        return [part.partition("<")[0].strip() for part in value.split(MARK)[1:]]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for one in value for text in unwritten(one)] if isinstance(value, list | tuple) else []
