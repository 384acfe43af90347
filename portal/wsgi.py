"""WSGI entry point for granian."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site. An answer whose bytes are all there is handed over as a list: granian sends a list at once, and anything
    else piece by piece through threads of its own, which cost a read of one statement a third of its time."""
    answer = _site(environ, start_response)
    if getattr(answer, "streaming", True):
        return answer
    whole = [answer.content]
    answer.close()
    return whole


if not settings.DEBUG:
    request_started.disconnect(reset_queries)  # nobody notes queries, so there is nothing to forget at every request
# What is loaded stays for ever, and a batch of statements makes a hundred thousand short-lived objects: looking through
# all of them again and again costs a tenth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
