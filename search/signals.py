"""Wagtail says that pages changed; we start the sweep early. Losing this loses no work: beat sweeps too."""

import logging

from django.db import transaction
from kombu.exceptions import KombuError

from search.tasks import catch_up

logger = logging.getLogger(__name__)


def nudge(**_signal: object) -> None:
    """After commit, asks the worker for a sweep; a queue that is away is logged and forgotten."""
    transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    try:
        catch_up.delay()
    except (KombuError, OSError):
        logger.warning("the queue did not take the nudge to index; the next sweep will do it")
