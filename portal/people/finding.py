"""Finding people by name, or by the number they sign in with: in SQL, by keyed digests, inside the scope and the units."""

from dataclasses import dataclass

from django.db.models import QuerySet

from portal.people.identity import Identity, from_records
from portal.people.models import PersonalRecord, User
from portal.people.names import asked_tokens, sort_key
from portal.people.private_details import learner_with_number
from portal.people.registering import Person
from portal.people.scope import everyone, living_in
from portal.people.sign_in import account_of
from portal.places.public import Unit
from portal.text.folding import fold

PAGE = 50  # people on a page
_WORDS_OF_A_NAME = 3  # from which on words are taken for one
MOST = 500  # people put in order by name, for which each name has to be decrypted


@dataclass(frozen=True)
class Found:
    """A page of the people found, by name.

    `number` is how many there are in all; above `MOST` the list is not whole (`cut`), and more of the name has to be said.
    """

    people: list[Identity]
    number: int
    page: int
    pages: int

    @property
    def cut(self) -> bool:
        """Whether more people have this name than can be put in order."""
        return self.number > MOST


def find_people(text: str, *, units: QuerySet[Unit] | None = None, page: int = 1) -> Found:
    """People of the present scope (living in these units today) whose name has all the words, marks or not, by name.

    A word is the beginning of a word of the name, from two letters: "ho" finds Hoa and Hoàng, not Tho. A year (four digits)
    is the year of birth. `page` counts from 1; one beyond the last is the last. Three queries, whatever is found.
    """
    rows = list(_matching(text, units)[:MOST]) if text.strip() else []
    number = len(rows) if len(rows) < MOST else _matching(text, units).count()
    people = sorted(from_records(rows), key=lambda person: (person.sort_key, person.birth_year or 0))
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(page, 1), pages)
    return Found(people[(page - 1) * PAGE : page * PAGE], number, page, pages)


def is_a_name(text: str) -> bool:
    """Whether a text of three words or more may be the name of somebody who is known here, wherever the person lives.

    Of two words too many are something else as well: “an toàn”.
    """
    tokens, _year = asked_tokens(text)
    if len(fold(text).split()) < _WORDS_OF_A_NAME or not tokens:
        return False
    with everyone("whether words are somebody's name is asked of all names; nobody is shown"):
        return PersonalRecord.objects.filter(name_tokens__contains=tokens).exists()


def _matching(text: str, units: QuerySet[Unit] | None) -> QuerySet[PersonalRecord]:
    tokens, year = asked_tokens(text)
    found = PersonalRecord.objects.select_related("learner", "key").filter(learner__kind="person").order_by("pk")
    if not tokens and year is None:
        return found.none()
    if units is not None:
        found = found.filter(learner__in=living_in(units))
    if tokens:
        found = found.filter(name_tokens__contains=tokens)
    return found.filter(birth_year=year) if year else found


def find_by_number(text: str, *, units: QuerySet[Unit]) -> Found:
    """Whoever signs in with exactly this telephone number, in the present scope and living in these units today."""
    account = account_of(text)
    rows = PersonalRecord.objects.select_related("learner", "key").filter(learner__in=living_in(units))
    people = from_records(rows.filter(learner__user_id=account.pk)) if account else []
    return Found(people, len(people), 1, 1)


def find_by_identity_number(text: str, *, units: QuerySet[Unit], by: User) -> Found:
    """Whoever has exactly this identity number and lives in these units today; the log keeps that somebody was found by it.

    Raises ValidationError after too many numbers of nobody.
    """
    found = learner_with_number(text, by=by, within=units)
    rows = PersonalRecord.objects.select_related("learner", "key").filter(learner=found) if found else ()
    people = from_records(rows)
    return Found(people, len(people), 1, 1)


def find_exactly(full_name: str, birth_year: int) -> list[Identity]:
    """People of exactly this name and year of birth, wherever they live: for somebody who stands at the counter and says both."""
    with everyone("who says name and year of birth is known by both, not by the commune"):
        rows = _matching(full_name, None).filter(birth_year=birth_year)[:MOST]
        wanted = sort_key(full_name)
        return [one for one in from_records(rows) if sort_key(one.full_name) == wanted]


def same_person(person: Person) -> list[Identity]:
    """People of the present scope in the commune who may be this very person: same name, no other year of birth."""
    rows = _matching(person.full_name, Unit.objects.filter(pk=person.unit.pk))
    if person.birth_year:
        rows = rows.filter(birth_year=person.birth_year) | rows.filter(birth_year=None)
    name = sort_key(person.full_name)
    return [one for one in from_records(rows[:MOST]) if sort_key(one.full_name) == name]
