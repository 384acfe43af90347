"""What the tests of the store share."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from learning_records.public import make_credential


def basic(key: str, secret: str) -> str:
    """The value of the header Authorization."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


@pytest.fixture
def new_key() -> Callable[..., str]:
    """Makes a key with these scopes; returns its header Authorization."""

    def make(*scopes: str) -> str:
        row, secret = make_credential("Test", list(scopes or ["all"]))
        return basic(row.key, secret)

    return make


@pytest.fixture
def xapi(client, new_key) -> Callable[..., Any]:
    """Sends a request to a resource below /xapi/; headers are given as keywords (if_match="…")."""
    everything = new_key()

    def send(
        method: str,
        resource: str,
        params: dict | None = None,
        body: Any = None,
        *,
        version: str = "1.0.3",
        kind: str = "application/json",
        key: str = everything,
        **headers: str,
    ) -> Any:
        data = body if isinstance(body, (bytes, str)) else "" if body is None else json.dumps(body)
        query = "?" + urlencode({k: json.dumps(v) if isinstance(v, dict) else v for k, v in (params or {}).items()})
        sent = {"Authorization": key, "X-Experience-API-Version": version}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(method, f"/xapi/{resource}{query if params else ''}", data, kind, headers=sent)

    return send
