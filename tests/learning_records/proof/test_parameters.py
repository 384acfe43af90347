"""Addresses and headers that nobody should send: refused or answered, never a failure."""

from urllib.parse import quote, urlencode

import pytest

from learning_records.query.filters import PARAMETERS
from tests.builders.statements import make_statement
from tests.learning_records.proof.calling import BOTH, Caller, holdings, proper

pytestmark = pytest.mark.django_db
_AGENT = '{"mbox":"mailto:a@example.org"}'
_ACTIVITY = "http://example.org/a"
_ODD = (
    "",
    "\x00",
    "a:\x00",
    "http://example.org/\x00x",
    '{"mbox":"mailto:\x00@example.org"}',
    '{"mbox":"mailto:\\u0000@example.org"}',
    '{"account":{"homePage":"a:b","name":"\\u0000"}}',
    '{"account":{"homePage":"a:b","name":"\\ud800"}}',
    '{"openid":"http://a/\\u0000"}',
    "[]",
    "null",
    "[" * 2000,
    "²",
    "١",
    "-1",
    "1e3",
    "9" * 400,
    "a:" + "x" * 3000,
    "a:" + "đ" * 1500,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-01-01",
    "\ufeff",
    "'; DROP TABLE x; --",
    "%",
    "a:b\r\nX-Other: 1",
)
_ASKS = {
    "statements": [*PARAMETERS, "more", "statementId", "voidedStatementId", "unknown"],
    "activities/state": ["activityId", "agent", "registration", "stateId", "since"],
    "activities/profile": ["activityId", "profileId", "since"],
    "agents/profile": ["agent", "profileId", "since"],
    "activities": ["activityId"],
    "agents": ["agent"],
}
_NEEDED = {"activityId": _ACTIVITY, "agent": _AGENT, "stateId": "s", "profileId": "p"}


def _queries(resource: str) -> list[str]:
    needed = {name: value for name, value in _NEEDED.items() if name in _ASKS[resource] and resource != "statements"}
    odd = [quote(value, safe="") for value in _ODD] + ["%ED%A0%80", "%FF%00", "%zz"]
    return [
        "&".join([f"{name}={value}", *(urlencode({k: v}) for k, v in needed.items() if k != name)])
        for name in _ASKS[resource]
        for value in odd
    ]


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("resource", _ASKS)
def test_reading_with_odd_parameters(call: Caller, resource: str, version: str) -> None:
    call("POST", "statements", body=str(make_statement()).replace("'", '"'))
    kept = holdings()
    for query in _queries(resource):
        answer = proper(call("GET", resource, query, version=version))
        assert answer.status in (200, 400, 404), (query, answer)
        if answer.status == 400:
            assert query.partition("=")[0] in answer.json["error"] or "more link" in answer.json["error"], (
                query,
                answer,
            )
    assert holdings() == kept


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("resource", ["statements", "activities/state", "activities/profile", "agents/profile"])
def test_writing_with_odd_parameters(call: Caller, resource: str, method: str, version: str) -> None:
    for query in _queries(resource):
        kept = holdings()
        answer = proper(call(method, resource, query, "{}", version=version, If_None_Match="*"))
        assert answer.status in (204, 400, 405, 412), (query, answer)
        if answer.status >= 400:
            assert holdings() == kept, query


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        (method, resource)
        for method in ("DELETE", "PATCH", "OPTIONS", "TRACE", "X")
        for resource in _ASKS
        if method != "DELETE" or "/" not in resource  # documents can be removed
    ],
)
def test_methods_that_are_not_used(call: Caller, resource: str, method: str) -> None:
    needed = {name: value for name, value in _NEEDED.items() if name in _ASKS[resource] and resource != "statements"}
    kept = holdings()
    assert proper(call(method, resource, needed)).status in (400, 405)
    assert holdings() == kept


_HEADERS = {
    "Accept-Language": ("", "*", "vi;q=x", "vi," * 400, "v" * 600, "vi;q=" + "1" * 100, "é", ";;;,,,", "-"),
    "If-Match": ("", "*", '"', '"' * 99, "W/", ",", "é"),
    "If-None-Match": ("", "*", '"', '"' * 99, "W/", ",", "é"),
    "Authorization": (
        "Basic",
        "Basic ",
        "Basic é",
        "Basic Og==",
        "Basic AAA=",
        "Basic /////w==",
        "Bearer x",
        "basic  x",
    ),
    "X-Experience-API-Version": ("", "1", "1.0.²", "2.0.é", "1.0.", "1.0.3.4", "9" * 5000, "1.0.3,2.0.0"),
    "Content-Type": ("é", ";", "application/json;" + "x" * 400, "multipart/mixed; boundary=" + "é" * 200, "*/*"),
    "Content-Length": ("x", "-1", ""),
}


@pytest.mark.parametrize("name", _HEADERS)
def test_odd_headers(call: Caller, name: str) -> None:
    state = {"activityId": _ACTIVITY, "agent": _AGENT, "stateId": "s"}
    assert call("POST", "statements", body=str(make_statement()).replace("'", '"')).status == 200
    for value in _HEADERS[name]:
        sent = value.encode().decode("latin-1")
        for form in ("exact", "canonical", "ids"):
            proper(call("GET", "statements", {"format": form}, **{name: sent}))
        for method in ("GET", "PUT", "POST", "DELETE"):
            proper(call(method, "activities/state", state, "{}", **{name: sent}))
        proper(call("GET", "activities/state", state))


_HIDDEN = (
    {"Content-Type": "text/plain\r\nX-Other: 1"},
    {"Content-Type": "text/\x00plain"},
    {"Content-Type": "chữ/thường"},
    {"Content-Type": "x" * 300},
    {"Content-Length": "x"},
    {"If-Match": "\x00"},
    {"If-None-Match": "\r\n"},
    {"content": "\x00"},
    {"Accept-Language": "v" * 600},
    {"stateId": "\x00"},
)


@pytest.mark.parametrize("odd", _HIDDEN, ids=str)
def test_odd_headers_hidden_in_a_form(call: Caller, odd: dict) -> None:
    state = {"activityId": _ACTIVITY, "agent": _AGENT, "stateId": "s"}
    kind = "application/x-www-form-urlencoded"
    for method in ("PUT", "POST", "GET", "HEAD", "DELETE"):
        form = urlencode(state | ({"content": "{}"} if method in ("PUT", "POST") else {}) | odd)
        for resource in ("activities/state", "statements"):
            proper(call("POST", resource, {"method": method}, form, kind=kind))
        proper(call("GET", "activities/state", state))
