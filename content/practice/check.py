"""Judging what was done (pure): the acts as a form sends them, screen by screen, each time from the beginning.

An act is `variant.screen.part[.]value`; `variant.screen[.]done` says that a screen was sent, also when nothing on it was marked.
Earlier screens come again with every later one and are judged again: nothing rests on what the page says was right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.practice import secret
from content.practice.task import PICKS, TICKS, Field, Item, Screen, Task, Variant
from portal.text.folding import fold

PART = "[.]"
DONE, ON = "done", "on"
_MOST_ACTS = 80
_LONGEST = 120  # characters of an act's value


class NothingDone(ValueError):
    """The screen was sent as it was: nothing marked, chosen or written. `look`: of that screen."""

    def __init__(self, look: str = "") -> None:
        super().__init__(look)
        self.look = look


class NotFilledIn(NothingDone):
    """Boxes of a form were left empty: `boxes` are their keys, `variant.screen.box`."""

    def __init__(self, boxes: Sequence[str]) -> None:
        super().__init__("form")
        self.boxes = tuple(boxes)


class TooMuch(ValueError):
    """More was written than fits."""


@dataclass(frozen=True)
class Part:
    """What comes of one thing on a screen. `state`: right, wrong, missed (not done yet), safe (rightly left alone)."""

    key: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Judged:
    """What comes of one screen. `found` of `wanted`: how much of what is to be done was done rightly."""

    screen: Screen
    values: Mapping[str, str]
    parts: tuple[Part, ...]
    found: int
    wanted: int
    scaled: float

    @property
    def right(self) -> bool:
        """Whether all of it is as it should be."""
        return all(part.state in ("right", "safe") for part in self.parts)

    def state(self, key: str) -> str:
        """The state of a part; empty when there is none."""
        return next((part.state for part in self.parts if part.key == key), "")


@dataclass(frozen=True)
class Outcome:
    """What comes of a task so far: its screens up to the first that is not right. `next`: the screen to show, if any."""

    task: Task
    variant: Variant
    judged: tuple[Judged, ...]

    @property
    def right(self) -> bool:
        """Whether every screen was done and is right."""
        return len(self.judged) == len(self.variant.screens) and all(one.right for one in self.judged)

    @property
    def next(self) -> Screen | None:
        """The screen that follows; None when the one sent last is not right, or was the last."""
        if not self.judged[-1].right or len(self.judged) == len(self.variant.screens):
            return None
        return self.variant.screens[len(self.judged)]

    @property
    def scaled(self) -> float:
        """From 0 to 1: the mean of all screens; what was not reached counts nothing."""
        return 1.0 if self.right else round(sum(one.scaled for one in self.judged) / len(self.variant.screens), 4)


def judge(task: Task, answers: Sequence[str]) -> Outcome:
    """What comes of the acts. Raises NothingDone, TooMuch, or ValueError for what no form of the task can send."""
    variant, sent = _sorted_out(task, answers)
    judged: list[Judged] = []
    for screen in variant.screens:
        if screen.key not in sent:
            break
        values = sent.pop(screen.key)
        empty = [one.key for one in screen.fields if not values.get(one.key)]
        if empty:
            raise NotFilledIn([f"{variant.key}.{screen.key}.{key}" for key in empty])
        judged.append(_judged(screen, values))
        if not judged[-1].right:
            sent.clear()  # nobody comes past a screen that is not right
    if sent:
        raise ValueError("a screen between was left out")
    return Outcome(task, variant, tuple(judged))


def _sorted_out(task: Task, answers: Sequence[str]) -> tuple[Variant, dict[str, dict[str, str]]]:
    """The variant, and by screen what was done on it."""
    if len(answers) > _MOST_ACTS or any(len(answer) > 10 * _LONGEST for answer in answers):
        raise TooMuch
    found: dict[str, dict[str, str]] = {}
    done: set[str] = set()
    variant: Variant | None = None
    for answer in answers:
        place, joined, value = answer.partition(PART)
        names = place.split(".")
        if not joined or len(names) not in (2, 3):
            raise ValueError("this is not an act of a task")
        try:
            here = task.variant(names[0])
            screen = here.screen(names[1])
        except KeyError:
            raise ValueError("there is no such screen") from None
        if variant is not None and here is not variant:
            raise ValueError("one telling at a time")
        variant = here
        if len(names) == 2:
            done.add(screen.key)
            found.setdefault(screen.key, {})
            continue
        _noted(screen, names[2], _one_line(value), found.setdefault(screen.key, {}))
    if variant is None:
        raise NothingDone
    if done != found.keys():
        raise ValueError("a screen was not sent")
    return variant, found


def _one_line(value: str) -> str:
    """The value without what would part acts in a record."""
    return " ".join(value.replace(PART, " ").replace("[,]", " ").split())


def _noted(screen: Screen, part: str, value: str, values: dict[str, str]) -> None:
    """Puts down one act. Raises ValueError for what the screen does not have, TooMuch."""
    if len(value) > _LONGEST:
        raise TooMuch
    if part not in dict(screen.parts) or values.get(part, value) != value:
        raise ValueError("this is not on the screen")
    if screen.look in TICKS and value != ON:
        raise ValueError("a box is marked or not")
    if screen.look in PICKS and value not in {item.key for item in screen.items}:
        raise ValueError("this is not one of the things to choose")
    if screen.look == "secret" and value not in secret.OUTCOMES:
        raise ValueError("of a secret only what comes of it is kept")
    values[part] = value


def _judged(screen: Screen, values: dict[str, str]) -> Judged:
    if screen.look in TICKS:
        return _marked(screen, values)
    if screen.look in PICKS:
        return _chosen(screen, values)
    if screen.look == "secret":
        return _made_up(screen, values)
    return _filled_in(screen, values)


def _marked(screen: Screen, values: dict[str, str]) -> Judged:
    parts, changed = [], 0
    for item in screen.items:
        acted = (values.get(item.key) == ON) != item.now
        changed += acted
        parts.append(_item_part(item, acted))
    if not changed:
        raise NothingDone(screen.look)
    right = sum(part.state == "right" for part in parts)
    wrong = sum(part.state == "wrong" for part in parts)
    wanted = sum(item.to_change for item in screen.items)
    return Judged(screen, values, tuple(parts), right, wanted, max(0.0, (right - wrong) / wanted))


def _item_part(item: Item, acted: bool) -> Part:
    if acted:
        return Part(item.key, "right" if item.to_change else "wrong", item.told)
    return Part(item.key, "missed" if item.to_change else "safe")


def _chosen(screen: Screen, values: dict[str, str]) -> Judged:
    if not values:
        raise NothingDone(screen.look)
    item = next(item for item in screen.items if item.key == values["choice"])
    part = Part("choice", "right" if item.right else "wrong", item.told)
    return Judged(screen, values, (part,), int(item.right), 1, float(item.right))


def _made_up(screen: Screen, values: dict[str, str]) -> Judged:
    if not values:
        raise NothingDone(screen.look)
    strong = values["secret"] == secret.STRONG
    return Judged(screen, values, (Part("secret", "right" if strong else "wrong"),), int(strong), 1, float(strong))


def _filled_in(screen: Screen, values: dict[str, str]) -> Judged:
    parts = []
    for one in screen.fields:
        right = accepts(one, values.get(one.key, ""))
        parts.append(Part(one.key, "right" if right else "wrong", "" if right else one.hint))
    right = sum(part.state == "right" for part in parts)
    return Judged(screen, values, tuple(parts), right, len(parts), right / len(parts))


def accepts(box: Field, written: str) -> bool:
    """Whether what was written is accepted: marks, capitals, blanks, points and dashes do not matter."""
    return _bare(written) in {_bare(one) for one in box.accepted}


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def right_acts(variant: Variant) -> list[str]:
    """The acts of who does everything right, in order."""
    found = []
    for screen in variant.screens:
        place = f"{variant.key}.{screen.key}"
        if screen.look in TICKS:
            found += [f"{place}.{item.key}{PART}{ON}" for item in screen.items if item.right]
        elif screen.look in PICKS:
            found += [f"{place}.choice{PART}{item.key}" for item in screen.items if item.right]
        elif screen.look == "secret":
            found.append(f"{place}.secret{PART}{secret.STRONG}")
        else:
            found += [f"{place}.{one.key}{PART}{one.accepted[0]}" for one in screen.fields]
        found.append(f"{place}{PART}{DONE}")
    return found


def acts(outcome: Outcome) -> list[str]:
    """The acts that were judged, in the order of the screens: the same however they were sent."""
    found = []
    for one in outcome.judged:
        place = f"{outcome.variant.key}.{one.screen.key}"
        found += [f"{place}.{key}{PART}{one.values[key]}" for key, _words in one.screen.parts if key in one.values]
        found.append(f"{place}{PART}{DONE}")
    return found


def typed_on(task: Task, answers: Sequence[str]) -> tuple[Variant, Screen, dict[str, str], list[str]] | None:
    """Of acts that could not be judged: the telling, the screen sent last, what was done on it, and the acts before it.

    None where they name no screen that there is.
    """
    for variant in task.variants:
        for screen in reversed(variant.screens):
            place = f"{variant.key}.{screen.key}"
            if f"{place}{PART}{DONE}" in answers:
                own = [answer.partition(PART) for answer in answers if answer.startswith(f"{place}.")]
                parts = dict(screen.parts)
                values = {name[len(place) + 1 :]: value[:_LONGEST] for name, _joined, value in own}
                kept = {key: value for key, value in values.items() if key in parts and screen.look != "secret"}
                before = [f"{variant.key}.{one.key}" for one in variant.screens[: variant.screens.index(screen)]]
                known = tuple(f"{name}{sign}" for name in before for sign in (".", PART))
                return variant, screen, kept, [one for one in answers if one.startswith(known)][:_MOST_ACTS]
    return None
