"""New statements -> evidence of competences: an own cursor by the engine of `evidence.judging`; safe to run twice.

Sets whose cursors stand at the same place are read for together: a second set costs matching, not another reading.
"""

import logging
from collections.abc import Iterator, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from learning_records import public as records
from portal.people.public import everyone
from recognition.criteria.match import Unreadable
from recognition.evidence.statements import account_of, known_learners, target_of_voiding
from recognition.models import RequirementSet, SkillEvidence, SkillParked, SkillProjection
from recognition.skills.matching import SkillMatch
from recognition.skills.publishing import authorities_of, matcher_of

log = logging.getLogger(__name__)
WHY = "statements of every learner are judged"
_AT_ONCE = 1000  # rows a statement of the database
_Key = tuple[UUID, str, str, UUID]  # learner, rule, competence, statement


def judge_next(limit: int) -> int | None:
    """Judges the next statements for the sets that are furthest behind, `limit` at most, in one transaction.

    Returns how many statements concerned them, or None when every set has read everything. The cursor rows are locked, so a
    second consumer waits and goes on where this one ends.
    """
    with transaction.atomic(), everyone(WHY):
        cursors = list(
            SkillProjection.objects.select_for_update(of=("self",))
            .filter(requirement_set__judged=True)
            .select_related("requirement_set")
            .order_by("pk")
        )
        if not cursors:
            return None
        behind = min(one.position for one in cursors)
        together = [one for one in cursors if one.position == behind]
        window = records.read_concerning(behind, limit, authorities_of([one.requirement_set for one in together]))
        if window.found:
            _judge(together, window.found)
        moved = window.position > behind
        ended = False
        for cursor in together:
            cursor.position = window.position
            cursor.moved_at = timezone.now() if moved else cursor.moved_at
            ended |= _end_rebuild(cursor, done=not moved)
        if moved or ended:  # it is asked every few seconds
            SkillProjection.objects.bulk_update(together, ["position", "moved_at", "rebuilding_to"])
    return len(window.found) if moved else None


def rebuild(row: RequirementSet) -> None:
    """Reads every statement again from the first. Rows that are met again stay as they are; what is not is withdrawn."""
    with transaction.atomic():
        cursor = SkillProjection.objects.select_for_update().get(requirement_set=row)
        if cursor.generation > 1 or cursor.rebuilding_to is None:  # else its first reading begins once more
            cursor.generation += 1
        cursor.position, cursor.rebuilding_to = 0, records.horizon()
        cursor.save()
        SkillParked.objects.filter(requirement_set=row).delete()


def retry(parked: SkillParked) -> bool:
    """Judges a parked statement again; True when it went well (then it is marked solved)."""
    with transaction.atomic(), everyone(WHY):
        cursor = SkillProjection.objects.select_for_update().get(requirement_set=parked.requirement_set_id)
        parked = SkillParked.objects.select_for_update().get(pk=parked.pk)
        stored, tries = records.find(parked.statement_id), parked.tries
        if stored is not None:
            _judge([cursor], [stored])
            parked.refresh_from_db()
        if parked.tries > tries:
            return False
        parked.solved_at, parked.tries = timezone.now(), tries + 1
        parked.save()
    return True


def _judge(cursors: Sequence[SkillProjection], batch: Sequence[records.Stored]) -> None:
    """Evidence from these statements for each of these sets, in the caller's transaction."""
    targets = {target for stored in batch if stored.is_reference and (target := target_of_voiding(stored.statement))}
    # Who may void is judged here once more, by the rows as they are now: a statement of anybody names a target.
    gone = records.taken_back({one.statement_id for one in batch} | targets)
    people: dict[UUID | None, UUID] | None = None
    for cursor in cursors:
        ours, failures = authorities_of([cursor.requirement_set]), []
        matched = list(_matches(cursor.requirement_set, [one for one in batch if one.authority in ours], failures))
        if matched and people is None:
            people = known_learners(batch)
        rows = [_row(cursor, learner, stored, match)
                for stored, match in matched if (learner := (people or {}).get(account_of(stored.statement)))]  # fmt: skip
        _write(cursor, batch, rows, gone, targets)
        _park(cursor.requirement_set, failures)


