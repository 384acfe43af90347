"""The alternate request syntax of 1.0.3: a POST with the parameter method, whatever the form calls itself."""

import json
from urllib.parse import urlencode

import pytest

from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def hidden(client, new_key):
    """Sends a hidden request; the key and the version stand in the form, as old browsers send them."""
    key = new_key()

    def send(method: str, fields: dict | bytes, *, kind: str = FORM, version: str = "1.0.3", query: str = "", **outer):
        if isinstance(fields, dict):
            fields = urlencode({"Authorization": key, "X-Experience-API-Version": version} | fields).encode()
        return client.generic("POST", f"/xapi/statements?method={method}{query}", fields, kind, headers=outer)

    return send


@pytest.mark.parametrize(
    "kind",
    [
        FORM,
        f"{FORM}; charset=utf-8",
        f"{FORM};charset=UTF-8",
        "Application/X-WWW-Form-URLEncoded",
        f" {FORM} ; charset=utf-8",
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/octet-stream",
        "",
    ],
)
def test_it_is_known_by_the_parameter(hidden, kind: str) -> None:
    one = make_statement(result={"response": "Học & hành = đi đôi + 100%"})
    put = hidden("PUT", {"statementId": one["id"], "content": json.dumps(one, ensure_ascii=False)}, kind=kind)
    assert (put.status_code, put["X-Experience-API-Version"]) == (204, "1.0.3")
    got = hidden("GET", {"statementId": one["id"]}, kind=kind)
    assert got.status_code == 200
    assert got.json()["result"] == one["result"]


@pytest.mark.parametrize("name", ["authorization", "AUTHORIZATION"])
def test_headers_in_the_form_have_no_case(hidden, new_key, name: str) -> None:
    fields = urlencode({name: new_key(), "x-experience-api-version": "1.0.3"}).encode()
    assert hidden("GET", fields).status_code == 200


@pytest.mark.parametrize(
    ("method", "fields", "more", "says"),
    [
        ("PUT", {}, {}, "content"),
        ("PATCH", {}, {}, "GET, HEAD, PUT, POST, DELETE"),
        ("get", {}, {}, "GET, HEAD, PUT, POST, DELETE"),
        ("GET", {}, {"query": "&limit=1"}, "no other"),
        ("GET", {"verb": "http://a.vn/\x00"}, {}, "U+0000"),
        ("GET", {"nonsense": "1"}, {}, "nonsense"),
    ],
)
def test_what_is_wrong_is_named_in_the_version_of_the_form(hidden, method, fields, more, says) -> None:
    answer = hidden(method, fields, **more)
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "1.0.3")
    assert says in answer.json()["error"]


@pytest.mark.parametrize(
    "body", [b'{"actor": 1}', b"\xff=1", b"--b\r\nContent-Type: x\r\n\r\n", b"&".join([b"a=1"] * 200)]
)
def test_a_body_that_is_no_form(hidden, body: bytes) -> None:
    answer = hidden("GET", body)
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "0.95")
    assert "a form in UTF-8" in answer.json()["error"]
    assert hidden("GET", body, **{"X-Experience-API-Version": "1.0.1"})["X-Experience-API-Version"] == "1.0.3"


def test_what_no_header_can_say(hidden) -> None:
    answer = hidden("GET", {"If-Match": "a\r\nX: y"})
    assert (answer.status_code, "no header has" in answer.json()["error"]) == (400, True)


def test_a_delete_of_statements_is_not_taken(hidden) -> None:
    answer = hidden("DELETE", {})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, PUT, POST, OPTIONS")


@pytest.mark.parametrize("kind", [FORM, "text/plain", "application/json"])
def test_2_0_has_none(hidden, kind: str) -> None:
    for answer in (
        hidden("GET", {}, version="2.0.0", kind=kind),
        hidden("GET", {}, kind=kind, **{"X-Experience-API-Version": "2.0.0"}),
    ):
        assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "2.0.0")
        assert "no alternate request syntax" in answer.json()["error"]
