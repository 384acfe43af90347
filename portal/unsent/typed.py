"""What was typed into a form that did not arrive: a bounded copy, shown again or kept for an hour.

Passwords, what stands on identity papers, and files are never copied.
"""

import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from portal.unsent.owner import FIELD, NOBODY

# Names of fields that are never copied and asked for again: passwords, and what of identity papers a session must not hold.
SECRET = ("password", "old", "new", "secret")
PRIVATE = ("identity_number", "birth_date", "ethnicity", "religion")
CODE, SIGNING_IN = "code", "/tai-khoan/"  # of a slip, an app, a paper: below these addresses
_NUMBER = re.compile(r"[\s.\-]*(?:\d[\s.\-]*){12}")  # an identity number, in whichever field
OWN = ("csrfmiddlewaretoken", FIELD)
MOST_FIELDS = 5_000
MOST_BYTES = 2 * 1024 * 1024  # of a copy that goes back to the browser at once
MOST_BYTES_KEPT = 256 * 1024  # of a copy that waits in the session for its person to sign in
MOST_KEPT = 3  # a session; the oldest goes
KEPT_FOR = 3600  # seconds
_SESSION = "unsent"


@dataclass(frozen=True)
class Typed:
    """One form as it was sent: where to, whose, the fields in order, and the names of what cannot be copied."""

    path: str
    owner: str
    fields: list[list[str]]
    passwords: list[str]
    files: list[list[str]]  # name of the field, name of the file

    @property
    def size(self) -> int:
        """Bytes of names and values."""
        return sum(len(text.encode()) for pair in self.fields for text in pair)

    @property
    def empty(self) -> bool:
        """Whether the form was only a button."""
        return not (any(value.strip() for _name, value in self.fields) or self.passwords or self.files)


def typed_in(request: HttpRequest) -> Typed | None:
    """The copy of a POST; None when it cannot be read or is larger than a page that could hold it."""
    try:
        posted, files = request.POST, request.FILES
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return None
    fields, passwords = [], []
    secret = (*SECRET, CODE) if request.path.startswith(SIGNING_IN) else SECRET
    for name, values in posted.lists():
        if name in secret or name in PRIVATE or any(_NUMBER.fullmatch(str(value)[:100]) for value in values):
            passwords.append(name)
        elif name not in OWN:
            fields += [[name, str(value)] for value in values]
    named = [[name[:100], (file.name or "")[:100]] for name, file in list(files.items())[:10]]
    copy = Typed(request.get_full_path(), str(posted.get(FIELD, NOBODY))[:40], fields, passwords, named)
    return copy if len(fields) <= MOST_FIELDS and copy.size <= MOST_BYTES else None


def keep(session: SessionBase, typed: Typed) -> str:
    """Keeps the copy in the session and returns the random text it is found by. ValueError: too large to be kept."""
    if typed.size > MOST_BYTES_KEPT:
        raise ValueError("too large for a session")
    key = secrets.token_urlsafe(9)
    rows = [*_rows(session)][-(MOST_KEPT - 1) :]
    session[_SESSION] = [*rows, {"key": key, "at": int(time.time())} | asdict(typed)]
    return key


def kept(session: SessionBase, key: str) -> Typed | None:
    """The copy with this key, None when there is none (any longer)."""
    for row in _rows(session):
        if row["key"] == key:
            return Typed(**{name: row[name] for name in Typed.__dataclass_fields__})
    return None


def drop(session: SessionBase, *, path: str, owner: str) -> None:
    """Forgets the copies for this address of nobody and of this mark, once a form has arrived there: another person's stay."""
    rows = session.get(_SESSION)
    if not rows:
        return
    left = [row for row in _rows(session) if row["path"] != path or row["owner"] not in (owner, NOBODY)]
    if len(left) != len(rows):
        session[_SESSION] = left


def others(session: SessionBase, owner: str) -> list[dict[str, Any]]:
    """The copies of known people other than the one of this mark: only they can open them again."""
    return [row for row in _rows(session) if row["owner"] not in (owner, NOBODY)] if session.get(_SESSION) else []


def carry(session: SessionBase, rows: list[dict[str, Any]]) -> None:
    """Puts the copies into a session that was emptied; it ends with the time for which they are kept."""
    session[_SESSION] = rows
    session.set_expiry(KEPT_FOR)


def _rows(session: SessionBase) -> Iterator[dict[str, Any]]:
    for row in session.get(_SESSION, []):
        if row["at"] > time.time() - KEPT_FOR:
            yield row
