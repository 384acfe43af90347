"""A person as pages show it: decrypted only inside a scope that contains the learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.people.models import Learner, PersonalRecord, Residence, User
from portal.people.names import decrypt, sort_key
from portal.people.registering import Person
from portal.people.scope import living_in
from portal.places.public import Unit
from portal.text.folding import fold


@dataclass(frozen=True)
class Identity:
    """Name and how to speak to the person."""

    learner_id: UUID
    reference: str
    full_name: str
    sort_key: str
    birth_year: int | None
    address_form: str
    subject_group: str
    subject_group_text: str

    @cached_property
    def given_name(self) -> str:
        """The last word of the name, as Vietnamese are called."""
        return self.full_name.split()[-1] if self.full_name.split() else ""

    @property
    def called(self) -> str:
        """“chị Hoa” when the form was chosen, otherwise the given name alone."""
        return f"{self.address_form} {self.given_name}".strip()


def _from(record: PersonalRecord) -> Identity:
    return Identity(
        record.learner_id,
        record.learner.reference,
        decrypt(record.full_name_encrypted),
        decrypt(record.sort_key_encrypted),
        record.birth_year,
        record.address_form,
        record.subject_group,
        record.get_subject_group_display(),
    )


def identity(learner: Learner) -> Identity | None:
    """Who the learner is, or None when no record is kept (imported learners) or the scope does not contain them."""
    if "record" in learner._state.fields_cache:  # read together with the learner (`current_learner`)
        record = learner.record if learner._state.fields_cache["record"] else None
    else:
        record = PersonalRecord.objects.select_related("learner").filter(learner=learner).first()
    return _from(record) if record else None


def identities(learners: Iterable[Learner | UUID]) -> dict[UUID, Identity]:
    """The same for many, by learner_id, with one query."""
    keys = [getattr(learner, "pk", learner) for learner in learners]
    return {
        row.learner_id: _from(row) for row in PersonalRecord.objects.select_related("learner").filter(learner__in=keys)
    }


def sorted_by_name(learners: Iterable[Learner]) -> list[Learner]:
    """The learners in the order of their sort keys (family, middle, given name); those without a record come last."""
    rows = list(learners)
    known = identities(rows)
    return sorted(
        rows, key=lambda row: (row.pk not in known, known[row.pk].sort_key if row.pk in known else row.reference)
    )


def find_people(text: str, limit: int = 30, units: QuerySet[Unit] | None = None) -> list[Identity]:
    """People of the present scope (living in these units today) whose name has all the words, marks or not, by name.

    A word must be the beginning of a word of the name: "ho" finds Hoa and Hoàng, not Tho.
    """
    asked = fold(text).split()
    if not asked:
        return []
    records = PersonalRecord.objects.select_related("learner")
    if units is not None:
        records = records.filter(learner__in=living_in(units))
    hits = []
    for record in records.iterator():
        words = fold(decrypt(record.full_name_encrypted)).split()
        if all(any(word.startswith(part) for word in words) for part in asked):
            hits.append(_from(record))
    return sorted(hits, key=lambda person: (person.sort_key, person.birth_year or 0))[:limit]


def same_person(person: Person) -> list[Identity]:
    """People of the present scope in the commune who may be this very person: same name, no other year of birth."""
    unit = Unit.objects.filter(pk=person.unit.pk)
    name, year = sort_key(person.full_name), person.birth_year
    found = find_people(person.full_name, units=unit)
    return [one for one in found if sort_key(one.full_name) == name and (not year or one.birth_year in (None, year))]


def current_learner(user: User) -> Learner | None:
    """The learner of the signed-in user, or None."""
    if not user.is_authenticated:
        return None
    return Learner.objects.filter(user_id=user.pk).select_related("record").first()


def learner_by_reference(reference: str) -> Learner | None:
    """The learner with this reference, if the present scope contains it."""
    return Learner.objects.filter(reference=reference).first()


def residence_of(learner: Learner) -> Residence | None:
    """Where the learner lives now."""
    return Residence.objects.select_related("unit", "residential_group").filter(learner=learner, valid_to=None).first()
