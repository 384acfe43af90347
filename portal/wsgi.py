"""WSGI entry point for granian."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import connections, reset_queries
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
_site = get_wsgi_application()

from learning_records.http.middleware import PREFIX  # noqa: E402 - its models need Django set up
from portal import env  # noqa: E402 - settings come first
from portal.limits.questions import bound_questions, plan_once  # noqa: E402 - as above

bound_questions(settings.DATABASES, env.STATEMENT_TIMEOUT)
plan_once(settings.DATABASES)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site. An answer whose bytes are all there is handed over as a list: granian sends a list at once, and anything
    else piece by piece through threads of its own, which cost a read of one statement a third of its time."""
    if environ.get("PATH_INFO", "").startswith(PREFIX):
        return _endpoint(environ, start_response)
    answer = _site(environ, start_response)
    if getattr(answer, "streaming", True):
        return answer
    whole = [answer.content]
    answer.close()
    return whole


def _endpoint(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same for requests to the xAPI endpoint, without the signals that a request begins and ends: who listens to them
    looks through connections and caches three times, a tenth of the time of a short request. Once is enough.
    """
    for line in connections.all(initialized_only=True):
        line.close_if_unusable_or_obsolete()
    set_script_prefix(get_script_name(environ))
    request = WSGIRequest(environ)
    answer = _site.get_response(request)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    if answer.streaming:
        return answer
    request.close()
    return [answer.content]


if not settings.DEBUG:
    request_started.disconnect(reset_queries)  # nobody notes queries, so there is nothing to forget at every request
# What is loaded stays for ever, and a batch of statements makes a hundred thousand short-lived objects: looking through
# all of them again and again costs a tenth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
