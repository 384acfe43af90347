"""What an administrator does to targets and letters: one act, one transaction, one entry in the audit log.

The log says that a key or secret was changed, never what it is.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_records.forwarding.models import BATCH, DeadLetter, ForwardingTarget
from learning_records.forwarding.secrets import sealed
from portal.audit.public import append

_SETTINGS = ("label", "endpoint", "version", "key", "verbs", "activity_prefixes", "since")


def make_target(*, by, secret: str, **settings: Any) -> ForwardingTarget:
    """A new target, served from the first statement that passes its filter."""
    with transaction.atomic():
        target = ForwardingTarget.objects.create(secret_encrypted=sealed(secret), **settings)
        _log("made", target, by, _told(settings))
    return target


def change_target(target: ForwardingTarget, *, by, secret: str = "", **settings: Any) -> None:
    """Changes settings; an empty secret keeps the one there is. What was sent already stays sent.

    A target whose settings were changed is tried at once: the change may be what it was waiting for.
    """
    with transaction.atomic():
        row = ForwardingTarget.objects.get(pk=target.pk)
        new = {name: value for name, value in settings.items() if name in _SETTINGS and getattr(row, name) != value}
        details = _told(new)
        if secret:
            new["secret_encrypted"] = sealed(secret)
            details["secret_changed"] = True
        if new:
            ForwardingTarget.objects.filter(pk=row.pk).update(**new, next_try_at=None)
            _log("changed", row, by, details)


def _told(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as the log keeps them: of the key only that there is another one."""
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in settings.items()}
    return told | ({"key": "changed"} if "key" in told else {})


def pause(target: ForwardingTarget, *, by) -> None:
    """Nothing more is sent; a request on its way may still end. Nothing is lost: the cursor stays."""
    with transaction.atomic():
        if ForwardingTarget.objects.filter(pk=target.pk, active=True).update(active=False):
            _log("paused", target, by, {})


def resume(target: ForwardingTarget, *, by) -> None:
    """Sending goes on where it was."""
    with transaction.atomic():
        if ForwardingTarget.objects.filter(pk=target.pk, active=False).update(active=True, next_try_at=None):
            _log("resumed", target, by, {})


def try_now(target: ForwardingTarget, *, by) -> None:
    """Does not wait for the time of the next try."""
    with transaction.atomic():
        ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=None, batch=BATCH)
        _log("tried", target, by, {})


def send_all_again(target: ForwardingTarget, *, by) -> None:
    """The cursor goes back to the beginning; statements that are there are known by their ids and not doubled."""
    with transaction.atomic():
        ForwardingTarget.objects.filter(pk=target.pk).update(seq=0, next_try_at=None)
        _log("begun_again", target, by, {"seq": target.seq})


def letter_again(letter: DeadLetter, *, by) -> None:
    """The statement gets another try with the target's next turn, which is now."""
    with transaction.atomic():
        if DeadLetter.objects.filter(pk=letter.pk, settled="").update(again=True):
            ForwardingTarget.objects.filter(pk=letter.target_id).update(next_try_at=None)
            _log_letter("letter_again", letter, by, {})


def all_letters_again(target: ForwardingTarget, *, by) -> int:
    """Every open letter of the target gets another try; returns how many."""
    with transaction.atomic():
        count = target.letters.filter(settled="", again=False).update(again=True)
        if count:
            ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=None)
            _log("letters_again", target, by, {"letters": count})
    return count


def leave_out(letter: DeadLetter, reason: str, *, by) -> None:
    """The target does without this statement. Raises ValidationError when no reason is given."""
    why = " ".join(reason.split())[:300]
    if not why:
        raise ValidationError(_("Write why this statement is left out."))
    with transaction.atomic():
        left = {"settled": DeadLetter.Settled.LEFT_OUT, "settled_at": timezone.now(), "note": why, "again": False}
        if DeadLetter.objects.filter(pk=letter.pk, settled="").update(**left):
            _log_letter("letter_left_out", letter, by, {"reason": why})


def _log(act: str, target: ForwardingTarget, by, details: dict) -> None:
    append(f"forwarding.{act}", f"forwarding:{target.pk}", by=by, details=details)


def _log_letter(act: str, letter: DeadLetter, by, details: dict) -> None:
    told = {"statement": str(letter.statement.statement_id), **details}
    append(f"forwarding.{act}", f"forwarding:{letter.target_id}", by=by, details=told)
