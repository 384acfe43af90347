"""Keys for one opening of a package (cmi5, H5P): made when it opens, good for this learner and these hours only."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning_records.access import credentials
from learning_records.access.models import Launch
from learning_records.identifiers import account
from learning_records.models import Credential
from learning_records.spec.statement import ifi
from learning_records.spec.validation import is_iri

LONGEST = 72  # hours
SCOPES = ["statements/write", "statements/read/mine", "state", "profile"]
_KEPT = timedelta(days=1)  # after its end, so that a late request is answered 401 and not taken for a mistyped key
_AT_ONCE = 200


def packages_authority() -> str:
    """The authority of what packages send, as criteria sets name it (`Stored.authority`)."""
    return str(ifi(account(credentials.PACKAGES_KEY)))


def _packages() -> Credential:
    """The credential all launches write under; nobody knows a secret of its own."""
    found = Credential.objects.filter(key=credentials.PACKAGES_KEY).first()
    return found or credentials.make_own(credentials.PACKAGES_KEY, "Packages", SCOPES)


def launch_credential(
    learner: UUID,
    activity: str,
    registration: UUID,
    hours: float,
    *,
    may_score: bool = False,
    categories: Sequence[str] = (),
    minutes: int | None = None,
) -> tuple[str, str]:
    """Key and secret for a package that this learner opens; they can do nothing beyond this activity and registration.

    `activity` is an IRI: the package's own, under which all its parts lie. Ends by itself after `hours` (72 at most). What a
    package sends earns nothing unless it is told so here: `may_score`, whether it says how it went; `categories`, the IRIs
    of indicators and competences that it was mapped to; `minutes`, those declared for it.
    Raises ValueError for an activity or category that is no IRI, or hours or minutes out of bounds. Launches are not in the
    audit log: what they did is in their statements.
    """
    if not is_iri(activity):
        raise ValueError(f"{activity!r} is not an IRI")
    if not 0 < hours <= LONGEST:
        raise ValueError(f"a launch lasts more than 0 and at most {LONGEST} hours, not {hours}")
    if any(not is_iri(one) for one in categories):
        raise ValueError(f"categories are IRIs, not {list(categories)}")
    if minutes is not None and minutes <= 0:
        raise ValueError(f"declared minutes are more than 0, not {minutes}")
    key, secret, now = credentials.LAUNCH_PREFIX + secrets.token_hex(16), secrets.token_hex(32), timezone.now()
    with transaction.atomic():
        _clear(now)
        Launch.objects.create(
            credential=_packages(),
            key=key,
            secret_sha256=credentials.digest(secret),
            learner_id=learner,
            activity=activity,
            registration=registration,
            expires_at=now + timedelta(hours=hours),
            may_score=may_score,
            categories=list(categories),
            minutes=minutes,
        )
    return key, secret


def end_launch(key: str) -> bool:
    """Ends a launch before its time; returns whether it was still going on. Other processes follow within two seconds."""
    now = timezone.now()
    ended = Launch.objects.filter(key=key, expires_at__gt=now).update(expires_at=now)
    credentials.forget()
    return bool(ended)


def _clear(now: datetime) -> None:
    """Launches long over: nothing points at them, and each names a learner."""
    over = Launch.objects.select_for_update(skip_locked=True).filter(expires_at__lt=now - _KEPT).values_list("pk")
    Launch.objects.filter(pk__in=[pk for (pk,) in over[:_AT_ONCE]]).delete()
