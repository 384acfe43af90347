"""A file's statements go into the store, a batch a transaction, and the position with them.

What was killed goes on where it was: batch, refused lines and position stand or fall together. What is read twice is stored
once, for the store knows its statements by their ids.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning_records import driver
from learning_records.access.rights import Forbidden
from learning_records.imports.authorities import writer_for
from learning_records.imports.lines import Line, Source, Unreadable
from learning_records.imports.models import Intake, RefusedLine
from learning_records.imports.statement_line import Candidate, Refusal, candidate
from learning_records.ingest.record import Conflict, Outcome, record
from learning_records.models import Credential
from learning_records.spec.validation import InvalidStatement
from portal.audit.public import append

BATCH = 500
# Bytes of lines after which a batch ends before it has so many: lines may be long, and a batch lies in memory and goes to the
# database, with the lines it refuses, in messages that have a bound of their own (1 GB).
BATCH_BYTES = 8 * 1024 * 1024
_MOVED = ("state", "line", "offset", "read", "stored", "already_there", "refused")


class Overtaken(Exception):
    """Somebody else is reading the same file for the same authority."""


def read_on(
    intake: Intake,
    path: Path,
    *,
    seconds: float | None = None,
    moved: Callable[[Intake], None] | None = None,
) -> bool:
    """Reads from the intake's position to the end of the file, or for so many seconds; returns whether it is finished.

    Of a packed file it may be longer. `moved` is told after every batch. Raises Overtaken, Unreadable for a file that is
    broken in itself or gone, and OSError for one that cannot be read just now; what was stored until then stays.
    """
    until = monotonic() + seconds if seconds is not None else None
    try:
        with Source(path) as source:
            began, lines = monotonic(), source.lines(intake.offset, intake.line)
            batch = _next(lines)
            if until is not None and source.packed:
                # To come to its place it is unpacked from its beginning. It is read on for at least as long as that took, so that
                # all slices together take at most twice the time of one reading.
                until = max(until, 2 * monotonic() - began)
            while batch:
                _with_patience(intake, batch, source)
                if moved:
                    moved(intake)
                if until is not None and monotonic() > until:
                    return False
                batch = _next(lines)
    except (Unreadable, FileNotFoundError) as problem:
        _ended(intake, Intake.State.BROKEN, str(problem)[:300])
        raise Unreadable(str(problem)) from problem
    _ended(intake, Intake.State.DONE)
    return True


def _next(lines: Iterator[Line]) -> list[Line]:
    """The lines of the next batch: one at least, fewer than BATCH_BYTES before the last of them."""
    batch, size = [], 0
    for line in islice(lines, BATCH):
        batch.append(line)
        size += len(line.text)
        if size >= BATCH_BYTES:
            break
    return batch


def _with_patience(intake: Intake, batch: list[Line], source: Source) -> None:
    """Other writers may bring the same ids in another order: the loser of the two tries again."""

    def write() -> Intake:
        with transaction.atomic():
            return _batch(intake, batch, source)

    row = driver.patiently(write)
    # Only when the batch stands does the caller's row move: a second try starts from the same place.
    for name in _MOVED:
        setattr(intake, name, getattr(row, name))


def _batch(intake: Intake, batch: list[Line], source: Source) -> Intake:
    row = Intake.objects.select_for_update(of=["self"]).select_related("authority").get(pk=intake.pk)
    if (row.line, row.offset) != (intake.line, intake.offset):
        raise Overtaken(intake.name)
    good, refused = _looked_at(batch, row.sha256)
    outcomes: list[Outcome] = []
    writer = writer_for(row.authority)
    for group in _groups(good):
        outcomes += _recorded(group, writer, refused)
    RefusedLine.objects.bulk_create(
        RefusedLine(intake=row, line=one.line.number, path=one.path, reason=one.reason, text=one.line.text)
        for one in sorted(refused, key=lambda one: one.line.number)
    )
    row.state = Intake.State.READING
    row.line, row.offset, row.read = batch[-1].number, batch[-1].end, source.read
    stored = sum(outcome.kind == "stored" for outcome in outcomes)
    row.stored, row.already_there = row.stored + stored, row.already_there + len(outcomes) - stored
    row.refused += len(refused)
    row.save()
    return row


def _looked_at(batch: list[Line], sha256: str) -> tuple[list[Candidate], list[Refusal]]:
    good, refused = [], []
    for line in batch:
        try:
            found = candidate(line, sha256)
        except Refusal as refusal:
            refused.append(refusal)
        else:
            if found:
                good.append(found)
    return good, refused


def _groups(good: list[Candidate]) -> Iterator[list[Candidate]]:
    """Runs of one version in which no id stands twice: a repeated one is compared with what the run before stored."""
    group: list[Candidate] = []
    seen: set[UUID] = set()
    for one in good:
        if group and (one.version != group[0].version or one.statement_id in seen):
            yield group
            group, seen = [], set()
        group.append(one)
        seen.add(one.statement_id)
    if group:
        yield group


def _recorded(group: list[Candidate], key: Credential, refused: list[Refusal]) -> list[Outcome]:
    """Stores what can be stored; a line that says something else than what is there, or that the database does not take, is
    refused alone.
    """
    try:
        with transaction.atomic():
            return record(
                [one.statement for one in group], key, version=group[0].version, texts=[one.text for one in group]
            )
    except (Conflict, Forbidden, InvalidStatement, *driver.PROBLEMS) as problem:
        if isinstance(problem, driver.PROBLEMS) and not driver.not_taken(problem):
            raise
        if len(group) == 1:
            refused.append(_refusal(group[0].line, problem))
            return []
    middle = len(group) // 2
    return _recorded(group[:middle], key, refused) + _recorded(group[middle:], key, refused)


def _refusal(line: Line, problem: Exception) -> Refusal:
    if isinstance(problem, InvalidStatement | Forbidden):
        return Refusal(line, problem.path, problem.reason)
    if isinstance(problem, Conflict):
        return Refusal(line, "statement.id", str(problem))
    told = driver.failure(problem)  # never the database's own words: they repeat what stands in the line
    return Refusal(line, "statement", told.words if told else type(problem).__name__)


def give_up(intake: Intake, problem: Exception) -> None:
    """Marks a file that something unforeseen stopped; it is kept, and sent in again it goes on where it stood."""
    _ended(intake, Intake.State.BROKEN, f"line {intake.line + 1} or after: {type(problem).__name__}"[:300])


def _ended(intake: Intake, state: str, problem: str = "") -> None:
    with transaction.atomic():
        row = Intake.objects.select_for_update(of=["self"]).get(pk=intake.pk)
        if (row.line, row.offset) != (intake.line, intake.offset):
            raise Overtaken(intake.name)
        changed = row.state != state
        row.state, row.problem = state, problem
        if state == Intake.State.DONE:
            row.read = row.size
        row.save()
        intake.state, intake.problem, intake.read = row.state, row.problem, row.read
        if changed:
            counts = {"stored": row.stored, "already_there": row.already_there, "refused": row.refused}
            append(f"intake.{state}", f"intake:{row.pk}", by=None, details=counts | {"problem": problem})


def begin_again(intake: Intake) -> None:
    """Puts the position before the first line; what is stored stays, and is found to be there."""
    with transaction.atomic():
        Intake.objects.select_for_update().get(pk=intake.pk)
        intake.refused_lines.all().delete()
        Intake.objects.filter(pk=intake.pk).update(
            line=0, offset=0, read=0, stored=0, already_there=0, refused=0, problem="", state=Intake.State.WAITING,
            moved_at=timezone.now(),
        )  # fmt: skip
    intake.refresh_from_db()


def go_on(intake: Intake) -> None:
    """A file that something stopped waits again, where it stood."""
    Intake.objects.filter(pk=intake.pk).update(state=Intake.State.WAITING, problem="", moved_at=timezone.now())
