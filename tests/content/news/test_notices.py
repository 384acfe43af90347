"""Notices: until their day on the first page and the centre's page, then in the archive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from content.models import NewsPage, NoticePage
from content.news import listing
from content.news.forms import TAKEN
from content.rights.grants import held
from content.visibility import reader_of
from tests.builders.news import Press
from tests.builders.people import make_staff, make_user

DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def names(rows: list) -> list[str]:
    return [row.title for row in rows]


def test_important_ones_first_then_what_ends_first(press: Press) -> None:
    press.announce("Còn lâu", today() + 9 * DAY)
    press.announce("Hôm nay là ngày cuối", today())
    press.announce("Quan trọng", today() + 30 * DAY, important=True)
    press.announce("Đã qua", today() - DAY, date=today() - 9 * DAY)
    press.announce("Chưa đến", today() + 9 * DAY, date=today() + DAY)
    found = names(listing.running_notices(press.home, reader_of(None)))
    assert found == ["Quan trọng", "Hôm nay là ngày cuối", "Còn lâu"]
    home = Client().get("/").text
    assert home.index("Quan trọng") < home.index("Hôm nay là ngày cuối") < home.index("Còn lâu")
    assert "Đã qua" not in home
    assert "Chưa đến" not in home


def test_each_centre_has_its_own_and_what_is_spread(press: Press) -> None:
    press.announce("Của chung", today())
    press.announce("Cho mọi xã", today(), spread=True)
    press.announce("Của Đồng Sen", today(), press.lists[0])
    assert set(names(listing.running_notices(press.pages[0], reader_of(None)))) == {"Của Đồng Sen", "Cho mọi xã"}
    assert names(listing.running_notices(press.pages[1], reader_of(None))) == ["Cho mọi xã"]
    for place, shown in ((press.pages[0], True), (press.pages[1], False)):
        assert ("Của Đồng Sen" in Client().get(place.url).text) is shown


def test_few_at_once(press: Press) -> None:
    for number in range(9):
        press.announce(f"Báo {number}", today())
    assert len(listing.running_notices(press.home, reader_of(None))) == listing.MOST_NOTICES
    page = Client().get(f"{press.whole.url}thong-bao/").text
    assert all(one.title in page for one in NoticePage.objects.all()), "none that holds is in no list"


def test_past_ones_are_in_the_archive_and_say_so(press: Press) -> None:
    page = press.announce("Đã qua", today() - DAY, date=today() - 9 * DAY)
    press.announce("Còn", today())
    archive = Client().get(f"{press.whole.url}thong-bao/").text
    assert archive.index("Còn") < archive.index("Đã hết hạn") < archive.index("Đã qua")
    assert "Thông báo này đã hết hạn" in Client().get(page.url).text


def test_the_archive_is_cut_into_pages(press: Press) -> None:
    for number in range(21):
        press.announce(f"Qua {number}", today() - DAY, date=today() - 9 * DAY)
    shown = Client().get(f"{press.whole.url}thong-bao/").text
    assert shown.count("Đã hết hạn, ngày cuối") == 20
    assert Client().get(f"{press.whole.url}thong-bao/?trang=2").text.count("Đã hết hạn, ngày cuối") == 1


class TestTheForm:
    def form(self, press: Press, kind: type, index, **data):
        page = kind(owner=make_user("administrator"))
        bound = page.get_edit_handler().get_form_class()
        blank = {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        return bound({**blank, **data}, instance=page, parent_page=index, for_user=page.owner)

    @pytest.mark.parametrize("slug", sorted(TAKEN) + ["2026"])
    def test_no_article_takes_an_address_of_the_list(self, press: Press, slug: str) -> None:
        form = self.form(press, NewsPage, press.whole, title=slug.replace("-", " "), slug="", date="30/11/2026")
        form.is_valid()
        assert form.cleaned_data["slug"] == f"tin-{slug}-1"

    def test_a_notice_ends_after_it_begins(self, press: Press) -> None:
        days = {"title": "Báo", "intro": "Mời bà con.", "date": "30/11/2026"}
        form = self.form(press, NoticePage, press.whole, **days, ends_on="29/11/2026")
        assert "Ngày cuối (29/11/2026) đứng trước ngày đăng (30/11/2026)" in str(form.errors["ends_on"])
        form = self.form(press, NoticePage, press.whole, **days, ends_on="30/11/2026")
        assert "ends_on" not in form.errors

    @pytest.mark.parametrize(
        ("field", "kind"), [("date", NewsPage), ("pinned_until", NewsPage), ("ends_on", NoticePage)]
    )
    def test_a_year_that_is_a_slip_is_named(self, press: Press, field: str, kind: type) -> None:
        form = self.form(press, kind, press.whole, title="Tin", **{field: "01/01/0206"})
        assert "206" in str(form.errors[field])

    def test_only_the_list_of_the_whole_site_spreads(self, press: Press) -> None:
        assert "spread" in self.form(press, NewsPage, press.whole).fields
        assert "spread" not in self.form(press, NewsPage, press.lists[0]).fields


def test_staff_write_the_news_of_their_centre_only(press: Press) -> None:
    staff = make_staff(press.pages[0].centre.unit)
    assert held(staff).edits
    for index, may in ((press.lists[0], True), (press.lists[1], False), (press.whole, False)):
        assert index.permissions_for_user(staff).can_add_subpage() is may
    other = press.tell("Của nơi khác", press.lists[1])
    assert not other.permissions_for_user(staff).can_edit()
