"""Two records of one person. No row moves: an alias leads from one to the other, and whoever reads spans both."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import helps
from portal.people.models import JoinSpan, Learner, LearnerAlias, PersonalRecord, Residence, Role, User
from portal.people.private_detail import PrivateDetail
from portal.people.records import end_home
from portal.people.roles import end_role
from portal.people.scope import everyone

_WHY = "both records of one person are read"


def person_ids(learner_id: UUID) -> QuerySet:
    """Ids of all records of the person behind one of them, itself included, as a subquery. Past every scope."""
    aliases, own = QuerySet(LearnerAlias), QuerySet(Learner).filter(pk=learner_id).values("pk")
    first = aliases.filter(alias=learner_id).values("learner")
    return own.union(
        aliases.filter(learner=learner_id).values("alias"), first, aliases.filter(learner__in=first).values("alias")
    )


def records_of(learner_ids: Iterable[UUID]) -> set[UUID]:
    """Ids of all records of the people behind these records, themselves included: two queries, however many."""
    asked, aliases = set(learner_ids), QuerySet(LearnerAlias)
    firsts = asked | set(aliases.filter(alias__in=asked).values_list("learner", flat=True))
    return firsts | set(aliases.filter(learner__in=firsts).values_list("alias", flat=True))


def first_ids(learner_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each record that of the person who goes on with it: itself, or what it was joined to. One query."""
    asked = set(learner_ids)
    joined = QuerySet(LearnerAlias).filter(alias__in=asked).values_list("alias", "learner") if asked else ()
    return {one: one for one in asked} | dict(joined)


def first_record(learner: Learner) -> Learner:
    """The record that the person goes on with: the learner's own, or the one it was joined to."""
    alias = QuerySet(LearnerAlias).filter(alias=learner.pk).first()
    return QuerySet(Learner).select_related("record").get(pk=alias.learner_id) if alias else learner


def accounts_of_learner(learner_id: UUID) -> set[int]:
    """Keys of all accounts of the person behind a record, ended ones too."""
    rows = QuerySet(Learner).filter(pk__in=person_ids(learner_id)).exclude(user=None)
    return set(rows.values_list("user", flat=True))


def accounts_of(user: User) -> set[int]:
    """Keys of all accounts of the person behind an account, itself included."""
    learner_id = QuerySet(Learner).filter(user_id=user.pk).values_list("pk", flat=True).first()
    return {user.pk} | (accounts_of_learner(learner_id) if learner_id else set())


def accounts_of_people(learner_ids: Iterable[UUID]) -> dict[UUID, set[int]]:
    """For each record the accounts of the person behind it, ended ones too: three queries, however many records."""
    first, aliases = first_ids(learner_ids), QuerySet(LearnerAlias)
    if not first:
        return {}
    people = {one: one for one in first.values()}
    people |= dict(aliases.filter(learner__in=set(people)).values_list("alias", "learner"))
    held: dict[UUID, set[int]] = {}
    for record, account in QuerySet(Learner).filter(pk__in=people).exclude(user=None).values_list("pk", "user"):
        held.setdefault(people[record], set()).add(account)
    return {one: held.get(person, set()) for one, person in first.items()}


def people_behind(accounts: Iterable[int]) -> set[int]:
    """These accounts and all others of the same people, ended ones too: four queries, however many accounts."""
    return set().union(*accounts_beside(accounts).values())


def accounts_beside(accounts: Iterable[int]) -> dict[int, set[int]]:
    """For each account all accounts of the person behind it, ended ones too, itself included: four queries at most."""
    asked = set(accounts)
    records = dict(QuerySet(Learner).filter(user__in=asked).values_list("user", "pk")) if asked else {}
    held = accounts_of_people(records.values())
    return {one: {one} | (held[records[one]] if one in records else set()) for one in asked}


def records_of_user(user: User) -> set[UUID]:
    """Ids of all records of the person behind an account."""
    return records_of(QuerySet(Learner).filter(user_id=user.pk).values_list("pk", flat=True))


