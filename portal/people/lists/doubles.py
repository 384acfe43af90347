"""Whom of a commune the rows of a list may be: all rows at once, with a few queries however many there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.people.identity import Identity, from_records
from portal.people.lists.rows import Wish
from portal.people.lookup import lookup, lookup_key
from portal.people.models import Learner, PersonalRecord, Residence, SignInName
from portal.people.names import name_tokens, sort_key
from portal.people.scope import living_in
from portal.places.public import Unit

MOST_SHOWN = 10  # people whom one row may be


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a row may be: of the portal (`key` is the reference), or of an earlier row of the list (`row`)."""

    key: str
    full_name: str
    birth_year: int | None
    home: str = ""
    row: int = 0
    same_number: bool = False

    @property
    def facts(self) -> str:
        """What tells the person from namesakes: year of birth, residential group, a number in common."""
        year = str(self.birth_year or "") or _("year of birth not known")
        return ", ".join(
            part for part in (year, self.home, _("same telephone number") if self.same_number else "") if part
        )


@dataclass(frozen=True)
class Found:
    """By row the people it may be, and the rows whose telephone number somebody signs in with already."""

    people: dict[int, list[Candidate]]
    numbers: set[int]


def years_fit(one: int | None, other: int | None) -> bool:
    """Whether two years of birth may be one; an unknown one may be any."""
    return one is None or other is None or one == other


def people_like(unit: Unit, wishes: Mapping[int, Wish], *, without: QuerySet, since: datetime | None = None) -> Found:
    """Whom of the commune each row may be: same name and no other year, or the same telephone number.

    `without`: ids of learners not to be asked about; `since`: only those registered from then on. Inside `everyone`.
    """
    secret = lookup_key()
    living = PersonalRecord.objects.filter(learner__kind="person").exclude(learner__in=without)
    living = living.filter(learner__in=living_in(Unit.objects.filter(pk=unit.pk)))
    if since:
        living = living.filter(learner__created_at__gte=since)
    accounts = _accounts(wishes, secret)
    pairs = _same_name(living, wishes, secret) | _same_number(living, accounts)
    records = living.filter(pk__in={pk for _row, pk in pairs})
    people = {row.pk: row for row in records.select_related("learner", "key")}
    shown = {one.learner_id: one for one in from_records(people.values())}
    homes = _homes(shown)
    found: dict[int, list[Candidate]] = {}
    for row, pk in sorted(pairs):
        one = shown.get(people[pk].learner_id) if pk in people else None
        by_number = one is not None and people[pk].learner.user_id == accounts.get(row, 0)
        if one is None or len(found.get(row, ())) == MOST_SHOWN:
            continue
        if by_number or _is_like(one, wishes[row]):
            home = homes.get(one.learner_id, "")
            found.setdefault(row, []).append(
                Candidate(one.reference, one.full_name, one.birth_year, home, same_number=by_number)
            )
    return Found(found, set(accounts))


def _is_like(one: Identity, wish: Wish) -> bool:
    return sort_key(one.full_name) == sort_key(wish.person.full_name) and years_fit(
        one.birth_year, wish.person.birth_year
    )


def _accounts(wishes: Mapping[int, Wish], secret: bytes) -> dict[int, int]:
    """The account that signs in with the number of a row."""
    digests = {row: lookup(wish.phone, secret) for row, wish in wishes.items() if wish.phone}
    rows = SignInName.objects.filter(lookup__in=set(digests.values())).values_list("lookup", "user")
    known = dict(rows)
    return {row: known[digest] for row, digest in digests.items() if digest in known}


def _same_name(living, wishes: Mapping[int, Wish], secret: bytes) -> set[tuple[int, int]]:
    """Row and record wherever the words of the name are the same and the years fit."""
    wanted: dict[tuple[int, ...], list[int]] = {}
    for row, wish in wishes.items():
        if wish.person.full_name:
            wanted.setdefault(tuple(name_tokens(wish.person.full_name, secret)), []).append(row)
    pairs: set[tuple[int, int]] = set()
    for pk, year, tokens in living.values_list("pk", "birth_year", "name_tokens").iterator(2000):
        for row in wanted.get(tuple(tokens), ()):
            if years_fit(year, wishes[row].person.birth_year):
                pairs.add((row, pk))
    return pairs


def _same_number(living, accounts: Mapping[int, int]) -> set[tuple[int, int]]:
    rows = living.filter(learner__user__in=set(accounts.values())).values_list("learner__user", "pk")
    records = dict(rows)
    return {(row, records[user]) for row, user in accounts.items() if user in records}


def _homes(learners: Collection[UUID]) -> dict[UUID, str]:
    rows = Residence.objects.filter(learner__in=list(learners), valid_to=None)
    return {pk: name or "" for pk, name in rows.values_list("learner", "residential_group__name")}


def references(learner_ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of these learners."""
    return dict(Learner.objects.filter(pk__in=list(learner_ids)).values_list("pk", "reference"))
