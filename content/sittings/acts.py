"""Sitting a person down, taking the sitting at a device, ending it. The helper is never the learner: statements say by which
sitting they came, and the sitting says who opened it.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from content.sittings.models import Ended, Sitting
from portal.audit.public import append
from portal.people.public import Learner, everyone, has_consent, may_act_for
from portal.places.public import Centre

CODE_HOLDS = timedelta(minutes=5)
SEEN_AGAIN = timedelta(seconds=20)  # no more often is it noted that somebody is there
LONGEST = timedelta(hours=8)  # of one sitting, however busy


def idle() -> timedelta:
    """After how long without a press a sitting is over."""
    return timedelta(minutes=settings.SITTING_IDLE_MINUTES)


def open_sitting(learner: Learner, centre: Centre, *, by: Any) -> tuple[Sitting, str]:
    """A sitting that waits for a device, and the code to type there; one that waited or ran before is over.

    Raises PermissionDenied unless `by` serves the person, ValidationError saying what stands against it.
    """
    if not may_act_for(by, learner) or learner.user_id == by.pk or not learner.is_person:
        raise PermissionDenied
    if learner.user_id is not None:
        raise ValidationError(
            _("This person has an account: let the person sign in at the device. Forgot the password? Print a slip.")
        )
    if not has_consent(learner):
        raise ValidationError(_("The person has not agreed to records. Ask first, then sit the person down."))
    now = timezone.now()
    with transaction.atomic():
        Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
        _end(Sitting.objects.filter(learner=learner), Ended.OTHER, now)
        code = _drawn()
        row = Sitting.objects.create(
            learner=learner, centre=centre, code=_digest(code), opened_by=by, opened_at=now, seen_at=now
        )
        append(
            "sitting.opened", f"learner:{learner.learner_id}", by=by, details={"centre": centre.pk, "sitting": row.pk}
        )
    return row, code


def _drawn() -> str:
    """Six figures for which nobody waits, at whatever centre."""
    with everyone("a code must be nobody else's"):
        while True:
            code = f"{secrets.randbelow(1_000_000):06}"
            if not _waiting().filter(code=_digest(code)).exists():
                return code


def _waiting() -> QuerySet[Sitting]:
    return Sitting.objects.filter(begun_at=None, ended_at=None, opened_at__gt=timezone.now() - CODE_HOLDS)


def take(code: str) -> Sitting | None:
    """The sitting that waits for this code, begun now; None when there is none (any longer). A code is good for one device."""
    figures = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    with everyone("whoever sits down is known by the code alone"), transaction.atomic():
        row = _waiting().select_for_update(of=("self",)).filter(code=_digest(figures)).order_by("pk").last()
        return begin(row) if row and len(figures) == 6 else None


def begin(row: Sitting) -> Sitting:
    """A device has taken it; its code opens no other."""
    row.begun_at = row.seen_at = timezone.now()
    row.code = ""
    row.save(update_fields=["begun_at", "seen_at", "code"])
    return row


def running(key: str, *, pressed: bool = True) -> Sitting | None:
    """The sitting with this key if it still runs; one that nobody used for a while ends with this look.

    `pressed`: somebody did something, so the time begins anew.
    """
    try:
        uuid = UUID(key)
    except ValueError:
        return None
    now = timezone.now()
    with everyone("a device knows its sitting by a random key"):
        row = Sitting.objects.select_related("learner__record__key", "centre").filter(uuid=uuid).first()
        if row is None or row.begun_at is None or row.ended_at is not None:
            return None
        if row.seen_at < now - idle() or row.begun_at < now - LONGEST:
            end(row, Ended.IDLE)
            return None
        if pressed and row.seen_at < now - SEEN_AGAIN:
            row.seen_at = now
            Sitting.objects.filter(pk=row.pk, ended_at=None).update(seen_at=now)
    return row


def end(row: Sitting, how: str, *, by: Any = None) -> bool:
    """The sitting is over. Returns False when it was already."""
    with everyone("whoever ends it may stand outside every scope"), transaction.atomic():
        ended = _end(Sitting.objects.filter(pk=row.pk), how, timezone.now())
        if ended and by is not None:
            append("sitting.ended", f"learner:{row.learner_id}", by=by, details={"sitting": row.pk})
    return bool(ended)


def _end(rows: QuerySet[Sitting], how: str, at: datetime) -> int:
    return rows.filter(ended_at=None).update(ended_at=at, ended_how=how, code="")


def open_at(centres: list[Centre]) -> QuerySet[Sitting]:
    """Sittings that run or wait at these centres, of people inside the present scope, newest first."""
    now = timezone.now()
    alive = Q(begun_at=None, opened_at__gt=now - CODE_HOLDS) | Q(begun_at__isnull=False, seen_at__gt=now - idle())
    found = Sitting.objects.filter(alive, centre__in=centres, ended_at=None).select_related("learner")
    return found.order_by("-opened_at", "-pk")


def _digest(code: str) -> str:
    return salted_hmac("content.sittings.code", code, algorithm="sha256").hexdigest()
