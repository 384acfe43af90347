"""What the interface answers, as dataclasses: the answers are made from them, and so is their description."""

from dataclasses import dataclass

from recognition.figures.reports.tables import Report


@dataclass(frozen=True)
class Place:
    """A province or commune in force today."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Places:
    """Places in the order of their names."""

    places: list[Place]


@dataclass(frozen=True)
class Holders:
    """Holders of the title of persons at the end of a year. `holders` is null where the number is not published: `why` says so."""

    code: str
    year: int
    holders: int | None
    why: str


@dataclass(frozen=True)
class RateOf:
    """One rate. Null numbers are not zero: `why` says whether there is no number, or it is not published."""

    key: str
    numerator: int | None
    base: int | None
    known: int | None
    percent: str | None
    why: str


@dataclass(frozen=True)
class Rates:
    """The rates of a place and year."""

    code: str
    year: int
    rates: list[RateOf]


@dataclass(frozen=True)
class Frozen:
    """Frozen figures, without their tables."""

    number: int
    year: int
    as_of: str
    made_at: str
    digest: str


@dataclass(frozen=True)
class FrozenList:
    """What was frozen of a place, the newest first."""

    snapshots: list[Frozen]


@dataclass(frozen=True)
class FrozenReport:
    """Frozen figures with their tables."""

    snapshot: Frozen
    report: Report


@dataclass(frozen=True)
class Problem:
    """Why there is no answer."""

    error: str
