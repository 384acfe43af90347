"""Origins (RFC 6454): from which addresses a browser's page may use a key. None unless a key lists them."""

import re
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_records.models import Credential

MOST = 20  # of one key
_LONGEST = 255  # characters
_MOMENT = 2.0  # seconds
_USUAL = {"http": 80, "https": 443}
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_lately: tuple[float, frozenset[str]] = (0.0, frozenset())


def checked(origins: Iterable[str]) -> list[str]:
    """These origins as browsers write them, each once, in order. Raises ValidationError that names the one at fault."""
    found = list(dict.fromkeys(_as_browsers_write(one.strip()) for one in origins if one.strip()))
    if len(found) > MOST:
        raise ValidationError(_("A key lists at most %(most)d addresses.") % {"most": MOST})
    return found


def _as_browsers_write(text: str) -> str:
    """Lower case, names of hosts in ASCII, without the port that goes without saying."""
    wrong = ValidationError(
        _("“%(text)s” is not the beginning of an address. Write it like https://hoc.vi-du.vn or http://10.0.0.5:8080.")
        % {"text": text[:80]}
    )
    try:
        parts = urlsplit(text.removesuffix("/"))
        host, port = (
            (parts.hostname or "").encode("idna").decode() if "[" not in text else f"[{parts.hostname}]",
            parts.port,
        )
    except ValueError as problem:  # UnicodeError is one
        raise wrong from problem
    more = parts.path or parts.query or parts.fragment or parts.username is not None or parts.password is not None
    if parts.scheme not in _USUAL or more or len(text) > _LONGEST or not _HOST.fullmatch(host):
        raise wrong
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None and port != _USUAL[parts.scheme] else "")


def listed() -> frozenset[str]:
    """Origins that any key in force lists, asked at most every two seconds by one process: preflights carry no key."""
    global _lately
    asked_at, found = _lately
    if not asked_at or time.monotonic() - asked_at > _MOMENT:
        in_force = Credential.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)
        lists = in_force.exclude(origins=[]).values_list("origins", flat=True)
        found = frozenset(origin for origins in lists for origin in origins)
        _lately = (time.monotonic(), found)
    return found


@receiver([post_save, post_delete], sender=Credential)
def forget(**_kwargs: object) -> None:
    """What this process changed itself counts at once."""
    global _lately
    _lately = (0.0, frozenset())
