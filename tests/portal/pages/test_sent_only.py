"""An address that only takes what a button sends, opened as a page: to its form, or the site's words."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from portal.pages.sent_only import _page_above
from tests.builders.cases import Village
from tests.builders.people import make_admin, make_learner
from tests.scopes.addresses import discover

pytestmark = pytest.mark.django_db
SAMPLES = {"pk": 1, "code": "A1", "reference": "ab12", "statement_id": "00000000-0000-4000-8000-000000000000"}


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_address_of_ours_that_only_takes_a_form_leads_to_a_page() -> None:
    admin, met = _client(make_admin()), []
    for one in discover():
        if ":" not in one.name or one.name.startswith("wagtail") or not set(one.parameters) <= set(SAMPLES):
            continue
        address = reverse(one.name, kwargs={name: SAMPLES[name] for name in one.parameters})
        if address.startswith("/xapi"):
            continue
        answer = admin.get(address)
        assert answer.status_code != 405, address
        if answer.status_code == 302 and any("Hãy bấm nút trên trang này" in text for text in _said(admin)):
            met.append(one.name)
            above = urlsplit(answer.url).path
            assert address.startswith(above)
            assert admin.get(above).status_code in (200, 302, 403, 404)  # 404: nobody has the number of the sample
    assert {"pages:self_score", "people:role_end", "recognition:withdraw", "learning_records:forwarding_act"} <= set(
        met
    )


def _said(client: Client) -> list[str]:
    return [str(one) for one in client.get("/co-chu/").context["messages"]]


def test_the_page_it_leads_to_says_why() -> None:
    village = Village()
    page = _client(make_learner(village.unit).user).get("/cua-toi/tu-cham/A1/", follow=True)
    assert page.redirect_chain == [("/cua-toi/", 302)]
    assert "Không mở thẳng địa chỉ ấy được." in page.text


def test_without_a_page_above_the_site_speaks_itself(monkeypatch) -> None:
    monkeypatch.setattr("portal.pages.sent_only._page_above", lambda path: "")
    answer = Client().get("/cua-toi/tu-cham/A1/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Địa chỉ này không có trang để mở" in answer.text


def test_scripts_and_other_methods_keep_the_plain_answer() -> None:
    address = "/cua-toi/tu-cham/A1/"
    script = Client().get(address, headers={"Sec-Fetch-Mode": "cors"})
    assert (script.status_code, script.content) == (405, b"")
    assert Client().put(address).status_code == 405


def test_wagtail_s_pages_are_no_page_above() -> None:
    assert get_resolver().resolve("/mot/trang/").view_name == "wagtail_serve"
    assert _page_above("/mot/trang/nao/do/") == ""


def test_machines_are_answered_in_their_form() -> None:
    answer = Client().get("/xapi/statements/viec/")
    assert answer["Content-Type"] == "application/json"
