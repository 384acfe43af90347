"""A portal without criteria: pages of recognition say what is missing, and other faults stay faults."""

import pytest
from django.test import Client

from tests.builders.people import make_commune, make_learner

pytestmark = pytest.mark.django_db
PAGES = ("/cua-toi/", "/cua-toi/minh-chung/them/", "/cua-toi/ho-so/gui/")


def test_pages_say_that_there_are_no_criteria() -> None:
    client = Client()
    client.force_login(make_learner(make_commune()).user)
    for address in PAGES:
        page = client.get(address)
        assert (page.status_code, "Chưa có bộ tiêu chí" in page.text) == (503, True), address


def test_any_other_fault_is_a_fault(monkeypatch) -> None:
    monkeypatch.setattr("portal.people.views.consent_text", lambda: 1 / 0)
    page = Client(raise_request_exception=False).get("/rieng-tu/")
    assert (page.status_code, "Chưa có bộ tiêu chí" in page.text) == (500, False)
