"""The endpoint called as a server calls it (WSGI), and all that the store holds as one short text."""

import hashlib
import json
import os
import traceback
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import hypothesis
from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from werkzeug.test import Client

from portal.wsgi import application
from tests.learning_records.conftest import basic

TIMES = int(os.environ.get("PROOF_TIMES", "1"))
THROUGH = "X-Experience-API-Consistent-Through"
VERSION = "X-Experience-API-Version"
BOTH = ("1.0.3", "2.0.0")


def examples(number: int) -> hypothesis.settings:
    """So many examples, PROOF_TIMES as many in a long run; the fixtures of a test serve all of its examples."""
    quiet = [hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow]
    return hypothesis.settings(
        max_examples=number * TIMES,
        deadline=None,
        suppress_health_check=[*quiet, hypothesis.HealthCheck.data_too_large],
        phases=[phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain],
    )


class Answer(NamedTuple):
    """What the endpoint said; `trouble` is what went wrong inside, if something did."""

    status: int
    headers: Any
    body: bytes
    trouble: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.status} {self.body[:600]!r}\n{self.trouble}"


class Caller:
    """Sends requests with one key."""

    def __init__(self, key: str = "", secret: str = "") -> None:
        self.inside, self.served = get_wsgi_application(), application
        self.authorization = basic(key, secret) if key else ""

    def __call__(
        self,
        method: str,
        resource: str,
        params: dict | str = "",
        body: str | bytes = b"",
        *,
        version: str = "1.0.3",
        kind: str = "application/json",
        **headers: str,
    ) -> Answer:
        sent = {VERSION: version, "Content-Type": kind, "Authorization": self.authorization}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        query = params if isinstance(params, str) else urlencode(params)
        content = body.encode() if isinstance(body, str) else body
        trouble: list[str] = []

        def hear(**_more: Any) -> None:
            trouble.append(traceback.format_exc(limit=-6))

        got_request_exception.connect(hear)
        inside = connection.in_atomic_block  # a test's own transaction goes on over all of its requests
        try:
            if inside:
                request_started.disconnect(close_old_connections)
                request_finished.disconnect(close_old_connections)
            answer = Client(self.inside if inside else self.served).open(
                f"/xapi/{resource}",
                base_url="http://testserver",
                method=method,
                query_string=query,
                data=content,
                headers={name: value for name, value in sent.items() if value},
                buffered=True,
            )
        finally:
            got_request_exception.disconnect(hear)
            if inside:
                request_started.connect(close_old_connections)
                request_finished.connect(close_old_connections)
        return Answer(answer.status_code, answer.headers, answer.data, "\n".join(trouble))


def proper(answer: Answer) -> Answer:
    """Checks what every answer has: it is no failure of ours, says its version and how far it is consistent; errors are JSON.

    Returns the answer.
    """
    assert answer.status < 500, answer
    assert answer.headers[VERSION] in ("1.0.3", "2.0.0", "0.95"), answer
    assert answer.headers[THROUGH].endswith("Z"), answer
    if answer.status >= 400 and answer.body:
        assert answer.headers["Content-Type"].startswith("application/json"), answer
        said = answer.json
        assert isinstance(said["error"], str), answer
        assert len(said["error"]) > 10, answer
    return answer


def _sum_of(table: str) -> str:
    row = "to_jsonb(t) - 'last_used_at'" if table == "learning_records_credential" else "to_jsonb(t)"
    if table == "learning_records_document":
        row += " - 'updated'"  # removing and making one again would show in its number
    return f"SELECT '{table}', count(*), md5(string_agg(md5(({row})::text), '' ORDER BY md5(({row})::text))) FROM {table} t"


def _files() -> tuple[str, int, str]:
    """The files of attachments, those that have only begun included, as a table has its rows."""
    root = Path(settings.PRIVATE_ROOT) / "xapi"
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    return "files", len(names), hashlib.md5("".join(names).encode(), usedforsecurity=False).hexdigest()


def holdings() -> list[tuple[str, int, str]]:
    """Every table of the store with its number of rows and a sum over all of them; and its files."""
    tables = sorted(model._meta.db_table for model in apps.get_app_config("learning_records").get_models())
    with connection.cursor() as look:
        look.execute(" UNION ALL ".join(_sum_of(table) for table in tables))
        rows = sorted(look.fetchall(), key=itemgetter(0))  # several workers may answer out of order
    return [*rows, _files()]


def changed(before: list, act: Callable[[], Any]) -> list:
    """The tables that are not as they were before, once `act` was done."""
    act()
    return [new for old, new in zip(before, holdings(), strict=True) if old != new]
