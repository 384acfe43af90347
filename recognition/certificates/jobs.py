"""All certificates of a decision in one file: asked for once, made batch by batch by the worker, in parts on the disk.

A part is named after the certificate it begins with and how many it holds, and stands whole or not at all; the position is
written after it. So whatever is killed goes on where it was, and makes at most one batch again, with the same bytes. When one
ends or is issued meanwhile, or parts are gone (no backup holds them), the file is begun anew: nobody is handed one that mixes
before and after, or lacks somebody.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from time import monotonic
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, everyone
from recognition.certificates.about import abouts_of
from recognition.certificates.designs import design
from recognition.certificates.sheet import pdf, pdf_of_many
from recognition.certificates.words import SheetWords, words_of
from recognition.models import Certificate, Decision, PrintJob
from recognition.refusals import Refused

BATCH = 25
KEPT = timedelta(days=7)
_LOCK = 0x53484554  # one worker makes sheets at a time; “SHET”
_RUNNING = (PrintJob.State.WAITING, PrintJob.State.WORKING)
WHY = "the worker prints what a signer or officer of the place asked for"
_log = logging.getLogger(__name__)


def ask(decision: Decision, kind: str, *, by: User) -> PrintJob:
    """The file of all valid certificates of a decision: the one that is there or on its way while nothing changed, else a new one.

    One that broke goes on from where it was. The caller has asked that `by` may see the decision. Raises Refused for none.
    """
    with everyone(WHY):  # as the worker will count them, whoever asks
        total, content = _valid(decision.pk).count(), _content(decision.pk)
    if not total:
        raise Refused(_("No certificate of this decision holds, so there is nothing to print."))
    with transaction.atomic():
        Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)  # pressed twice at the same moment
        of = PrintJob.objects.filter(decision=decision, kind=kind)
        there = of.filter(state__in=_RUNNING).first() or of.filter(content=content).first()
        if there is not None and (there.state != PrintJob.State.DONE or file_of(there).exists()):
            if there.state == PrintJob.State.BROKEN:
                PrintJob.objects.filter(pk=there.pk).update(state=PrintJob.State.WAITING, problem="", ended_at=None)
            return there
        row = PrintJob.objects.create(decision=decision, kind=kind, content=content, total=total, asked_by=by)
        append(
            "certificates.printed", f"decision:{decision.pk}", by=by, details={"job": row.pk, "kind": kind, "n": total}
        )
    return row


def sweep(seconds: float) -> int:
    """Makes what waits for about so many seconds, the oldest first; returns how many batches. One worker of the installation
    at a time. Safe to run twice and after a kill."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    until, batches = monotonic() + seconds, 0
    try:
        while (row := PrintJob.objects.filter(state__in=_RUNNING).order_by("pk").first()) is not None:
            go_on(row)
            batches += 1
            if monotonic() >= until:
                break
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return batches


def go_on(row: PrintJob, batch: int = BATCH) -> bool:
    """Makes the next batch; returns whether there is more. A job that fails is marked, so that the others are made."""
    try:
        with everyone(WHY):
            return _batch(row, batch)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other jobs must be made
        _log.exception("Certificates could not be printed")
        _write(row, state=PrintJob.State.BROKEN, problem=type(problem).__name__[:300], ended_at=timezone.now())
        return False


def file_of(row: PrintJob) -> Path:
    """Where the whole file stands, or will."""
    return _folder(row) / f"whole.{row.kind}"


def forget_old() -> int:
    """Removes files that are a week old, with their rows; returns how many. Also folders that have no row any more."""
    root = Path(settings.PRINTED_ROOT)
    # Named before rows are asked for: a folder is made after its row. One that was asked for again meanwhile is no longer old.
    folders = {int(one.name): one for one in root.iterdir() if one.name.isdecimal()} if root.is_dir() else {}
    old = PrintJob.objects.exclude(state__in=_RUNNING).filter(ended_at__lt=timezone.now() - KEPT)
    gone = old.delete()[0]
    known = set(PrintJob.objects.filter(pk__in=folders).values_list("pk", flat=True))
    for number in folders.keys() - known:
        shutil.rmtree(folders[number], ignore_errors=True)
    return gone


