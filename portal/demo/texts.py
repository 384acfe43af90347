"""The demo's own texts beside the courses: its centre, its news and notices. Pure."""

from pathlib import Path
from typing import Any

from content.courses.strict import read_yaml

FOLDER = Path(__file__).parent / "courses"


def centre() -> dict[str, Any]:
    """The text of the centre's page."""
    return _read("trung-tam.yaml")["centre"]


def news() -> list[dict[str, Any]]:
    """The news items, newest first."""
    return _read("trung-tam.yaml")["news"]


def notices() -> list[dict[str, Any]]:
    """The notices; one of them is over."""
    return _read("trung-tam.yaml")["notices"]


def stories() -> list[dict[str, Any]]:
    """Invented people who learn, newest last."""
    return _read("trung-tam.yaml")["stories"]


def library() -> list[dict[str, Any]]:
    """What stands on the shelf of the centre."""
    return _read("trung-tam.yaml")["library"]


def documents() -> list[dict[str, Any]]:
    """Official documents that the project's sources name."""
    return _read("trung-tam.yaml")["documents"]


def _read(name: str) -> dict[str, Any]:
    return read_yaml((FOLDER / name).read_text(encoding="utf-8"), name)
