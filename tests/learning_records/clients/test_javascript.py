"""TinCanJS and @xapi/xapi, as they come from npm, against the endpoint on a real socket."""

import hashlib
from collections.abc import Callable

import pytest

from learning_records.models import Document, Statement

# One worker installs the packages, whatever the number of workers.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("clients")]
TINCANJS, XAPI = "tincanjs.js", "xapi.js"
TEXT = "Giấy xác nhận đã học"
SHA2 = hashlib.sha256(TEXT.encode()).hexdigest()


def test_tincanjs_asks_what_we_speak(node, door) -> None:
    assert node(TINCANJS, "about", door()) == {"err": None, "version": ["1.0.3", "2.0.0"]}


@pytest.mark.parametrize("version", ["1.0.0", "1.0.1", "1.0.2"])  # it knows no newer one
def test_tincanjs_sends_and_reads_statements(node, door, version: str) -> None:
    given = door()
    seen = node(TINCANJS, "statements", given, version=version)
    assert (seen["saved"], seen["batch"], seen["first"], seen["last"]) == ([204, 204], 200, None, None)
    assert seen["seen"] == seen["ids"]  # page by page, oldest first, nothing twice
    assert (seen["name"], seen["duration"]) == ("Bài 1", "PT1M30S")
    assert seen["authority"] == f"key:{given.key}"
    assert seen["stored"]
    assert [str(found) for found in Statement.objects.order_by("seq").values_list("statement_id", flat=True)] == seen[
        "ids"
    ]


def test_tincanjs_learns_that_the_id_is_taken(node, door) -> None:
    seen = node(TINCANJS, "conflict", door())
    assert (seen["first"], seen["err"]) == (204, 409)
    assert seen["said"]["error"].startswith("a different statement with the id")
    assert Statement.objects.count() == 1


def test_tincanjs_voids(node, door) -> None:
    assert node(TINCANJS, "voiding", door()) == {"voided": 204, "gone": 404, "err": None, "same": True}


def test_tincanjs_sends_a_file_and_gets_it_back(node, door) -> None:
    seen = node(TINCANJS, "attachments", door())
    assert (seen["saved"], seen["err"], seen["sha2"]) == (204, None, SHA2)
    assert seen["text"] == seen["inPage"] == seen["content"] == TEXT


def test_tincanjs_keeps_its_place(node, door) -> None:
    seen = node(TINCANJS, "state", door())
    assert seen == {
        "first": 204,
        "one": {"trang": 3, "ghi": "Đã đọc"},
        "second": 204,
        "stale": 412,
        "merged": 204,
        "two": {"trang": 4, "xong": True},
        "ids": ["cho-dung"],
        "dropped": 204,
        "err": None,
        "none": None,
    }
    assert not Document.objects.exists()


@pytest.mark.parametrize("kind", ["Activity", "Agent"])
def test_tincanjs_keeps_profiles(node, door, kind: str) -> None:
    seen = node(TINCANJS, "profile", door())[kind]
    assert seen == {
        "first": 204,
        "again": 412,
        "one": {"muc": 1},
        "second": 204,
        "stale": 412,
        "two": {"muc": 3},
        "ids": ["ho-so"],
        "dropped": 204,
        "none": None,
    }


def test_tincanjs_is_told_why_it_may_not(node, door) -> None:
    seen = node(TINCANJS, "refused", door("statements/read"))
    assert seen == {"err": 403, "said": {"error": "this key may not do that; it needs the scope statements/write"}}
    assert not Statement.objects.exists()


@pytest.fixture(params=["axios", "fetch"])
def adapter(request) -> str:
    """The two ways in which @xapi/xapi speaks HTTP."""
    return request.param


@pytest.fixture
def refusal(adapter: str) -> Callable[[int, str], dict]:
    """What the client is told when it is refused: with fetch it passes on the words and drops the status."""
    return lambda status, said: ({"status": status} if adapter == "axios" else {}) | {"said": {"error": said}}


