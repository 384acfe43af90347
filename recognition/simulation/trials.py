"""A draft on the cases of a past year: asked for once, counted batch by batch, its counts and who would come out otherwise.

Only rows of the trial are written, each batch with the position behind it in one transaction: whatever is killed goes on
where it was. Memory holds one batch; the work grows with the cases.
"""

import gc
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, everyone
from recognition.criteria.parse import CriteriaProblem, parse
from recognition.criteria.unknown import NotKnown
from recognition.criteria.words import Criteria
from recognition.models import CriteriaSet, SetDraft, Trial
from recognition.refusals import Refused
from recognition.sets.publishing import authorities_of_criteria, criteria_of, digest
from recognition.simulation.comparison import GAINS, LOSES, Comparison, NotComparable
from recognition.simulation.past_cases import Anew, HandedIn, Side, handed_in, past_cases, rows_of
from recognition.simulation.tally import Count

BATCH = 500
WHY = "a trial counts every case of a year, whosever it is"
_log = logging.getLogger(__name__)
_LOCK = 0x5452494C  # one worker counts at a time; “TRIL”
_KINDS = tuple(one.name for one in fields(Count))
_ADD = """
INSERT INTO recognition_trialcount AS t
  (trial_id, unit_id, residential_group_id, subject_group, gains, loses, keeps, without)
SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::int[], %s::int[])
ON CONFLICT (trial_id, unit_id, residential_group_id, subject_group) DO UPDATE SET
  gains = t.gains + excluded.gains, loses = t.loses + excluded.loses,
  keeps = t.keeps + excluded.keeps, without = t.without + excluded.without
"""

_CHANGES = """
INSERT INTO recognition_trialchange (trial_id, submission_id, change, before, after)
SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::numeric[], %s::numeric[])
"""


def ask(draft: SetDraft, year: int, *, by: User) -> Trial:
    """Has the draft, as it stands, tried on the cases of a year. The same again gives the trial that is there.

    Raises Refused: the draft cannot be read or scored with, or there is no case of this year.
    """
    try:
        criteria = parse(draft.text, draft.file_name or "the draft")
        criteria.must_be_known()
    except CriteriaProblem as problem:
        raise Refused(_("This file has errors. Correct them first, then try it.")) from problem
    except NotKnown as problem:
        raise Refused(_("This set leaves values open, so nothing can be counted with it.")) from problem
    with everyone(WHY):
        total = past_cases(criteria.key, year).count()
    if not total:
        raise Refused(_("Nobody handed in for this title in %(year)s. Choose another year.") % {"year": year})
    with transaction.atomic():
        SetDraft.objects.select_for_update().get(pk=draft.pk)
        said = digest(draft.text)
        there = Trial.objects.filter(draft=draft, said=said, year=year).exclude(state=Trial.State.BROKEN).first()
        if there is not None:
            return there
        row = Trial.objects.create(
            draft=draft, text=draft.text, said=said, key=criteria.key, year=year, total=total, asked_by=by
        )
        append(
            "criteria.tried", f"set_draft:{draft.pk}", by=by, details={"trial": row.pk, "year": year, "digest": said}
        )
    return row


def sweep(seconds: float) -> int:
    """Counts waiting trials for about so many seconds, the oldest first; returns how many batches were counted.

    One worker of the installation counts at a time. Safe to run twice and after a kill.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    until, batches = monotonic() + seconds, 0
    try:
        while (row := _next()) is not None:
            count_on(row.pk)
            batches += 1
            if monotonic() >= until:
                break
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return batches


def _next() -> Trial | None:
    waiting = Trial.objects.filter(state__in=[Trial.State.WAITING, Trial.State.COUNTING])
    return waiting.only("pk").order_by("pk").first()


def count_on(number: int, batch: int = BATCH) -> bool:
    """Counts the next batch of a trial in one transaction; returns whether there is more. A trial that fails is marked."""
    try:
        with transaction.atomic(), everyone(WHY):
            row = Trial.objects.select_for_update().get(pk=number)
            return row.state in (Trial.State.WAITING, Trial.State.COUNTING) and _batch(row, batch)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other trials must be counted
        _log.exception("A trial could not be counted")
        Trial.objects.filter(pk=number).update(
            state=Trial.State.BROKEN, problem=type(problem).__name__[:300], ended_at=timezone.now()
        )
        return False


def _batch(row: Trial, size: int) -> bool:
    new = set_of_trial(row)
    read = rows_of(past_cases(row.key, row.year).filter(pk__gt=row.position).order_by("pk")[:size])
    sides = sides_of(new, {one.criteria_set for one in read})
    counts: dict[tuple, Count] = {}
    changes = []
    with uncollected():
        for one in handed_in(read, sides):
            outcome = sides[one.criteria_set].comparison.outcome(one.subject)
            change, where = outcome.change, _where(one)
            if where not in counts:
                counts[where] = Count()
            counts[where].add(change)
            if change in (GAINS, LOSES):
                changes.append((one.number, change, outcome.before.total, outcome.after.total))
    _add(row, counts)
    _note(row, changes)
    row.counted += sum(count.people for count in counts.values())
    row.left_out += sum(one.criteria_set not in sides for one in read)
    row.position = read[-1].number if read else row.position
    more = len(read) == size
    row.state = Trial.State.COUNTING if more else Trial.State.DONE
    row.ended_at = None if more else timezone.now()
    row.save(update_fields=["counted", "left_out", "position", "state", "ended_at"])
    return more


def set_of_trial(row: Trial) -> Criteria:
    """What is tried."""
    return _parsed(row.said, row.text)


@lru_cache(maxsize=4)
def _parsed(said: str, text: str) -> Criteria:
    return parse(text, said)


def sides_of(new: Criteria, sets: Iterable[int]) -> dict[int, Side]:
    """For each version that cases were handed in under: its comparison with the new set, and how evidence is found anew.

    A version that cannot be compared with (nothing was known of it, or it is for others) is left out.
    """
    found: dict[int, Side] = {}
    for old in CriteriaSet.objects.filter(pk__in=sets):
        try:
            comparison = Comparison(criteria_of(old), new)
        except (NotComparable, NotKnown):
            continue
        rules = comparison.must_be_read_anew
        found[old.pk] = Side(comparison, Anew(new, rules, authorities_of_criteria(new)) if rules else None)
    return found


def _where(one: HandedIn) -> tuple[int, int | None, str]:
    return one.unit, one.residential_group, one.subject_group


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles meanwhile: a batch makes a hundred thousand tuples and no cycle, and whatever else the process
    holds would be searched again and again because of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _note(row: Trial, changes: Sequence[tuple[int, str, Decimal, Decimal]]) -> None:
    """(submission, change, total before, total after) of who would come out otherwise, in one step."""
    if changes:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGES, [row.pk, *map(list, zip(*changes, strict=True))])


def _add(row: Trial, counts: Mapping[tuple, Count]) -> None:
    if not counts:
        return
    columns = zip(
        *((*where, *(getattr(count, kind) for kind in _KINDS)) for where, count in counts.items()), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [row.pk, *map(list, columns)])
