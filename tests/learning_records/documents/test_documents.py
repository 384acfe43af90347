"""State and profiles: kept, merged, guarded by ETags in both versions."""

import gzip
from itertools import product
from uuid import uuid4

import pytest

from learning_records.documents import merging, store
from learning_records.spec import limits

pytestmark = pytest.mark.django_db

AGENT = {"mbox": "mailto:a@b.vn"}
STATE = ("activities/state", {"activityId": "http://a.vn/1", "agent": AGENT, "stateId": "bookmark"})
ACTIVITY = ("activities/profile", {"activityId": "http://a.vn/1", "profileId": "p"})
PERSON = ("agents/profile", {"agent": AGENT, "profileId": "p"})
ALL = [STATE, ACTIVITY, PERSON]
PROFILES = [ACTIVITY, PERSON]


@pytest.mark.parametrize(("resource", "params"), ALL)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_written_read_merged_removed(xapi, resource: str, params: dict, version: str) -> None:
    def ask(method: str, body=None, **more):
        return xapi(method, resource, params, body, version=version, **more)

    assert ask("GET").status_code == 404
    assert ask("PUT", {"a": 1, "b": {"x": 1}}, if_none_match="*").status_code == 204
    got = ask("GET")
    assert got.json() == {"a": 1, "b": {"x": 1}}
    assert got["ETag"] == f'"{store.etag_of(got.content)}"'
    assert got["Last-Modified"]
    assert ask("POST", {"b": {"y": 2}}, if_match=got["ETag"]).status_code == 204
    assert ask("GET").json() == {"a": 1, "b": {"y": 2}}
    head = ask("HEAD")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", ask("GET")["ETag"])
    assert ask("DELETE").status_code == 204
    assert ask("GET").status_code == 404


@pytest.mark.parametrize(("resource", "params"), ALL)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_wrong_etag_changes_nothing(xapi, resource: str, params: dict, version: str, method: str) -> None:
    assert xapi(method, resource, params, {"a": 1}, version=version, if_match='"nothing"').status_code == 412
    xapi("POST", resource, params, {"a": 1}, version=version)
    assert xapi(method, resource, params, {"a": 2}, version=version, if_match='"other"').status_code == 412
    assert xapi(method, resource, params, {"a": 2}, version=version, if_none_match="*").status_code == 412
    assert xapi("GET", resource, params).json() == {"a": 1}


@pytest.mark.parametrize(
    ("resource", "params", "version", "new", "over"),
    [
        (*STATE, "1.0.3", 204, 204),
        (*STATE, "2.0.0", 204, 409),
        (*ACTIVITY, "1.0.3", 400, 409),
        (*ACTIVITY, "2.0.0", 204, 409),
        (*PERSON, "1.0.3", 400, 409),
        (*PERSON, "2.0.0", 204, 409),
    ],
)
def test_put_without_a_header(xapi, resource: str, params: dict, version: str, new: int, over: int) -> None:
    assert xapi("PUT", resource, params, {"a": 1}, version=version).status_code == new
    xapi("POST", resource, params, {"a": 1}, version=version)
    answer = xapi("PUT", resource, params, {"a": 2}, version=version)
    assert answer.status_code == over
    assert over == 204 or "If-Match" in answer.json()["error"]
    assert xapi("GET", resource, params).json() == {"a": 2 if over == 204 else 1}


@pytest.mark.parametrize(("resource", "params"), ALL)
def test_only_json_objects_merge(xapi, resource: str, params: dict) -> None:
    xapi("POST", resource, params, b"plain", kind="text/plain")
    assert xapi("POST", resource, params, {"a": 1}).status_code == 400
    assert xapi("GET", resource, params).content == b"plain"
    assert xapi("GET", resource, params)["Content-Type"] == "text/plain"
    assert xapi("DELETE", resource, params).status_code == 204
    xapi("POST", resource, params, {"a": 1})
    for body, kind in ((b"plain", "text/plain"), ("[1]", "application/json"), ("{", "application/json")):
        assert xapi("POST", resource, params, body, kind=kind).status_code == 400
    assert xapi("GET", resource, params).json() == {"a": 1}