def _valid(decision: int):
    return Certificate.objects.filter(line__decision=decision, state=Certificate.State.VALID)


def _content(decision: int) -> str:
    """Which certificates a file of today holds: it is an old one once another certificate is issued, or one of them ends."""
    numbers = _valid(decision).order_by("pk").values_list("pk", flat=True)
    return hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()


def _folder(row: PrintJob) -> Path:
    return Path(settings.PRINTED_ROOT) / str(row.pk)


def _batch(row: PrintJob, size: int) -> bool:
    found = _valid(row.decision_id).filter(pk__gt=row.position).select_related("line__decision", "learner")
    read = list(found.order_by("pk")[:size])
    folder = _folder(row)
    if not row.position:  # what lies there is of a job of this number before a backup was restored
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, made in _parts(row.kind, read):
        _put(folder / name, made)
    if len(read) == size:
        _write(row, state=PrintJob.State.WORKING, position=read[-1].pk, done=row.done + size)
        return True
    if (now := _content(row.decision_id)) != row.content or _held(folder) != row.done + len(read):
        shutil.rmtree(folder)
        _write(
            row, state=PrintJob.State.WAITING, position=0, done=0, content=now, total=_valid(row.decision_id).count()
        )
        return True
    whole = _put_together(row, folder)
    with whole.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    _write(
        row,
        state=PrintJob.State.DONE,
        position=read[-1].pk if read else row.position,
        done=row.done + len(read),
        sha256=digest,
        size=whole.stat().st_size,
        ended_at=timezone.now(),
    )
    for part in folder.glob("part-*"):
        part.unlink()
    return False


def _write(row: PrintJob, **values) -> None:
    """Only from where this worker read it: a row that another one moved meanwhile stays as that one left it."""
    PrintJob.objects.filter(pk=row.pk, position=row.position, state__in=_RUNNING).update(**values)
    row.refresh_from_db()


def _parts(kind: str, read: list[Certificate]) -> Iterator[tuple[str, bytes]]:
    said = list(zip(read, words_of_many(read), strict=True))
    if kind == PrintJob.Kind.ZIP:
        for one, words in said:
            yield _name(one, 1), pdf(one, words)
        return
    for key, group in groupby(said, key=lambda pair: pair[0].design):
        same = list(group)
        yield _name(same[0][0], len(same)), pdf_of_many([words for _one, words in same], design(key))


def _name(first: Certificate, many: int) -> str:
    return f"part-{first.pk:012d}.{many}.pdf"


def _held(folder: Path) -> int:
    """How many certificates the parts hold that are on the disk."""
    said = (part.name.split(".")[1] for part in folder.glob("part-*.*.pdf"))
    return sum(int(many) for many in said if many.isdecimal())


def words_of_many(certificates: list[Certificate]) -> list[SheetWords]:
    """What stands on these sheets, with a handful of questions for all."""
    before = Certificate.objects.filter(superseded_by__in=certificates).values_list("superseded_by", "register_code")
    replaced = dict(before)
    return [
        words_of(one, about, replaced.get(one.pk, ""))
        for one, about in zip(certificates, abouts_of(certificates), strict=True)
    ]


def _put(path: Path, made: bytes) -> None:
    """A file that stands whole or not at all, whenever the process is killed."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as out:
        out.write(made)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _put_together(row: PrintJob, folder: Path) -> Path:
    whole = file_of(row)
    beside, parts = whole.with_name(f"{whole.name}.new"), sorted(folder.glob("part-*.pdf"))
    if row.kind == PrintJob.Kind.ZIP:
        codes = dict(_valid(row.decision_id).values_list("pk", "register_code"))
        with ZipFile(beside, "w", ZIP_STORED) as packed:
            for part in parts:
                name = f"{codes[int(part.name[5:17])]}.pdf"
                packed.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), part.read_bytes())
    else:
        with pikepdf.new() as joined:
            for part in parts:
                with pikepdf.open(part) as one:
                    joined.pages.extend(one.pages)
            joined.save(beside, deterministic_id=True)
    beside.replace(whole)
    return whole
