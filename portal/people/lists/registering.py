"""The people of a list are registered, some hundred in a transaction: whole people only, pressed twice once, and a run that was
killed goes on where it was.
"""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import helps_in
from portal.people.consents import CONSENT_VERSION, PURPOSE, may_be_a_child
from portal.people.keys import DataKey, encrypt_all, new_keys
from portal.people.lists.doubles import people_like
from portal.people.lists.judging import READY, SAME, Judged, Row, judge, registered_by
from portal.people.lists.keeping import hold_alone, lines_of
from portal.people.lists.models import ListedPerson, PeopleList
from portal.people.lookup import lookup, lookup_key
from portal.people.models import Consent, Learner, PersonalRecord, Residence, SignInName, User, opaque_name
from portal.people.names import name_fields
from portal.people.registering import check_home
from portal.people.scope import everyone

AT_ONCE = 250  # rows in a transaction
_AGAIN = 3  # times a batch is tried when somebody else took a telephone number at the same moment
_WHY = "people of a list are registered who are in nobody's scope yet"


@dataclass
class Taken:
    """How many were registered, how many were known before, and whether rows that are ready are left."""

    registered: int = 0
    same: int = 0
    left: int = 0


def register_list(staff: User, people_list: PeopleList, *, seconds: float | None = None) -> Taken:
    """Registers everybody of the list whose row is right and answered. `seconds`: when to stop between two batches.

    Nobody's password is hashed: who has a telephone number gets an account that waits for a slip, everybody else none. Raises
    PermissionDenied for a commune that the user does not serve, ValidationError when nobody can live in it any more.
    """
    if not helps_in(staff).filter(pk=people_list.unit_id).exists():
        raise PermissionDenied(_("You can register people of your own commune only."))
    until = time.monotonic() + seconds if seconds is not None else None
    judged, taken = judge(people_list, lines_of(people_list)), Taken()
    rows = judged.to_take()
    for start in range(0, len(rows), AT_ONCE):
        if until is not None and time.monotonic() > until:
            taken.left = len(rows) - start
            break
        _tried(staff, people_list, judged, rows[start : start + AT_ONCE], taken)
    return taken


def _tried(staff: User, people_list: PeopleList, judged: Judged, rows: list[Row], taken: Taken) -> None:
    for time_left in reversed(range(_AGAIN)):
        try:
            with everyone(_WHY), transaction.atomic():
                registered, same = _batch(staff, people_list, judged, rows)
        except IntegrityError:
            if not time_left:
                raise
        else:
            taken.registered += registered
            taken.same += same
            return


def _batch(staff: User, people_list: PeopleList, judged: Judged, rows: list[Row]) -> tuple[int, int]:
    """One transaction: the rows that nobody took in meanwhile, and the log's entry about them."""
    hold_alone(people_list.unit)
    now = PeopleList.objects.select_for_update(of=["self"]).get(pk=people_list.pk)
    if not now.is_open:
        raise ValidationError(_("This list was removed. Send the file again."))
    check_home(people_list.unit, None)
    rows = _still_right(now, judged, rows)
    known = _known(rows)
    new = [row for row in rows if row.state == READY]
    learners = _registered(staff, people_list, new)
    came = [
        ListedPerson(people_list=now, row=row.number, learner=one, registered=True)
        for row, one in zip(new, learners, strict=True)
    ]
    came += [ListedPerson(people_list=now, row=row.number, learner=one, registered=False) for row, one in known]
    ListedPerson.objects.bulk_create(came)
    _doubled(now, rows)
    if came:
        details = {
            "unit": str(people_list.unit.uuid),
            "people": len(learners),
            "known": len(known),
            "rows": [min(one.row for one in came), max(one.row for one in came)],
            "consent": {"purpose": PURPOSE, "text": CONSENT_VERSION, "given": sum(row.wish.consents for row in new)},
            "learners": [str(one.pk) for one in learners],
        }
        append("people_list.registered", f"list:{people_list.pk}", by=staff, details=details)
    return len(learners), len(known)


