"""A course package (pure): what lies in the ZIP, its bounds, and what became of each thing on its way in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

FORMAT, VERSION = "hoc-tap-cong-dong/khoa-hoc", 1
MANIFEST, COURSE = "manifest.yaml", "course.yaml"
LARGEST = 600 * 1024 * 1024  # bytes of the ZIP: a course with three films
UNPACKED = 700 * 1024 * 1024  # of all it holds
ENTRIES = 400
TEXT_MOST = 5 * 1024 * 1024  # bytes of course.yaml; a long course has 0.2 MB
DEEPEST, NODES = 24, 100_000  # levels and values of course.yaml
LESSONS, MODULES = 60, 20
TAKEN, CHANGED, LEFT = "taken", "changed", "left"
IMAGE, DOCUMENT = "images", "documents"  # folders of media/


class NoPackage(ValueError):
    """The file cannot be taken as a whole: the reason's name and what it is about."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Note:
    """What became of a thing: where it stands, TAKEN, CHANGED or LEFT, the reason's name, and what it is about."""

    where: str
    outcome: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Medium:
    """A picture or another file: its place in the package, the folder it lies in, title, description, digest, its bytes."""

    place: str
    folder: str
    title: str
    description: str
    sha256: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass
class Package:
    """A course as data, the media it names, the activities its pages had where it comes from, and what was left out there."""

    course: dict[str, Any]
    media: dict[str, Medium] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)  # place of a page ("": the course) -> IRI
    left_out: list[Note] = field(default_factory=list)
