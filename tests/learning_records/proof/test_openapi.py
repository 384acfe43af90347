"""The description of the endpoint is a right one, and schemathesis finds no answer that the protocol does not know."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from learning_records.http.openapi import document
from learning_records.query.filters import PARAMETERS
from tests.learning_records.proof import making
from tests.learning_records.proof.calling import BOTH, TIMES, examples, holdings
from tests.learning_records.proof.spoiling import spoiled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),  # hypothesis names its strategies
]
ENDPOINT = "http://testserver/xapi"
# What was described is what is answered: no other status, header, type or shape.
AS_DESCRIBED = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


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
        if not (label.endswith("/about") and mode == GenerationMode.NEGATIVE)  # nothing in it could be otherwise
    ],
)
def test_no_request_breaks_the_endpoint(label: str, mode: GenerationMode, new_key) -> None:
    operation, key, statuses = OPERATIONS[label], new_key(), set()

    @settings(
        max_examples=12 * TIMES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(["1.0.3", "2.0.0"]))
    def knocks(case, version: str) -> None:
        before = holdings()
        answer = case.call(headers={"Authorization": key, "X-Experience-API-Version": version})
        statuses.add(answer.status_code)
        said = f"{answer.status_code} {answer.content[:300]!r}"
        assert answer.status_code < 500, said
        assert "x-experience-api-version" in answer.headers, said
        if operation.path != "/about":
            assert "x-experience-api-consistent-through" in answer.headers, said
        if answer.status_code >= 400:
            assert holdings() == before, f"{said} left something behind"
            if operation.method != "head":
                assert answer.json()["error"], said
        case.validate_response(answer, checks=AS_DESCRIBED)

    knocks()
    if mode == GenerationMode.POSITIVE:
        assert statuses & {200, 204, 404, 412}, f"nothing that was asked as described was understood: {statuses}"


def test_every_parameter_is_described(client) -> None:
    paths = client.get("/xapi/openapi.json").json()["paths"]
    told = {
        f"{method} {path}": {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method != "parameters"
    }
    assert told["get /statements"] == {*PARAMETERS, "statementId", "voidedStatementId", "more"}
    assert told["put /statements"] == {"statementId"}
    assert told["get /activities/state"] == {"activityId", "agent", "registration", "stateId", "since"}
    assert told["delete /activities/profile"] == {"activityId", "profileId"}
    assert all(told[one] == told[one.replace("head", "get")] for one in told if one.startswith("head"))
    assert len([one for one in told if one.startswith("head")]) == len(paths)


def _described(version: str) -> Any:
    name = f"Statement{version[0]}"
    components = document(ENDPOINT)["components"]
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})


@pytest.mark.parametrize("version", BOTH)
def test_what_the_description_says_of_a_statement_is_what_the_store_takes(version: str) -> None:
    described = _described(version)

    @examples(80)
    @given(making.statements(version), spoiled(making.statements(version)))
    def every(statement: dict, spoil: Any) -> None:
        assert described.is_valid(json.loads(making.written(statement)))
        note(spoil.what)
        if "(time)" not in spoil.what or spoil.structural:  # which times there are no schema can say
            assert not described.is_valid(json.loads(making.written(spoil.statement)))

    every()
