"""How much of what was not sent is kept, for how long, and for how many."""

from django.urls import reverse

from portal.people.public import find_people
from portal.unsent import typed
from portal.unsent.views import KEPT_A_NETWORK
from tests.builders.browsing import Browser, resend


def test_what_is_too_large_for_a_session_waits_on_the_page(school, monkeypatch):
    monkeypatch.setattr(typed, "MOST_BYTES_KEPT", 10)
    browser = Browser(school.staff[0])
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.lose_session()
    page = tab.send(full_name="Phạm Văn Sửu", birth_year="1949")
    assert page.status_code == 403
    assert "Phạm Văn Sửu" in page.content.decode()
    browser.sign_in(school.staff[0])
    second = resend(browser, page)  # its token is old by now: one more look
    assert resend(browser, second).status_code == 302
    assert find_people("Sửu").number == 1


def test_what_is_too_large_for_a_page_is_refused(school, monkeypatch):
    monkeypatch.setattr(typed, "MOST_FIELDS", 3)
    browser = Browser(school.staff[0])
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    page = tab.send(full_name="Phạm Văn Sửu", birth_year="1949", a="1", b="2", c="3")
    assert page.status_code == 403
    assert "Phạm Văn Sửu" not in page.content.decode()


def test_only_so_many_wait_and_not_for_ever(school, monkeypatch):
    browser = Browser(school.staff[0])
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.lose_session()
    for number in range(typed.MOST_KEPT + 2):
        tab.send(full_name=f"Người Số {number}")
    assert len(browser.client.session["unsent"]) == typed.MOST_KEPT
    key = browser.client.session["unsent"][-1]["key"]
    now = typed.time.time()
    monkeypatch.setattr(typed.time, "time", lambda: now + typed.KEPT_FOR + 1)
    assert typed.kept(browser.client.session, key) is None


def test_a_network_that_sends_without_end_fills_no_table(school, monkeypatch):
    monkeypatch.setattr("portal.unsent.views.KEPT_A_NETWORK", type(KEPT_A_NETWORK)("unsent", 2, 600))
    browser = Browser(school.staff[0])
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.lose_session()
    assert [tab.send(full_name="Phạm Văn Sửu").status_code for _try in range(4)] == [302, 302, 403, 403]


def test_a_sent_form_waits_no_longer(school):
    user = school.staff[0]
    browser = Browser(user)
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.lose_session()
    waiting = tab.send(full_name="Phạm Văn Sửu").url.partition("next=")[2].replace("%2F", "/")
    browser.sign_in(user)
    resend(browser, browser.client.get(waiting))
    assert browser.client.get(waiting).url == "/"
