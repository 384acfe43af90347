"""Sound and films become what every telephone plays: found by the clock, one at a time, and the original stays until it worked.

Nobody has to tell this piece of an upload: whatever way a file came, the sweep finds that nothing is known of it yet.
"""

import logging
import os
import tempfile
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.documents import get_document_model

from content.media import apart
from content.media.bounds import CHANGE_SECONDS
from content.media.prepared import POSTERS, PreparedFile, from_storage
from content.media_files import FILM, SOUND, extension

log = logging.getLogger(__name__)
_TAKEN = timedelta(seconds=CHANGE_SECONDS + 120)
_TRIES = 3
_AGAIN = {"slow", "full"}  # what may go better another time
_STEP = 20  # files noticed at once
State = PreparedFile.State


def prepare_all() -> int:
    """Looks for files of which nothing is known and prepares what waits; returns how many are done."""
    notice()
    done = 0
    while (row := _take()) is not None:
        try:
            done += _prepare(row)
        except _Later:
            break
    return done


def notice() -> None:
    """A row for each file of sound or film that has none, or another file now."""
    endings = Q()
    for one in (*SOUND, *FILM):
        endings |= Q(file__iendswith=f".{one}")
    known = PreparedFile.objects.filter(of=F("document__file"))
    strangers = get_document_model().objects.filter(endings).exclude(pk__in=known.values("pk"))
    for pk, name in strangers.order_by("pk").values_list("pk", "file")[:_STEP]:
        fresh = {"of": name, "state": State.WAITING, "changes": False, "reason": "", "tries": 0, "taken_until": None}
        PreparedFile.objects.update_or_create(document_id=pk, defaults=fresh)


def _take() -> PreparedFile | None:
    """The next one that waits and that nobody is at work on, taken."""
    now = timezone.now()
    free = Q(taken_until=None) | Q(taken_until__lt=now)
    with transaction.atomic():
        waiting = PreparedFile.objects.filter(free, state=State.WAITING, of=F("document__file"))
        row = waiting.select_for_update(of=("self",), skip_locked=True).order_by("changes", "tries", "pk").first()
        if row is None:
            return None
        if row.tries >= _TRIES:  # its process was killed again and again
            row.state, row.reason = State.FAILED, row.reason or "slow"
        row.tries, row.taken_until = row.tries + 1, now + _TAKEN
        row.save()
    return row


class _Later(Exception):
    """There is no place for another one now."""


def _prepare(row: PreparedFile) -> bool:
    """Looks at the file, changes it where it has to be, and notes what came of it."""
    if row.state == State.FAILED:
        return False
    document = get_document_model().objects.get(pk=row.pk)
    try:
        with document.open_file() as given, tempfile.TemporaryFile() as held, tempfile.TemporaryFile() as picture:
            source = on_disk(given, held)
            facts = apart.done("look", extension(row.of), source)
            size = source.seek(0, os.SEEK_END)  # nobody knows it of a file that a program put there
            get_document_model().objects.filter(pk=row.pk, file_size=None).update(file_size=size)
            source.seek(0)
            if facts["plays"]:
                return _keep(row, facts, _poster(facts, row.of, source, picture))
            PreparedFile.objects.filter(pk=row.pk).update(changes=True)
            return _change(row, document, facts, source)
    except apart.NotUsable as problem:
        return _failed(row, problem.reason, problem.numbers)
    except FileNotFoundError:
        return _failed(row, "damaged", ())


def _keep(row: PreparedFile, facts: dict[str, Any], poster: IO[bytes] | None) -> bool:
    """Notes what is known of a file that stays as it is, unless it was deleted or exchanged meanwhile."""
    with transaction.atomic():
        held = PreparedFile.objects.select_for_update(of=("self",)).filter(pk=row.pk, of=row.of)
        if not held.exists():
            return False
        _finish(row, facts, poster)
    return True


def _failed(row: PreparedFile, reason: str, numbers: tuple[int, ...]) -> bool:
    """Notes it, and what to do; what may go better is tried again."""
    again = reason in _AGAIN and row.tries < _TRIES
    held = PreparedFile.objects.filter(pk=row.pk, of=row.of)
    if reason == "full":
        held.update(taken_until=None, tries=max(0, row.tries - 1))
        raise _Later
    state = State.WAITING if again else State.FAILED
    held.update(state=state, reason=reason, numbers=list(numbers), taken_until=None)
    return False


def on_disk(given: IO[bytes], held: IO[bytes]) -> IO[bytes]:
    """The file with a number of its own that another process can be given: itself, or a copy in `held`."""
    try:
        given.fileno()
    except (AttributeError, OSError, ValueError):
        given.seek(0)
        for piece in iter(lambda: given.read(1024 * 1024), b""):
            held.write(piece)
        held.flush()
        given = held
    given.seek(0)
    return given


def _poster(facts: dict[str, Any], name: str, source: IO[bytes], picture: IO[bytes]) -> IO[bytes] | None:
    """A picture of the film; one without a picture that can be shown goes without."""
    if not facts["film"]:
        return None
    source.seek(0)
    try:
        apart.done("poster", extension(name), source, picture)
    except apart.NotUsable as problem:
        if problem.reason == "full":
            raise
        return None
    return picture


def _change(row: PreparedFile, document: Any, facts: dict[str, Any], source: IO[bytes]) -> bool:
    """Writes the file anew, puts it into the place of the old one, and only then lets that go."""
    what, ending = ("film", "mp4") if facts["film"] else ("sound", "mp3")
    with tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as picture:
        source.seek(0)
        written = apart.done(what, extension(row.of), source, made)
        poster = _poster(facts, f".{ending}", made, picture)
        made.seek(0)
        name = document.file.field.generate_filename(document, f"{PurePath(document.filename).stem}.{ending}")
        kept = default_storage.save(name, File(made))
        try:
            with transaction.atomic():
                if not _exchange(row, document, kept):
                    raise _Replaced
                _finish(row, facts | written, poster)
        except BaseException as problem:
            from_storage(kept)
            if isinstance(problem, _Replaced):
                return False
            raise
    return True


class _Replaced(Exception):
    """Somebody put another file in its place meanwhile."""


def _exchange(row: PreparedFile, document: Any, name: str) -> bool:
    """The document with the new file; whether it still has the old one."""
    now = get_document_model().objects.select_for_update(of=("self",)).filter(pk=document.pk, file=row.of).first()
    if now is None:
        return False
    before, row.of = row.of, name
    now.file.name = name
    try:
        now._set_document_file_metadata()
    finally:
        now.file.close()
    now.save(update_fields=["file", "file_size", "file_hash"])
    transaction.on_commit(lambda: from_storage(before))
    return True


def _finish(row: PreparedFile, facts: dict[str, Any], poster: IO[bytes] | None) -> None:
    """Notes what is known now; the picture of the film before it goes."""
    before = row.poster
    row.poster = ""
    if poster is not None:
        poster.seek(0)
        row.poster = default_storage.save(f"{POSTERS}/{PurePath(row.of).stem[:60]}.jpg", File(poster))
    row.state, row.reason, row.numbers, row.changes, row.taken_until = State.READY, "", [], False, None
    row.film = facts["film"]
    row.seconds, row.width, row.height = facts["seconds"], int(facts["width"]), int(facts["height"])
    row.save()
    if before:
        transaction.on_commit(lambda: from_storage(before))
