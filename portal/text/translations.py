"""Vietnamese texts without the system's gettext: what must be translated, what is missing, and the compiled files.

Babel extracts, reads and writes; ours is how the project is cut into parts and what counts as complete. Each part has its
folder under `locale/`. Texts that scripts show are the second domain, `djangojs.po`: only the libraries (`vendor`) have some.
"""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from portal import env

LANGUAGE = "vi"
DOMAINS = ("django", "djangojs")
PARTS = ("portal", "content", "learning_records", "recognition", "search", "vendor")
_OWN_TEMPLATES = ("content", "learning_records", "recognition", "search")
_TEMPLATE = "portal.text.template_texts:extract"
_METHODS = [("**.py", "python"), ("**.html", _TEMPLATE), ("**.txt", _TEMPLATE)]
_KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}|%([sd])\b")
Key = tuple[str | None, str]


def folders(part: str, root: Path = env.ROOT) -> list[Path]:
    """Where the Python files and templates of this part lie; none for texts of libraries."""
    if part == "vendor":
        return []
    return [root / part, root / "templates" / ("" if part == "portal" else part)]


def wanted(part: str, root: Path = env.ROOT) -> Catalog:
    """Every text of the part's sources, with the places where it stands."""
    found = Catalog(charset="utf-8")
    others = [root / "templates" / name for name in _OWN_TEMPLATES]
    for folder in folders(part, root):

        def inside(path: str, folder: Path = folder) -> bool:
            return Path(path).name not in ("migrations", "__pycache__") and (
                folder in others or Path(path) not in others
            )

        for name, line, text, _comments, context in extract_from_dir(
            folder, _METHODS, keywords=_KEYWORDS, directory_filter=inside
        ):
            place = (str((folder / name).relative_to(root)), line)
            if name.endswith(".txt") and root / "templates" not in (folder, *folder.parents):
                continue  # a text file of a package is no template
            found.add(text, locations=[place], context=context)
    return found


def po_files(part: str, root: Path = env.ROOT, domain: str = "django") -> list[Path]:
    """The domain's `.po`, if the part has one."""
    main = root / "locale" / part / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
    return [main] if main.exists() else []


def messages(path: Path, language: str = LANGUAGE) -> list[Message]:
    """The entries of a catalogue file in this language, without its header; ValueError when it cannot be read."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as problem:
        raise ValueError(f"{path} is not a catalogue: {problem}") from problem
    return [message for message in catalogue if message.id]


def identity(message: Message) -> Key:
    """What a catalogue finds the entry by: its context (or None) and its text in the singular."""
    return message.context, message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def said(message: Message) -> str:
    """The entry's Vietnamese; empty when it has none."""
    return message.string[0] if isinstance(message.string, (tuple, list)) else message.string or ""


def compile_part(part: str, root: Path = env.ROOT, domain: str = "django") -> bool:
    """Writes the part's `.mo` when a source is newer; returns whether it did. ValueError names a broken file."""
    files = po_files(part, root, domain)
    if not files:
        return False
    target = files[0].parent / f"{domain}.mo"
    newest = max(path.stat().st_mtime_ns for path in files)
    if target.exists() and target.stat().st_mtime_ns >= newest:
        return False
    catalogue = Catalog(locale=LANGUAGE, charset="utf-8")
    for path in files:
        for message in messages(path):
            if said(message) and not message.fuzzy:
                catalogue.add(message.id, message.string, context=message.context)
    fresh = target.with_name(f".{domain}.mo.{id(catalogue)}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)
    return True


def compile_all(root: Path = env.ROOT) -> int:
    """Compiles every part that changed; returns how many files."""
    return sum(compile_part(part, root, domain) for part in PARTS for domain in DOMAINS)


def problems(root: Path = env.ROOT) -> list[str]:
    """What keeps the Vietnamese from being complete, a line each: missing, fuzzy, contradicting, wrong placeholders."""
    found: list[str] = []
    for domain in DOMAINS:
        translated: dict[Key, tuple[str, Path]] = {}
        for part in PARTS:
            for path in po_files(part, root, domain):
                for message in messages(path):
                    found += _judge(message, path.relative_to(root), translated)
        if domain == "djangojs":
            continue  # no script of ours has a text: templates hand it over
        for part in PARTS:
            missing = [message for message in wanted(part, root) if message.id and identity(message) not in translated]
            found += [f"{part}: no Vietnamese for {described(message)}" for message in missing]
    return found


def _judge(message: Message, path: Path, translated: dict[Key, tuple[str, Path]]) -> list[str]:
    key, text = identity(message), said(message)
    if message.fuzzy:
        return [f"{path}: fuzzy: {key[1]!r}"]
    if not text:
        return []  # reported as missing if a source still wants it
    known = translated.setdefault(key, (text, path))
    if known[0] != text:
        return [f"{path}: {key[1]!r} has another Vietnamese in {known[1]}"]
    ours = {name for pair in _PLACEHOLDER.findall(text) for name in pair}
    allowed = {
        name for pair in _PLACEHOLDER.findall(" ".join(message.id) if message.pluralizable else key[1]) for name in pair
    }
    if (ours - {""}) - allowed or (not message.pluralizable and ours != allowed):
        return [f"{path}: the placeholders of {key[1]!r} and of its Vietnamese differ"]
    return []


def described(message: Message) -> str:
    """The text, its context if it has one, and the first place where it stands."""
    context, text = identity(message)
    place = ":".join(str(one) for one in message.locations[0])
    return f"{f'[{context}] ' if context else ''}{text!r} ({place})"


def update(root: Path = env.ROOT) -> int:
    """Adds every missing text with an empty translation to its part's `django.po`; returns how many.

    What the file holds stays as it stands, letter for letter: people work on the same file at the same time.
    """
    known = {identity(m) for part in PARTS for path in po_files(part, root) for m in messages(path)}
    added = 0
    for part in PARTS:
        new = [message for message in wanted(part, root) if message.id and identity(message) not in known]
        if not new:
            continue
        path = root / "locale" / part / LANGUAGE / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(_written(new, omit_header=path.stat().st_size > 0))
        known |= {identity(message) for message in new}
        added += len(new)
    return added


def _written(new: list[Message], *, omit_header: bool) -> bytes:
    """The messages as a catalogue file has them."""
    catalogue, out = Catalog(locale=LANGUAGE, charset="utf-8"), BytesIO()
    for message in new:
        catalogue.add(message.id, context=message.context, flags=message.flags)
    write_po(out, catalogue, width=0, omit_header=omit_header, no_location=True)
    return (b"\n" if omit_header else b"") + out.getvalue()