def test_xapi_asks_what_we_speak(node, door, adapter: str) -> None:
    assert node(XAPI, "about", door(), adapter=adapter)["version"] == ["1.0.3", "2.0.0"]


@pytest.mark.parametrize(("version", "kept"), [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")])
def test_xapi_sends_and_reads_statements(node, door, adapter: str, version: str, kept: str) -> None:
    given = door()
    seen = node(XAPI, "statements", given, adapter=adapter, version=version)
    ids = seen["ids"]
    assert seen["sent"] == seen["again"] == ids[:1]
    assert seen["batch"] == ids[1:]
    assert seen["seen"] == ids
    assert (seen["name"], seen["version"], seen["authority"]) == ("Bài 1", kept, f"key:{given.key}")
    assert seen["known"]["definition"] == {"name": {"vi": "Bài 1"}}
    assert seen["who"]["account"] == [{"homePage": "https://truong.example.vn", "name": "hv-1"}]
    assert Statement.objects.count() == 4


def test_xapi_voids(node, door, adapter: str, refusal) -> None:
    gone = refusal(404, "there is no such statement")
    assert node(XAPI, "voiding", door(), adapter=adapter) == {"voided": 200, "gone": gone, "same": True}


def test_xapi_sends_a_file_and_gets_it_back(node, door) -> None:
    seen = node(XAPI, "attachments", door(), adapter="fetch")
    assert seen["sent"] == {"status": 200}
    assert seen["sha2"] == SHA2
    assert seen["kind"].startswith("multipart/mixed")
    assert TEXT in seen["text"]


def test_xapi_in_node_cannot_send_a_file_with_axios(node, door) -> None:
    """axios puts application/octet-stream in the place of the client's Content-Type: better refused than stored as rubbish."""
    said = {"error": "the Content-Type must be application/json or multipart/mixed; it is application/octet-stream"}
    assert node(XAPI, "attachments", door(), adapter="axios") == {"sent": {"status": 400, "said": said}}
    assert not Statement.objects.exists()


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_xapi_keeps_its_place(node, door, adapter: str, refusal, version: str) -> None:
    seen = node(XAPI, "state", door(), adapter=adapter, version=version)
    stale = "the document is not the one If-Match names: read it again"
    assert seen["one"] == {"trang": 3, "ghi": "Đã đọc"}
    assert (seen["made"], seen["set"], seen["merged"], seen["dropped"]) == (204, 204, 204, 204)
    assert seen["stale"] == refusal(412, stale)
    assert seen["two"] == {"trang": 4, "xong": True}
    assert seen["ids"] == ["cho-dung"]
    assert seen["gone"] == refusal(404, "there is no such document")
    assert not Document.objects.exists()


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_xapi_keeps_profiles(node, door, adapter: str, refusal, version: str) -> None:
    both = node(XAPI, "profile", door(), adapter=adapter, version=version)
    assert list(both) == ["Activity", "Agent"]
    for kind, seen in both.items():
        assert (seen["made"], seen["set"], seen["dropped"]) == (204, 204, 204), kind
        assert seen["stale"] == refusal(412, "the document is not the one If-Match names: read it again"), kind
        assert (seen["one"], seen["two"], seen["ids"]) == ({"muc": 1}, {"muc": 2}, ["ho-so"]), kind
    assert not Document.objects.exists()


def test_xapi_is_told_why_it_may_not(node, door, adapter: str, refusal) -> None:
    seen = node(XAPI, "refused", door("statements/write"), adapter=adapter)
    scopes = "statements/read or statements/read/mine"
    assert seen["read"] == refusal(403, f"this key may not do that; it needs the scope {scopes}")
    assert seen["wrong"] == refusal(401, "send a key and its secret with Basic authentication")
    assert seen["bad"]["said"]["path"] == "statement.verb.id"
    assert not Statement.objects.exists()
