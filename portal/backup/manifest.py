"""What a backup says of itself."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.backup.programs import SafekeepingProblem
from portal.people.public import marks

FORMAT = 3
NAME = "manifest.json"
DUMP = "database"  # a folder, as `pg_dump --format=directory` writes it
_PIECE = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """A backup's table of contents.

    `made_at` is ISO 8601; `counts` are rows by table, `files` SHA-256 by path inside the backup, `migrations` the names
    of those applied (`app.name`); `names_key` and `iri_base` say with which settings the data can be read. The data keys
    are apart from it (`data_keys.py`).
    """

    format: int
    made_at: str
    server_version: int
    iri_base: str
    names_key: str
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, str]

    @property
    def kept_files(self) -> int:
        """How many files of the installation are in it; those of the dump are not counted."""
        return sum(not name.startswith(f"{DUMP}/") for name in self.files)

    def write(self, folder: Path) -> None:
        """Writes it into the backup."""
        path = folder / NAME
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup; raises SafekeepingProblem."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if found.get("format") != FORMAT:
            raise SafekeepingProblem(
                _(
                    "%(folder)s has the format %(theirs)s; this program reads %(ours)s. "
                    "Restore it with the version of the program that made it, then make a new backup."
                )
                % {"folder": folder, "theirs": found.get("format"), "ours": FORMAT}
            )
        return Manifest(**found)
    except FileNotFoundError as problem:
        raise SafekeepingProblem(
            _("%(folder)s is no backup: it has no %(name)s. A name ending in .part is one that was not finished.")
            % {"folder": folder, "name": NAME}
        ) from problem
    except (ValueError, TypeError, AttributeError) as problem:
        raise SafekeepingProblem(
            _("%(path)s cannot be read: %(problem)s") % {"path": folder / NAME, "problem": problem}
        ) from problem


def names_key_mark() -> str:
    """Tells one NAMES_KEY from another, and does not give it away: the mark of the key that encrypts."""
    return marks()[0]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def digests(paths: Sequence[Path], jobs: int) -> list[str]:
    """SHA-256 of each file, `jobs` of them at a time."""
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(digest, paths))


def roots() -> dict[str, Path]:
    """The folders of files that belong to the data, by their name in a backup."""
    return {"private": Path(settings.PRIVATE_ROOT), "media": Path(settings.MEDIA_ROOT)}


def files_of(root: Path) -> Iterator[Path]:
    """All files below a folder that belong to the data: what is still arriving does not yet."""
    arriving = root / "xapi" / "arriving"
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and arriving not in path.parents:
            yield path
