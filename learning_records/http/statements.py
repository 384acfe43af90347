"""The statements resource. HTTP only; `ingest.record` and the room `query` do the work."""

import hashlib
import json
import logging
from datetime import datetime
from functools import lru_cache, partial
from uuid import UUID
from wsgiref.handlers import format_date_time

from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, reverse

from learning_records import driver
from learning_records.access.credentials import may
from learning_records.consumers import replica
from learning_records.consumers.order import lately_consistent_through
from learning_records.http import launch_scope, multipart
from learning_records.http.errors import ProtocolError, too_large
from learning_records.http.request import THROUGH, Asked, endpoint, require
from learning_records.http.versions import LATEST
from learning_records.ingest import attachments
from learning_records.ingest.record import record
from learning_records.models import Agent, Credential, Launch
from learning_records.query import filters, paging
from learning_records.query.by_id import find
from learning_records.query.formats import dump, shaped
from learning_records.spec import bodies, strict_json
from learning_records.spec.statement import instant

_LOG = logging.getLogger(__name__)
MISSING = "X-Missing-Attachments"  # SHA-2 of attachments that belong to the answer and whose bytes are lost
_WRONG_HASH = "the header X-Experience-API-Hash must be the SHA-2 of the attachment's bytes"
# The version of a statement that names none (1.0.3 Data 2.4.10; 2.0 4.2.4.3).
_UNNAMED = {LATEST["1"]: "1.0.0", LATEST["2"]: "2.0.0"}


@endpoint("GET", "HEAD", "PUT", "POST")
def statements(asked: Asked, credential: Credential) -> HttpResponseBase:
    """PUT, POST, GET, HEAD of the statements resource."""
    if asked.reads:
        return _get(asked, credential)
    require(credential, "statements/write")
    return _put(asked, credential) if asked.method == "PUT" else _post(asked, credential)


def _received(asked: Asked, inbox: attachments.Inbox) -> list[tuple[dict, str]]:
    """Statements with their texts; the bytes of their attachments go to the inbox."""
    kind = asked.content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return _statements(asked.body)
    if kind != "multipart/mixed":
        came = f"it is {kind[:60]}" if kind else "none came"
        raise ProtocolError(400, f"the Content-Type must be application/json or multipart/mixed; {came}")
    first = _First()

    def open_part(headers: dict[str, str]) -> multipart.Sink:
        if not first.begun:
            return first.begin(headers)
        return _attachment(headers, inbox)

    try:
        multipart.read(asked.stream(), asked.content_type, open_part)
        return _statements(first.content())
    except multipart.BadMultipart as problem:
        raise ProtocolError(400, str(problem)) from problem
    except UnreadablePostError as problem:
        raise ProtocolError(400, "the body did not arrive whole") from problem


class _First:
    """The first part of a multipart body: the statements."""

    def __init__(self) -> None:
        self.begun = False
        self._bytes = bytearray()

    def begin(self, headers: dict[str, str]) -> "_First":
        """Raises ProtocolError when the part is not JSON."""
        self.begun = True
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ProtocolError(400, "the first part must have the Content-Type application/json")
        return self

    def write(self, piece: bytes) -> None:
        """Raises ProtocolError 413."""
        self._bytes += piece
        if len(self._bytes) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise too_large()

    def content(self) -> bytes:
        """All of it."""
        return bytes(self._bytes)


def _statements(body: bytes) -> list[tuple[dict, str]]:
    try:
        return strict_json.statements(bodies.text_of(body))
    except strict_json.TooMany as problem:
        raise ProtocolError(413, f"{problem}; send fewer statements at once") from problem
    except strict_json.NotJson as problem:
        raise ProtocolError(400, f"the body is not JSON in UTF-8: {problem}") from problem


def _attachment(headers: dict[str, str], inbox: attachments.Inbox) -> attachments.Arriving:
    if headers.get("content-transfer-encoding", "").lower() != "binary":
        raise ProtocolError(400, "an attachment has the header Content-Transfer-Encoding: binary")
    try:
        return inbox.open(headers.get("x-experience-api-hash", "").lower())
    except attachments.WrongHash as problem:
        raise ProtocolError(400, _WRONG_HASH) from problem


def _parts(inbox: attachments.Inbox) -> dict[str, attachments.Arrived]:
    try:
        return inbox.parts()
    except attachments.WrongHash as problem:
        raise ProtocolError(400, _WRONG_HASH) from problem


def _put(asked: Asked, credential: Credential) -> HttpResponse:
    asked.only("statementId")
    statement_id = filters.uuid_of(asked.params, "statementId")
    if statement_id is None:
        raise ProtocolError(400, "PUT needs the parameter statementId")
    with attachments.Inbox() as inbox:
        found = _received(asked, inbox)
        if len(found) != 1 or not isinstance(found[0][0], dict):
            raise ProtocolError(400, "PUT takes one statement")
        statement, text = _with_id(*found[0], statement_id)
        version = _UNNAMED[asked.version]
        record([statement], credential, version=version, texts=[text], parts=_parts(inbox))
    return HttpResponse(status=204)


def _with_id(statement: dict, text: str, statement_id: UUID) -> tuple[dict, str]:
    if "id" not in statement:
        statement = statement | {"id": str(statement_id)}
        text = strict_json.with_members(text, {"id": f'"{statement_id}"'})
    elif str(statement["id"]).lower() != str(statement_id):
        raise ProtocolError(400, "statement.id differs from the parameter statementId")
    return statement, text


