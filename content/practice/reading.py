"""Reading a file of `data/` strictly (pure): a key nobody knows, a missing one, a wrong kind of value is refused with its place.

A file of a task, in YAML (see any file of `data/`):

    key, name, picture, about, explanation      texts; the key is the file's name, the picture one of the drawn ones
    aims: [{framework, code, level}]            what it practises, level 1 to 8
    variants: [{key, screens}]                  one or more tellings
    screens: [{key, look, head, ask, hint, done, aside?, act?, names?, shown?, items?, fields?, avoid?}]
      look                                      inbox, signs, switches: mark several; choice, code, results, store: choose one;
                                                form: fill in; secret: make up a secret
      names: [of what is to be marked, of the rest]
      shown: [{label?, text}]                   lines that are only read
      items: [{key, title?, text?, aside?, right, now?, told}]
      fields: [{key, label, value?, accepted, hint, told, kind?}]
      avoid: [word]                             what a secret must not be made of
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from content.practice.task import KINDS_OF_FIELD, LOOKS, PICKS, TICKS, Aim, Field, Item, Screen, Shown, Task, Variant

LONGEST = 600  # characters of one text
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST = {"variants": 4, "screens": 6, "items": 10, "fields": 8, "shown": 10, "aims": 8, "accepted": 12, "avoid": 20}


T = TypeVar("T")


class BadTask(ValueError):
    """What is wrong with a file, line by line: `problems` are (place, reason)."""

    def __init__(self, source: str, problems: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{source}: {place}: {reason}" for place, reason in problems))
        self.problems = problems


class _Once(yaml.SafeLoader):
    """YAML without a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"“{key}” stands twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


class _Reader:
    """Takes values out of a mapping and notes what is wrong, so that all of it is told at once."""

    def __init__(self, problems: list[tuple[str, str]], place: str, found: object) -> None:
        self.problems, self.place = problems, place
        if not isinstance(found, Mapping):
            self.wrong("", "must be a mapping")
            found = {}
        self.left = dict(found)

    def wrong(self, key: str, reason: str) -> None:
        self.problems.append((".".join(part for part in (self.place, key) if part) or "file", reason))

    def text(self, key: str, *, needed: bool = True) -> str:
        value = self.left.pop(key, None)
        if value is None or value == "":
            if needed:
                self.wrong(key, "is missing")
            return ""
        if not isinstance(value, str):
            self.wrong(key, "must be text; put it in quotation marks")
            return ""
        text = " ".join(value.split())
        if len(text) > LONGEST:
            self.wrong(key, f"is longer than {LONGEST} characters")
        if text.count("[[") != text.count("]]"):
            self.wrong(key, "has a [[ without its ]]")
        return text

    def key(self, key: str = "key") -> str:
        text = self.text(key)
        if text and not _KEY.fullmatch(text):
            self.wrong(key, "may have small letters without marks, figures and single hyphens only")
        return text

    def yes(self, key: str, *, needed: bool = True) -> bool:
        value = self.left.pop(key, None if needed else False)
        if not isinstance(value, bool):
            self.wrong(key, "must be true or false")
        return value is True

    def number(self, key: str, least: int, most: int) -> int:
        value = self.left.pop(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(key, f"must be a number from {least} to {most}")
            return least
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], otherwise: str = "") -> str:
        value = self.left.pop(key, otherwise)
        if value not in allowed:
            self.wrong(key, f"must be one of {', '.join(allowed)}")
            return allowed[0]
        return str(value)

    def several(self, key: str, *, least: int = 0) -> list[Any]:
        value = self.left.pop(key, [])
        if not isinstance(value, list) or not least <= len(value) <= _MOST[key]:
            self.wrong(key, f"must be a list of {least} to {_MOST[key]}")
            return []
        return value

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        found = self.several(key, least=least)
        if not all(isinstance(one, str) and 0 < len(one) <= LONGEST for one in found):
            self.wrong(key, "must be texts; put them in quotation marks")
            return ()
        return tuple(found)

    def each(self, key: str, read: "Callable[[_Reader], T]", *, least: int = 0) -> tuple[T, ...]:
        found = []
        for number, one in enumerate(self.several(key, least=least)):
            reader = _Reader(self.problems, f"{self.place}.{key}[{number}]".lstrip("."), one)
            found.append(read(reader))
            reader.end()
        keys = [one.key for one in found if hasattr(one, "key")]
        if len(set(keys)) < len(keys):
            self.wrong(key, "has a key twice")
        return tuple(found)

    def end(self) -> None:
        for key in self.left:
            self.wrong(str(key), "is not a key that is known here")


