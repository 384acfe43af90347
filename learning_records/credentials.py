"""Keys: making, finding and checking them. A secret is shown once and kept as SHA-256 (settled; xapi.md 2.2)."""

import hashlib
import hmac
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from learning_records.identifiers import portal_agent
from learning_records.models import Credential, Installation

ALL_SCOPES = (
    "statements/write",
    "statements/read/mine",
    "statements/read",
    "state",
    "profile",
    "define",
    "all/read",
    "all",
)
_MOMENT, _MOST = 2.0, 1000  # seconds; keys
_lately: dict[tuple[str, str], tuple[float, Credential]] = {}
PORTAL_KEY = "portal"
DEMO_KEY = "demo"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _fix_base_iri() -> None:
    """The base IRI is fixed with the first key: a short act, on which no writer of statements has to wait."""
    Installation.objects.get_or_create(pk=1, defaults={"iri_base": settings.IRI_BASE})


def make_credential(
    label: str, scopes: list[str], *, key: str | None = None, secret: str | None = None
) -> tuple[Credential, str]:
    """A new key with its own authority; returns it with the secret, which is shown nowhere again.

    Raises ValueError for a scope that xAPI does not know.
    """
    unknown = [scope for scope in scopes if scope not in ALL_SCOPES]
    if unknown:
        raise ValueError(f"unknown scope {unknown[0]}; known are {', '.join(ALL_SCOPES)}")
    _fix_base_iri()
    # Hexadecimal: no key begins with a dash, which a command line would take for an option of its own.
    key, secret = key or secrets.token_hex(16), secret or secrets.token_hex(32)
    authority = {"objectType": "Agent", "account": {"homePage": settings.IRI_BASE, "name": f"key:{key}"}}
    row = Credential.objects.create(
        key=key, secret_sha256=_digest(secret), label=label, scopes=scopes, authority=authority
    )
    return row, secret


def portal_credential() -> Credential:
    """The portal's own key: it has no secret anyone knows, so it cannot be used over HTTP."""
    found = Credential.objects.filter(key=PORTAL_KEY).first()
    if found is not None:
        return found
    with transaction.atomic():
        _fix_base_iri()
        row, _made = Credential.objects.get_or_create(
            key=PORTAL_KEY,
            defaults={
                "secret_sha256": _digest(secrets.token_urlsafe(32)),
                "label": "Portal",
                "scopes": ["all"],
                "authority": portal_agent(),
            },
        )
    return row


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
    elif row.secret_sha256 != _digest(secret):
        Credential.objects.filter(pk=row.pk).update(secret_sha256=_digest(secret))
    return DEMO_KEY, secret


def authenticate(key: str, secret: str) -> Credential | None:
    """The credential in force with this key and secret, or None.

    A key that was good is asked for again after two seconds: so long may a revoked one still work in another process.
    """
    digest, now = _digest(secret), time.monotonic()
    read_at, row = _lately.get((key, digest), (0.0, None))
    if row is None or now - read_at > _MOMENT:
        _lately.pop((key, digest), None)
        row = Credential.objects.filter(key=key, revoked_at=None).first()
        if row is None or not hmac.compare_digest(row.secret_sha256, digest):
            return None
        if len(_lately) >= _MOST:
            _lately.clear()
        _lately[key, digest] = (now, row)
    if row.expires_at and row.expires_at <= timezone.now():
        return None
    return row


@receiver([post_save, post_delete], sender=Credential)
def forget(**_kwargs: object) -> None:
    """What this process changed itself counts at once."""
    _lately.clear()


def may(credential: Credential, *scopes: str) -> bool:
    """Whether the credential has one of these scopes (`all` has every one)."""
    return any(scope in credential.scopes for scope in ("all", *scopes))