def test_lists_of_ids_and_registrations(xapi) -> None:
    resource, params = STATE
    one, two = "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10", "1f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10"
    group = {k: v for k, v in params.items() if k != "stateId"}
    for registration, name in ((one, "a"), (one, "b"), (two, "c"), (None, "a")):
        more = {"registration": registration} if registration else {}
        xapi("PUT", resource, group | {"stateId": name} | more, {"in": registration})
    assert xapi("GET", resource, group | {"stateId": "a"}).json() == {"in": None}
    assert xapi("GET", resource, group | {"stateId": "a", "registration": one}).json() == {"in": one}
    assert xapi("GET", resource, group).json() == ["a", "b", "c"]
    assert xapi("GET", resource, group | {"registration": one}).json() == ["a", "b"]
    assert xapi("GET", resource, group | {"since": "2100-01-01T00:00:00Z"}).json() == []
    assert xapi("DELETE", resource, group | {"registration": one}).status_code == 204
    assert xapi("GET", resource, group).json() == ["a", "c"]


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_what_is_missing_or_wrong_is_named(xapi, version: str) -> None:
    for resource, params in ALL:
        for name in params:
            less = {k: v for k, v in params.items() if k != name}
            answer = xapi("PUT", resource, less, {}, version=version, if_none_match="*")
            assert (answer.status_code, name in answer.json()["error"]) == (400, True)
        assert xapi("PUT", resource, params | {"x": "1"}, {}, version=version).status_code == 400
    for bad in ({"agent": "x"}, {"agent": {"mbox": "x"}}, {"registration": "x"}, {"activityId": "x"}):
        assert xapi("GET", STATE[0], STATE[1] | bad, version=version).status_code == 400
    assert xapi("PUT", STATE[0], STATE[1] | {"stateId": "x" * 3000}, {}, version=version).status_code == 400


def test_scopes_of_documents(xapi, new_key) -> None:
    for (resource, params), scope in ((STATE, "state"), (ACTIVITY, "profile"), (PERSON, "profile")):
        right, reader, wrong = new_key(scope), new_key("all/read"), new_key("statements/write")
        assert xapi("POST", resource, params, {}, key=right).status_code == 204
        assert xapi("GET", resource, params, key=right).status_code == 200
        assert xapi("GET", resource, params, key=reader).status_code == 200
        assert xapi("POST", resource, params, {}, key=reader).status_code == 403
        assert xapi("GET", resource, params, key=wrong).status_code == 403


def test_a_document_is_never_run_by_a_browser(xapi) -> None:
    xapi("PUT", *STATE, b"<script>alert(1)</script>", kind="text/html")
    got = xapi("GET", *STATE)
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Content-Disposition"] == "attachment"


NOT_JSON = [
    ("{", "none"),
    ("NaN", "NaN"),
    ('{"a":Infinity}', "Infinity"),
    ('{"a":-Infinity}', "Infinity"),
    ("{'a':1}", "none"),
    ("", "empty"),
    ("a=1&b=2", "a form"),
    (b"\xef\xbb\xbf{}", "BOM"),
    ('{"a":1}'.encode("utf-16"), "UTF-16"),
    (b'{"a":"\xff"}', "byte 7 is not UTF-8"),
    ("[" * 100_000, "nested too deep"),
]


@pytest.mark.parametrize(("body", "says"), NOT_JSON)
def test_what_calls_itself_json_is_json(xapi, body, says) -> None:
    for (resource, params), method, version in product(ALL, ("PUT", "POST"), ("1.0.3", "2.0.0")):
        kind = "application/json; charset=utf-8"
        answer = xapi(method, resource, params, body, if_none_match="*", version=version, Content_Type=kind)
        assert (answer.status_code, says in answer.json()["error"]) == (400, True)
        assert xapi("GET", resource, params).status_code == 404


@pytest.mark.parametrize(("body", "_says"), NOT_JSON)
def test_under_another_type_any_bytes_are_kept(xapi, body, _says) -> None:
    sent = body if isinstance(body, bytes) else body.encode()
    kinds = ("text/plain; charset=utf-16", "application/octet-stream", "x", "application/problem+json")
    for (resource, params), method, kind in product(ALL, ("PUT", "POST"), kinds):
        assert xapi(method, resource, params, body, if_none_match="*", Content_Type=kind).status_code == 204
        got = xapi("GET", resource, params)
        assert (got.content, got["Content-Type"]) == (sent, kind)
        xapi("DELETE", resource, params)


