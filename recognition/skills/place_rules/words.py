"""What a rule of a place looks like: when a title holder counts as having digital skills (P1). Each condition may be unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from recognition.titles.sources import Sourced

SAID = ("qd757", "course", "trained", "judgement")  # what an officer says yes or no of; else it is not known
MEASURES = ("p1",)
ANY, ALL = "any", "all"


@dataclass(frozen=True)
class SetFacts:
    """What a person shows of one requirement set: codes at the level that is asked for. `seen`: anything was recorded at all."""

    codes: frozenset[str]
    required: int
    seen: bool


@dataclass(frozen=True)
class PersonFacts:
    """All that a rule may ask of one person on one day.

    `skills`: requirement set (key) -> facts. `said`: kind of `SAID` -> an officer's last word. `points`: (title, indicator) ->
    points of the assessment that counts. What is missing is not known.
    """

    skills: Mapping[str, SetFacts] = field(default_factory=dict)
    said: Mapping[str, bool] = field(default_factory=dict)
    points: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """A share of a requirement set, or some of its competences, at the levels that the set asks for."""

    set_key: str
    at_least_percent: Decimal | None
    competences: tuple[str, ...]

    def holds(self, facts: PersonFacts) -> bool | None:
        """None while nothing was recorded of the person by this set."""
        found = facts.skills.get(self.set_key)
        if found is None or not found.seen or not found.required:
            return None
        if self.at_least_percent is None:
            return set(self.competences) <= found.codes
        return Decimal(len(found.codes)) * 100 >= self.at_least_percent * found.required


@dataclass(frozen=True)
class Said:
    """What an officer has said of the person: a confirmation, a course, training, a judgement."""

    kind: str

    def holds(self, facts: PersonFacts) -> bool | None:
        """None while no officer has said anything."""
        return facts.said.get(self.kind)


@dataclass(frozen=True)
class Points:
    """An indicator of a title at so many points, by the assessment that counts."""

    title_key: str
    code: str
    at_least: Decimal

    def holds(self, facts: PersonFacts) -> bool | None:
        """None where the person was not assessed on it."""
        found = facts.points.get((self.title_key, self.code))
        return None if found is None else found >= self.at_least


Condition = Level | Said | Points


@dataclass(frozen=True)
class PlaceRule:
    """A whole rule. `join`: any or all of the conditions; `trained`: and the person was trained (asked from 2030 on)."""

    key: str
    version: str
    measure: str
    title: str
    confidence: str
    notice: str
    document: Sourced | None
    valid_from: date
    join: str
    conditions: tuple[Condition, ...]
    trained: bool

    def judge(self, facts: PersonFacts) -> bool | None:
        """Whether the person counts; None where what is known does not settle it: such a person counts in neither way."""
        answers = [one.holds(facts) for one in self.conditions]
        found = _any(answers) if self.join == ANY else _all(answers)
        return _all([found, Said("trained").holds(facts)]) if self.trained else found

    @property
    def sets(self) -> tuple[str, ...]:
        """The requirement sets that it asks, each once."""
        return tuple(dict.fromkeys(one.set_key for one in self.conditions if isinstance(one, Level)))

    @property
    def indicators(self) -> tuple[tuple[str, str], ...]:
        """The (title, indicator) pairs that it asks, each once."""
        return tuple(dict.fromkeys((one.title_key, one.code) for one in self.conditions if isinstance(one, Points)))


def _any(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers else False


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True
