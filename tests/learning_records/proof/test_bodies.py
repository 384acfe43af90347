"""Bodies that are no statements, parts that are no parts: refused, and nothing of them stays."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from learning_records.spec import strict_json
from tests.builders.statements import make_statement
from tests.learning_records.proof import making
from tests.learning_records.proof.calling import BOTH, Caller, examples, holdings, proper

pytestmark = pytest.mark.django_db
_JSON_PIECES = (
    *'{}[]:,"\\',
    '"actor"',
    '"id":',
    "null",
    "NaN",
    "-",
    "1e999",
    "1e-999",
    "\\u0000",
    "\\ud800",
    " ",
    "\n",
    "\ufeff",
    '"a":1,"a":2',
    "[" * 200,
    "9" * 5000,
)
_KINDS = (
    "application/json",
    "application/json; charset=utf-8",
    "multipart/mixed",
    "text/plain",
    "",
    "multipart/mixed; boundary=b",
)


def _refused(call: Caller, method: str, body: bytes, version: str, kind: str) -> None:
    kept = holdings()
    params = {"statementId": "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10"} if method == "PUT" else ""
    answer = proper(call(method, "statements", params, body, version=version, kind=kind))
    if answer.status != 200 or answer.json:
        assert answer.status in (400, 413), answer
        assert answer.headers["X-Experience-API-Version"] == version
    assert holdings() == kept


@examples(150)
@given(
    st.sampled_from(("POST", "PUT")),
    st.one_of(
        st.binary(max_size=60),
        st.lists(st.sampled_from(_JSON_PIECES), max_size=9).map(lambda found: "".join(found).encode()),
    ),
    st.sampled_from(BOTH),
    st.sampled_from(_KINDS),
)
@example("POST", b"[" * 100_000, "1.0.3", "application/json")
@example("POST", b'{"id":' * 100_000, "2.0.0", "application/json")
def test_bytes(call: Caller, method: str, body: bytes, version: str, kind: str) -> None:
    _refused(call, method, body, version, kind)


@examples(80)
@given(st.sampled_from(("POST", "PUT")), making.values, making.styles, st.sampled_from(BOTH))
def test_json_that_is_no_statement(call: Caller, method: str, value: Any, style: Any, version: str) -> None:
    _refused(call, method, making.written(value, style).encode(), version, "application/json")


_LINES = st.sampled_from(
    (
        b"--b\r\n",
        b"--b--",
        b"--b--\r\n",
        b"\r\n--b\r\n",
        b"\r\n--b--\r\n",
        b"\r\n",
        b"Content-Type: application/json\r\n\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n",
        b"X-Experience-API-Hash: " + hashlib.sha256(b"x").hexdigest().encode() + b"\r\n\r\n",
        b"X-Experience-API-Hash: " + b"\xe9" * 64 + b"\r\n\r\n",
        b"no header\r\n",
        b"x",
        b"[]",
        b"{}",
        json.dumps(make_statement(extra=1)).encode(),
        b"\x00\xff",
    )
)
_BOUNDARIES = (
    "boundary=b",
    'boundary="b"',
    "boundary=",
    'boundary="\\b"',
    'boundary="',
    "boundary=c",
    "boundary=é",
    "",
)


@examples(150)
@given(
    st.lists(_LINES, max_size=10), st.sampled_from(_BOUNDARIES), st.sampled_from(BOTH), st.sampled_from(("POST", "PUT"))
)
def test_parts(call: Caller, lines: list[bytes], boundary: str, version: str, method: str) -> None:
    kind = f"multipart/mixed; {boundary}".encode().decode("latin-1")
    _refused(call, method, b"".join(lines), version, kind)


def _pairs(names: list, values: list) -> str:
    return "{" + ",".join(f"{name}:{value}" for name, value in zip(names, values, strict=False)) + "}"


_NAMES = st.sampled_from(('"a"', '"b"', '"\\u0061"', '"a" ', '"a:"', '"\\"a"', '""', '"null"'))
_VALUES = st.recursive(
    st.sampled_from(('"\\":"', "null", '"x"', '"\\\\"', '"null"', "1e999", "-1e999", "1", '"\\":\\":"', '":"', '"}"')),
    lambda inner: st.builds(_pairs, st.lists(_NAMES, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=6,
)


def _repeats(text: str) -> bool:
    found = []

    def look(pairs: list) -> dict:
        found.append(len(dict(pairs)) < len(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=look)
    return any(found)


@examples(1000)
@given(st.builds(_pairs, st.lists(_NAMES, max_size=4), st.lists(_VALUES, max_size=4)))
def test_members_that_stand_twice_and_infinite_numbers_are_always_seen(text: str) -> None:
    wrong = _repeats(text) or "inf" in repr(json.loads(text)).lower()
    for read in (strict_json.parse, lambda one: strict_json.statements(f"[{one},{{}}]")):
        try:
            read(text)
        except strict_json.NotJson:
            assert wrong, text
        else:
            assert not wrong, text


def test_refusals_of_every_status_leave_all_tables_as_they_were(call: Caller, settings) -> None:
    old, new = make_statement(1), make_statement(2)
    assert call("POST", "statements", body=json.dumps(old)).status == 200
    from learning_records.public import make_credential

    row, secret = make_credential("Reader", ["statements/read"])
    kept = holdings()
    batches = {
        400: [new, make_statement(3, verb={"id": "x"})],
        409: [new, old | {"result": {"success": True}}],
        413: [new, make_statement(3, result={"response": "x" * 20_000})],
    }
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 15_000
    for status, batch in batches.items():
        assert proper(call("POST", "statements", body=json.dumps(batch))).status == status
        assert holdings() == kept
    assert proper(Caller(row.key, secret)("POST", "statements", body=json.dumps([new]))).status == 403
    assert proper(Caller(row.key, "wrong")("POST", "statements", body=json.dumps([new]))).status == 401
    assert holdings() == kept
    assert call("POST", "statements", body=json.dumps([new])).status == 200
    assert holdings() != kept
