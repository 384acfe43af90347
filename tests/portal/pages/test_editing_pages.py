"""What the portal changes about Wagtail's pages: the own account, the policy on what a page may load."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.blocks import BooleanBlock
from wagtail.models import Collection, Page

from portal.pages.wording import TickComparison
from portal.people.sign_in import keep_name
from tests.builders.people import make_admin, make_commune, make_staff

pytestmark = pytest.mark.django_db
ACCOUNT = "/quan-tri/account/"


def test_the_own_account_asks_for_no_name_no_address_and_no_face(client) -> None:
    user = make_staff(make_commune())
    client.force_login(user)
    shown = client.get(ACCOUNT).text
    assert 'name="locale-preferred_language"' in shown
    assert reverse("people:password") in shown
    for field in ("first_name", "last_name", "email", "avatar-avatar", "submitted_notifications"):
        assert field not in shown
    answer = client.post(
        ACCOUNT,
        {
            "locale-preferred_language": "vi",
            "theme-theme": "dark",
            "theme-density": "default",
            "theme-contrast": "system",
        },
    )
    assert (answer.status_code, answer.url) == (302, ACCOUNT)
    user.wagtail_userprofile.refresh_from_db()
    assert user.wagtail_userprofile.theme == "dark"


def test_it_is_the_editors_page_only(client) -> None:
    assert client.get(ACCOUNT).status_code == 302
    client.force_login(make_staff(make_commune(), until=None))
    assert client.get(ACCOUNT).status_code == 200


def test_every_page_has_a_policy_and_nothing_comes_from_elsewhere(client) -> None:
    client.force_login(make_admin())
    portal, editing = (client.get(path)["Content-Security-Policy"] for path in ("/tai-khoan/login/?x", "/quan-tri/"))
    for policy in (portal, editing):
        assert "http" not in policy
        for part in ("default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'"):
            assert part in policy
    assert "unsafe-inline" in editing
    assert "unsafe-inline" not in portal
    assert client.get(ACCOUNT)["Content-Security-Policy"] == editing


def test_a_tick_is_shown_in_words() -> None:
    shown, hidden = Page(title="a", show_in_menus=True), Page(title="a", show_in_menus=False)
    with translation.override("vi"):
        compared = TickComparison(Page._meta.get_field("show_in_menus"), shown, hidden)
        assert "Có" in compared.htmldiff()
        assert "Không" in compared.htmldiff()
        assert "True" not in compared.htmldiff()
        assert BooleanBlock().render_basic(True) == "Có"
        assert BooleanBlock().render_basic(False) == "Không"


def test_the_roots_are_called_after_what_is_under_them() -> None:
    assert Page.get_first_root_node().title == "Tất cả trang"
    assert Collection.get_first_root_node().name == "Tất cả tệp"


def test_the_menu_calls_people_by_the_name_they_chose(client) -> None:
    user = make_staff(make_commune())
    keep_name(user, "lan.htcd")
    client.force_login(user)
    shown = client.get("/quan-tri/").text
    assert '"name": "lan.htcd"' in shown
    assert f'"name": "{user.get_username()}"' not in shown
