"""What a practice task is made of (pure): variants, their screens in order, and what can be done on each.

The texts and what is right stand in `data/`, one file a task; `reading` reads them.
"""

import hashlib
from dataclasses import dataclass, field

TICKS = ("inbox", "signs", "switches")  # looks of a screen on which several things are marked, or turned on and off
PICKS = ("choice", "code", "results", "store")  # looks of a screen on which one thing is chosen
LOOKS = (*TICKS, *PICKS, "form", "secret")
KINDS_OF_FIELD = ("text", "tel", "numeric")  # which keys a telephone offers


@dataclass(frozen=True)
class Item:
    """Something to mark, to turn on or to choose. In `text` and `title` what gives it away stands in [[double brackets]].

    `right`: it has to be marked (turned on, chosen). `now`: how it stands at the beginning.
    """

    key: str
    title: str
    text: str
    aside: str
    right: bool
    now: bool
    told: str

    @property
    def to_change(self) -> bool:
        """Whether the learner has to do something with it."""
        return self.right != self.now


@dataclass(frozen=True)
class Field:
    """A box of a form: what stands in it at the beginning, what is accepted, what is said to anything else and after."""

    key: str
    label: str
    value: str
    accepted: tuple[str, ...]
    hint: str
    told: str
    kind: str = "text"


@dataclass(frozen=True)
class Shown:
    """A line that is only read: of a paper, of a message, of what a camera found."""

    label: str
    text: str


@dataclass(frozen=True)
class Screen:
    """One screen of the phone. `names`: what a marked and an unmarked thing is in truth (“Tin lừa đảo”, “Tin thật”).

    `act`: the words beside the box to mark. `done`: what is said once it is right. `avoid`: words of the person of the
    practice, which a secret must not be made of.
    """

    key: str
    look: str
    head: str
    ask: str
    hint: str
    done: str
    aside: str = ""
    act: str = ""
    names: tuple[str, str] = ("", "")
    shown: tuple[Shown, ...] = ()
    items: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Key and words of each thing that can be done here."""
        if self.look == "secret":
            return (("secret", self.ask),)
        if self.fields:
            return tuple((one.key, one.label) for one in self.fields)
        if self.look in PICKS:
            return (("choice", self.ask),)
        return tuple((one.key, unmarked(one.title or one.text)) for one in self.items)

    @property
    def asked(self) -> tuple[object, ...]:
        """What is asked and what is right, without what is said to it: another value is another version."""
        items = tuple((one.key, one.title, one.text, one.aside, one.right, one.now) for one in self.items)
        fields = tuple((one.key, one.label, one.value, one.accepted) for one in self.fields)
        shown = tuple((one.label, one.text) for one in self.shown)
        return self.key, self.look, self.ask, shown, items, fields, self.avoid


@dataclass(frozen=True)
class Variant:
    """One telling of a task; another learner may get another one."""

    key: str
    screens: tuple[Screen, ...]

    def screen(self, key: str) -> Screen:
        """The screen with this key. Raises KeyError."""
        for one in self.screens:
            if one.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True)
class Aim:
    """What a task practises: a competence of a framework, and the level at which (proposed by the portal)."""

    framework: str
    code: str
    level: int


@dataclass(frozen=True)
class Task:
    """A practice task. `about`: what it is, before it begins; `explanation`: after it was done right, or the last try."""

    key: str
    name: str
    picture: str
    about: str
    explanation: str
    aims: tuple[Aim, ...]
    variants: tuple[Variant, ...]
    source: str = field(default="", compare=False)  # name of its file

    def variant(self, key: str) -> Variant:
        """The variant with this key. Raises KeyError."""
        for one in self.variants:
            if one.key == key:
                return one
        raise KeyError(key)

    def variant_for(self, who: str) -> Variant:
        """The variant of a learner: always the same one for the same id; the first for nobody known."""
        if not who:
            return self.variants[0]
        drawn = hashlib.sha256(f"{self.key} {who}".encode()).digest()[0]
        return self.variants[drawn % len(self.variants)]


def unmarked(text: str) -> str:
    """The text without the brackets around what gives it away."""
    return text.replace("[[", "").replace("]]", "")


def pieces(text: str) -> list[tuple[bool, str]]:
    """The text in pieces: (whether it gives the thing away, words)."""
    found = []
    for number, piece in enumerate(text.replace("]]", "[[").split("[[")):
        if piece:
            found.append((number % 2 == 1, piece))
    return found