def _still_right(now: PeopleList, judged: Judged, rows: list[Row]) -> list[Row]:
    """Without rows taken in by another press, answered otherwise, or whose person somebody registered since the list was judged."""
    numbers = [row.number for row in rows]
    came = set(ListedPerson.objects.filter(people_list=now, row__in=numbers).values_list("row", flat=True))
    since = judged.at - timedelta(minutes=10)  # who wrote before and committed after
    found = people_like(now.unit, {row.number: row.wish for row in rows}, without=registered_by(now), since=since)
    kept = []
    for row in rows:
        seen = {one.key for one in row.candidates}
        unseen = any(one.key not in seen for one in found.people.get(row.number, ()))
        said = now.answers.get(str(row.number), {}).get("is", "")
        if row.number not in came and not unseen and (not row.answer or said == row.answer):
            row.number_taken = row.number_taken or row.number in found.numbers
            kept.append(row)
    return kept


def _known(rows: Iterable[Row]) -> list[tuple[Row, Learner]]:
    """Rows that are somebody of the portal, with that person."""
    asked = {row.answer: row for row in rows if row.state == SAME and row.chosen and not row.chosen.row}
    found = {one.reference: one for one in Learner.objects.filter(reference__in=asked)}
    return [(row, found[row.answer]) for row in rows if row.state == SAME and row.answer in found]


def _doubled(now: PeopleList, rows: Iterable[Row]) -> None:
    """Rows that are the person of an earlier row: whoever came of that one."""
    doubles = [(row.number, row.chosen.row) for row in rows if row.state == SAME and row.chosen and row.chosen.row]
    if not doubles:
        return
    came = dict(ListedPerson.objects.filter(people_list=now).values_list("row", "learner"))
    made = []
    for number, earlier in doubles:
        if earlier in came:
            came[number] = came[earlier]
            made.append(ListedPerson(people_list=now, row=number, learner_id=came[number], registered=False))
    ListedPerson.objects.bulk_create(made)


def _registered(staff: User, people_list: PeopleList, rows: list[Row]) -> list[Learner]:
    accounts = _accounts(rows)
    learners = Learner.objects.bulk_create(
        [
            Learner(user=accounts.get(row.number), reference=secrets.token_urlsafe(16)[:22], registered_by=staff)
            for row in rows
        ]
    )
    keys = new_keys(f"learner:{one.pk}" for one in learners)
    secret, today = lookup_key(), timezone.localdate()
    people = [(row.wish, one, key) for row, one, key in zip(rows, learners, keys, strict=True)]
    PersonalRecord.objects.bulk_create(
        PersonalRecord(
            learner=one,
            **name_fields(one.pk, wish.person.full_name, key, secret),
            birth_year=wish.person.birth_year,
            address_form=wish.person.address_form,
            subject_group=wish.person.subject_group,
        )
        for wish, one, key in people
    )
    Residence.objects.bulk_create(
        Residence(learner=one, unit=people_list.unit, residential_group=wish.person.group, valid_from=today)
        for wish, one, _key in people
    )
    Consent.objects.bulk_create(
        _yes(staff, wish.representative, wish.person.birth_year, one, key) for wish, one, key in people if wish.consents
    )
    return learners


def _yes(staff: User, guardian: str, year: int | None, learner: Learner, key: DataKey) -> Consent:
    """The yes on paper, as the counter keeps one (`consents.keep_yes`); the row was judged by the same rule."""
    name = " ".join(guardian.split()) if may_be_a_child(year) else ""
    return Consent(
        learner=learner,
        purpose=PURPOSE,
        text_version=CONSENT_VERSION,
        given_at=timezone.now(),
        entered_by=staff,
        representative_encrypted=encrypt_all([name], key)[0] if name else None,
    )


def _accounts(rows: Iterable[Row]) -> dict[int, User]:
    """An account without a password for each row with a telephone number that nobody signs in with yet."""
    wanted = [row for row in rows if row.wish.phone and not row.number_taken]
    made = User.objects.bulk_create(User(username=opaque_name(), password=make_password(None)) for _row in wanted)
    keys, secret = new_keys(f"user:{user.public_id}" for user in made), lookup_key()
    SignInName.objects.bulk_create(
        SignInName(
            user=user,
            kind=SignInName.Kind.PHONE,
            lookup=lookup(row.wish.phone, secret),
            text_encrypted=encrypt_all([row.wish.phone], key)[0],
        )
        for row, user, key in zip(wanted, made, keys, strict=True)
    )
    return {row.number: user for row, user in zip(wanted, made, strict=True)}