@pytest.mark.parametrize(
    "body",
    [
        '{"a": 1.50, "a": 1e0}',
        '{"half":"\\ud800"}',
        '{"none":"\\u0000"}',
        "12345678901234567890.0100",
        '{"a":1e999}',
        "9" * 5000,
        '"text"',
        " [1, 2] ",
    ],
)
def test_json_is_kept_letter_for_letter(xapi, body: str) -> None:
    for method in ("PUT", "POST"):
        assert xapi(method, *STATE, body).status_code == 204
        assert xapi("GET", *STATE).content == body.encode()
        xapi("DELETE", *STATE)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{"a":1}', '{"b":1,"b":2}', "the document is not JSON that can be merged: the property “b” stands twice"),
        (
            '{"a":1,"a":2}',
            '{"b":1}',
            "the stored document is not JSON that can be merged: the property “a” stands twice",
        ),
        ('{"a":1}', '{"b":"\\ud800"}', "surrogates"),
        ('{"a":"\\ud800"}', '{"b":1}', "surrogates"),
        ('{"a":1}', '{"b":{"c":1,"c":2}}', "“c” stands twice"),
        ('{"a":1}', '{"b":1e999}', "too large"),
        ('{"a":1}', "[1]", "the document is not a JSON object"),
        ("[1]", '{"a":1}', "the stored document is not a JSON object"),
        ('{"a":1}', '{"b":NaN}', "NaN"),
        ('{"a":1}', "null", "the document is not a JSON object"),
    ],
)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_what_cannot_be_merged_is_told_and_changes_nothing(xapi, old, new, says, version) -> None:
    xapi("PUT", *STATE, old)
    answer = xapi("POST", *STATE, new, version=version)
    assert (answer.status_code, says in answer.json()["error"]) == (400, True)
    assert xapi("GET", *STATE).content == old.encode()


@pytest.mark.parametrize(
    ("old", "new", "both"),
    [
        ('{"a":1.50,"b":2}', '{"b":1e0}', '{"a":1.50,"b":1e0}'),
        (
            '{ "a" : 12345678901234567890 ,\n "b": -0.0 }',
            '{"c":0.10}',
            '{"a" : 12345678901234567890,"b": -0.0,"c":0.10}',
        ),
        ("{}", '{"a":[1.0, {"x":2.00}]}', '{"a":[1.0, {"x":2.00}]}'),
        ('{"\\u0061":1,"b":"\\u00e9"}', '{"a":2}', '{"a":2,"b":"\\u00e9"}'),
        ('{"a":{"x":1,"y":2}}', '{"a":{"z":3}}', '{"a":{"z":3}}'),
        ('{"tên":"Lan"}', '{"quê":"Huế"}', '{"tên":"Lan","quê":"Huế"}'),
    ],
)
def test_a_merge_keeps_how_things_were_written(xapi, old: str, new: str, both: str) -> None:
    xapi("PUT", *STATE, old)
    assert xapi("POST", *STATE, new).status_code == 204
    assert xapi("GET", *STATE).content == both.encode()


def test_a_type_longer_than_is_kept_is_refused(xapi) -> None:
    answer = xapi("PUT", *STATE, b"1", kind="text/plain; x=" + "y" * 255)
    assert (answer.status_code, "Content-Type" in answer.json()["error"]) == (400, True)


def test_a_packed_document_is_refused_and_a_file_of_gzip_is_kept(xapi) -> None:
    packed = gzip.compress(b"{}")
    answer = xapi("PUT", *STATE, packed, Content_Encoding="gzip")
    assert (answer.status_code, answer["Accept-Encoding"], "gzip" in answer.json()["error"]) == (415, "identity", True)
    assert xapi("PUT", *STATE, packed, kind="application/gzip").status_code == 204
    assert xapi("GET", *STATE).content == packed