def _post(asked: Asked, credential: Credential) -> HttpResponse:
    asked.only()
    with attachments.Inbox() as inbox:
        found = _received(asked, inbox)
        outcomes = record(
            [statement for statement, _text in found],
            credential,
            version=_UNNAMED[asked.version],
            texts=[text for _statement, text in found],
            parts=_parts(inbox),
        )
    return JsonResponse([outcome.id for outcome in outcomes], safe=False)


def _get(asked: Asked, credential: Credential) -> HttpResponseBase:
    """From the replica when there is one; what it does not know yet, and what it cannot answer, from the primary."""
    through = replica.through()
    if through and through >= _known_through(asked):
        try:
            with driver.reading_from(replica.ALIAS):
                answer = _read(asked, credential, through)
            answer[THROUGH] = through
            return answer
        except replica.PROBLEMS as problem:
            if driver.took_too_long(problem):
                raise
            if driver.is_down(problem):
                replica.rest(problem)
        except ProtocolError as refused:
            if refused.status != 404:
                raise
    return _read(asked, credential)


def _known_through(asked: Asked) -> str:
    """How far whoever gave the page before was consistent: the primary may have known what the replica does not know yet."""
    return paging.known_through(asked.params["more"]) if "more" in asked.params else ""


def _read(asked: Asked, credential: Credential, through: str = "") -> HttpResponseBase:
    """`through`: how far a replica is consistent."""
    mine, launch = None, credential.limit
    if not may(credential, "statements/read", "all/read"):
        require(credential, "statements/read", "statements/read/mine")
        mine = (
            Agent.objects.using(driver.alias())
            .filter(ifi=credential.authority.ifi)
            .values_list("pk", flat=True)
            .first()
            or 0
        )
    if "statementId" in asked.params or "voidedStatementId" in asked.params:
        return _one(asked, mine, launch)
    if "more" in asked.params:
        asked.only("more")
        page = paging.next_page(asked.params["more"], mine=mine)
        if launch is not None:
            launch_scope.follow(page.query, launch)
    else:
        asked.only(*filters.PARAMETERS)
        query = launch_scope.narrowed(asked.params, launch) if launch else asked.params
        bound = instant(through) if through else None
        page = paging.page(
            query, mine=mine, bound=bound, through=through or (lately_consistent_through() if replica.there() else "")
        )
    rows = page.rows if launch is None else launch_scope.own(page.rows, launch)
    texts = ",".join(_shaped(asked, rows, filters.form_of(page.query)))
    more = f"{_address(get_script_prefix())}?more={page.more}" if page.more else ""
    body = f'{{"statements":[{texts}],"more":{dump(more)}}}'
    return _answer(body, rows, with_bytes=filters.yes(page.query, "attachments"))


@lru_cache(maxsize=4)
def _address(_prefix: str) -> str:
    """Where the statements are asked for, under the prefix that the server runs at; looked up once."""
    return reverse("learning_records:statements")


def _shaped(asked: Asked, rows: list[paging.Found], form: str) -> list[str]:
    return shaped(rows, form, asked.headers.get("accept-language", ""))


def _one(asked: Asked, mine: int | None, launch: Launch | None) -> HttpResponseBase:
    name = "statementId" if "statementId" in asked.params else "voidedStatementId"
    asked.only(name, "format", "attachments")
    statement_id = filters.uuid_of(asked.params, name)
    found = find(statement_id, voided=name == "voidedStatementId", mine=mine) if statement_id else None
    if found is None or (launch is not None and not launch_scope.own([found], launch)):
        raise ProtocolError(404, "there is no such statement")
    (text,) = _shaped(asked, [found], filters.form_of(asked.params))
    return _answer(text, [found], with_bytes=filters.yes(asked.params, "attachments"))


def _answer(text: str, rows: list[paging.Found], *, with_bytes: bool) -> HttpResponseBase:
    body = text.encode()
    mark = hashlib.sha1(body, usedforsecurity=False)
    if with_bytes:
        enclosed, missing = _enclosed(rows)
        mark.update("".join(one.sha2 for one in enclosed).encode())
        out = multipart.outgoing(body, enclosed)
        answer: HttpResponseBase = StreamingHttpResponse(out.pieces, content_type=out.content_type)
        answer["Content-Length"] = str(out.length)
        if missing:
            answer[MISSING] = ", ".join(missing)
    else:
        answer = HttpResponse(body, content_type="application/json")
    newest: datetime | None = max((row.stored for row in rows), default=None)
    if newest:
        answer["Last-Modified"] = format_date_time(newest.timestamp())
    answer["ETag"] = f'"{mark.hexdigest()}"'
    return answer


def _enclosed(rows: list[paging.Found]) -> tuple[list[multipart.Enclosed], list[str]]:
    """The attachments of these statements, and the SHA-2 of those whose file is lost: the others are given all the same."""
    hashes = attachments.hashes_of(row.seq for row in rows)
    kinds = {}
    if hashes:
        for row in rows:
            kinds |= {a["sha2"].lower(): a["contentType"] for a in attachments.listed(json.loads(row.text))}
    found, missing = [], []
    for sha2 in hashes:
        size = attachments.size_of(sha2)
        if size is None:
            missing.append(sha2)
            continue
        kind = kinds.get(sha2, "application/octet-stream")
        found.append(multipart.Enclosed(sha2, kind, size, partial(attachments.content_of, sha2)))
    if missing:
        _LOG.error("files of attachments are missing; bring them back from a backup: %s", ", ".join(missing[:20]))
    return found, missing
