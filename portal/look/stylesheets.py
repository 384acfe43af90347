"""One stylesheet from many: colours, ground and components are kept a file each and served as `css/site.css`.

A finder of Django's static files: `collectstatic` takes the joined file like any other, so that whatever storage is set may
compress it and put its hash into its name; in development the file is joined anew as soon as a part has changed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from portal import env

JOINED = "css/site.css"
SOURCES = env.ROOT / "static" / "css"
# Of two rules equally strong the later one wins, so what is more special stands further down.
COMPONENTS = (
    "layout", "table", "header", "nav", "foot", "crumbs", "pages", "tabs", "button", "field", "search", "pick", "notice", "tag",
    "steps", "card", "hero", "rows", "picture", "lesson", "question", "my-page", "why", "week", "evidence", "officials",
    "chart", "lotus", "tools", "alone",
)  # fmt: skip


def parts(folder: Path = SOURCES) -> list[Path]:
    """The files of the joined stylesheet, in their order."""
    return [folder / "tokens.css", folder / "base.css", *(folder / "components" / f"{name}.css" for name in COMPONENTS)]


def joined(texts: Iterable[str]) -> str:
    """The texts one after the other, without comments, empty lines and indentation: a telephone pays for each byte."""
    bare = re.sub(r"/\*.*?\*/", "", "\n".join(texts), flags=re.DOTALL)
    return "\n".join(line for line in (line.strip() for line in bare.splitlines()) if line) + "\n"


def build(target: Path, sources: list[Path]) -> Path:
    """Writes `target` unless it already holds what the sources say; returns it. OSError when a source is missing."""
    text = joined(path.read_text(encoding="utf-8") for path in sources)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.{id(text)}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
    return target


class JoinedStylesheet(BaseFinder):
    """Finds `css/site.css`, which is kept in VAR_DIR."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.folder = Path(settings.VAR_DIR) / "stylesheets"
        self.storage = FileSystemStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: object) -> list:
        """Nothing to be set wrongly."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        """The file's place on this machine; an empty list for every other path."""
        if path != JOINED:
            return []
        found = str(build(self.folder / JOINED, parts()))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file, freshly joined, for `collectstatic`."""
        build(self.folder / JOINED, parts())
        yield JOINED, self.storage
