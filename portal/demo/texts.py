"""The demo's texts, read from `courses/*.yaml` and turned into the HTML that rich text holds. Pure."""

import re
from html import escape
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "courses"
COURSE_FILES = ("an-toan.yaml", "ke-hoach.yaml")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_NUMBERED = re.compile(r"^\d+\. ")


def courses() -> list[dict[str, Any]]:
    """Both courses as written, in the order of the course index."""
    return [_read(name) for name in COURSE_FILES]


def centre() -> dict[str, Any]:
    """The text of the centre's page."""
    return _read("trung-tam.yaml")["centre"]


def news() -> list[dict[str, Any]]:
    """The news items, newest first."""
    return _read("trung-tam.yaml")["news"]


def _read(name: str) -> dict[str, Any]:
    return checked(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")), name)


def checked(found: Any, where: str) -> Any:
    """The same, when every key has a value. A text with a comma and without quotes, inside {braces}, is cut there by YAML.

    Raises ValueError naming the place and the half sentence that became a key.
    """
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inside:
        if value is None:
            raise ValueError(f"{where}: “{key}” has no value. A text with a comma needs quotes around it.")
        checked(value, f"{where}, {key}")
    return found


def html(text: str) -> str:
    """The small marking of the YAML texts as HTML of Wagtail's rich text: h2, p, ul, ol, blockquote, b.

    Raises ValueError for a line that starts a list inside a paragraph, so that a slip is seen in the test.
    """
    return "".join(_block(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip()))


def _block(lines: list[str]) -> str:
    first = lines[0]
    if first.startswith("## "):
        return f"<h2>{_inline(first[3:])}</h2>" + (_block(lines[1:]) if lines[1:] else "")
    if first.startswith("> "):
        return f"<blockquote>{_inline(' '.join(line.removeprefix('> ') for line in lines))}</blockquote>"
    if first.startswith("- "):
        return _list("ul", lines, re.compile(r"^- "))
    if _NUMBERED.match(first):
        return _list("ol", lines, _NUMBERED)
    if any(line.startswith(("- ", "## ", "> ")) for line in lines):
        raise ValueError(f"an empty line is missing before a list, a heading or a message: {first[:60]}")
    return f"<p>{_inline(' '.join(lines))}</p>"


def _list(tag: str, lines: list[str], mark: re.Pattern[str]) -> str:
    if not all(mark.match(line) for line in lines):
        raise ValueError(f"a line of a list has no mark: {lines[0][:60]}")
    return f"<{tag}>" + "".join(f"<li>{_inline(mark.sub('', line))}</li>" for line in lines) + f"</{tag}>"


def _inline(text: str) -> str:
    return _STRONG.sub(r"<b>\1</b>", escape(text, quote=False))
