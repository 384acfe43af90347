"""Criteria sets at an address for everybody: the file letter by letter, and the very bytes of the digest."""

import hashlib

import pytest
from django.test import Client

from recognition.models import CriteriaSet
from recognition.sets.publishing import publish_shipped

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_the_set_and_checks_its_digest() -> None:
    publish_shipped("cong_dan_hoc_tap")
    row, browser = CriteriaSet.objects.get(), Client()
    assert f"/bo-tieu-chi/{row.key}/{row.version}/" in browser.get("/bo-tieu-chi/").content.decode()
    page = browser.get(f"/bo-tieu-chi/{row.key}/{row.version}/")
    assert page.status_code == 200
    assert row.digest in page.content.decode()
    assert browser.get(f"/bo-tieu-chi/{row.key}/{row.version}.yaml").content == row.text.encode()
    said = browser.get(f"/bo-tieu-chi/{row.key}/{row.version}.json")
    assert hashlib.sha256(said.content).hexdigest() == row.digest
    assert said["Content-Type"] == "application/json"


def test_every_shipped_set_has_a_page() -> None:
    for row in publish_shipped():
        assert Client().get(f"/bo-tieu-chi/{row.key}/{row.version}/").status_code == 200, str(row)


@pytest.mark.parametrize("end", ["/", ".yaml", ".json"])
def test_what_was_never_published_is_not_there(end: str) -> None:
    assert Client().get(f"/bo-tieu-chi/cong_dan_hoc_tap/1999{end}").status_code == 404
