"""Every address below /xapi/ answers in the protocol's form: JSON, a version, and on statements how far it is consistent."""

import json

import pytest
from django.test import override_settings

from learning_records.http import middleware, request

pytestmark = pytest.mark.django_db

THROUGH = "X-Experience-API-Consistent-Through"
AGENT = json.dumps({"mbox": "mailto:a@b.vn"})
RESOURCES = {
    "statements": "GET, HEAD, PUT, POST, OPTIONS",
    "activities": "GET, HEAD, OPTIONS",
    "activities/state": "GET, HEAD, PUT, POST, DELETE, OPTIONS",
    "activities/profile": "GET, HEAD, PUT, POST, DELETE, OPTIONS",
    "agents": "GET, HEAD, OPTIONS",
    "agents/profile": "GET, HEAD, PUT, POST, DELETE, OPTIONS",
    "about": "GET, HEAD, OPTIONS",
    "openapi.json": "GET, HEAD, OPTIONS",
}
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "TRACE", "OPTIONS", "QUERY")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/xapi", "nothing at this address"),
        ("/xapi/", "nothing at this address"),
        ("/xapi/statements/", "take away the slash at its end: /xapi/statements"),
        ("/xapi/activities/state/", "take away the slash at its end: /xapi/activities/state"),
        ("/xapi/statements/statements", "nothing at this address"),
        ("/xapi/statements//", "take away the slash"),
        ("/xapi/nowhere", "nothing at this address"),
        ("/xapi/nowhere/", "nothing at this address"),
        ("/xapi/khoa-hoc/", "nothing at this address"),
        ("/xapi/Statements", "nothing at this address"),
        ("/xapi/%FF%FE", "nothing at this address"),
        ("/xapi/%zz", "nothing at this address"),
        ("/xapi/%00", "nothing at this address"),
        ("/xapi/../quan-tri/", "nothing at this address"),
        ("/xapi/" + "a" * 30_000, "nothing at this address"),
        ("/xapi/" + "a/" * 5_000, "nothing at this address"),
    ],
)
@pytest.mark.parametrize(
    ("version", "answered"), [("1.0.3", "1.0.3"), ("2.0.0", "2.0.0"), ("", "0.95"), ("1.9", "0.95")]
)
def test_an_address_with_nothing_behind_it(client, path: str, says: str, version: str, answered: str) -> None:
    for method in ("GET", "POST"):
        answer = client.generic(method, path, headers={"X-Experience-API-Version": version} if version else {})
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
        assert says in answer.json()["error"]
        assert answer["X-Experience-API-Version"] == answered


@pytest.mark.parametrize(("resource", "allowed"), RESOURCES.items())
def test_a_method_that_a_resource_does_not_take(xapi, resource: str, allowed: str) -> None:
    for method in METHODS:
        answer = xapi(method, resource, version="2.0.0")
        assert answer["X-Experience-API-Version"] == "2.0.0"
        if method in allowed.split(", "):
            assert answer.status_code != 405
            continue
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert method in answer.json()["error"]
        assert answer.has_header(THROUGH) or resource in ("about", "openapi.json")


@pytest.mark.parametrize(("resource", "allowed"), RESOURCES.items())
def test_anybody_may_ask_what_a_resource_takes(client, resource: str, allowed: str) -> None:
    answer = client.options(f"/xapi/{resource}")
    assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")
    assert answer["X-Experience-API-Version"] == "2.0.0"


@pytest.mark.parametrize(
    ("resource", "params"),
    [
        ("statements", {}),
        ("statements", {"limit": "1"}),
        ("activities", {"activityId": "http://a.vn/1"}),
        ("agents", {"agent": AGENT}),
        ("activities/state", {"activityId": "http://a.vn/1", "agent": AGENT}),
        ("about", {}),
        ("openapi.json", {}),
    ],
)
def test_head_is_get_without_a_body(xapi, resource: str, params: dict) -> None:
    got, head = xapi("GET", resource, params), xapi("HEAD", resource, params)
    assert (head.status_code, head.content) == (200, b"")
    moving = {THROUGH}
    assert {k: v for k, v in head.items() if k not in moving | {"Content-Length"}} == {
        k: v for k, v in got.items() if k not in moving | {"Content-Length"}
    }