def test_a_merged_document_does_not_grow_without_end(xapi, monkeypatch) -> None:
    for resource, params in ALL:
        assert xapi("POST", resource, params, {"a": "x" * limits.MERGED}).status_code == 204  # it came whole
        answer = xapi("POST", resource, params, {"b": 1})
        assert (answer.status_code, f"{limits.MERGED} bytes" in answer.json()["error"]) == (413, True)
        assert "PUT" in answer.json()["error"]
        xapi("DELETE", resource, params)
        half = "x" * (limits.MERGED // 2)
        assert xapi("POST", resource, params, {"a": half}).status_code == 204
        answer = xapi("POST", resource, params, {"b": half})
        assert (answer.status_code, f"{limits.MERGED} bytes" in answer.json()["error"]) == (413, True)
        assert xapi("GET", resource, params).json() == {"a": half}
        assert xapi("POST", resource, params, {"a": half[:-1]}).status_code == 204  # in place of what was there


def test_what_is_too_large_is_not_read_to_be_merged(xapi, monkeypatch) -> None:
    xapi("PUT", *STATE, {"a": "x" * limits.MERGED})
    read: list[int] = []
    monkeypatch.setattr(merging, "_members", lambda content, *_words: read.append(len(content)) or {})
    assert xapi("POST", *STATE, {"b": 1}).status_code == 413
    xapi("PUT", *STATE, {"a": 1})
    assert xapi("POST", *STATE, {"b": "x" * limits.MERGED}).status_code == 413
    assert read == []


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_so_many_documents_and_no_more(xapi, monkeypatch, method: str) -> None:
    monkeypatch.setattr(store, "DOCUMENTS", 3)
    for resource, params in ALL:
        name = "stateId" if "stateId" in params else "profileId"
        for number in range(3):
            more = {"registration": str(uuid4())} if name == "stateId" and number else {}
            sent = xapi(method, resource, params | more | {name: f"{number}"}, {}, if_none_match="*")
            assert sent.status_code == 204
        answer = xapi(method, resource, params | {name: "more"}, {}, if_none_match="*")
        assert (answer.status_code, "3 documents" in answer.json()["error"]) == (400, True)
        assert xapi("GET", resource, params | {name: "more"}).status_code == 404
        there = xapi("GET", resource, params | {name: "0"})
        assert xapi(method, resource, params | {name: "0"}, {"a": 1}, if_match=there["ETag"]).status_code == 204
        other = {"agent": {"mbox": "mailto:b@b.vn"}} if "agent" in params else {"activityId": "http://a.vn/2"}
        assert xapi(method, resource, params | other, {}, if_none_match="*").status_code == 204
        assert xapi("DELETE", resource, params | {name: "0"}).status_code == 204
        assert xapi(method, resource, params | {name: "more"}, {}, if_none_match="*").status_code == 204


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_nothing_is_removed_but_what_was_named(xapi, version: str) -> None:
    resource, group = STATE[0], {k: v for k, v in STATE[1].items() if k != "stateId"}
    since = {"since": "2100-01-01T00:00:00Z"}
    for name in ("a", "b"):
        xapi("PUT", resource, group | {"stateId": name}, {})
    for params, headers, says in (
        ({"stateId": ""}, {}, "stateId"),
        (since, {}, "since"),
        (since | {"stateId": "a"}, {}, "since"),
        ({"registration": ""}, {}, "registration"),
        ({}, {"if_match": '"x"'}, "If-Match"),
        ({}, {"if_match": "*"}, "If-Match"),
        ({}, {"if_none_match": '"x"'}, "If-None-Match"),
    ):
        answer = xapi("DELETE", resource, group | params, version=version, **headers)
        assert (answer.status_code, says in answer.json()["error"]) == (400, True), (params, headers)
        assert xapi("GET", resource, group).json() == ["a", "b"]
    assert xapi("DELETE", resource, group, version=version).status_code == 204
    assert xapi("GET", resource, group).json() == []


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_an_empty_name_is_no_name(xapi, version: str, method: str) -> None:
    for resource, params in ALL:
        name = "stateId" if "stateId" in params else "profileId"
        answer = xapi(method, resource, params | {name: ""}, {}, version=version, if_none_match="*")
        assert answer.status_code == 400
        assert method == "HEAD" or name in answer.json()["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_since_is_for_lists_alone(xapi, method: str) -> None:
    for resource, params in ALL:
        answer = xapi(method, resource, params | {"since": "2026-01-01T00:00:00Z"}, {}, if_none_match="*")
        assert (answer.status_code, "since" in answer.json()["error"]) == (400, True)