def _matches(
    row: RequirementSet, batch: Sequence[records.Stored], failures: list[tuple[records.Stored, str]]
) -> Iterator[tuple[records.Stored, SkillMatch]]:
    matcher = matcher_of(row)
    for stored in batch:
        try:
            found = matcher.match(stored.statement)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with one statement, the others must be judged
            told = f": {problem}" if isinstance(problem, Unreadable | KeyError | TypeError | AttributeError) else ""
            failures.append((stored, f"{type(problem).__name__}{told}"))
            continue
        yield from ((stored, match) for match in found)


def _row(cursor: SkillProjection, learner_id: UUID, stored: records.Stored, match: SkillMatch) -> SkillEvidence:
    return SkillEvidence(
        learner_id=learner_id,
        requirement_set_id=cursor.requirement_set_id,
        kind=SkillEvidence.Kind.STATEMENT,
        rule_id=match.rule.id,
        competence=match.competence,
        level=match.rule.level,
        day=timezone.localdate(stored.timestamp, ZoneInfo(settings.TIME_ZONE)),
        title=match.name[:200],
        statement_id=stored.statement_id,
        activity_iri=match.activity,
        minutes=match.minutes,
        score=match.score,
        generation=cursor.generation,
    )


def _key(row: SkillEvidence) -> _Key:
    return row.learner_id, row.rule_id, row.competence, row.statement_id


def _write(
    cursor: SkillProjection,
    batch: Sequence[records.Stored],
    rows: Sequence[SkillEvidence],
    gone: set[UUID],
    targets: set[UUID],
) -> None:
    """New rows for what has none that stands; what a taken-back statement gave, and what a reading anew no longer finds, ends."""
    wanted = {_key(row): row for row in rows if row.statement_id not in gone}
    again = cursor.generation > 1 or cursor.rebuilding_to is not None or bool(gone)
    about = {one.statement_id for one in batch} if again else {row.statement_id for row in wanted.values()}
    standing = SkillEvidence.objects.filter(
        requirement_set=cursor.requirement_set_id, kind="statement", withdrawn_at=None, statement_id__in=about | targets
    )
    there = {_key(row): row for row in standing} if about or targets else {}
    met = [row.pk for key, row in there.items() if key in wanted]
    ended = [row.pk for key, row in there.items() if key not in wanted and (key[3] in gone or key[3] not in targets)]
    SkillEvidence.objects.bulk_create([row for key, row in wanted.items() if key not in there], _AT_ONCE)
    if met and cursor.generation > 1:
        SkillEvidence.objects.filter(pk__in=met).update(generation=cursor.generation)
    if ended:
        SkillEvidence.objects.filter(pk__in=ended).update(withdrawn_at=timezone.now())
    if gone:
        left = SkillParked.objects.filter(
            requirement_set=cursor.requirement_set_id, statement_id__in=gone, solved_at=None
        )
        left.update(solved_at=timezone.now())


def _park(row: RequirementSet, failures: Sequence[tuple[records.Stored, str]]) -> None:
    for stored, error in failures:
        log.warning("Statement %s is parked by %s: %s", stored.statement_id, row, error)
        parked, made = SkillParked.objects.get_or_create(
            requirement_set=row, statement_id=stored.statement_id, defaults={"seq": stored.seq, "error": error}
        )
        if not made:
            parked.error, parked.tries, parked.solved_at = error, parked.tries + 1, None
            parked.save()


def _end_rebuild(cursor: SkillProjection, *, done: bool) -> bool:
    if cursor.rebuilding_to is None or not (done or cursor.position >= cursor.rebuilding_to):
        return False
    old = SkillEvidence.objects.filter(
        requirement_set=cursor.requirement_set_id, kind="statement", generation__lt=cursor.generation, withdrawn_at=None
    )
    old.update(withdrawn_at=timezone.now())
    cursor.rebuilding_to = None
    return True
