"""New statements -> evidence. Reads the statement alone; safe to run twice; one bad statement harms only itself."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from learning_records import public as records
from portal.people.public import everyone
from recognition.criteria.match import Match, Unreadable
from recognition.evidence.statements import account_of, known_learners, target_of_voiding
from recognition.models import CriteriaSet, Evidence, Parked, Projection
from recognition.sets.publishing import authorities_of, matcher_of

log = logging.getLogger(__name__)
WHY = "statements of every learner are judged"
# A statement met again (rebuild) sets these anew; a second judging of the same one changes nothing.
_ANEW = ["generation", "indicators", "happened_at", "activity_iri", "act", "title", "minutes", "score", "withdrawn_at"]
_UNIQUE = ["criteria_set", "rule_id", "learner", "statement_id"]


@dataclass(frozen=True)
class _Failure:
    stored: records.Stored
    error: str


def judge_next(criteria_set: CriteriaSet, limit: int) -> int | None:
    """Judges the next statements of one set, `limit` at most, in one transaction and moves its cursor.

    Returns how many statements concerned it, or None when everything there is has been read. The cursor row is locked, so
    a second consumer waits and goes on where this one ends.
    """
    with transaction.atomic(), everyone(WHY):
        cursor = Projection.objects.select_for_update().get(criteria_set=criteria_set)
        window = records.read_concerning(cursor.position, limit, authorities_of(criteria_set))
        moved = window.position > cursor.position
        if window.found:
            judge(criteria_set, window.found, cursor.generation)
        if moved:
            cursor.position, cursor.moved_at = window.position, timezone.now()
        _end_rebuild(cursor, done=not moved)
        cursor.save()
    return len(window.found) if moved else None


def judge(criteria_set: CriteriaSet, batch: Sequence[records.Stored], generation: int) -> None:
    """Evidence from these statements, in the caller's transaction. A failure is parked with its error."""
    matcher, ours = matcher_of(criteria_set), authorities_of(criteria_set)
    batch = [stored for stored in batch if stored.authority in ours or stored.is_reference]
    targets = {target for stored in batch if (target := target_of_voiding(stored.statement))}
    # Who may void is judged here once more, by the rows as they are now: a statement of anybody names a target.
    gone = records.taken_back({stored.statement_id for stored in batch if stored.authority in ours} | targets)
    people = known_learners(batch)
    made: dict[UUID, list[Evidence]] = {}
    failures: list[_Failure] = []
    for stored in batch:
        learner_id = people.get(account_of(stored.statement))
        if learner_id is None or stored.authority not in ours:
            continue
        try:
            matches = matcher.match(stored.statement)
            made[stored.statement_id] = [
                _row(criteria_set, stored, learner_id, m, generation, stored.statement_id in gone) for m in matches
            ]
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with one statement, the others must be judged
            failures.append(_Failure(stored, _said(problem)))
    failures += _write(batch, made)
    _park(criteria_set, failures)
    _void(criteria_set, targets & gone)


def rebuild(criteria_set: CriteriaSet) -> None:
    """Reads every statement again from the first. Evidence keeps its rows; what is not met again is withdrawn."""
    with transaction.atomic():
        cursor = Projection.objects.select_for_update().get(criteria_set=criteria_set)
        if cursor.generation > 1 or cursor.rebuilding_to is None:  # else its first reading begins once more
            cursor.generation += 1
        cursor.position, cursor.rebuilding_to = 0, records.horizon()
        cursor.save()
        Parked.objects.filter(criteria_set=criteria_set).delete()


def retry(parked: Parked) -> bool:
    """Judges a parked statement again; True when it went well (then it is marked solved)."""
    with transaction.atomic(), everyone(WHY):
        cursor = Projection.objects.select_for_update().get(criteria_set=parked.criteria_set_id)
        parked = Parked.objects.select_for_update().get(pk=parked.pk)
        stored = records.find(parked.statement_id)
        tries = parked.tries
        if stored is not None:
            judge(parked.criteria_set, [stored], cursor.generation)
            parked.refresh_from_db()
        if parked.tries > tries:
            return False
        parked.solved_at, parked.tries = timezone.now(), tries + 1
        parked.save()
    return True


def _row(
    criteria_set: CriteriaSet,
    stored: records.Stored,
    learner_id: UUID,
    match: Match,
    generation: int,
    gone: bool,
) -> Evidence:
    return Evidence(
        learner_id=learner_id,
        kind=Evidence.Kind.AUTOMATIC,
        title_key=criteria_set.key,
        criteria_set=criteria_set,
        rule_id=match.rule.id,
        indicators=[match.rule.indicator],
        happened_at=stored.timestamp,
        statement_id=stored.statement_id,
        activity_iri=match.activity,
        act=match.act,
        title=match.name[:200],
        minutes=match.minutes,
        score=match.score,
        generation=generation,
        withdrawn_at=timezone.now() if gone else None,
    )


def _write(batch: Sequence[records.Stored], made: dict[UUID, list[Evidence]]) -> list[_Failure]:
    """Writes all rows at once; when the database refuses, statement by statement, so that only the bad one fails."""
    try:
        _insert([row for rows in made.values() for row in rows])
        return []
    except DatabaseError:
        log.warning("A batch of evidence was refused; writing it statement by statement.")
    failures = []
    for stored in batch:
        try:
            _insert(made.get(stored.statement_id, []))
        except DatabaseError as problem:
            failures.append(_Failure(stored, _said(problem)))
    return failures


def _insert(rows: list[Evidence]) -> None:
    if not rows:
        return
    with transaction.atomic():
        Evidence.objects.bulk_create(rows, update_conflicts=True, unique_fields=_UNIQUE, update_fields=_ANEW)


def _void(criteria_set: CriteriaSet, targets: Collection[UUID]) -> None:
    """Voiding arrives in order like any statement; what came before its target is found where the target is judged."""
    if targets:
        rows = Evidence.objects.filter(criteria_set=criteria_set, statement_id__in=targets, withdrawn_at=None)
        rows.update(withdrawn_at=timezone.now())
        Parked.objects.filter(criteria_set=criteria_set, statement_id__in=targets, solved_at=None).update(
            solved_at=timezone.now()
        )


def _park(criteria_set: CriteriaSet, failures: list[_Failure]) -> None:
    for failure in failures:
        log.warning("Statement %s is parked: %s", failure.stored.statement_id, failure.error)
        parked, made = Parked.objects.get_or_create(
            criteria_set=criteria_set,
            statement_id=failure.stored.statement_id,
            defaults={"seq": failure.stored.seq, "error": failure.error},
        )
        if not made:
            parked.error, parked.tries, parked.solved_at = failure.error, parked.tries + 1, None
            parked.save()


def _said(problem: Exception) -> str:
    """The error for staff. Messages of the database may quote a row, so only their kind is kept."""
    if isinstance(problem, Unreadable | KeyError | TypeError | AttributeError):
        return f"{type(problem).__name__}: {problem}"
    return type(problem).__name__


def _end_rebuild(cursor: Projection, *, done: bool) -> None:
    if cursor.rebuilding_to is None or not (done or cursor.position >= cursor.rebuilding_to):
        return
    old = Evidence.objects.filter(
        criteria_set=cursor.criteria_set_id, kind=Evidence.Kind.AUTOMATIC, generation__lt=cursor.generation
    )
    old.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    cursor.rebuilding_to = None
