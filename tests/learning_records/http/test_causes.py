"""A body that is not what it says is refused by its real cause, not by the first thing a parser stumbled over."""

import gzip
import json
from itertools import count

import pytest

from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

TEXT = json.dumps(make_statement())
MIXED = "multipart/mixed; boundary=b"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "begins with a byte order mark (BOM)"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (gzip.compress(TEXT.encode()), "packed with gzip"),
        (b"PK\x03\x04rest", "zip"),
        (json.dumps({"response": "học"}, ensure_ascii=False).encode("utf-8")[:-4], "byte"),
        ('{"response":"é"}'.encode("latin-1"), "byte 14 is not UTF-8"),
        (b"", "it is empty"),
        (b" \r\n\t", "it is empty"),
        (b"statements=%5B%5D&x=1", "a form"),
        (b"--b\r\nContent-Type: application/json\r\n\r\n{}", "several parts"),
        (b"<?xml version='1.0'?>", "XML or HTML"),
        (b"\n<html>", "XML or HTML"),
        (TEXT[:-1].encode(), "delimiter"),
        (f"{TEXT},".encode(), "unexpected text after the value"),
        (b"{'actor':1}", "double quotes"),
    ],
    ids=count(1),  # the ids of statements are new in each worker
)
def test_what_came_instead_of_json(xapi, body: bytes, says: str) -> None:
    answer = xapi("POST", "statements", body=body, Content_Type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("the body is not JSON in UTF-8: ")
    assert says in answer.json()["error"]
    part = b"--b\r\nContent-Type: application/json\r\n\r\n" + body + b"\r\n--b--\r\n"
    if not body.startswith(b"--b"):
        assert says in xapi("POST", "statements", body=part, kind=MIXED).json()["error"]


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "x" * 200])
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_packed_body_is_named(xapi, encoding: str, version: str) -> None:
    for kind in ("application/json", MIXED):
        answer = xapi("POST", "statements", body=b"x", kind=kind, version=version, Content_Encoding=encoding)
        assert (answer.status_code, answer["Accept-Encoding"]) == (415, "identity")
        assert f"Content-Encoding: {encoding[:40]}" in answer.json()["error"]
        assert answer["X-Experience-API-Version"] == version


def test_a_body_that_says_it_is_as_it_is(xapi) -> None:
    assert xapi("POST", "statements", body=TEXT, Content_Encoding="identity").status_code == 200


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("application/x-www-form-urlencoded", "it is application/x-www-form-urlencoded"),
        ("text/plain", "text/plain"),
        ("", "none came"),
    ],
)
def test_the_type_that_came_is_named(xapi, kind: str, says: str) -> None:
    answer = xapi("POST", "statements", body=TEXT, kind=kind)
    assert (answer.status_code, says in answer.json()["error"]) == (400, True)
