"""A target's turn: asked-for letters first, then what comes after the cursor, a batch a transaction, until nothing is left.

The advisory lock belongs to the transaction, so it goes with a process that is killed; nothing then was noted that had not
been delivered, and what had been delivered goes out again under the same ids, which the target knows.
"""

import logging
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from learning_records.forwarding.clients import client_for
from learning_records.forwarding.delivery import Later, Verdict, deliver
from learning_records.forwarding.models import BATCH, DeadLetter, ForwardingTarget
from learning_records.forwarding.selection import Batch, Item, items_of, next_batch

_LOG = logging.getLogger(__name__)
_LOCK = 0x46574452  # "FWDR": first half of the advisory lock, the second is the target
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 3600.0  # seconds
_LONGEST_ASKED = 24 * 3600.0  # a target may ask for more than an hour, not for ever
# So many refusals without one delivery: most likely the target refuses everything (a wrong version, a broken front), so
# it gets a pause before more are put aside.
_IN_A_ROW = 25
# So many failures at a single statement, and what they may be called, before the one after it is tried as well.
_SUSPICIOUS = 8
_PERHAPS_ITS_OWN = ("status", "garbage", "timeout")
_NEXT = 8  # statements tried after it, until one is taken
_FAULT = DeadLetter.Reason.FAULT
# A transaction that halves and halves at a slow target ends after a while: what was delivered is noted, a pause is heard.
_TURN = 60.0  # seconds
_WELL = {"failures": 0, "failing_since": None, "last_error": "", "last_error_text": ""}


@dataclass(frozen=True)
class Turn:
    """What one transaction did: how many were delivered, and whether to go on at once."""

    delivered: int
    go_on: bool


def send(pk: int, *, seconds: float = 60.0) -> int:
    """Serves the target until nothing is left, it fails, or the time is over; returns how many were delivered.

    Does nothing when somebody else is at it, when it is paused, or before the time of its next try.
    """
    until, delivered = time.monotonic() + seconds, 0
    while True:
        try:
            turn = _turn(pk)
        except Exception as problem:
            # Whatever breaks here must not be tried again every few seconds for ever; the log has the whole of it.
            _LOG.exception("forwarding to target %s broke", pk)
            _note_failure(pk, Later("inside", type(problem).__name__))
            raise
        delivered += turn.delivered
        if not turn.go_on or time.monotonic() > until:
            return delivered


def _turn(pk: int) -> Turn:
    with transaction.atomic():
        if not _mine(pk):
            return Turn(0, go_on=False)
        target = ForwardingTarget.objects.get(pk=pk)
        if not target.active or (target.next_try_at and target.next_try_at > timezone.now()):
            return Turn(0, go_on=False)
        letters = list(target.letters.filter(again=True, settled="").order_by("pk")[: target.batch])
        if letters and _stuck(target):
            return _noted(target, *_letter_and_the_next(target, letters[0]))
        if letters:
            return _noted(target, *_asked_again(target, letters), target.seq)
        if _stuck(target):
            batch = next_batch(target, 1 + _NEXT)
            verdicts, trouble = _one_and_the_next(target, batch.items)
        else:
            batch = next_batch(target, target.batch)
            verdicts, trouble = _handed_over(target, batch.items)
        whole = trouble is None and len(verdicts) == len(batch.items)
        reached = batch.until if whole else max((v.item.seq for v in verdicts), default=target.seq)
        return _noted(target, batch, verdicts, trouble, reached)


def _asked_again(target: ForwardingTarget, letters: list[DeadLetter]) -> tuple[Batch, list[Verdict], Later | None]:
    """Letters that somebody wants sent again. One at which the target broke goes alone, and if it breaks again nobody waits."""
    faulty = letters[0].reason == DeadLetter.Reason.FAULT
    items = items_of(target, [letter.statement_id for letter in letters[: 1 if faulty else None]])
    verdicts, trouble = _handed_over(target, items)
    if faulty and trouble and trouble.code in _PERHAPS_ITS_OWN:
        verdicts, trouble = [_fault(items[0], trouble)], None
    return Batch(items, target.seq, more=True), verdicts, trouble


def _letter_and_the_next(
    target: ForwardingTarget, letter: DeadLetter
) -> tuple[Batch, list[Verdict], Later | None, int]:
    """A letter, whatever it was put aside for, at which the target has long been breaking, and what comes after the cursor.

    Letters come before the cursor: this one must not stop it. Returns how far the cursor may go, too. It may stand before the
    very statement of the letter, when an administrator sent it back: that one is a letter already, and is passed over.
    """
    items, beyond = items_of(target, [letter.statement_id]), next_batch(target, 2 + _NEXT)
    after = [item for item in beyond.items if item.seq != letter.statement_id]
    verdicts, trouble = _one_and_the_next(target, items + after[:_NEXT])
    dealt = [verdict.item for verdict in verdicts[1:]]
    reached = dealt[-1].seq if dealt else target.seq if after else beyond.until
    return Batch(items + dealt, reached, more=True), verdicts, trouble, reached


def _stuck(target: ForwardingTarget) -> bool:
    """Whether a target that answers has long been answering one and the same statement with a fault."""
    return target.batch == 1 and target.failures >= _SUSPICIOUS and target.last_error in _PERHAPS_ITS_OWN


