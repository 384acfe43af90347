"""What public pages show, kept for strangers until something changes: whole pages (`portal.pages.public_cache`) and their parts.

Whoever changes a page, a picture, a restriction or a centre touches one file, which every process of this machine looks at; on
other machines what is kept is at most PUBLIC_PAGES_SECONDS old.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

T = TypeVar("T")


def _note() -> Path:
    return Path(settings.VAR_DIR) / "pages-changed"


def stamp() -> int:
    """When something that public pages show was changed last, as this machine knows it."""
    try:
        return _note().stat().st_mtime_ns
    except OSError:
        return 0


def forget_after_commit() -> None:
    """After commit nothing kept before is shown any more. Losing this costs PUBLIC_PAGES_SECONDS."""
    transaction.on_commit(_touch, robust=True)


def _touch() -> None:
    """By the fine clock: two changes within one tick of the kernel's are two."""
    _note().touch()
    now = time.time_ns()
    os.utime(_note(), ns=(now, now))


def unchanged(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave since the last change: only for what every stranger gets, whoever asks.

    `name` says what it is and everything it depends on (page, language). The value is copied (pickled) on its way in and out.
    """
    if not settings.PUBLIC_PAGES_SECONDS:
        return make()
    now, shelf, key = stamp(), caches["pages"], f"part|{name}"
    kept = shelf.get(key)
    if kept is not None and kept[0] == now:
        return kept[1]
    value = make()
    shelf.set(key, (now, value), settings.PUBLIC_PAGES_SECONDS)
    return value
