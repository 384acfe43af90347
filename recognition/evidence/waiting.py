"""Photos of a paper whose form is not finished yet: their safe copies wait an hour for the form to come again.

Browsers send no file a second time by themselves. What waits is known by a random token in the session of who chose it, for
one learner; nothing shows it to anybody, and nothing counts until the form is sent again.
"""

import os
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from portal.people.public import Learner
from recognition.evidence.paper import Paper
from recognition.evidence.safe.files import SafeFile

LASTS = timedelta(hours=1)
MOST = 15  # files a session: the pages of one paper, and a few more
_KEY = "waiting_papers"
_LONGEST = 80  # characters of a name that is shown again


@dataclass(frozen=True)
class Waiting:
    """A file that the form still has: under which token, its name, its size in words, until when, whether it is a picture."""

    token: str
    name: str
    size: str
    until: str
    picture: bool


def keep(session: SessionBase, learner: Learner, paper: Paper, name: str) -> Waiting:
    """Keeps the safe copy for the next try; the oldest of a session makes room for a fourth."""
    rows: dict[str, dict[str, Any]] = session.get(_KEY, {})
    while len(rows) >= MOST:
        end(session, next(iter(rows)))
        rows = session.get(_KEY, {})
    token = secrets.token_hex(16)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(paper.safe.data)
    safe = paper.safe
    rows[token] = {
        "learner": str(learner.pk), "name": name[-_LONGEST:], "content": paper.content, "size": len(safe.data),
        "until": (timezone.now() + LASTS).timestamp(),
        "searched": paper.searched,
        "facts": [
            safe.media_type, safe.extension, safe.width, safe.height, safe.pages, safe.seconds, safe.signed, safe.looks
        ],
    }  # fmt: skip
    session[_KEY] = rows
    return _told(token, rows[token])


def again(session: SessionBase, learner: Learner, token: str) -> tuple[Paper, Waiting] | None:
    """What waits under the token for this learner, in this session, and within its hour."""
    row = _row(session, token)
    if row is None or row["learner"] != str(learner.pk):
        return None
    try:
        data = (_folder() / token).read_bytes()
    except FileNotFoundError:
        return None
    *facts, looks = row["facts"]
    return Paper(SafeFile(data, *facts, tuple(looks)), row["content"], row["searched"]), _told(token, row)


def shown(session: SessionBase, token: str) -> bytes | None:
    """The picture that waits under the token in this session, for whoever chose it; None for anything else."""
    row = _row(session, token)
    if row is None or row["facts"][0] != "image/jpeg":
        return None
    try:
        return (_folder() / token).read_bytes()
    except FileNotFoundError:
        return None


def _row(session: SessionBase, token: str) -> dict[str, Any] | None:
    row: dict[str, Any] | None = session.get(_KEY, {}).get(token)
    return None if row is None or row["until"] < timezone.now().timestamp() else row


def end(session: SessionBase, token: str) -> None:
    """Forgets what waits under the token, if anything does."""
    rows = session.get(_KEY, {})
    if rows.pop(token, None) is not None:
        session[_KEY] = rows
        (_folder() / token).unlink(missing_ok=True)


def forget_ended() -> int:
    """Removes every file whose hour is over, whatever became of its session; returns how many. Safe to run at any time."""
    oldest, removed = time.time() - LASTS.total_seconds(), 0
    for path in _folder().glob("*"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # used, or removed by another worker, meanwhile
    return removed


def _folder() -> Path:
    return Path(settings.WAITING_ROOT)


def _told(token: str, row: dict[str, Any]) -> Waiting:
    until = datetime.fromtimestamp(row["until"], timezone.get_current_timezone())
    picture = row["facts"][0].startswith("image/")
    return Waiting(token, row["name"], filesizeformat(row["size"]), until.strftime("%H:%M"), picture)