def _one_and_the_next(target: ForwardingTarget, items: list[Item]) -> tuple[list[Verdict], Later | None]:
    """When the target breaks at the first and takes the next, it is the statement that it cannot bear: put aside, not lost.

    One that it refuses says nothing about the first, so the one after it is asked; so is, once, the one after the next at which
    it breaks too: a letter and the statement at the cursor, or two neighbours, would otherwise hold each other up for ever.
    """
    verdicts, trouble = _handed_over(target, items[:1])
    if trouble is None or trouble.code not in _PERHAPS_ITS_OWN:
        return verdicts, trouble
    after: list[Verdict] = []
    for item in items[1:]:
        one, still = _handed_over(target, [item])
        if still is not None and still.code in _PERHAPS_ITS_OWN and not any(other.reason == _FAULT for other in after):
            one, still = [_fault(item, still)], None
        if still is not None or not one:
            break
        after += one
        if not one[0].reason:
            return [_fault(items[0], trouble), *after], None
    return verdicts, trouble


def _fault(item: Item, trouble: Later) -> Verdict:
    return Verdict(item, _FAULT, trouble.text)


def _mine(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, pk])
        return cursor.fetchone()[0]


def _handed_over(target: ForwardingTarget, items: list[Item]) -> tuple[list[Verdict], Later | None]:
    """The verdicts that came before the trouble, if there was any, or before the time of the turn was over."""
    verdicts: list[Verdict] = []
    refused, until = 0, time.monotonic() + _TURN
    try:
        if not items:
            return verdicts, None
        for verdict in deliver(client_for(target), items):
            verdicts.append(verdict)
            refused = refused + 1 if verdict.reason else 0
            if refused >= _IN_A_ROW:
                return verdicts, Later("refuses", verdict.answer)
            if time.monotonic() > until:
                break
    except Later as trouble:
        return verdicts, trouble
    except InvalidToken:
        return verdicts, Later("secret")
    return verdicts, None


def _noted(
    target: ForwardingTarget, batch: Batch, verdicts: list[Verdict], trouble: Later | None, reached: int
) -> Turn:
    """Letters, cursor (it goes to `reached`) and state, in the transaction that the lock belongs to."""
    now = timezone.now()
    done = [verdict for verdict in verdicts if not verdict.reason]
    for verdict in verdicts:
        _settle(target, verdict, now)
    whole = trouble is None and len(verdicts) == len(batch.items)
    # An administrator may have sent the cursor back meanwhile: then that stands.
    if reached != target.seq:
        ForwardingTarget.objects.filter(pk=target.pk, seq=target.seq).update(seq=reached)
    # A target that takes part of a batch works: only what fails without any success counts as failing since then.
    news: dict = {"delivered": F("delivered") + len(done)}
    if done:
        news |= {"last_success_at": now, **_WELL}
        target.failures, target.failing_since = 0, None
    if trouble is not None:
        news |= failure(target, trouble, now)
    elif batch.items or target.failures:
        news |= {"batch": min(BATCH, target.batch * 2), "next_try_at": None, **_WELL}
    else:
        return Turn(0, go_on=batch.more)
    ForwardingTarget.objects.filter(pk=target.pk).update(**news)
    return Turn(len(done), go_on=trouble is None and (batch.more or not whole))


def _settle(target: ForwardingTarget, verdict: Verdict, now: datetime) -> None:
    """A refusal becomes a letter, or one more try of the letter there is; a delivery settles the letter."""
    letters = DeadLetter.objects.filter(target=target, statement_id=verdict.item.seq)
    if not verdict.reason:
        letters.exclude(settled=DeadLetter.Settled.DELIVERED).update(
            settled=DeadLetter.Settled.DELIVERED, settled_at=now, again=False
        )
        return
    told = {"reason": verdict.reason, "answer": verdict.answer, "last_at": now, "again": False}
    if letters.exclude(settled=DeadLetter.Settled.LEFT_OUT).update(
        **told, tries=F("tries") + 1, settled="", settled_at=None
    ):
        return
    if not letters.exists():  # one that was left out stays left out when the cursor passes it again
        DeadLetter.objects.create(target=target, statement_id=verdict.item.seq, first_at=now, **told)


def failure(target: ForwardingTarget, trouble: Later, now: datetime) -> dict:
    """The state after a failure: when to try again, and with smaller batches, for a large one may be what was too slow."""
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(target.failures, 20))
    # Jitter: many portals that lost one target do not all come back in the same second.
    wait = max(wait * random.uniform(0.5, 1.0), min(trouble.wait, _LONGEST_ASKED))  # noqa: S311 - no secret
    return {
        "failures": target.failures + 1,
        "failing_since": target.failing_since or now,
        "next_try_at": now + timedelta(seconds=wait),
        "last_error": trouble.code,
        "last_error_text": trouble.text,
        "batch": max(1, target.batch // 2),
    }


def _note_failure(pk: int, trouble: Later) -> None:
    target = ForwardingTarget.objects.filter(pk=pk).first()
    if target is not None:
        ForwardingTarget.objects.filter(pk=pk).update(**failure(target, trouble, timezone.now()))