def join(learner: Learner, double: Learner, *, by: User, proof: str) -> LearnerAlias:
    """Two records are one person, who goes on with `learner`. `proof`: the paper that was seen, kept with the act.

    The double lives nowhere any more, so it leaves every queue and number; its account and its roles end. The only account
    of the two goes over. Raises PermissionDenied unless `by` serves both (and administers the roles that end),
    ValidationError for `proof`, or when both are the same record or one is joined already.
    """
    if not (helps(by, learner) and helps(by, double)):
        raise PermissionDenied(_("You can change records of people of your own commune only."))
    proof = " ".join(proof.split())
    if not proof:
        raise ValidationError({"proof": _("Write which paper showed that both are one person.")})
    if not (learner.is_person and double.is_person):
        raise ValidationError(_("Only two records of one person can be joined."))
    if learner.pk == double.pk:
        raise ValidationError(_("This is the same record. Choose the other one."))
    with everyone(_WHY), transaction.atomic():
        rows = {
            row.pk: row
            for row in Learner.objects.select_for_update().filter(pk__in=[learner.pk, double.pk]).order_by("pk")
        }
        keep, other = rows[learner.pk], rows[double.pk]
        if LearnerAlias.objects.filter(Q(alias__in=rows) | Q(learner=other)).exists():
            raise ValidationError(
                _("One of the two is joined already. Look at the person again, and keep that record.")
            )
        numbers = PrivateDetail.objects.filter(learner__in=rows, lookup__isnull=False)
        if numbers.count() > 1:  # a number is kept once, so these are two different ones
            text = _(
                "The two records have different identity numbers. Compare both with the paper, and take the wrong one out."
            )
            raise ValidationError(text)
        went_over = bool(other.user_id) and not keep.user_id
        if went_over:
            _give_account(other, keep)
        elif other.user_id:
            _end_account(other.user_id, by)
        said = {"joined_by": by, "proof": proof[:200], "account_went_over": went_over}
        alias = LearnerAlias.objects.create(learner=keep, alias=other.learner_id, **said)
        JoinSpan.objects.create(learner=keep, alias=other.learner_id, joined_at=end_home(other, timezone.localdate()))
        append("learner.joined", f"learner:{keep.learner_id}", by=by, details={"alias": str(other.learner_id)})
    return alias


def part(alias: LearnerAlias, *, by: User, reason: str) -> Learner:
    """Takes a joining back: the second record lives where the person lives, and signs in again. Its roles do not come back.

    Returns the second record. Raises PermissionDenied, ValidationError for `reason`.
    """
    if not helps(by, alias.learner):
        raise PermissionDenied(_("You can change records of people of your own commune only."))
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("Write why the two are not one person.")})
    with everyone(_WHY), transaction.atomic():
        rows = {
            row.pk: row
            for row in Learner.objects.select_for_update().filter(pk__in=[alias.learner_id, alias.alias]).order_by("pk")
        }
        keep, other = rows[alias.learner_id], rows[alias.alias]
        if not PersonalRecord.objects.filter(learner=other).exists():
            raise ValidationError(_("This person was forgotten. Nothing can be taken back."))
        if not LearnerAlias.objects.filter(pk=alias.pk).delete()[0]:
            raise ValidationError(_("This was taken back already."))
        now = timezone.now()
        JoinSpan.objects.filter(learner=keep, alias=other.learner_id, parted_at=None).update(parted_at=now)
        if alias.account_went_over and keep.user_id:
            _give_account(keep, other)
        elif other.user_id:
            User.objects.filter(pk=other.user_id).update(is_active=True)
        home = Residence.objects.filter(learner=keep, valid_to=None).first()
        if home is not None:
            place = {"unit_id": home.unit_id, "residential_group_id": home.residential_group_id}
            Residence.objects.create(learner=other, valid_from=timezone.localdate(), recorded_at=now, **place)
        details = {"alias": str(other.learner_id), "reason": reason[:200]}
        append("learner.parted", f"learner:{keep.learner_id}", by=by, details=details)
    return other


def _give_account(giver: Learner, taker: Learner) -> None:
    account, giver.user = giver.user, None
    giver.save(update_fields=["user"])
    taker.user = account
    taker.save(update_fields=["user"])


def _end_account(user_id: int, by: User) -> None:
    """The account signs in no more, and its roles end by whoever may end them."""
    today = timezone.localdate()
    for role in Role.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), user=user_id):
        end_role(role, by=by)
    account = User.objects.select_for_update().get(pk=user_id)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        append("account.ended", f"user:{account.public_id}", by=by, details={"why": "joined"})
