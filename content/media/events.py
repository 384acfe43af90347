"""What a player tells of a film, read strictly (pure): a session, and events with a number each, so that twice is once.

Who it was, which film, and how long that is, the portal knows for itself; nothing of it is taken from here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MOST_EVENTS, MOST_LETTERS, MOST_NUMBER = 40, 12_000, 100_000
MOST_AGO = 24 * 3600.0  # seconds: what was kept while there was no net
_FIELDS = {
    "played": ("at",),
    "paused": ("at",),
    "seeked": ("from", "to"),
    "seen": ("at",),  # still playing, or not: how far one has come, without a statement
    "terminated": ("at",),
}
SLOWEST, FASTEST = 0.25, 4.0  # how fast a player plays
CAPTIONS = ("", "vi")  # of the captions that are shown
_SLACK = 2.0  # seconds by which a player and the portal may see the end of a film differently


class WrongEvents(ValueError):
    """What was sent is no account of a film: where, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


@dataclass(frozen=True)
class Event:
    """`at`: where in the film, in seconds (of `seeked` where to); `begin`: where from; `ago`: seconds since it happened."""

    number: int
    what: str
    at: float
    ago: float
    begin: float = 0.0


@dataclass(frozen=True)
class Told:
    """What was sent at once."""

    session: UUID
    speed: float
    events: tuple[Event, ...]
    captions: str = ""  # the language of those that are shown


def read(sent: Mapping[str, Any], length: float) -> Told:
    """What was sent of a film of `length` seconds. Raises WrongEvents."""
    try:
        session = UUID(sent.get("session", ""))
    except ValueError:
        raise WrongEvents("session", "must be a UUID") from None
    if session.version != 4 or str(session) != sent.get("session"):
        raise WrongEvents("session", "must be a UUID of version 4 in small letters")
    text = sent.get("events", "")
    if len(text) > MOST_LETTERS:
        raise WrongEvents("events", f"has more than {MOST_LETTERS} characters")
    try:
        found = json.loads(text)
        speed = json.loads(sent.get("speed", "1")[:10])
    except (ValueError, RecursionError):
        raise WrongEvents("events", "is no JSON") from None
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_EVENTS:
        raise WrongEvents("events", f"must be a list of 1 to {MOST_EVENTS}")
    captions = sent.get("captions", "")
    if captions not in CAPTIONS:
        raise WrongEvents("captions", "must be the language of the captions that are shown, or nothing")
    events: list[Event] = []
    for place, one in enumerate(found):
        event = _event(one, f"events[{place}]", length)
        if events and event.number <= events[-1].number:
            raise WrongEvents(f"events[{place}].n", "must be greater than the one before")
        events.append(event)
    return Told(session, _between(speed, SLOWEST, FASTEST, "speed"), tuple(events), captions)


def _event(one: Any, where: str, length: float) -> Event:
    if not isinstance(one, dict):
        raise WrongEvents(where, "must be an object")
    what = one.get("what")
    if not isinstance(what, str) or what not in _FIELDS:
        raise WrongEvents(f"{where}.what", f"must be one of {', '.join(_FIELDS)}")
    unknown = one.keys() - {"n", "what", "ago", *_FIELDS[what]}
    if unknown:
        raise WrongEvents(f"{where}.{min(unknown)}", "nobody knows this")
    number = one.get("n")
    if type(number) is not int or not 1 <= number <= MOST_NUMBER:
        raise WrongEvents(f"{where}.n", f"must be a whole number from 1 to {MOST_NUMBER}")
    *begin, at = (
        min(length, _between(one.get(name), 0.0, length + _SLACK, f"{where}.{name}")) for name in _FIELDS[what]
    )
    ago = _between(one.get("ago"), 0.0, MOST_AGO, f"{where}.ago")
    return Event(number, what, at, ago, begin[0] if begin else 0.0)


def _between(value: Any, least: float, most: float, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise WrongEvents(where, "must be a number")
    if not least <= value <= most:
        raise WrongEvents(where, f"must lie between {least:g} and {most:g}")
    return float(value)
