"""What a person sees of a page, and the English in it.

English is known by its words: those of every English text that has Vietnamese, less those that Vietnamese uses as well.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString, Tag

from portal.text import library_texts, translations

_SHOWN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "aria-description", "data-w-tooltip-content-value")
_SHOWN_KEYS = ("label", "helpText", "help_text", "placeholder", "title", "description")
_BUTTONS = ("submit", "button", "reset")
_NOT_READ = ("script", "style", "svg")
_WORD = re.compile(r"(?<![\w.@/%&-])[A-Za-z]{3,}(?![\w@/-]|\.\w)")
_MARKUP = re.compile(r"<[^>]+>|&\w+;|%\(\w+\)[sd]|\{\w*\}|https?://\S+")
# Names and file types, written the same way in every language.
KEYS = {"alt", "ctrl", "shift", "enter", "esc", "tab"}
NAMES = KEYS | {
    "english",
    "met",
    "wagtail",
    "xapi",
    "csv",
    "xlsx",
    "html",
    "url",
    "javascript",
    "json",
    "api",
    "cookie",
}


@cache
def english_words() -> frozenset[str]:
    """The words, in small letters, that only English texts have."""
    english: set[str] = set()
    vietnamese: set[str] = set()
    for domain in translations.DOMAINS:
        ours = [path for part in translations.PARTS for path in translations.po_files(part, domain=domain)]
        theirs = [folder / "en" / "LC_MESSAGES" / f"{domain}.po" for _name, folder in library_texts.catalogues(domain)]
        for path in [*ours, *theirs]:
            for message in translations.messages(path, "vi" if path in ours else "en"):
                english |= _words(" ".join([message.id] if isinstance(message.id, str) else message.id))
                vietnamese |= _words(translations.said(message))
    return frozenset(english - vietnamese - NAMES)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(_MARKUP.sub(" ", text))}


def english_in(markup: str) -> list[str]:
    """The shown texts of a page that have an English word, once each, in order, as “text (words)”."""
    found: dict[str, None] = {}
    for text in shown(markup):
        words = _words(text) & english_words()
        if words:
            found[f"{text} ({', '.join(sorted(words))})"] = None
    return list(found)


def shown(markup: str) -> Iterator[str]:
    """What is read, pointed at or spoken: text, labels of controls, what templates and scripts will show."""
    page = BeautifulSoup(markup, "html.parser")
    yield from _of(page)


def _of(node: Tag) -> Iterator[str]:
    for child in node.descendants:
        if isinstance(child, Tag):
            yield from _of_attributes(child)
            if child.name == "script" and "json" in str(child.get("type", "")):
                yield from _of_data(json.loads(child.string or "null"))
        elif isinstance(child, NavigableString) and not isinstance(child, (Comment, Doctype)):
            text = " ".join(child.split())
            if child.parent and child.parent.name == "option":
                text = text.replace("-", " ")  # a name for machines, shown to people
            if text == "None" and child.find_parent(hidden=True):
                continue  # the empty counter of a side panel, which its script fills
            if text and not any(parent.name in _NOT_READ for parent in child.parents):
                yield text


def _of_attributes(tag: Tag) -> Iterator[str]:
    for name, value in tag.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        if name in _SHOWN_ATTRIBUTES or (name == "value" and tag.name == "input" and tag.get("type") in _BUTTONS):
            yield text
        elif name.startswith("data-") and text[:1] in "[{":
            try:
                data = json.loads(text)
            except ValueError:
                continue  # an expression, not data
            yield from _of_data(data)


def _of_data(data: Any, key: str = "") -> Iterator[str]:
    """The texts that a script will show, by the names under which Wagtail hands them over."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _of_data(value, "label" if key == "strings" else name)
    elif isinstance(data, list):
        for value in data:
            yield from _of_data(value, key)
    elif isinstance(data, str) and key in _SHOWN_KEYS:
        yield from _of(BeautifulSoup(data, "html.parser")) if "<" in data else [data]
    elif isinstance(data, str) and "<" in data and ">" in data:
        yield from _of(BeautifulSoup(data, "html.parser"))
