"""The texts of the editing pages that come from Wagtail: which of them nobody has put into Vietnamese.

Wagtail ships an English catalogue with every text of its own, and a Vietnamese one that holds about a fifth. Ours stands
under `locale/vendor/`. A new version of Wagtail brings new texts; this finds them.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from portal import env
from portal.text import translations

LIBRARY = "wagtail"


def catalogues(domain: str) -> Iterator[tuple[str, Path]]:
    """Name and `locale` folder of each installed application of Wagtail that has English texts of this domain."""
    for config in apps.get_app_configs():
        folder = Path(config.path) / "locale"
        if config.name.partition(".")[0] == LIBRARY and (folder / "en" / "LC_MESSAGES" / f"{domain}.po").exists():
            yield config.name, folder


def in_vietnamese(path: Path) -> set[tuple[str | None, str]]:
    """The keys of a catalogue file's finished entries; empty when there is no such file."""
    if not path.exists():
        return set()
    finished = (message for message in translations.messages(path) if not message.fuzzy)
    return {translations.identity(message) for message in finished if translations.said(message)}


def missing(root: Path = env.ROOT) -> list[str]:
    """A line for every text of the installed Wagtail that neither Wagtail nor we have in Vietnamese."""
    found = []
    for domain in translations.DOMAINS:
        ours = set().union(
            *(in_vietnamese(path) for part in translations.PARTS for path in translations.po_files(part, root, domain))
        )
        for name, folder in catalogues(domain):
            theirs = in_vietnamese(folder / translations.LANGUAGE / "LC_MESSAGES" / f"{domain}.po")
            for message in translations.messages(folder / "en" / "LC_MESSAGES" / f"{domain}.po", "en"):
                key = translations.identity(message)
                if key not in ours | theirs:
                    found.append(f"vendor: no Vietnamese for {key[1]!r} ({name}, {domain})")
    return found
