"""Lists from the moment a file is sent until it is forgotten: what stood in it lies encrypted, two weeks at most."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import helps_in
from portal.people.identity import Identity, from_records
from portal.people.keys import decrypt_bytes, drop_keys, encrypt_bytes, key_of
from portal.people.lists.judging import NEW, Judged
from portal.people.lists.models import ListedPerson, PeopleList
from portal.people.lists.reading import Line, read
from portal.people.models import PersonalRecord, User
from portal.people.scope import everyone
from portal.places.public import Unit, commune_today

KEPT = timedelta(days=14)
MOST_OPEN = 20  # lists of a commune
_LOCK = 1112886347  # "BULK"


def keep_file(staff: User, unit: Unit, content: bytes) -> PeopleList:
    """The list of a file; the same file sent again is the same list. Raises PermissionDenied, ValidationError naming `file`."""
    if not helps_in(staff).filter(pk=unit.pk).exists() or not commune_today(unit):
        raise PermissionDenied(_("You can register people of your own commune only."))
    digest = hashlib.sha256(content).hexdigest()
    if known := _open_of(unit, digest):
        return known
    try:
        rows = orjson.dumps([(line.number, line.cells, line.done) for line in read(content)])
    except ValidationError as problem:
        raise ValidationError({"file": problem}) from problem
    with transaction.atomic():
        hold_alone(unit)  # sent twice, the second waits and finds the first
        if known := _open_of(unit, digest):
            return known
        if PeopleList.objects.filter(unit=unit).exclude(file_encrypted=None).count() >= MOST_OPEN:
            text = _(
                "%(n)s lists of this commune are open. Finish one of them, or remove it, then send the file again."
            )
            raise ValidationError({"file": text % {"n": MOST_OPEN}})
        made = PeopleList(unit=unit, made_by=staff, digest=digest, reference=secrets.token_urlsafe(16)[:22])
        made.file_encrypted, made.rows_encrypted = encrypt_bytes([content, rows], key_of(made.holder))
        made.save()
        append("people_list.sent", f"list:{made.pk}", by=staff, details={"unit": str(unit.uuid)})
    return made


def hold_alone(unit: Unit) -> None:
    """Until the transaction ends nobody else keeps or takes in a list of this commune."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, unit.pk])


def _open_of(unit: Unit, digest: str) -> PeopleList | None:
    return PeopleList.objects.filter(unit=unit, digest=digest).exclude(file_encrypted=None).first()


def list_for(staff: User, reference: str) -> PeopleList | None:
    """The list, for who serves its commune at the counter."""
    if "\x00" in reference:
        return None
    found = PeopleList.objects.select_related("unit", "made_by").filter(reference=reference)
    return found.filter(unit__in=helps_in(staff)).first()


def lists_of(staff: User) -> list[PeopleList]:
    """The lists of the communes that one serves whose file is still kept, the newest first."""
    rows = PeopleList.objects.select_related("unit", "made_by").filter(unit__in=helps_in(staff))
    return list(rows.exclude(file_encrypted=None).defer("file_encrypted", "rows_encrypted").order_by("-pk")[:MOST_OPEN])


def lines_of(people_list: PeopleList) -> list[Line]:
    """What stands in the list; nothing once it is forgotten."""
    rows = decrypt_bytes(people_list.rows_encrypted) if people_list.rows_encrypted else b""
    return [Line(number, tuple(cells), done) for number, cells, done in (orjson.loads(rows) if rows else ())]


def file_of(people_list: PeopleList) -> bytes:
    """The file as it was sent; empty once it is forgotten."""
    return decrypt_bytes(people_list.file_encrypted) if people_list.file_encrypted else b""


def gone_at(people_list: PeopleList) -> datetime:
    """When the file is forgotten, whatever happens."""
    return people_list.made_at + KEPT


def keep_answers(people_list: PeopleList, judged: Judged, said: Mapping[int, str]) -> int:
    """Keeps who rows are: NEW, or the key of a candidate; returns how many. What fits no row that was asked is left out."""
    rows = {row.number: row for row in judged.rows if row.candidates and not row.learner}
    kept = {}
    for number, answer in said.items():
        keys = [one.key for one in rows[number].candidates] if number in rows else []
        if keys and answer in [NEW, *keys]:
            kept[str(number)] = {"is": answer, "seen": keys}
    with transaction.atomic():
        row = PeopleList.objects.select_for_update().get(pk=people_list.pk)
        row.answers |= kept
        row.save(update_fields=["answers"])
    return len(kept)


def drop_file(people_list: PeopleList, *, by: User) -> None:
    """Forgets what stood in the file; who was registered stays."""
    with transaction.atomic():
        if _drop([people_list.pk]):
            append("people_list.dropped", f"list:{people_list.pk}", by=by)


def forget_old_lists() -> int:
    """Forgets files that were kept long enough; returns how many."""
    old = PeopleList.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(file_encrypted=None)
    with transaction.atomic():
        return _drop(list(old.values_list("pk", flat=True)))


def drop_lists_with(learners: Collection[UUID]) -> None:
    """Forgets the files in which these people stand; called inside the act that forgets them."""
    _drop(list(ListedPerson.objects.filter(learner__in=list(learners)).values_list("people_list", flat=True)))


def subjects_of_lists(learners: Collection[UUID]) -> list[str]:
    """What the log calls the lists in which these people stand."""
    rows = ListedPerson.objects.filter(learner__in=list(learners)).values_list("people_list", flat=True)
    return [f"list:{pk}" for pk in sorted(set(rows))]


def _drop(keys: list[int]) -> int:
    rows = list(PeopleList.objects.select_for_update().filter(pk__in=keys).exclude(file_encrypted=None))
    PeopleList.objects.filter(pk__in=[row.pk for row in rows]).update(
        file_encrypted=None, rows_encrypted=None, answers={}
    )
    drop_keys(row.holder for row in rows)
    return len(rows)


def people_of_list(staff: User, reference: str) -> tuple[PeopleList, list[Identity]] | None:
    """The list and who came of it (registered, or known before), in the order of its rows; for who serves its commune."""
    found = list_for(staff, reference)
    if found is None:
        return None
    with everyone("who serves the commune of a list sees who came of it, also somebody who moved away since"):
        came = ListedPerson.objects.filter(people_list=found).order_by(
            "-row"
        )  # of two rows that are one person the first
        order = dict(came.values_list("learner", "row"))
        rows = PersonalRecord.objects.filter(learner__in=list(order)).select_related("learner", "key")
        people = from_records(rows)
    return found, sorted(people, key=lambda one: order[one.learner_id])
