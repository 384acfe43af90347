"""The log of acts: only appended, and every way of tampering shows."""

import ast
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit import public as audit
from portal.audit.chain import chained_digest, content_digest
from portal.audit.models import Entry


def _append(number: int) -> Entry:
    with transaction.atomic():
        return audit.append("test.act", f"thing:{number}", details={"number": number, "word": "xã"})


@pytest.fixture
def entries(db):
    made = [_append(number) for number in range(5)]
    audit.head()  # chains them, as the commit would
    for entry in made:
        entry.refresh_from_db()
    return made


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
    content = content_digest(row.at, None, "other", row.subject, row.details)
    new = chained_digest(row.previous_hash, content)
    Entry.objects.filter(pk=row.pk).update(act="other", content_hash=content, hash=new)
    assert audit.check().entry == unguarded[3].pk


def test_a_removal_is_found(unguarded):
    Entry.objects.filter(pk=unguarded[2].pk).delete()
    assert audit.check().entry == unguarded[3].pk


def test_an_insertion_is_found(unguarded):
    gap = unguarded[2]
    Entry.objects.filter(pk=gap.pk).delete()
    at = timezone.now()
    content = content_digest(at, None, "forged", "thing:2", {})
    Entry.objects.create(
        pk=gap.pk,
        at=at,
        actor=None,
        act="forged",
        subject="thing:2",
        details={},
        content_hash=content,
        position=gap.position,
        previous_hash=gap.previous_hash,
        hash=chained_digest(gap.previous_hash, content),
    )
    assert audit.check().entry == unguarded[3].pk


def test_another_order_is_found(unguarded):
    first, second = unguarded[1], unguarded[2]
    for row, place in ((first, -1), (second, first.position), (first, second.position)):
        Entry.objects.filter(pk=row.pk).update(position=place)
    assert audit.check().entry == second.pk


def test_an_entry_that_escaped_the_chain_is_found(unguarded):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_chained ON audit_entry")
        loose = _append(9)
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON audit_entry "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_entry_chain()"
        )
    assert audit.check() == audit.Break(loose.pk, "stands outside the chain")


def test_a_place_that_was_left_out_is_found(unguarded):
    Entry.objects.filter(pk=unguarded[4].pk).update(position=9)
    assert audit.check().entry == unguarded[4].pk


def test_the_chain_is_set_once_and_by_the_database_alone(entries):
    loose = _append(7)
    for row, place in ((loose, 6), (entries[0], 60)):
        with pytest.raises(DatabaseError, match="only ever appended"), transaction.atomic():
            Entry.objects.filter(pk=row.pk).update(position=place, hash="f" * 64)


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
    assert sorted(Entry.objects.values_list("position", flat=True)) == list(range(1, 91))


def test_a_long_act_keeps_nobody_waiting(transactional_db):
    """A decision over hundreds of people is at work while others go on; both stand in the chain, by their commits."""
    begun, go_on = threading.Event(), threading.Event()

    def long_act() -> None:
        try:
            with transaction.atomic():
                audit.append("test.long", "thing:1")
                begun.set()
                assert go_on.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(long_act)
        assert begun.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")  # where it waits, it fails
        _append(2)
        assert audit.check() is None
        go_on.set()
        running.result(60)
    assert list(Entry.objects.order_by("position").values_list("act", flat=True)) == ["test.act", "test.long"]
    assert audit.check() is None


def _outside_a_transaction(path: Path) -> Iterator[str]:
    """Lines of the pages of a module that append to the log, and open no transaction around it."""

    def walk(node: ast.AST, within: bool) -> Iterator[int]:
        if isinstance(node, ast.With):
            within = within or any("atomic" in ast.unparse(one.context_expr) for one in node.items)
        called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called == "append" and len(node.args) > 1 and not within:  # a list's own `append` takes one
            yield node.lineno
        for one in ast.iter_child_nodes(node):
            yield from walk(one, within)

    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and "request" in [one.arg for one in node.args.args]:
            yield from (f"{path}:{line}" for line in walk(node, within=False))


def test_a_page_appends_within_a_transaction() -> None:
    """A page begins without one; in tests the test's own hides that, and the reader met an error in place of a paper."""
    ours = [
        path for part in ("portal", "recognition", "content", "learning_records") for path in Path(part).rglob("*.py")
    ]
    assert [found for path in ours for found in _outside_a_transaction(path)] == []
