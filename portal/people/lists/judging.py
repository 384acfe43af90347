"""A whole list judged: what becomes of each row, and what has to be asked first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portal.people.lists.doubles import Candidate, people_like, references, years_fit
from portal.people.lists.models import ListedPerson, PeopleList
from portal.people.lists.reading import Line
from portal.people.lists.rows import Problem, Wish, judged, known_in
from portal.people.names import sort_key
from portal.people.scope import everyone
from portal.places.public import groups_of

NEW = "new"
# What becomes of a row: it is wrong; somebody has to say who it is; it is ready; it is somebody known; its person was registered
# by this list; the file says that it was taken in before.
WRONG, ASKED, READY, SAME, REGISTERED, BEFORE = "wrong", "asked", "ready", "same", "registered", "before"


@dataclass
class Row:
    """A row with what it asks for, whom it may be and what becomes of it."""

    number: int
    wish: Wish
    problems: list[Problem]
    candidates: list[Candidate] = field(default_factory=list)
    answer: str = ""
    state: str = READY
    number_taken: bool = False
    learner: UUID | None = None
    reference: str = ""

    @property
    def facts(self) -> str:
        """What the row says besides the name: year of birth and residential group."""
        person = self.wish.person
        return ", ".join(
            part for part in (str(person.birth_year or ""), person.group.name if person.group else "") if part
        )

    @property
    def chosen(self) -> Candidate | None:
        """Who it is, when it is somebody known."""
        return next((one for one in self.candidates if one.key == self.answer), None)


@dataclass(frozen=True)
class Judged:
    """All rows, and the moment from which on somebody registered meanwhile was not looked at."""

    rows: list[Row]
    at: datetime

    def of(self, *states: str) -> list[Row]:
        """The rows in one of these states."""
        return [row for row in self.rows if row.state in states]

    def to_take(self) -> list[Row]:
        """The rows that a press takes in. One that is the person of an earlier row waits until that one can be."""
        sure: set[int] = set()
        found = []
        for row in self.rows:
            earlier = row.chosen.row if row.state == SAME and row.chosen else 0
            if row.learner is not None:
                sure.add(row.number)
            elif row.state in (READY, SAME) and (not earlier or earlier in sure):
                sure.add(row.number)
                found.append(row)
        return found


def judge(people_list: PeopleList, lines: list[Line]) -> Judged:
    """What becomes of each row now. As many questions to the database for ten rows as for five thousand."""
    at, unit = timezone.now(), people_list.unit
    known = known_in(unit, list(groups_of(unit)))
    rows = [Row(line.number, *judged(line, known)) for line in lines]
    with everyone("a list is compared with all who live in its commune; who sees the list serves them"):
        came = {one.row: one for one in ListedPerson.objects.filter(people_list=people_list)}
        found = people_like(unit, {row.number: row.wish for row in rows}, without=registered_by(people_list))
        known_by = references({one.learner_id for one in came.values()})
    earlier = _earlier_rows(rows)
    marked = {line.number for line in lines if line.done}
    for row in rows:
        row.candidates = earlier.get(row.number, []) + found.people.get(row.number, [])
        row.number_taken = row.number in found.numbers
        row.answer = _answer(people_list.answers.get(str(row.number)), row.candidates)
        row.state = _state(row, came, marked)
        if row.number in came:
            row.learner = came[row.number].learner_id
            row.reference = known_by.get(row.learner, "")
    _share_numbers(rows)
    return Judged(rows, at)


def registered_by(people_list: PeopleList) -> QuerySet:
    """Ids of the learners whom this list registered, to be used as a part of a filter."""
    return ListedPerson.objects.filter(people_list=people_list, registered=True).values("learner")


def _state(row: Row, came: Mapping[int, ListedPerson], marked: set[int]) -> str:
    if row.number in came:
        return REGISTERED if came[row.number].registered else SAME
    if row.number in marked:
        return BEFORE
    if row.problems:
        return WRONG
    if row.candidates and not row.answer:
        return ASKED
    return SAME if row.chosen else READY


def _answer(said: Mapping | None, candidates: list[Candidate]) -> str:
    """What staff said, as long as nobody came whom they did not see then."""
    keys = {one.key for one in candidates}
    if not said or not keys <= set(said.get("seen", ())):
        return ""
    return said["is"] if said["is"] in keys | {NEW} else ""


def _earlier_rows(rows: list[Row]) -> dict[int, list[Candidate]]:
    """For each row those above it with the same name and no other year."""
    found: dict[int, list[Candidate]] = {}
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        person = row.wish.person
        if not person.full_name:
            continue
        others = by_name.setdefault(sort_key(person.full_name), [])
        found[row.number] = [
            Candidate(
                row_key(other.number),
                other.wish.person.full_name,
                other.wish.person.birth_year,
                _home(other),
                other.number,
            )
            for other in others[-10:]
            if years_fit(other.wish.person.birth_year, person.birth_year)
        ]
        others.append(row)
    return found


def row_key(number: int) -> str:
    """How an answer names another row of the list."""
    return f"row-{number}"


def _home(row: Row) -> str:
    return row.wish.person.group.name if row.wish.person.group else ""


def _share_numbers(rows: list[Row]) -> None:
    """A number opens one account: of two people of the list who share it the first gets it."""
    seen: set[str] = set()
    for row in rows:
        if row.wish.phone and row.state == READY and not row.number_taken:
            row.number_taken = row.wish.phone in seen
            seen.add(row.wish.phone)
