"""A person as pages show it: decrypted only inside a scope that contains the learner."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.people.keys import decrypt_all
from portal.people.models import Learner, PersonalRecord, Residence, User
from portal.text.collation import Key as Words
from portal.text.collation import given_first

Key = tuple[Words, Words, Words]


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


def from_records(records: Iterable[PersonalRecord]) -> list[Identity]:
    """The records decrypted, those of forgotten people left out; no query when `learner` and `key` were selected with them."""
    rows = list(records)
    keys = [row.key for row in rows if row.key is not None]
    texts = decrypt_all([token for row in rows for token in (row.full_name_encrypted, row.sort_key_encrypted)], keys)
    return [
        Identity(
            row.learner_id,
            row.learner.reference,
            full_name,
            key,
            row.birth_year,
            row.address_form,
            row.subject_group,
            row.get_subject_group_display(),
        )
        for row, full_name, key in zip(rows, texts[::2], texts[1::2], strict=True)
        if full_name
    ]


def identity(learner: Learner) -> Identity | None:
    """Who the learner is, or None when no record is kept (imported learners) or the scope does not contain them."""
    if "record" in learner._state.fields_cache:  # read together with the learner (`current_learner`)
        record = learner.record if learner._state.fields_cache["record"] else None
        return next(iter(from_records([record])), None) if record else None
    return identities([learner]).get(learner.pk)


def identities(learners: Iterable[Learner | UUID]) -> dict[UUID, Identity]:
    """The same for many, by learner_id, with one query."""
    keys = [getattr(learner, "pk", learner) for learner in learners]
    found = PersonalRecord.objects.select_related("learner", "key").filter(learner__in=keys)
    return {one.learner_id: one for one in from_records(found)}


_MOST_KEYS = 10_000
_order: dict[bytes, Key] = {}


def given_name_keys(learner_ids: Collection[UUID]) -> dict[UUID, Key]:
    """What these people are ordered by in a list, by given name; who has no record is left out.

    The order of a name lies in the memory of the process under its token: a name written anew has another token, and who is
    forgotten has no row that leads there.
    """
    rows = PersonalRecord.objects.filter(learner__in=learner_ids).values_list("learner", "full_name_encrypted")
    tokens = {learner: bytes(token) for learner, token in rows}
    known = {token: key for token in tokens.values() if (key := _order.get(token))}
    fresh = [token for token in tokens.values() if token not in known]
    read = {token: given_first(name) for token, name in zip(fresh, decrypt_all(fresh), strict=True)}
    if len(_order) + len(read) > _MOST_KEYS:
        _order.clear()
    _order.update(read)
    known |= read
    return {learner: known[token] for learner, token in tokens.items()}


def sorted_by_name(learners: Iterable[Learner]) -> list[Learner]:
    """The learners in the order of their sort keys (family, middle, given name); those without a record come last."""
    rows = list(learners)
    known = identities(rows)
    return sorted(
        rows, key=lambda row: (row.pk not in known, known[row.pk].sort_key if row.pk in known else row.reference)
    )


def current_learner(user: User) -> Learner | None:
    """The learner of the signed-in user, or None.

    Past the scope, which always holds oneself: an officer's pages ask this alone, and would make the whole condition for it.
    """
    if not user.is_authenticated:
        return None
    return QuerySet(Learner).filter(user_id=user.pk).select_related("record__key").first()


def learner_by_reference(reference: str) -> Learner | None:
    """The learner with this reference, if the present scope contains it."""
    if "\x00" in reference:  # a form may send what no column holds
        return None
    return Learner.objects.filter(reference=reference).first()


def residence_of(learner: Learner) -> Residence | None:
    """Where the learner lives now."""
    return Residence.objects.select_related("unit", "residential_group").filter(learner=learner, valid_to=None).first()
