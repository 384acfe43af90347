"""What a target gets next: statements below the horizon, in the order of `seq`, through the target's filter.

Whoever has a statement must also hear that it was voided: a voiding statement passes when its target does. For the target all
that we send is ours, so a voiding without effect here would have one there: it stays here. So does a statement whose voiding
came before it: at that moment nobody knew whether the voiding would have an effect, so it was not sent.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from learning_records import driver
from learning_records.consumers.order import horizon
from learning_records.forwarding.models import ForwardingTarget
from learning_records.models import Attachment, Statement
from learning_records.query.paging import Found, within
from learning_records.query.statement_sql import COLUMNS
from learning_records.query.voidings import in_effect, taken_back_before_they_came
from learning_records.spec import strict_json
from learning_records.spec.statement import links, voids
from learning_records.vocabulary import VERBS

_LOOK = 5000  # statements looked at in one go, whether they pass or not
_COLUMNS = ("seq", "stored", "version", "payload")
_TABLE = "learning_records_statement"
_END = f"SELECT seq FROM {_TABLE} WHERE seq > %b::bigint AND seq <= %b::bigint ORDER BY seq OFFSET %b::bigint LIMIT 1"  # noqa: S608 - constants
_VOIDED = "s.verb_id = (SELECT id FROM learning_records_verb WHERE iri = %b::text)"


@dataclass(frozen=True)
class Item:
    """A statement as it goes out: its text, and the SHA-2 of the attachments whose bytes go along."""

    seq: int
    statement_id: UUID
    statement: dict
    text: str
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """The next statements that pass; all up to `until` have been looked at; `more` says that there may be others."""

    items: list[Item]
    until: int
    more: bool


def next_batch(target: ForwardingTarget, most: int) -> Batch:
    """What comes after the target's cursor, at most `most` statements."""
    last = horizon()
    end = driver.cursor().execute(_END, [target.seq, last, _LOOK - 1], binary=True).fetchone()
    until = end[0] if end else last
    there = _candidates(target, until, most)
    rows = [Found(*row) for row in within(there)]
    if len(there) == _enough(most) or len(rows) < len(there):
        until = rows[-1].seq
    passing: list[Found] = []
    numbers = [row.seq for row in rows]
    effects, gone = in_effect(numbers), taken_back_before_they_came(numbers)
    for row in rows:
        if row.seq not in gone and _passes(target, row, effects):
            if len(passing) == most:
                until = passing[-1].seq
                break
            passing.append(row)
    return Batch(as_items(passing), max(until, target.seq), until < last)


def _enough(most: int) -> int:
    """So many candidates fill a batch even when some do not pass."""
    return most + 100


def _candidates(target: ForwardingTarget, until: int, most: int) -> list[tuple]:
    """What may pass, chosen where it lies: who forwards one course does not read, and take apart, all that others stored.

    Voidings always come along. An activity's beginning is looked for in the text; where that may be written with escapes
    (a backslash), the statement comes along and is looked at whole.
    """
    where, values = ["s.seq > %b::bigint", "s.seq <= %b::bigint"], [target.seq, until]
    chosen: list[str] = []
    more: list[object] = []
    if target.since is not None:
        chosen.append("s.stored > %b::timestamptz")
        more.append(target.since)
    if target.verbs:
        chosen.append("s.verb_id = ANY(SELECT id FROM learning_records_verb WHERE iri = ANY(%b::text[]))")
        more.append(list(target.verbs))
    if target.activity_prefixes:
        chosen.append(
            "EXISTS (SELECT 1 FROM unnest(%b::text[]) AS beginning WHERE position(beginning IN s.payload::text) > 0)"
        )
        more.append(["\\", *target.activity_prefixes])
    if chosen:
        where.append(f"({_VOIDED} OR ({' AND '.join(chosen)}))")
        values += [VERBS["voided"], *more]
    return (
        driver.cursor()
        .execute(
            f"SELECT {COLUMNS} FROM {_TABLE} s WHERE {' AND '.join(where)} ORDER BY s.seq LIMIT {_enough(most):d}",  # noqa: S608 - constants
            values,
            binary=True,
        )
        .fetchall()
    )


def items_of(target: ForwardingTarget, seqs: list[int]) -> list[Item]:
    """These statements, whatever the filter says, in the order of `seq`."""
    rows = Statement.objects.filter(seq__in=seqs).order_by("seq").values_list(*_COLUMNS)
    return as_items([Found(*row) for row in rows])


def as_items(rows: list[Found]) -> list[Item]:
    """The rows as they go out: as they came, without what a store sets itself.

    A statement of 2.0 is not turned into an earlier form for an older target (1.0.3 Communication 3.3): one that knows no such
    property refuses it by name.
    """
    hashes: dict[int, list[str]] = {}
    for seq, sha2 in Attachment.objects.filter(statement_id__in=[row.seq for row in rows]).values_list(
        "statement_id", "sha2"
    ):
        hashes.setdefault(seq, []).append(sha2)
    found = []
    for row in rows:
        text = strict_json.without(row.text, strict_json.LRS_SET)
        statement = json.loads(text)
        found.append(Item(row.seq, UUID(statement["id"]), statement, text, tuple(sorted(hashes.get(row.seq, ())))))
    return found


def _passes(target: ForwardingTarget, row: Found, effects: dict[int, UUID]) -> bool:
    statement = json.loads(row.text)
    if voids(statement) is None:
        return _by_itself(target, row, statement)
    if row.seq not in effects:
        return False
    if _by_itself(target, row, statement):
        return True
    found = Found(*Statement.objects.values_list(*_COLUMNS).get(statement_id=effects[row.seq]))
    return _by_itself(target, found, json.loads(found.text))


def _by_itself(target: ForwardingTarget, row: Found, statement: dict) -> bool:
    return (target.since is None or row.stored > target.since) and passes(target, statement)


def passes(target: ForwardingTarget, statement: dict) -> bool:
    """Whether the filter lets the statement through: one of the verbs, and an activity it names begins as asked.

    Activities count in every place of a statement, so that the beginning of a course's IRI also finds the answers given in it.
    """
    if target.verbs and statement["verb"]["id"] not in target.verbs:
        return False
    if not target.activity_prefixes:
        return True
    beginnings = tuple(target.activity_prefixes)
    return any(iri.startswith(beginnings) for iri, _role in links(statement).activities)
