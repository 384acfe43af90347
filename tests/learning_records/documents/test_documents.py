"""State and profiles: kept, merged, guarded by ETags in both versions."""

import pytest

from learning_records.documents import store
from learning_records.documents.store import Address, Condition

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


def test_two_writers_with_one_etag(xapi) -> None:
    """The second of two that read the same version is refused (the row is locked between compare and set)."""
    address = Address("agent", agent="mbox|mailto:a@b.vn", document_id="p")
    store.write(address, b"1", "text/plain", Condition(if_none_match="*"), merge=False)
    seen = Condition(if_match=f'"{store.etag_of(b"1")}"')
    store.write(address, b"2", "text/plain", seen, merge=False)
    with pytest.raises(store.Refused):
        store.write(address, b"3", "text/plain", seen, merge=False)
    assert bytes(store.find(address).content) == b"2"
