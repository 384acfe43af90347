"""Who the demo's neighbours are: drawn from `neighbours.yaml` with one fixed seed, so that every demo shows the same people."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from content.courses.strict import read_yaml

SEED = 2026
_HANDED_IN = ("submitted", "recognised", "confirmed", "returned", "not_enough")
_GOOD = ("good", "good", "ample")


@dataclass(frozen=True)
class Neighbour:
    """One invented person. `account`: user name, empty for who has no phone. `last_year`, `this_year`: how far the case went.

    `package`: which papers the person has this year; `twist`: what is unusual about this year's case; `lessons`: how many of the
    first course were learnt.
    """

    number: int
    full_name: str
    birth_year: int
    address_form: str
    subject_group: str
    group: int
    account: str
    last_year: str
    this_year: str
    package: str
    twist: str
    lessons: int


@cache
def told() -> dict[str, Any]:
    """`neighbours.yaml` as written."""
    name = "neighbours.yaml"
    return read_yaml((Path(__file__).parent / name).read_text(encoding="utf-8"), name)


def neighbours(count: int, year: int, groups: int) -> list[Neighbour]:
    """The first `count` of them, in a year, spread over so many residential groups; fewer when fewer are written down."""
    words, draw = told(), Random(SEED)  # noqa: S311 - invented people, no secret
    last, this, twists = (_dealt(words[name], draw) for name in ("last_year", "this_year", "twists"))
    names: set[str] = set()
    found = []
    for number, (before, now) in enumerate(zip(last, this, strict=True), 1):
        if number > count:
            break
        man = draw.random() < 0.45
        born = year - draw.choice((24, 29, 33, 37, 41, 44, 48, 52, 55, 58, 61, 65, 69, 74)) - draw.randrange(3)
        twist = twists.pop() if now == "submitted" and twists else ""
        # No phone: registered at the counter, and whoever has a case was helped with it.
        on_paper = draw.random() < 0.5 if twist == "helped" else now == "" and draw.random() < 0.4
        found.append(
            Neighbour(
                number=number,
                full_name=_name(words, man, draw, names),
                birth_year=born,
                address_form=_address(man, year - born),
                subject_group=draw.choice(("N1", "N1", "N1", "N2", "N2", "N3")),
                group=draw.randrange(groups),
                account="" if on_paper else f"sennguoi.{number:03}",
                last_year="" if on_paper else before,
                this_year=now,
                package=_package(now, twist, draw),
                twist=twist,
                lessons=0 if on_paper else draw.choice((0, 0, 0, 0, 1, 2, 3)),
            )
        )
    return found


def _dealt(counts: Mapping[str, int], draw: Random) -> list[str]:
    """Each word as often as written, shuffled."""
    cards = [word for word, often in counts.items() for _each in range(often)]
    draw.shuffle(cards)
    return cards


def _name(words: Mapping[str, Any], man: bool, draw: Random, taken: set[str]) -> str:
    own = words["men" if man else "women"]
    while True:
        name = " ".join((draw.choice(words["family_names"]), draw.choice(own["middle"]), draw.choice(own["given"])))
        if name not in taken:
            taken.add(name)
            return name


def _address(man: bool, age: int) -> str:
    if age >= 60:
        return "ông" if man else "bà"
    if age >= 45:
        return "bác" if man else "cô"
    return "anh" if man else "chị"


def _package(state: str, twist: str, draw: Random) -> str:
    if twist == "near":
        return "near"
    if state in ("returned", "not_enough"):
        return "short"
    return draw.choice(_GOOD) if state in _HANDED_IN else "begun"


def worth(package: list[str], kinds: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, int]:
    """What the papers of a package are proposed with, by indicator: what an honest person gives oneself.

    `kinds`: kind -> ManualKind of the criteria set.
    """
    points: dict[str, int] = {}
    for name in package:
        paper = words["papers"][name]
        for code in paper["for"]:
            points[code] = min(10, points.get(code, 0) + int(kinds[paper["kind"]].proposes))
    return points
