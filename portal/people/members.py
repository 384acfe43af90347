"""Members of a household, clan or organisation: who is named, with that person's yes, and who is only counted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import helps, may_act_for
from portal.people.consents import judge_consent, may_be_a_child
from portal.people.identity import identities
from portal.people.joining import accounts_of_people, person_ids, records_of
from portal.people.keys import drop_keys, encrypt, key_of
from portal.people.models import Learner, Member, PersonalRecord, User
from portal.people.names import full_name, name_fields
from portal.people.scope import everyone
from portal.text.folding import fold

AGE, CONSENT = Member.Age, Member.Consent
NEUTRAL = (
    "Hộ gia đình (tên đã xóa theo yêu cầu)"  # what a family is called once the person it was named after is forgotten
)
_WHY = "a person is asked about a group that lies in another scope"


@dataclass(frozen=True)
class Named:
    """A member as a page shows it; `name` is empty where nobody is named, or may not be named to who looks."""

    row: Member
    name: str
    reference: str = ""


def add_person(subject: Learner, person: Learner, *, by: User) -> Member:
    """Names a person as a member: asked, and named to the group once that person agrees. Twice is once.

    Raises PermissionDenied unless `by` serves both, ValidationError naming `person`.
    """
    _serves(by, subject)
    if not person.is_person:
        raise ValidationError({"person": _("Only a person can be a member.")})
    if not helps(by, person):
        raise PermissionDenied(_("You can ask people of your own commune only."))
    with transaction.atomic():
        _locked(subject)
        there = in_force(subject).filter(person__in=records_of([person.pk])).first()
        if there is not None:
            return there
        year = PersonalRecord.objects.filter(learner=person).values_list("birth_year", flat=True).first()
        age = AGE.CHILD if may_be_a_child(year) else AGE.ADULT
        return _made(subject, by, age=age, person=person, consent=CONSENT.ASKED)


def add_unnamed(subject: Learner, age: str, *, by: User, seen: int | None = None) -> Member | None:
    """Counts an adult or a child, naming nobody; None when the group has other members than the page showed (`seen`, their
    number): the button was pressed twice. Raises PermissionDenied, ValidationError naming `age`.
    """
    _serves(by, subject)
    if age not in AGE.values:
        raise ValidationError({"age": _("Choose whether it is an adult or a child.")})
    with transaction.atomic():
        _locked(subject)
        if seen is not None and in_force(subject).count() != seen:
            return None
        return _made(subject, by, age=age)


def answer(member: Member, yes: bool, *, by: User, guardian: str = "") -> Member:
    """The person's own answer, given alone, or to staff at the counter (in person, or on the signed slip).

    A no keeps the row as an adult or a child that nobody names. `guardian`: who agrees for somebody under 16, at the counter.
    Raises PermissionDenied, ValidationError (naming `guardian` or `birth_year`, or when there is nothing to answer).
    """
    with everyone(_WHY), transaction.atomic():
        row = Member.objects.select_for_update(of=("self",)).select_related("person__record").get(pk=member.pk)
        if row.person is None or row.consent != CONSENT.ASKED or row.valid_to is not None:
            raise ValidationError(_("This was answered already, or is not asked any longer."))
        person = row.person
        _only_the_person(by, person)
        if yes:
            record = getattr(person, "record", None)
            year = record.birth_year if record else None
            _judge(year, alone=person.user_id == by.pk, guardian=guardian)
            if may_be_a_child(year):
                row.guardian_encrypted = encrypt(" ".join(guardian.split()), key_of(f"learner:{person.pk}"))
            row.consent = CONSENT.GIVEN
        else:
            row.person, row.consent = None, CONSENT.REFUSED
        row.answered_by, row.answered_at = by, timezone.now()
        row.save()
        append("member.answered", f"member:{row.pk}", by=by, details={"yes": yes, "own": person.user_id == by.pk})
    return row


def _judge(year: int | None, *, alone: bool, guardian: str) -> None:
    try:
        judge_consent(year, alone=alone, representative=guardian)
    except ValidationError as problem:
        raise ValidationError({"guardian": problem.messages}) from problem


def take_back(member: Member, *, by: User) -> None:
    """The person does not agree to be named any longer: the row ends today, and a member that nobody names goes on.

    Who represented the group does so no longer. Raises PermissionDenied for anybody but the person or who serves the person.
    """
    with everyone(_WHY), transaction.atomic():
        row = Member.objects.select_for_update(of=("self",)).select_related("person", "subject").get(pk=member.pk)
        if row.person is None or row.valid_to is not None:
            return
        _only_the_person(by, row.person)
        _ended(row, CONSENT.ENDED)
        _made(row.subject, by, age=row.age)
        append("member.consent_ended", f"member:{row.pk}", by=by)


def end(member: Member, *, by: User) -> None:
    """The membership ends today (moved out, died, entered by mistake). Twice is once. Raises PermissionDenied."""
    with transaction.atomic():
        row = Member.objects.select_for_update(of=("self",)).select_related("subject").get(pk=member.pk)
        _serves(by, row.subject)
        if row.valid_to is None:
            _ended(row, row.consent)
            append("member.ended", f"member:{row.pk}", by=by)


def _ended(row: Member, consent: str) -> None:
    row.valid_to, row.consent = timezone.localdate(), consent
    row.save(update_fields=["valid_to", "consent"])
    if row.person_id is not None:
        Learner.objects.filter(pk=row.subject_id, represented_by__in=records_of([row.person_id])).update(
            represented_by=None
        )


def _serves(by: User, subject: Learner) -> None:
    if not helps(by, subject):
        raise PermissionDenied(_("You can change groups of your own commune only."))
    if not subject.has_members:
        raise ValidationError(_("The members of a residential group or a commune are its residents."))


def _only_the_person(by: User, person: Learner) -> None:
    if not may_act_for(by, person):
        raise PermissionDenied(_("Only the person, or staff of the person's own commune, can say this."))


def _locked(subject: Learner) -> None:
    Learner.objects.select_for_update(of=("self",)).get(pk=subject.pk)


def _made(subject: Learner, by: User, **fields) -> Member:
    row = Member.objects.create(subject=subject, entered_by=by, valid_from=timezone.localdate(), **fields)
    append("member.added", f"member:{row.pk}", by=by, details={"subject": str(subject.pk), "age": row.age})
    return row


def in_force(subject: Learner) -> QuerySet[Member]:
    """The members of today, in the order in which they were entered."""
    return Member.objects.filter(subject=subject, valid_to=None)


def members_of(subject: Learner, *, at_the_counter: bool = False) -> list[Named]:
    """The members of today with the names that may be shown: of those who agreed, at the counter also of those asked."""
    rows = list(in_force(subject))
    shown = (CONSENT.GIVEN, CONSENT.ASKED) if at_the_counter else (CONSENT.GIVEN,)
    with everyone("who agreed to be named in a group is named to those who act for it"):
        known = identities(row.person_id for row in rows if row.person_id and row.consent in shown)
    found = []
    for row in rows:
        one = known.get(row.person_id) if row.person_id else None
        found.append(Named(row, one.full_name if one else "", one.reference if one and at_the_counter else ""))
    return found


def members_on(subject_ids: Collection[UUID], day: date) -> list[tuple[UUID, UUID | None, str]]:
    """(group, person, age) of every member on a day; the person only where that person agrees to be named. One query."""
    rows = QuerySet(Member).filter(Q(valid_to=None) | Q(valid_to__gt=day), subject__in=subject_ids, valid_from__lte=day)
    found = rows.values_list("subject", "person", "age", "consent")
    return [(subject, person if consent == CONSENT.GIVEN else None, age) for subject, person, age, consent in found]


def groups_with(people: Collection[UUID], day: date) -> list[tuple[UUID, str]]:
    """(group, kind) of the groups that name one of these people as a member on a day. One query."""
    rows = QuerySet(Member).filter(Q(valid_to=None) | Q(valid_to__gt=day), person__in=people, valid_from__lte=day)
    return list(rows.values_list("subject", "subject__kind").distinct())


def memberships_of(learner: Learner) -> list[tuple[Member, str]]:
    """Where a person is asked to be named, or is named today, with what each group is called."""
    with everyone(_WHY):
        rows = list(
            Member.objects.filter(person__in=person_ids(learner.pk), valid_to=None).select_related(
                "subject__record__key"
            )
        )
        return [(row, full_name(row.subject.record) if hasattr(row.subject, "record") else "") for row in rows]


def groups_around(learner: Learner) -> tuple[list[str], bool]:
    """What the groups are called that a person acts for or is named in, each once, and whether the person is asked to be named
    in one. One question, by keys that two short walks of an index find.
    """
    people = person_ids(learner.pk)
    rows = QuerySet(Member).filter(person__in=people, valid_to=None)
    heads = QuerySet(Learner).filter(represented_by__in=people)
    said = rows.filter(subject=OuterRef("pk"))
    found = QuerySet(Learner).filter(pk__in=heads.values("pk").union(rows.values("subject"))).annotate(
        acts=Exists(heads.filter(pk=OuterRef("pk"))), named=Exists(said.filter(consent="given")),
        asked=Exists(said.filter(consent="asked")),
    )  # fmt: skip
    groups = list(found.select_related("record__key").order_by("-acts", "created_at"))
    names = (full_name(one.record) for one in groups if (one.acts or one.named) and hasattr(one, "record"))
    return list(dict.fromkeys(filter(None, names))), any(one.asked for one in groups)


def own_membership(learner: Learner, pk: int) -> Member | None:
    """The row in which this person is asked or named, whatever the scope."""
    with everyone(_WHY):
        return Member.objects.filter(pk=pk, person__in=person_ids(learner.pk)).first()


def near(subject_ids: Collection[UUID], since: date | None = None) -> dict[UUID, set[int]]:
    """For each of these groups the accounts that stand too near to judge it: subject -> accounts.

    Whoever represents it, and the members of a household or clan, those who left after `since` too. Five queries at most.
    """
    found: dict[UUID, set[int]] = {one: set() for one in subject_ids}
    stays = Q(valid_to=None) | Q(valid_to__gte=since) if since else Q()
    rows = QuerySet(Member).filter(stays, subject__in=subject_ids, subject__kind__in=("household", "clan"))
    pairs = list(rows.exclude(person=None).values_list("subject", "person"))
    heads = QuerySet(Learner).filter(pk__in=subject_ids).exclude(represented_by=None)
    pairs += heads.values_list("pk", "represented_by")
    accounts = accounts_of_people({person for _subject, person in pairs})
    for subject, person in pairs:
        found[subject] |= accounts[person]
    return found


def unname(ids: Iterable[UUID], names: Iterable[str]) -> None:
    """Of a forgotten person nothing stays with any group but an adult or a child; a group called after the person is renamed.

    Inside the act that forgets.
    """
    wanted, keys = [fold(name) for name in names if name], list(ids)
    rows = Member.objects.filter(person__in=keys)
    groups = set(rows.values_list("subject", flat=True))
    groups |= set(Learner.objects.filter(represented_by__in=keys).values_list("pk", flat=True))
    rows.update(person=None, consent=CONSENT.UNNAMED, guardian_encrypted=None)
    Member.objects.filter(subject__in=keys).update(person=None, consent=CONSENT.UNNAMED, guardian_encrypted=None)
    Learner.objects.filter(represented_by__in=keys).update(represented_by=None)
    for record in PersonalRecord.objects.filter(learner__in=groups).select_related("key"):
        if any(name in fold(full_name(record)) for name in wanted):
            drop_keys([f"learner:{record.learner_id}"])  # the old name goes out of old copies too
            PersonalRecord.objects.filter(pk=record.pk).update(**name_fields(record.learner_id, NEUTRAL))
