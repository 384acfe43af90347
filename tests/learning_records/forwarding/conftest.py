"""What the tests of forwarding share: a store that knows our verbs, and a target over real HTTP."""

from collections.abc import Callable, Iterator

import pytest

from learning_records.forwarding import http_client, turns
from learning_records.forwarding.models import ForwardingTarget
from learning_records.forwarding.secrets import sealed
from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import KEY, SECRET, TargetServer


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch, settings, tmp_path) -> None:
    """Seconds where operation has half minutes: what is tested is that there is an end."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr(http_client, "STEP", 1.0)
    monkeypatch.setattr(http_client, "WHOLE", 1.5)


@pytest.fixture
def server() -> Iterator[TargetServer]:
    found = TargetServer()
    yield found
    found.stop()


@pytest.fixture
def make_target(transactional_db) -> Callable[..., ForwardingTarget]:
    """A target at this endpoint, in version 1.0.3 unless said otherwise."""

    def make(endpoint: str, **fields) -> ForwardingTarget:
        given = {"label": "Tỉnh", "key": KEY, "secret_encrypted": sealed(SECRET)} | fields
        return ForwardingTarget.objects.create(endpoint=endpoint, **given)

    return make


@pytest.fixture(params=["1.0.3", "2.0.0"])
def target(request, server, make_target) -> ForwardingTarget:
    """A target in each version."""
    return make_target(server.endpoint, version=request.param)


@pytest.fixture
def stored(transactional_db) -> Callable[..., list[str]]:
    """Stores so many statements; returns their ids in order."""

    def store(count: int, **more) -> list[str]:
        made = [make_statement(number, **more) for number in range(count)]
        record(made, portal_credential())
        return [one["id"] for one in made]

    return store


@pytest.fixture
def at_once(monkeypatch) -> Callable[[ForwardingTarget], int]:
    """Serves a target now, whatever its back-off says."""

    def serve(target: ForwardingTarget) -> int:
        ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=None)
        try:
            return turns.send(target.pk)
        finally:
            target.refresh_from_db()

    return serve
