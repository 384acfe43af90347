"""Family, by the official's own declaration: who declares it keeps away from that person's cases. No family tree."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, User, accounts_of, person_ids, records_of, units_of
from recognition.models import Case, KinshipDeclaration
from recognition.refusals import NotYours, SamePerson


def kin_of(learner_id: UUID) -> set[int]:
    """Accounts of officials who declared that this person is of the family."""
    held = KinshipDeclaration.objects.filter(learner__in=person_ids(learner_id), ended_at=None)
    return set(held.values_list("official", flat=True))


def is_kin(learner_id: UUID, user: User) -> bool:
    """Whether the official declared it, under whichever account, for whichever record of the person."""
    held = KinshipDeclaration.objects.filter(learner__in=person_ids(learner_id), official__in=accounts_of(user))
    return held.filter(ended_at=None).exists()


def kin_among(learners: Iterable[UUID], user: User) -> set[UUID]:
    """Those of these records whose person the official declared to be of the family: a few queries, however many."""
    held = KinshipDeclaration.objects.filter(official__in=accounts_of(user), ended_at=None)
    return set(learners) & records_of(held.values_list("learner", flat=True))


def declare(learner: Learner, official: User) -> KinshipDeclaration:
    """The official says that this person is of the family; a case of that person that the official holds is given back.

    Said twice is said once. Raises NotYours for somebody who holds no office where the person is seen.
    """
    if not units_of(official, "officer", "signer", "staff", "administrator").exists():
        raise NotYours(_("Only officials declare family."))
    with transaction.atomic():
        row, made = KinshipDeclaration.objects.get_or_create(official=official, learner=learner, ended_at=None)
        if made:
            held = Case.objects.select_for_update(of=("self",)).filter(
                learner__in=person_ids(learner.pk), lease_holder__in=accounts_of(official)
            )
            for case in held.order_by("pk"):
                case.lease_holder = case.lease_until = None
                case.save(update_fields=["lease_holder", "lease_until"])
            append("kinship.declared", f"kinship:{row.pk}", by=official)
    return row


def end_declaration(row: KinshipDeclaration, by: User) -> KinshipDeclaration:
    """A declaration that was a mistake ends; an administrator of a place of that official does it, never the official.

    Raises SamePerson, NotYours.
    """
    if row.official_id in accounts_of(by):
        raise SamePerson(_("An administrator ends a declaration that was a mistake, not whoever made it."))
    if not units_of(by, "administrator").filter(pk__in=units_of(row.official).values("pk")).exists():
        raise NotYours(_("Only an administrator of the official's place can do this."))
    with transaction.atomic():
        row = KinshipDeclaration.objects.select_for_update().get(pk=row.pk)
        if row.ended_at is None:
            row.ended_at, row.ended_by = timezone.now(), by
            row.save(update_fields=["ended_at", "ended_by"])
            append("kinship.ended", f"kinship:{row.pk}", by=by)
    return row
