"""How a certificate stands on a day, folded from the rows of its life and of those that replaced it. Pure.

Two questions are told apart: what was recorded by a moment, and what is known now. A day is asked of either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

NOT_YET, VALID, SUSPENDED, SUPERSEDED = "not_yet", "valid", "suspended", "superseded"
REVOKED, ANNULLED, LAPSED = "revoked", "annulled", "lapsed"
STATES = (NOT_YET, VALID, SUSPENDED, SUPERSEDED, REVOKED, ANNULLED, LAPSED)
HELD = frozenset({VALID, SUSPENDED})  # a title under review is still held


@dataclass(frozen=True)
class Step:
    """One row of a life: what, from which day on, recorded when, by which decision (its number in the table)."""

    what: str
    on: date
    recorded_at: datetime
    decision: int | None = None


@dataclass(frozen=True)
class Review:
    """A review that a body runs: from the day it was opened until the day it was answered (None: it runs)."""

    since: date
    recorded_at: datetime
    until: date | None = None
    until_recorded_at: datetime | None = None

    def runs(self, on: date, known: datetime | None) -> bool:
        """Whether it runs on a day, as known at a moment (None: now)."""
        if on < self.since or (known is not None and self.recorded_at > known):
            return False
        answered = self.until if known is None or (self.until_recorded_at or known) <= known else None
        return answered is None or on < answered


@dataclass(frozen=True)
class Life:
    """A certificate by its number in the table, its rows in the order they were recorded, and its reviews."""

    number: int
    steps: tuple[Step, ...]
    reviews: tuple[Review, ...] = ()

    def known(self, what: str, by: datetime | None) -> Step | None:
        """The row of this kind as known at a moment (None: now)."""
        return next((one for one in self.steps if one.what == what and (by is None or one.recorded_at <= by)), None)


@dataclass(frozen=True)
class Folded:
    """The state on a day, since when and by which decision; the last certificate of the chain on that day, and its state."""

    state: str
    since: date
    decision: int | None
    last: int
    last_state: str
    last_since: date
    last_decision: int | None


def fold(chain: Sequence[Life], on: date, known: datetime | None = None) -> Folded:
    """How the first certificate of a chain stands on a day, as known at a moment (None: now).

    `chain` holds the certificate, then what replaced it, one after the other. What was annulled should never have been issued:
    once that is known it holds for every day, and for every certificate of the chain.
    """
    known_chain = list(_as_known(chain, known))
    annulled = known_chain[-1].known(ANNULLED, known)
    at = 0
    while (own := _own(known_chain[at], on, known, annulled)).what == SUPERSEDED and at + 1 < len(known_chain):
        at += 1
    first = _own(known_chain[0], on, known, annulled)
    return Folded(
        state=first.what,
        since=first.on,
        decision=first.decision,
        last=known_chain[at].number,
        last_state=own.what,
        last_since=own.on,
        last_decision=own.decision,
    )


def _as_known(chain: Sequence[Life], known: datetime | None) -> Sequence[Life]:
    """As far as the replacing was known."""
    for at, one in enumerate(chain):
        if one.known(SUPERSEDED, known) is None:
            return chain[: at + 1]
    return chain


def _own(life: Life, on: date, known: datetime | None, annulled: Step | None) -> Step:
    """The row that says how one certificate stands; VALID, SUSPENDED and NOT_YET are said of the row of its issue."""
    issued = life.known("issued", known)
    if issued is None or on < issued.on:
        begins = min(life.steps, key=lambda one: one.recorded_at)
        return Step(NOT_YET, issued.on if issued else begins.on, begins.recorded_at)
    for what in (REVOKED, SUPERSEDED):
        ended = life.known(what, known)
        if ended is not None and ended.on <= on:
            return ended
    if annulled is not None:
        return annulled
    lapsed = life.known(LAPSED, known)
    if lapsed is not None and lapsed.on <= on:
        return lapsed
    for review in life.reviews:
        if review.runs(on, known):
            return Step(SUSPENDED, review.since, review.recorded_at)
    return Step(VALID, issued.on, issued.recorded_at, issued.decision)
