"""The log of acts: only appended, and every way of tampering shows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit import public as audit
from portal.audit.chain import _digest
from portal.audit.models import Entry


def _append(number: int) -> Entry:
    with transaction.atomic():
        return audit.append("test.act", f"thing:{number}", details={"number": number, "word": "xã"})


@pytest.fixture
def entries(db):
    return [_append(number) for number in range(5)]


@pytest.fixture
def unguarded(entries):
    """Somebody with the database's password drops the guards first."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
        cursor.execute("DROP TRIGGER audit_entry_no_truncate ON audit_entry")
    return entries


def test_a_whole_chain(entries):
    assert audit.check() is None
    assert audit.head().count == 5
    assert audit.head().hash == entries[-1].hash
    assert [row.previous_hash for row in entries[1:]] == [row.hash for row in entries[:-1]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'other'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_entry SET details = '{}'",
    ],
)
def test_the_database_refuses_to_change_or_remove(entries, statement):
    with pytest.raises(DatabaseError, match="only ever appended"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.check() is None


def test_an_entry_belongs_into_a_transaction(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        audit.append("test.act", "thing:1")


def test_act_and_entry_fall_together(transactional_db):
    def act() -> None:
        with transaction.atomic():
            audit.append("test.act", "thing:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "other"},
        {"subject": "thing:9"},
        {"details": {"number": 9}},
        {"actor": "5e0a4cf6-6a53-4d4b-9f0e-0f2c7f3ab111"},
    ],
)
def test_an_edit_is_found(unguarded, changed):
    Entry.objects.filter(pk=unguarded[2].pk).update(**changed)
    assert audit.check().entry == unguarded[2].pk
    assert "changed" in audit.check().reason


def test_an_edit_with_a_new_hash_is_found_at_the_next_entry(unguarded):
    row = unguarded[2]
    new = _digest(row.previous_hash, row.at, None, "other", row.subject, row.details)
    Entry.objects.filter(pk=row.pk).update(act="other", hash=new)
    assert audit.check().entry == unguarded[3].pk


def test_a_removal_is_found(unguarded):
    Entry.objects.filter(pk=unguarded[2].pk).delete()
    assert audit.check().entry == unguarded[3].pk


def test_an_insertion_is_found(unguarded):
    gap = unguarded[2]
    Entry.objects.filter(pk=gap.pk).delete()
    at = timezone.now()
    Entry.objects.create(
        pk=gap.pk,
        at=at,
        actor=None,
        act="forged",
        subject="thing:2",
        details={},
        previous_hash=gap.previous_hash,
        hash=_digest(gap.previous_hash, at, None, "forged", "thing:2", {}),
    )
    assert audit.check().entry == unguarded[3].pk


def test_another_order_is_found(unguarded):
    first, second = unguarded[1].pk, unguarded[2].pk
    for old, new in ((first, -1), (second, first), (-1, second)):
        Entry.objects.filter(pk=old).update(id=new)
    assert audit.check().entry == first


def test_a_cut_end_is_found_with_a_hash_noted_before(unguarded):
    noted = audit.head().hash
    assert audit.check(until=noted) is None
    Entry.objects.filter(pk__in=[row.pk for row in unguarded[3:]]).delete()
    assert audit.check() is None  # the chain alone cannot know
    assert audit.check(until=noted).entry == unguarded[2].pk


def test_the_command_says_what_it_found(unguarded, capsys):
    call_command("check_audit", until=audit.head().hash)
    out = capsys.readouterr().out
    assert "5 entries" in out
    assert audit.head().hash in out
    Entry.objects.filter(pk=unguarded[0].pk).update(act="other")
    with pytest.raises(CommandError, match="breaks at entry"):
        call_command("check_audit")


def test_many_writers_at_once_make_one_chain(transactional_db):
    def write(worker: int) -> None:
        try:
            for number in range(15):
                _append(worker * 100 + number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert Entry.objects.count() == 90
    assert audit.check() is None
