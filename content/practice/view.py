"""A task as a page shows it (pure): the screen that is open, those that were passed, what is said of each thing on them.

What is right stays and cannot be changed any more, what was wrong goes back to how it was; what was not found is told only once
it is over: after the right answer, or after the last try.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.practice.check import DONE, ON, PART, Judged, Outcome, acts, judge, typed_on
from content.practice.task import PICKS, TICKS, Screen, Task, Variant, pieces


@dataclass(frozen=True)
class Line:
    """One thing on a screen. `name`: of its act; `open`: it can (still) be changed; `state`: as of a part, empty before."""

    name: str
    title: list[tuple[bool, str]]
    text: list[tuple[bool, str]]
    aside: list[tuple[bool, str]]
    value: str
    on: bool
    open: bool
    state: str = ""
    told: str = ""
    tag: str = ""  # what the thing is in truth
    warn: bool = False  # and whether that is bad
    kind: str = ""


@dataclass(frozen=True)
class Phone:
    """A screen with its lines. `hidden`: acts that are sent with it: of screens before, and of what stays as it is."""

    screen: Screen
    number: int
    lines: tuple[Line, ...]
    hidden: tuple[str, ...]
    found: int = 0
    wanted: int = 0
    state: str = ""  # right or wrong; empty before it was sent
    secret: str = ""  # what came of a secret


@dataclass(frozen=True)
class View:
    """The open screen (none once all is right), those before it, and how many there are."""

    task: Task
    variant: Variant
    total: int
    now: Phone | None
    before: tuple[Phone, ...] = ()
    hidden: tuple[str, ...] = ()  # acts of a task that is done: sent again they say the same


def view(task: Task, who: str, answers: Sequence[str], *, over: bool) -> View:
    """The task for the page. `who`: who sees it, for the telling; `answers`: acts sent last, judged or not."""
    variant = task.variant_for(who)
    try:
        outcome = judge(task, answers) if answers else None
    except ValueError:
        return _sent_back(task, variant, answers)
    if outcome is None:
        return _opened(task, variant, variant.screens[0], (), ())
    *passed, last = outcome.judged
    total = len(outcome.variant.screens)
    if outcome.right:
        done = tuple(_phone(outcome, one, over=True) for one in outcome.judged)
        return View(task, outcome.variant, total, None, done, tuple(acts(outcome)))
    if outcome.next:
        done = tuple(_phone(outcome, one, over=True) for one in outcome.judged)
        return _opened(task, outcome.variant, outcome.next, done, acts(outcome))
    before = tuple(_phone(outcome, one, over=True) for one in passed)
    carried = acts(Outcome(task, outcome.variant, tuple(passed)))
    return View(task, outcome.variant, total, _phone(outcome, last, over=over, carried=carried), before)


def _opened(task: Task, variant: Variant, screen: Screen, before: tuple[Phone, ...], carried: Iterable[str]) -> View:
    """A screen that was not sent yet."""
    lines = tuple(_lines(variant, screen, {}, None, over=False))
    wanted = sum(item.to_change for item in screen.items) if screen.look in TICKS else 0
    number = variant.screens.index(screen) + 1
    return View(task, variant, len(variant.screens), Phone(screen, number, lines, tuple(carried), 0, wanted), before)


def _sent_back(task: Task, variant: Variant, answers: Sequence[str]) -> View:
    """A screen that could not be judged, with what was typed on it; acts of no screen that there is begin anew."""
    found = typed_on(task, answers)
    if found is None:
        return _opened(task, variant, variant.screens[0], (), ())
    variant, screen, values, earlier = found
    opened = _opened(task, variant, screen, (), earlier)
    lines = tuple(_lines(variant, screen, values, None, over=False))
    wanted = opened.now.wanted if opened.now else 0
    number = variant.screens.index(screen) + 1
    return View(task, variant, opened.total, Phone(screen, number, lines, tuple(earlier), 0, wanted))


def _phone(outcome: Outcome, judged: Judged, *, over: bool, carried: Sequence[str] = ()) -> Phone:
    screen, variant = judged.screen, outcome.variant
    lines = tuple(_lines(variant, screen, dict(judged.values), judged, over=over))
    stays = (
        []
        if judged.right
        else [f"{line.name}{PART}{ON}" for line in lines if not line.open and _stays_on(screen, line)]
    )
    return Phone(
        screen,
        variant.screens.index(screen) + 1,
        lines,
        (*carried, *stays),
        judged.found,
        judged.wanted,
        "right" if judged.right else "wrong",
        judged.values.get("secret", ""),
    )


def _stays_on(screen: Screen, line: Line) -> bool:
    return screen.look in TICKS and line.on


def _lines(
    variant: Variant, screen: Screen, values: dict[str, str], judged: Judged | None, *, over: bool
) -> Iterable[Line]:
    place = f"{variant.key}.{screen.key}"
    if screen.fields:
        for one in screen.fields:
            value = values.get(one.key, "" if judged or values else one.value)
            state = judged.state(one.key) if judged else ""
            told = "" if not judged else one.told if state == "right" else one.hint
            title = [(False, one.label)]
            yield Line(
                f"{place}.{one.key}", title, [], [], value, False, not _settled(judged), state, told, kind=one.kind
            )
    elif screen.look in PICKS:
        yield from _choices(place, screen, values, judged, over=over)
    else:
        yield from _marks(place, screen, values, judged, over=over)


def _settled(judged: Judged | None) -> bool:
    return judged is not None and judged.right


def _choices(
    place: str, screen: Screen, values: dict[str, str], judged: Judged | None, *, over: bool
) -> Iterable[Line]:
    chosen = values.get("choice", "")
    for item in screen.items:
        mine = item.key == chosen
        state = ("right" if item.right else "wrong") if judged and mine else ""
        if judged and over and not mine:
            state = "missed" if item.right else "safe"
        yield Line(
            f"{place}.choice",
            pieces(item.title),
            pieces(item.text),
            pieces(item.aside),
            item.key,
            mine and not judged,
            not (_settled(judged) or state == "wrong"),
            state,
            item.told if state in ("right", "wrong", "missed") or (state and _settled(judged)) else "",
        )


def _marks(place: str, screen: Screen, values: dict[str, str], judged: Judged | None, *, over: bool) -> Iterable[Line]:
    for item in screen.items:
        state = judged.state(item.key) if judged else ""
        if state in ("missed", "safe") and not (over or _settled(judged)):
            state = ""
        on = values.get(item.key) == ON if values or judged else item.now
        if judged and state == "wrong":
            on = item.now
        yield Line(
            f"{place}.{item.key}",
            pieces(item.title),
            pieces(item.text),
            pieces(item.aside),
            ON,
            on,
            not judged or (state in ("", "missed") and not judged.right),
            state,
            item.told if state else "",
            (screen.names[0] if item.right else screen.names[1]) if state else "",
            bool(state) and item.right,
        )


__all__ = ["DONE", "PART", "Line", "Phone", "View", "view"]
