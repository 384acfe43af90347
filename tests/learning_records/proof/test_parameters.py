"""Addresses and headers that nobody should send: refused or answered, never a failure."""

import json
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
    "a:%",
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


def _query(resource: str, name: str, value: str) -> str:
    """The address with this odd value; what else is needed is there and right."""
    needed = {n: v for n, v in _NEEDED.items() if n in _ASKS[resource] and resource != "statements" and n != name}
    if name == "since":  # it is asked of a list
        needed = {n: v for n, v in needed.items() if n not in ("stateId", "profileId")}
    return "&".join([f"{name}={value}", *(urlencode({n: v}) for n, v in needed.items())])


# What each kind of value may be, of the odd ones: everything else is refused by the name of the parameter.
_IRIS = {"a:" + "x" * 3000, "a:" + "đ" * 1500, "a:%"}
_TIMES = {"2026-01-01"}
_WELL = {
    "verb": _IRIS,
    "activity": _IRIS,
    "activityId": _IRIS,
    "since": _TIMES,
    "until": _TIMES,
    "limit": set(),
    "registration": set(),
    "statementId": set(),
    "voidedStatementId": set(),
    "agent": set(),
    "format": set(),
    "attachments": set(),
    "ascending": set(),
    "related_agents": set(),
    "related_activities": set(),
    "more": set(),
    "unknown": set(),
}
_NO_TEXT = {value for value in _ODD if "\x00" in value}


def _readable(resource: str, name: str, value: str) -> bool:
    """Whether a reading with this value is answered; a name of a document may be any text that can be kept."""
    if value in _NO_TEXT or ("/" in resource and len(value.encode()) > 1900):
        return False
    if name in ("stateId", "profileId"):
        return bool(value)  # only without one the names are listed
    return value in _WELL[name]


def _told(resource: str, name: str) -> str:
    return "more link" if name == "more" else name


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("resource", _ASKS)
def test_reading_with_odd_parameters(call: Caller, resource: str, version: str) -> None:
    call("POST", "statements", body=json.dumps(make_statement()))
    kept = holdings()
    for name in _ASKS[resource]:
        for value in _ODD:
            answer = proper(call("GET", resource, _query(resource, name, quote(value, safe="")), version=version))
            told = (resource, name, value, answer)
            if _readable(resource, name, value):
                # A document that is not there; without its name, as with `since`, the names are listed.
                one = "/" in resource and name != "since"
                assert answer.status == (404 if one else 200), told
                if resource == "statements":
                    assert len(answer.json["statements"]) == (name == "since"), told
            else:
                assert answer.status == 400, told
                said = answer.json["error"]
                assert _told(resource, name) in said or (value in _NO_TEXT and name in said), told
    assert holdings() == kept


@pytest.mark.parametrize("value", ["%ED%A0%80", "%FF%00", "%C3"])
@pytest.mark.parametrize("resource", _ASKS)
def test_an_address_that_is_no_utf_8(call: Caller, resource: str, value: str) -> None:
    for name in _ASKS[resource]:
        answer = proper(call("GET", resource, _query(resource, name, value)))
        assert (answer.status, "not UTF-8" in answer.json["error"]) == (400, True), (name, answer)


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("resource", ["activities/state", "activities/profile", "agents/profile"])
def test_writing_documents_with_odd_parameters(call: Caller, resource: str, method: str, version: str) -> None:
    for name in _ASKS[resource]:
        for value in _ODD:
            query, kept = _query(resource, name, quote(value, safe="")), holdings()
            answer = proper(call(method, resource, query, "{}", version=version, If_None_Match="*"))
            told = (name, value, answer)
            well = name != "since" and _readable(resource, name, value)  # since is for lists that are read
            assert answer.status == (204 if well else 400), told
            if answer.status == 400:
                assert name in answer.json["error"] or "together are longer" in answer.json["error"], told
                assert holdings() == kept, told
            elif method != "DELETE":
                assert call("GET", resource, query).body == b"{}", told
                assert proper(call("DELETE", resource, query, version=version)).status == 204


@pytest.mark.parametrize("version", BOTH)
def test_writing_statements_takes_no_parameter_of_a_reader(call: Caller, version: str) -> None:
    kept = holdings()
    for method, takes in (("PUT", {"statementId"}), ("POST", set())):
        for name in _ASKS["statements"]:
            for value in _ODD[:4]:
                answer = proper(call(method, "statements", f"{name}={quote(value, safe='')}", "{}", version=version))
                assert answer.status == 400, (method, name, answer)
                assert name in answer.json["error"], (method, name, answer)
                assert name in takes or "unknown parameter" in answer.json["error"] or value in _NO_TEXT, (name, answer)
    assert proper(call("DELETE", "statements", version=version)).status == 405
    assert holdings() == kept


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        (method, resource)
        for method in ("DELETE", "PATCH", "TRACE", "X")
        for resource in _ASKS
        if method != "DELETE" or "/" not in resource  # documents can be removed
    ],
)
def test_methods_that_are_not_used(call: Caller, resource: str, method: str) -> None:
    needed = {name: value for name, value in _NEEDED.items() if name in _ASKS[resource] and resource != "statements"}
    kept = holdings()
    answer = proper(call(method, resource, needed))
    assert answer.status == 405
    assert method not in answer.headers["Allow"]
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
    assert call("POST", "statements", body=json.dumps(make_statement())).status == 200
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