def test_a_head_of_something_wrong(xapi) -> None:
    answer = xapi("HEAD", "statements", {"limit": "-1"})
    assert answer.status_code == 400
    assert answer.has_header(THROUGH)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("verb=%FF", "not UTF-8"),
        ("verb=\xff", "not UTF-8"),
        ("%C3=1", "not UTF-8"),
        ("verb=http://a.vn/%00", "U+0000"),
        ("limit=1&limit=2", "limit stands twice"),
        ("&".join(f"p{number}=1" for number in range(101)), "more than 100 parameters"),
        ("limit=%zz", "limit must be a number"),
        ("verb=" + "a" * 20_000, "verb must be an IRI"),
        ("nonsense", "unknown parameter nonsense"),
    ],
)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_query_that_cannot_be_read(client, new_key, query: str, says: str, version: str) -> None:
    headers = {"Authorization": new_key(), "X-Experience-API-Version": version}
    answer = client.get("/xapi/statements", headers=headers, QUERY_STRING=query)
    assert (answer.status_code, says in answer.json()["error"]) == (400, True)
    assert answer["X-Experience-API-Version"] == version
    assert answer.has_header(THROUGH)


def test_an_address_may_be_long(xapi) -> None:
    """What cannot be found is not found; nothing breaks at the length."""
    long = "http://a.vn/" + "x" * 100_000
    assert xapi("GET", "statements", {"verb": long, "activity": long}).json()["statements"] == []
    assert xapi("GET", "agents", {"agent": {"openid": long}}).json()["openid"] == [long]
    assert xapi("GET", "activities", {"activityId": long}).json()["id"] == long


class TestEarlyRefusals:
    """What is refused before the resource is reached still answers in the version that was asked for."""

    @pytest.fixture(params=["1.0.3", "2.0.0"])
    def version(self, request) -> str:
        return request.param

    def _checked(self, answer, status: int, version: str) -> None:
        assert answer.status_code == status
        assert answer.json()["error"]
        assert answer["X-Experience-API-Version"] == version
        assert answer.has_header(THROUGH)

    def test_no_key(self, xapi, version: str) -> None:
        self._checked(xapi("GET", "statements", version=version, key="Basic eDp5"), 401, version)

    def test_no_length(self, client, version: str) -> None:
        headers = {"X-Experience-API-Version": version, "Transfer-Encoding": "chunked"}
        self._checked(client.generic("POST", "/xapi/statements", headers=headers), 411, version)

    def test_a_length_that_is_none(self, client, version: str) -> None:
        headers = {"X-Experience-API-Version": version}
        answer = client.generic("POST", "/xapi/statements", headers=headers, CONTENT_LENGTH="many")
        self._checked(answer, 400, version)

    def test_a_body_too_large(self, xapi, settings, version: str) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        self._checked(xapi("POST", "statements", body="[" + " " * 100 + "]", version=version), 413, version)

    def test_too_often(self, xapi, monkeypatch, version: str) -> None:
        monkeypatch.setattr(request.rate_limits, "wait_for", lambda _key: 7)
        answer = xapi("GET", "statements", version=version)
        self._checked(answer, 429, version)
        assert answer["Retry-After"] == "7"

    def test_a_fault(self, client, xapi, monkeypatch, version: str) -> None:
        xapi("GET", "statements")
        monkeypatch.setattr(request, "authenticate", lambda *_both: 1 / 0)
        client.raise_request_exception = False
        self._checked(xapi("GET", "statements", version=version), 500, version)

    def test_another_host(self, client, version: str) -> None:
        with override_settings(ALLOWED_HOSTS=["portal.example.vn"]):
            headers = {"X-Experience-API-Version": version, "Host": "elsewhere.example"}
            answer = client.get("/xapi/openapi.json", headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
        assert answer["X-Experience-API-Version"] == version

    @pytest.mark.parametrize("unknown", ["", "0.95", "1.1.0", "3.0.0", "1.0.²", "2", "1.0.3.1", " 1.0.3"])
    def test_no_version_that_we_speak(self, xapi, unknown: str) -> None:
        self._checked(xapi("GET", "statements", version=unknown), 400, "0.95")


def test_people_still_get_pages(client) -> None:
    assert middleware.bad_request(client.get("/").wsgi_request, ValueError())["Content-Type"].startswith("text/html")
