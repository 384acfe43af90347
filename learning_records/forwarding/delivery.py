"""Handing statements to a target and understanding what it says. No database: what becomes of each is the answer.

A batch that the target refuses is halved until the guilty statement stands alone. What is uncertain is never taken for
delivered: an answer must name the very ids that were sent, and “I have that already” is checked against what it has.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from learning_records.forwarding.clients import Client
from learning_records.forwarding.http_client import Answer, NoAnswer
from learning_records.forwarding.models import DeadLetter
from learning_records.forwarding.selection import Item
from learning_records.http import multipart
from learning_records.ingest.attachments import content_of, listed, size_of
from learning_records.spec.comparison import fingerprint

BYTES = 8 * 1024 * 1024  # of one request, when it holds more than one statement
_INVALID = (400, 422)
_LARGE = (413,)
# Ours and the specification's word for “there already, and different”; some stores also say it of an equal one. 204 is what
# a store says that was sent a whole batch again; it names no ids.
_ASK = (409, 204)
_LONGEST = 300  # characters of an answer that are shown and kept
_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>?", re.DOTALL | re.IGNORECASE)
Reason = DeadLetter.Reason


class Later(Exception):
    """The target cannot take anything now: `code` for people, `text` for those who look closer, `wait` asked for (seconds)."""

    def __init__(self, code: str, text: str = "", wait: float = 0.0) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text, self.wait = code, text[:_LONGEST], wait


@dataclass(frozen=True)
class Verdict:
    """What became of one statement: delivered when `reason` is empty, else why the target would not take it."""

    item: Item
    reason: str = ""
    answer: str = ""


def deliver(client: Client, items: Sequence[Item]) -> Iterator[Verdict]:
    """Verdicts in the order of the items. Raises Later when the target fails: the items without a verdict stay to be sent."""
    if not items:
        return
    sizes, missing = _sizes(items)
    size = sum(sizes.values()) + sum(len(item.text.encode()) for item in items)
    if len(items) > 1 and (size > BYTES or missing):
        yield from _halves(client, items)
        return
    if missing:
        yield Verdict(items[0], Reason.BYTES_MISSING, missing)
        return
    body = _body(items, sizes)
    answer = _asked(client.post, body, body.content_type)
    if answer.status == 200 and _names_all(answer, items):
        yield from (Verdict(item) for item in items)
    elif answer.status in (*_INVALID, *_LARGE, *_ASK) and len(items) > 1:
        yield from _halves(client, items)
    elif answer.status in _ASK:
        yield _compared(client, items[0], answer)
    elif answer.status in (*_INVALID, *_LARGE):
        yield Verdict(items[0], Reason.TOO_LARGE if answer.status in _LARGE else Reason.REFUSED, _said(answer))
    else:
        raise _later(answer)


def _halves(client: Client, items: Sequence[Item]) -> Iterator[Verdict]:
    middle = len(items) // 2
    yield from deliver(client, items[:middle])
    yield from deliver(client, items[middle:])


def _sizes(items: Sequence[Item]) -> tuple[dict[str, int], str]:
    """How many bytes each of the attachments has, and the SHA-2 of a file that is not there."""
    sizes: dict[str, int] = {}
    for sha2 in sorted({sha2 for item in items for sha2 in item.hashes}):
        size = size_of(sha2)
        if size is None:
            return {}, sha2
        sizes[sha2] = size
    return sizes, ""


def _body(items: Sequence[Item], sizes: dict[str, int]) -> multipart.Outgoing:
    """What is sent. Attachments are read from their files as the target takes them: one may be larger than memory."""
    text = f"[{','.join(item.text for item in items)}]".encode()
    if not sizes:
        return multipart.Outgoing("application/json", len(text), iter((text,)))
    kinds = {a["sha2"].lower(): a["contentType"] for item in items for a in listed(item.statement)}
    enclosed = [multipart.Enclosed(sha2, kinds[sha2], size, partial(content_of, sha2)) for sha2, size in sizes.items()]
    return multipart.outgoing(text, enclosed)


def _asked(how, *args, **params) -> Answer:
    try:
        return how(*args, **params)
    except NoAnswer as problem:
        raise Later(problem.code, problem.message) from problem


def _names_all(answer: Answer, items: Sequence[Item]) -> bool:
    """Whether the answer lists the ids that were sent; anything else that calls itself a success is not believed."""
    try:
        named = json.loads(answer.body)
    except (ValueError, RecursionError):
        named = None
    wanted = sorted(str(item.statement_id) for item in items)
    if isinstance(named, list) and sorted(one.lower() for one in named if isinstance(one, str)) == wanted:
        return True
    raise Later("garbage", f"200, but not the ids that were sent: {_said(answer)}")


def _compared(client: Client, item: Item, refusal: Answer) -> Verdict:
    """The target says it has this id: equal by the rules of comparison means delivered."""
    for parameter in ("statementId", "voidedStatementId"):
        answer = _asked(client.get, **{parameter: str(item.statement_id)})
        if answer.status == 200:
            same = _equal(item.statement, answer)
            return Verdict(item) if same else Verdict(item, Reason.DIFFERENT, _said(answer))
        if answer.status not in (400, 401, 403, 404, 405):
            raise _later(answer)
    if refusal.status == 204:
        raise Later("garbage", "204 without ids, and the statement is not there")
    return Verdict(item, Reason.UNREADABLE, _said(refusal))


def _equal(ours: dict, answer: Answer) -> bool:
    try:
        theirs = json.loads(answer.body)
        if isinstance(theirs, dict) and isinstance(theirs.get("statements"), list) and len(theirs["statements"]) == 1:
            theirs = theirs["statements"][0]  # some stores answer a list even when asked for one
        if str(theirs["id"]).lower() != str(ours["id"]).lower():
            raise ValueError("another id than asked for")
        return fingerprint(theirs) == fingerprint(ours)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Later("garbage", f"200, but no statement: {_said(answer)}") from problem


def _later(answer: Answer) -> Later:
    code = {401: "key", 403: "key", 404: "address"}.get(answer.status, "")
    if not code:
        code = "redirect" if 300 <= answer.status < 400 else "busy" if answer.status == 429 else "status"
    return Later(code, f"{answer.status} {_said(answer)}", wait_asked(answer.headers.get("Retry-After", "")))


def wait_asked(text: str) -> float:
    """Seconds that a Retry-After asks for: a number, or a date of HTTP; 0 for what is neither."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # also a date of a year that does not exist
        return 0.0
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _said(answer: Answer) -> str:
    """The beginning of what was answered, for people: of a page only its words; characters no screen shows are left out.

    What answers at an address may be something inside that speaks to nobody else, so little of it is shown.
    """
    text = _MARKUP.sub(" ", answer.body[: 8 * _LONGEST].decode("utf-8", "replace"))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST]
