"""Documents of activities/state, activities/profile and agents/profile: kept, merged, guarded by ETags.

Source: 1.0.3 Communication 2.2, 2.3, 2.6, 2.7 and 3.1; 2.0 4.1.4 and 4.1.6. A document is read and written under a lock of
its row, so that of two writers with one ETag only one succeeds.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from learning_records.documents.merging import CannotMerge, merged
from learning_records.models import Document
from learning_records.spec import bodies
from learning_records.spec.limits import DOCUMENTS, MERGED
from learning_records.spec.strict_json import NotJson, TooMany

_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^",\s]+)')
_JSON = "application/json"
_LONGEST_TYPE = 255  # characters


class Refused(Exception):
    """The document was not touched: an HTTP status, and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True)
class Address:
    """Which document: parts that a kind does not have are empty."""

    kind: str
    activity: str = ""
    agent: str = ""
    registration: UUID | None = None
    document_id: str = ""


@dataclass(frozen=True)
class Condition:
    """What must hold before a document is changed; `needed` says when a change without any header is refused."""

    if_match: str | None = None
    if_none_match: str | None = None
    needed: str = "never"  # never, over_existing, always


def etag_of(content: bytes) -> str:
    """SHA-1 of the bytes, in hexadecimal (1.0.3 Communication 3.1)."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _rows(address: Address) -> QuerySet[Document]:
    return Document.objects.filter(
        kind=address.kind,
        activity=address.activity,
        agent=address.agent,
        registration=address.registration,
        document_id=address.document_id,
    )


def _group(address: Address) -> QuerySet[Document]:
    rows = Document.objects.filter(kind=address.kind, activity=address.activity, agent=address.agent)
    return rows.filter(registration=address.registration) if address.registration else rows


def find(address: Address) -> Document | None:
    """The document at this address."""
    return _rows(address).first()


def ids(address: Address, since: datetime | None) -> tuple[list[str], datetime | None]:
    """Ids of the documents of an activity, an agent or both, stored after `since`; and when the newest was."""
    rows = _group(address)
    if since:
        rows = rows.filter(updated__gt=since)
    found = list(rows.order_by("document_id").values_list("document_id", "updated"))
    return sorted({name for name, _updated in found}), max((updated for _name, updated in found), default=None)


def _tags(header: str) -> set[str]:
    return {quoted or plain for quoted, plain in _TAG.findall(header)}


def _check(row: Document | None, condition: Condition) -> None:
    """Raises Refused when the condition does not hold."""
    if condition.if_match is not None:
        tags = _tags(condition.if_match)
        if row is None or ("*" not in tags and row.etag not in tags):
            raise Refused(412, "the document is not the one If-Match names: read it again")
    elif condition.if_none_match is not None:
        tags = _tags(condition.if_none_match)
        if row is not None and ("*" in tags or row.etag in tags):
            raise Refused(412, "the document exists, against If-None-Match: read it first")
    elif row is not None and condition.needed != "never":
        raise Refused(409, "there is a document already: read it, then send its ETag in If-Match")
    elif row is None and condition.needed == "always":
        raise Refused(400, "send If-None-Match: * for a new document, or If-Match with its ETag to replace one")


def write(address: Address, content: bytes, content_type: str, condition: Condition, *, merge: bool) -> None:
    """Stores a document as it came, or merges its members into the one that is there (both must be JSON objects).

    What calls itself application/json has to be JSON (1.0.3 Communication 3.2, the Content-Type must fit the content), and
    is otherwise not judged before it is merged. Raises Refused.
    """
    if len(content_type) > _LONGEST_TYPE:
        raise Refused(400, f"the Content-Type has more than {_LONGEST_TYPE} characters")
    if _is_json(content_type):
        try:
            bodies.check(content)
        except TooMany as problem:
            raise Refused(
                413, f"{problem}; keep it as several documents, or as bytes of another Content-Type"
            ) from problem
        except NotJson as problem:
            raise Refused(400, f"the Content-Type says JSON, but the document is none: {problem}") from problem
    try:
        _write(address, content, content_type, condition, merge)
    except IntegrityError:  # somebody made it at this very moment: now it is there
        _write(address, content, content_type, condition, merge)


def _write(address: Address, content: bytes, content_type: str, condition: Condition, merge: bool) -> None:
    with transaction.atomic():
        row = _rows(address).select_for_update().first()
        _check(row, condition)
        if row is None:
            _one_more(address)
            row = Document(
                kind=address.kind,
                activity=address.activity,
                agent=address.agent,
                registration=address.registration,
                document_id=address.document_id,
            )
        elif merge:
            content = _merged(row, content, content_type)
        row.content, row.content_type, row.etag, row.updated = content, content_type, etag_of(content), timezone.now()
        row.save()


def _one_more(address: Address) -> None:
    """Raises Refused when there are as many documents as one list of ids names; two at one moment may both be the last."""
    everywhere = replace(address, registration=None)
    if _group(everywhere).order_by()[DOCUMENTS - 1 : DOCUMENTS].exists():
        raise Refused(400, f"there are {DOCUMENTS} documents of this already; remove some that are not needed any more")


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == _JSON


def _merged(row: Document, content: bytes, content_type: str) -> bytes:
    if not (_is_json(content_type) and _is_json(row.content_type)):
        raise Refused(400, "documents can be merged only when both have the Content-Type application/json; use PUT")
    there = bytes(row.content)
    try:
        found = merged(there, content) if max(len(there), len(content)) <= MERGED else None
    except CannotMerge as problem:
        raise Refused(400, str(problem)) from problem
    if found is None or len(found) > MERGED:
        raise Refused(413, f"a document is merged up to {MERGED} bytes; send a larger one whole, with PUT")
    return found


def remove(address: Address, condition: Condition) -> None:
    """Removes a document; one that is not there is no error. Raises Refused."""
    with transaction.atomic():
        row = _rows(address).select_for_update().first()
        _check(row, condition)
        if row is not None:
            row.delete()


def remove_all(address: Address) -> None:
    """Removes all documents of an activity and agent (and registration, if given)."""
    _group(address).delete()
