"""Vietnamese texts without the system's gettext: what must be translated, what is missing, and the compiled files.

Babel reads the Python sources, Django's `templatize` turns templates into something Babel can read. Each part of the
project has its folder under `locale/`; beside its `django.po` there may be `*.po-part` files that belong to it.
Texts that scripts show are the second domain, `djangojs.po`: only the libraries (`vendor`) have some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.utils.translation.template import templatize

from portal import env

LANGUAGE = "vi"
DOMAINS = ("django", "djangojs")
PARTS = ("portal", "content", "learning_records", "recognition", "search", "vendor")
_OWN_TEMPLATES = ("content", "learning_records", "recognition", "search")
_KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}|%([sd])\b")


@dataclass(frozen=True)
class Wanted:
    """One text of the sources: its context (or None), singular, plural (or "") and where it was found first."""

    context: str | None
    text: str
    plural: str
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalogue finds it by."""
        return self.context, self.text

    def __str__(self) -> str:
        return f"{f'[{self.context}] ' if self.context else ''}{self.text!r} ({self.where})"


def sources(part: str, root: Path = env.ROOT) -> Iterator[Path]:
    """The Python files and templates whose texts belong to this part."""
    if part == "vendor":
        return
    for path in sorted((root / part).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path
    yield from sorted((root / part).rglob("*.html"))
    templates = root / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        folder = path.relative_to(templates).parts[0]
        if folder == part or (part == "portal" and folder not in _OWN_TEMPLATES):
            yield path


def wanted(part: str, root: Path = env.ROOT) -> list[Wanted]:
    """Every text of the part's sources, once each, in the order of the files."""
    found: dict[tuple[str | None, str], Wanted] = {}
    for path in sources(part, root):
        for item in _extract(path, str(path.relative_to(root))):
            known = found.get(item.key)
            if known is None or (item.plural and not known.plural):
                found[item.key] = item
    return list(found.values())


def _extract(path: Path, name: str) -> Iterator[Wanted]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # One line a piece, without indentation: Babel reads it with Python's tokenizer.
        text = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
    found = extract_python(BytesIO(text.encode()), _KEYWORDS, (), {"encoding": "utf-8"})
    for line, function, texts, _comments in found:
        pieces = list(texts) if isinstance(texts, (tuple, list)) else [texts]
        shape = _KEYWORDS[str(function)] or (1,)
        if len(pieces) < len(shape) or not all(isinstance(piece, str) and piece for piece in pieces[: len(shape)]):
            continue  # a variable, which nobody can extract
        context = pieces.pop(0) if isinstance(shape[0], tuple) else None
        plural = pieces[1] if len(shape) - (context is not None) > 1 else ""
        yield Wanted(context, pieces[0], plural, f"{name}:{line}")


def po_files(part: str, root: Path = env.ROOT, domain: str = "django") -> list[Path]:
    """The domain's `.po` and, for `django`, the `*.po-part` files beside it."""
    folder = root / "locale" / part / LANGUAGE / "LC_MESSAGES"
    main = folder / f"{domain}.po"
    parts = sorted(folder.glob("*.po-part")) if domain == "django" else []
    return [*([main] if main.exists() else []), *parts]


def messages(path: Path, language: str = LANGUAGE) -> list[Message]:
    """The entries of a catalogue file in this language, without its header; ValueError when it cannot be read."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as problem:
        raise ValueError(f"{path} is not a catalogue: {problem}") from problem
    return [message for message in catalogue if message.id]


def identity(message: Message) -> tuple[str | None, str]:
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
        translated: dict[tuple[str | None, str], tuple[str, Path]] = {}
        for part in PARTS:
            for path in po_files(part, root, domain):
                for message in messages(path):
                    found += _judge(message, path.relative_to(root), translated)
        if domain == "djangojs":
            continue  # no script of ours has a text: templates hand it over
        for part in PARTS:
            found += [f"{part}: no Vietnamese for {item}" for item in wanted(part, root) if item.key not in translated]
    return found


def _judge(message: Message, path: Path, translated: dict[tuple[str | None, str], tuple[str, Path]]) -> list[str]:
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


def update(root: Path = env.ROOT) -> int:
    """Adds every missing text with an empty translation to its part's `django.po`; returns how many."""
    known = {identity(m) for part in PARTS for path in po_files(part, root) for m in messages(path)}
    added = 0
    for part in PARTS:
        new = [item for item in wanted(part, root) if item.key not in known]
        if not new:
            continue
        path = root / "locale" / part / LANGUAGE / "LC_MESSAGES" / "django.po"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_HEADER, encoding="utf-8")
        with path.open("a", encoding="utf-8") as file:
            for item in new:
                file.write(_entry(item))
        known |= {item.key for item in new}
        added += len(new)
    return added


def merge(root: Path = env.ROOT) -> int:
    """Moves what the `*.po-part` files hold into their `django.po` and removes them; returns how many files."""
    merged = 0
    for part in PARTS:
        main = root / "locale" / part / LANGUAGE / "LC_MESSAGES" / "django.po"
        for path in [path for path in po_files(part, root) if path != main]:
            if not main.exists():
                main.write_text(_HEADER, encoding="utf-8")
            known = {identity(message) for message in messages(main) if said(message)}
            lines = [
                _entry(Wanted(m.context, identity(m)[1], m.id[1] if m.pluralizable else "", ""), said(m))
                for m in messages(path)
                if identity(m) not in known
            ]
            with main.open("a", encoding="utf-8") as file:
                file.writelines(lines)
            path.unlink()
            merged += 1
    return merged


_HEADER = """msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = plain.split("\n")
    if len(lines) == 1:
        return f'"{plain}"'
    return '""\n' + "\n".join(f'"{line}\\n"' for line in lines[:-1]) + (f'\n"{lines[-1]}"' if lines[-1] else "")


def _entry(item: Wanted, translation: str = "") -> str:
    lines = [""]
    if re.search(r"%\(\w+\)[sd]", item.text + item.plural):
        lines.append("#, python-format")
    if item.context:
        lines.append(f"msgctxt {_quoted(item.context)}")
    lines.append(f"msgid {_quoted(item.text)}")
    if item.plural:
        lines += [f"msgid_plural {_quoted(item.plural)}", f"msgstr[0] {_quoted(translation)}"]
    else:
        lines.append(f"msgstr {_quoted(translation)}")
    return "\n".join(lines) + "\n"
