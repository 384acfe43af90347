"""Which scope opens which resource and method, in both versions (1.0.3 Communication 4.2), and what `define` and `mine` mean."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from learning_records.access.credentials import ALL_SCOPES
from learning_records.models import Agent
from learning_records.public import make_credential
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db
AGENT = {"mbox": "mailto:hoa@example.vn"}
ACTIVITY = "https://example.vn/activities/1"
READING = {"statements/read/mine", "statements/read", "all/read", "all"}
# resource -> (methods, the scopes that open them); everything else is refused with 403.
OPENED_BY: dict[str, list[tuple[str, set[str]]]] = {
    "statements": [("GET HEAD", READING), ("PUT POST", {"statements/write", "all"})],
    "activities/state": [("GET HEAD", {"state", "all/read", "all"}), ("PUT POST DELETE", {"state", "all"})],
    "activities/profile": [("GET HEAD", {"profile", "all/read", "all"}), ("PUT POST DELETE", {"profile", "all"})],
    "agents/profile": [("GET HEAD", {"profile", "all/read", "all"}), ("PUT POST DELETE", {"profile", "all"})],
    "activities": [("GET HEAD", READING | {"state", "profile", "define"})],
    "agents": [("GET HEAD", READING | {"state", "profile", "define"})],
}


def _request(resource: str, method: str) -> dict[str, Any]:
    """A request that succeeds, or finds nothing, for a key that may make it."""
    if resource == "statements":
        one = make_statement()
        params = {"statementId": one["id"]} if method != "POST" else None
        return {"params": params, "body": one if method in ("PUT", "POST") else None}
    named: dict[str, Any] = {}
    if resource.startswith("activities"):
        named["activityId"] = ACTIVITY
    if resource in ("activities/state", "agents", "agents/profile"):
        named["agent"] = AGENT
    if "/" in resource:
        named["stateId" if resource.endswith("state") else "profileId"] = str(uuid4())
    more = {"if_none_match": "*"} if method == "PUT" and resource.endswith("profile") else {}
    return {"params": named, "body": {"x": 1} if method in ("PUT", "POST") else None} | more


def _cells() -> Iterator[tuple[str, str, set[str]]]:
    for resource, rows in OPENED_BY.items():
        for methods, scopes in rows:
            for method in methods.split():
                yield resource, method, scopes


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("scope", ALL_SCOPES)
def test_a_scope_opens_its_resources_and_no_others(xapi, new_key, scope: str, version: str) -> None:
    key, wrong = new_key(scope), []
    for resource, method, opened_by in _cells():
        answer = xapi(method, resource, key=key, version=version, **_request(resource, method))
        opened = answer.status_code in (200, 204, 404)
        if opened != (scope in opened_by) or (not opened and answer.status_code != 403):
            wrong.append((method, resource, answer.status_code, answer.content[:100]))
    assert wrong == []


def test_the_other_syntax_opens_nothing_more(client: Client, new_key) -> None:
    hidden = {"Authorization": new_key("statements/write"), "X-Experience-API-Version": "1.0.3"}
    assert client.post("/xapi/statements?method=GET", hidden | {"limit": "1"}).status_code in (400, 403)
    form = "application/x-www-form-urlencoded"
    answer = client.post("/xapi/statements?method=GET", "limit=1", form, headers=hidden)
    assert answer.status_code == 403


def test_every_scope_and_method_is_in_the_table() -> None:
    seen = set().union(*(scopes for _resource, _method, scopes in _cells()))
    assert seen == set(ALL_SCOPES) - {"statements/void"}, "which opens no resource: it says what may be voided"
    assert len(list(_cells())) == 4 + 5 * 3 + 2 * 2


def test_mine_stays_mine_by_id_by_page_and_by_a_link_of_another_key(xapi, new_key) -> None:
    others = [make_statement(number) for number in range(3)]
    reads = new_key("statements/read")
    xapi("POST", "statements", body=others)
    mine, own = new_key("statements/write", "statements/read/mine"), make_statement(9)
    xapi("POST", "statements", body=own, key=mine)
    link = xapi("GET", "statements", {"limit": "1"}, key=reads).json()["more"]
    token = {"more": link.partition("more=")[2]}
    assert len(xapi("GET", "statements", token, key=reads).json()["statements"]) == 1
    assert xapi("GET", "statements", token, key=mine).json()["statements"] == []
    assert xapi("GET", "statements", token, key=new_key("statements/write")).status_code == 403
    assert xapi("GET", "statements", {"statementId": others[0]["id"]}, key=mine).status_code == 404
    assert [item["id"] for item in xapi("GET", "statements", key=mine).json()["statements"]] == [own["id"]]


@pytest.fixture
def named(xapi) -> Callable[[str], dict]:
    """Stores a statement with names of its actor and activity under this key."""

    def send(key: str) -> dict:
        one = make_statement(actor=AGENT | {"name": "Lê Thị Hoa"})
        assert xapi("POST", "statements", body=one, key=key).status_code == 200
        return one

    return send


def test_without_define_ids_are_kept_and_names_are_not(xapi, new_key, named) -> None:
    one = named(new_key("statements/write"))
    about = xapi("GET", "activities", {"activityId": one["object"]["id"]}).json()
    assert about == {"objectType": "Activity", "id": one["object"]["id"]}
    assert Agent.objects.get(ifi="mbox|mailto:hoa@example.vn").name is None
    assert "name" not in xapi("GET", "agents", {"agent": AGENT}).json()
    exact = xapi("GET", "statements", {"statementId": one["id"]}).json()
    assert (exact["actor"]["name"], exact["object"]) == ("Lê Thị Hoa", one["object"])


def test_with_define_names_are_for_everybody(xapi, new_key, named) -> None:
    one = named(new_key("statements/write", "define"))
    about = xapi("GET", "activities", {"activityId": one["object"]["id"]}).json()
    assert about["definition"] == one["object"]["definition"]
    assert xapi("GET", "agents", {"agent": AGENT}).json()["name"] == ["Lê Thị Hoa"]


@pytest.mark.parametrize(
    ("scope", "told"),
    [("statements/read", True), ("all/read", True), ("profile", True), ("statements/read/mine", False),
     ("state", False), ("define", False)],
)  # fmt: skip
def test_a_name_is_told_to_those_who_may_read_where_it_stood(xapi, new_key, named, scope: str, told: bool) -> None:
    named(new_key("all"))
    person = xapi("GET", "agents", {"agent": AGENT}, key=new_key(scope)).json()
    assert person["mbox"] == [AGENT["mbox"]]
    assert ("name" in person) is told


def test_about_is_for_everybody(client: Client) -> None:
    make_credential("Nobody", ["state"])
    assert client.get("/xapi/about").status_code == 200
