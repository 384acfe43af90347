"""Keys: making, finding and checking them. A secret is shown once and kept as SHA-256."""

import hashlib
import hmac
import secrets
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from learning_records.access.rights import VOID
from learning_records.models import Authority, Credential, Installation, Launch

ALL_SCOPES = (
    "statements/write",
    "statements/read/mine",
    "statements/read",
    VOID,
    "state",
    "profile",
    "define",
    "all/read",
    "all",
)
_MOMENT, _MOST = 2.0, 1000  # seconds; keys
_NOTED = timedelta(minutes=1)
_lately: dict[tuple[str, str], tuple[float, Credential]] = {}
PORTAL_KEY = "portal"
DEMO_KEY = "demo"
PACKAGES_KEY = "packages"
FILES_KEY = "intake"
# Authorities of the portal's own with one key each, which it works with itself: nobody may withdraw or add one.
_OWN = {PORTAL_KEY: PORTAL_KEY, FILES_KEY: f"key:{FILES_KEY}", PACKAGES_KEY: PACKAGES_KEY}
LAUNCH_PREFIX = "launch-"


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a quick hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _fix_base_iri() -> None:
    """The base IRI is fixed with the first key: a short act, on which no writer of statements has to wait."""
    Installation.objects.get_or_create(pk=1, defaults={"iri_base": settings.IRI_BASE})


def make_credential(
    label: str,
    scopes: list[str],
    *,
    key: str | None = None,
    secret: str | None = None,
    expires_at: datetime | None = None,
    authority: Authority | None = None,
) -> tuple[Credential, str]:
    """A new key of this authority, or of a new one; returns it with the secret, which is shown nowhere again.

    Raises ValueError for a scope that is not known.
    """
    unknown = [scope for scope in scopes if scope not in ALL_SCOPES]
    if unknown:
        raise ValueError(f"unknown scope {unknown[0]}; known are {', '.join(ALL_SCOPES)}")
    _fix_base_iri()
    # Hexadecimal: no key begins with a dash, which a command line would take for an option of its own.
    key, secret = key or secrets.token_hex(16), secret or secrets.token_hex(32)
    with transaction.atomic():
        row = Credential.objects.create(
            key=key,
            secret_sha256=digest(secret),
            label=label,
            scopes=scopes,
            authority=authority or Authority.objects.create(name=f"key:{key}", label=label, own=key in _OWN),
            expires_at=expires_at,
        )
    return row, secret


def find_authority(name: str) -> Authority | None:
    """The authority with this name, as criteria sets write it (`account|…|name`) or short, or the one that has this key."""
    found = Authority.objects.filter(Q(name=name.rpartition("|")[2]) | Q(keys__key=name)).distinct().first()
    return found if found is not None and ("|" not in name or found.ifi == name) else None


def make_own(key: str, label: str, scopes: list[str]) -> Credential:
    """A key of the portal's own, made once: it has no secret anyone knows, so it cannot be used over HTTP."""
    with transaction.atomic():
        _fix_base_iri()
        authority, _made = Authority.objects.get_or_create(name=_OWN[key], defaults={"label": label, "own": True})
        row, _made = Credential.objects.get_or_create(
            key=key,
            defaults={
                "secret_sha256": digest(secrets.token_urlsafe(32)),
                "label": label,
                "scopes": scopes,
                "authority": authority,
            },
        )
    return row


def portal_credential() -> Credential:
    """The key under which the portal itself stores what learners did here."""
    found = Credential.objects.filter(key=PORTAL_KEY).first()
    return found or make_own(PORTAL_KEY, "Portal", ["all"])


def demo_credential() -> tuple[str, str]:
    """Key and secret of the demo's endpoint, made once; the secret lies in VAR_DIR/keys so that a later start prints it again."""
    note = Path(settings.VAR_DIR) / "keys" / "xapi_secret"
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch(mode=0o600)
        note.write_text(secrets.token_urlsafe(32), encoding="ascii")
    secret = note.read_text(encoding="ascii").strip()
    row = Credential.objects.filter(key=DEMO_KEY).first()
    if row is None:
        make_credential("Demo", ["all"], key=DEMO_KEY, secret=secret)
    elif row.secret_sha256 != digest(secret):
        Credential.objects.filter(pk=row.pk).update(secret_sha256=digest(secret))
    return DEMO_KEY, secret


def authenticate(key: str, secret: str) -> Credential | None:
    """The credential in force with this key and secret, or None.

    A key that was good is asked for again after two seconds: so long may a revoked one still work in another process. That
    it is used is noted at those moments, and at most once a minute: requests in between cost no question at all.
    """
    hashed, now = digest(secret), time.monotonic()
    read_at, row = _lately.get((key, hashed), (0.0, None))
    fresh = row is None or now - read_at > _MOMENT
    if row is None or fresh:
        _lately.pop((key, hashed), None)
        row = _launched(key, hashed) if key.startswith(LAUNCH_PREFIX) else _found(key, hashed)
        if row is None:
            return None
        if len(_lately) >= _MOST:
            _lately.clear()
        _lately[key, hashed] = (now, row)
    if row.expires_at and row.expires_at <= timezone.now():
        return None
    if fresh:
        _note_use(row)
    return row


def known_lately(key: str, secret: str) -> bool:
    """Whether this key was good in this process a moment ago."""
    return (key, digest(secret)) in _lately


def _found(key: str, hashed: str) -> Credential | None:
    row = Credential.objects.filter(key=key, revoked_at=None).first()
    return row if row is not None and hmac.compare_digest(row.secret_sha256, hashed) else None


def _launched(key: str, hashed: str) -> Credential | None:
    """The credential of packages, limited to this launch and its time."""
    launch = Launch.objects.select_related("credential__authority").filter(key=key, credential__revoked_at=None).first()
    if launch is None or not hmac.compare_digest(launch.secret_sha256, hashed):
        return None
    row = launch.credential
    row.limit, row.expires_at = launch, launch.expires_at
    return row


def _note_use(row: Credential) -> None:
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at >= _NOTED:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - _NOTED)  # another process may have noted it
        Credential.objects.filter(unnoted, pk=row.pk).update(last_used_at=now)


@receiver([post_save, post_delete], sender=Credential)
@receiver(post_save, sender=Authority)
def forget(**_kwargs: object) -> None:
    """What this process changed itself counts at once."""
    _lately.clear()


def may(credential: Credential, *scopes: str) -> bool:
    """Whether the credential has one of these scopes (`all` has every one)."""
    return any(scope in credential.scopes for scope in ("all", *scopes))