def _item(one: _Reader) -> Item:
    found = Item(
        one.key(),
        one.text("title", needed=False),
        one.text("text", needed=False),
        one.text("aside", needed=False),
        one.yes("right"),
        one.yes("now", needed=False),
        one.text("told"),
    )
    if not found.title and not found.text:
        one.wrong("title", "or text is missing")
    return found


def _field(one: _Reader) -> Field:
    return Field(
        one.key(),
        one.text("label"),
        one.text("value", needed=False),
        one.texts("accepted", least=1),
        one.text("hint"),
        one.text("told"),
        one.one_of("kind", KINDS_OF_FIELD, "text"),
    )


def _names(one: _Reader) -> tuple[str, str]:
    found = one.left.pop("names", ["", ""])
    if not isinstance(found, list) or len(found) != 2 or not all(isinstance(name, str) for name in found):
        one.wrong("names", "must be two texts: of what is to be marked, of the rest")
        return ("", "")
    return (found[0], found[1])


def _screen(one: _Reader) -> Screen:
    found = Screen(
        one.key(),
        one.one_of("look", LOOKS),
        one.text("head"),
        one.text("ask"),
        one.text("hint"),
        one.text("done"),
        one.text("aside", needed=False),
        one.text("act", needed=False),
        _names(one),
        one.each("shown", lambda line: Shown(line.text("label", needed=False), line.text("text"))),
        one.each("items", _item),
        one.each("fields", _field),
        tuple(word.casefold() for word in one.texts("avoid")),
    )
    _can_be_done(found, one)
    return found


def _can_be_done(screen: Screen, one: _Reader) -> None:
    """A screen has what its look needs, and something to do that is right."""
    if (screen.look == "form") != bool(screen.fields):
        one.wrong("fields", "belong to a form, and a form has some")
    if (screen.look in TICKS + PICKS) != bool(screen.items):
        one.wrong("items", "belong to every screen but a form and a secret")
    if screen.look in TICKS and not any(item.to_change for item in screen.items):
        one.wrong("items", "have nothing to mark or change")
    if screen.look in TICKS and all(item.to_change for item in screen.items):
        one.wrong("items", "are all to be marked: nothing is to be told apart")
    if screen.look in PICKS and (sum(item.right for item in screen.items) != 1 or len(screen.items) < 2):
        one.wrong("items", "must have exactly one that is right, among two or more")
    if screen.look in PICKS and any(item.now for item in screen.items):
        one.wrong("items", "of a choice have no “now”")
    if screen.look == "inbox" and not screen.act:
        one.wrong("act", "is missing")


def _variant(one: _Reader) -> Variant:
    return Variant(one.key(), one.each("screens", _screen, least=1))


def task_from(text: str, source: str = "") -> Task:
    """The task of a file's text. Raises BadTask with everything that is wrong."""
    try:
        # A SafeLoader that refuses more than the usual one: nothing but plain values comes of it.
        found = yaml.load(text, _Once)  # noqa: S506
    except yaml.YAMLError as problem:
        raise BadTask(source, [("file", str(problem))]) from None
    problems: list[tuple[str, str]] = []
    top = _Reader(problems, "", found)
    task = Task(
        top.key(),
        top.text("name"),
        top.key("picture"),
        top.text("about"),
        top.text("explanation"),
        top.each("aims", lambda one: Aim(one.text("framework"), one.text("code"), one.number("level", 1, 8)), least=1),
        top.each("variants", _variant, least=1),
        source,
    )
    top.end()
    for variant in task.variants:  # a secret is judged where it is typed and never carried on to another screen
        if any(screen.look == "secret" for screen in variant.screens[:-1]):
            problems.append((f"variants.{variant.key}", "a secret must be on the last screen"))
    if problems:
        raise BadTask(source, problems)
    return task


def read(folder: Path) -> dict[str, Task]:
    """All tasks of a folder by their key, in the order of the file names. Raises BadTask."""
    found: dict[str, Task] = {}
    for path in sorted(folder.glob("*.yaml")):
        task = task_from(path.read_text(encoding="utf-8"), path.name)
        if path.stem.partition("-")[2] != task.key:
            raise BadTask(path.name, [("key", "must be the file's name after its number")])
        found[task.key] = task
    return found
