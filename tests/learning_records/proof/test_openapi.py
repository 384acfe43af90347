"""The description of the endpoint is a right one, and schemathesis finds no answer that the protocol does not know."""

import json
import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from learning_records.openapi import document
from tests.learning_records.proof.rows import contents

pytestmark = pytest.mark.django_db
ENDPOINT = "http://testserver/xapi"
EXAMPLES = int(os.environ.get("PROOF_EXAMPLES", "15"))


def _operations() -> list:
    schema = schemathesis.openapi.from_dict(document(ENDPOINT))
    schema.app = get_wsgi_application()
    return [found.ok() for found in schema.get_all_operations()]


OPERATIONS = {operation.label: operation for operation in _operations()}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The end of a request must not close the connection in whose transaction the test runs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_openapi(client) -> None:
    answer = client.get("/xapi/openapi.json")
    found = answer.json()
    validate(found)
    assert found["servers"] == [{"url": ENDPOINT}]
    served = set(found["paths"])
    assert served == {
        "/statements", "/activities/state", "/activities/profile", "/agents/profile", "/activities", "/agents", "/about",
    }  # fmt: skip
    assert "Agent" in json.dumps(found["components"]["schemas"]["Actor"])


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        pytest.param(label, mode, id=f"{label} {mode.value}")
        for label in OPERATIONS
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if (label, mode) != ("GET /about", GenerationMode.NEGATIVE)  # nothing in it could be otherwise
    ],
)
def test_no_request_breaks_the_endpoint(label: str, mode: GenerationMode, new_key) -> None:
    operation, key, statuses = OPERATIONS[label], new_key(), set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(["1.0.3", "2.0.0"]))
    def knocks(case, version: str) -> None:
        before = contents()
        answer = case.call(headers={"Authorization": key, "X-Experience-API-Version": version})
        statuses.add(answer.status_code)
        said = f"{answer.status_code} {answer.content[:300]!r}"
        assert answer.status_code < 500, said
        assert "x-experience-api-version" in answer.headers, said
        if operation.label != "GET /about":
            assert "x-experience-api-consistent-through" in answer.headers, said
        if answer.status_code >= 400:
            assert contents() == before, f"{said} left something behind"
            if operation.method != "head":
                assert answer.json()["error"], said

    knocks()
    if mode == GenerationMode.POSITIVE:
        assert statuses & {200, 204, 404, 412}, f"nothing that was asked as described was understood: {statuses}"
