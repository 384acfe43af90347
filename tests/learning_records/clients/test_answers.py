"""docs/xapi.md tells integrators what we answer when something is wrong: every line of its table is true, word for word."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db
PAGE = Path(django_settings.BASE_DIR) / "docs" / "xapi.md"
_LINE = re.compile(r"^\| (\d{3}) \| `([^`]+)` \|", re.MULTILINE)
ANSWERS = [(int(status), words) for status, words in _LINE.findall(PAGE.read_text(encoding="utf-8"))]
AGENT = {"account": {"homePage": "https://truong.example.vn", "name": "hv-1"}}
STATE = {"activityId": "https://truong.example.vn/bai/1", "agent": AGENT, "stateId": "cho-dung"}
PROFILE = {"activityId": "https://truong.example.vn/bai/1", "profileId": "ho-so"}
FILE = {
    "usageType": "https://truong.example.vn/tep",
    "display": {"vi": "Tệp"},
    "contentType": "text/plain",
    "length": 1,
}


def _wrong(**more: Any) -> dict[str, Any]:
    return {"method": "POST", "resource": "statements", "body": make_statement(1, **more)}


def _kept(xapi) -> None:
    xapi("PUT", "activities/profile", PROFILE, {"muc": 1}, if_none_match="*")


# What an integrator does wrong, by the words of the answer up to the first part that varies.
TRIED: dict[str, dict[str, Any]] = {
    "send a key": {"method": "GET", "resource": "statements", "key": "Basic c2FpOnNhaQ=="},
    "the header X-Experience-API-Version": {"method": "GET", "resource": "statements", "version": ""},
    "the endpoint has nothing at this address": {"method": "GET", "resource": "statement"},
    "the endpoint has nothing at this address; take": {"method": "GET", "resource": "statements/"},
    "this key may not do that; it needs the scope statements/write": _wrong() | {"scopes": ["statements/read"]},
    "this key may not do that; it needs the scope statements/read": {
        "method": "GET", "resource": "statements", "scopes": ["statements/write"],
    },
    "this key may not do that; it needs the scope state": {
        "method": "PUT", "resource": "activities/state", "params": STATE, "body": {}, "scopes": ["statements/write"],
    },
    "this key asks too often": {"method": "GET", "resource": "statements"},
    "the Content-Type": _wrong() | {"kind": "application/x-www-form-urlencoded"},
    "the body is packed": _wrong() | {"Content_Encoding": "gzip"},
    "PATCH is not used": {"method": "PATCH", "resource": "statements"},
    "the body is not JSON": {"method": "POST", "resource": "statements", "body": "{'actor': 1}"},
    "the body is too large": _wrong(),
    "statement.actor:": _wrong(actor={"name": "An"}),
    "statement.actor.objectType": _wrong(actor={"objectType": ["Agent"], "mbox": "mailto:an@truong.example.vn"}),
    "statement.verb.id": _wrong(verb={"id": "completed"}),
    "statement.result:": _wrong(result=None),
    "statement.result.duration": _wrong(result={"duration": "90"}),
    "statement.result.score.scaled": _wrong(result={"score": {"scaled": 80}}),
    "statement.timestamp": _wrong(timestamp="01/03/2026"),
    "statement.context": _wrong(context={"contextAgents": []}),
    "statement.attachments[0]": _wrong(attachments=[FILE | {"sha2": "ab" * 32}]),
    "unknown parameter": {"method": "GET", "resource": "statements", "params": {"actor": "x"}},
    "a different statement": {"method": "POST", "resource": "statements"},
    "send If-None-Match": {"method": "PUT", "resource": "activities/profile", "params": PROFILE, "body": {}},
    "there is a document already": {"method": "PUT", "resource": "activities/profile", "params": PROFILE, "body": {}},
    "the document is not the one": {
        "method": "PUT", "resource": "activities/profile", "params": PROFILE, "body": {}, "if_match": '"cu"',
    },
}  # fmt: skip
_AFTER_A_FIRST = ("there is a document already", "the document is not the one")


def _what_was_done(words: str) -> str:
    return max((start for start in TRIED if words.startswith(start)), key=len, default="")


def test_the_first_try_of_the_page_works(xapi) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (statement,) = re.findall(r"xapi/statements -d '\n(\{.*?\})'\n```", page, re.DOTALL)
    answer = xapi("POST", "statements", body=statement)
    assert (answer.status_code, len(answer.json())) == (200, 1)


def test_every_line_is_tried_once() -> None:
    assert sorted(_what_was_done(words) for _status, words in ANSWERS) == sorted(TRIED)


@pytest.mark.parametrize(("status", "words"), ANSWERS, ids=[words[:45] for _status, words in ANSWERS])
def test_the_answer_is_as_written(xapi, new_key, settings, status: int, words: str) -> None:
    done = _what_was_done(words)
    request = dict(TRIED[done])
    if done in _AFTER_A_FIRST:
        _kept(xapi)
    if done == "a different statement":
        first = make_statement(1)
        assert xapi("POST", "statements", body=first).status_code == 200
        request["body"] = make_statement(2, id=first["id"])
    if done == "the body is too large":
        assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 25 * 1024 * 1024  # as the page says under “Limits”
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    if done == "this key asks too often":
        settings.XAPI_REQUESTS_A_MINUTE = 1
        assert xapi("GET", "statements").status_code == 200
    if scopes := request.pop("scopes", None):
        request["key"] = new_key(*scopes)
    answer = xapi(request.pop("method"), request.pop("resource"), request.pop("params", None), **request)
    shape = ".*".join(re.escape(part) for part in words.split("…"))
    assert answer.status_code == status
    assert re.fullmatch(shape, answer.json()["error"], re.DOTALL)
