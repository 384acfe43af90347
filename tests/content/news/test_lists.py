"""Lists of news: what stands in which, in which order, by topic and by day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import NewsPage
from content.news import listing
from content.news.topics import NewsTopic
from content.visibility import reader_of
from search.indexing import catch_up
from tests.builders.news import Press

TODAY = timezone.localdate


def titles(press: Press, address: str) -> list[str]:
    """The titles on a page of a list, in their order."""
    text = Client().get(address).text
    known = [page.title for page in NewsPage.objects.all()]
    return sorted((one for one in known if f"<b>{one}</b>" in text), key=lambda one: text.index(f"<b>{one}</b>"))


def test_newest_first_and_what_is_pinned_before(press: Press) -> None:
    for days, title in ((3, "Cũ hơn"), (1, "Mới hơn"), (2, "Ở giữa")):
        press.tell(title, date=TODAY() - timedelta(days=days))
    press.tell("Ghim", date=date(2026, 1, 2), pinned_until=TODAY())
    press.tell("Hết ghim", date=date(2026, 1, 1), pinned_until=TODAY() - timedelta(days=1))
    assert titles(press, press.whole.url) == ["Ghim", "Mới hơn", "Ở giữa", "Cũ hơn", "Hết ghim"]


def test_twenty_a_page(press: Press) -> None:
    for number in range(21):
        press.tell(f"Tin số {number:02}", date=date(2026, 3, 1) + timedelta(days=number))
    first = titles(press, press.whole.url)
    assert (len(first), first[0]) == (20, "Tin số 20")
    assert titles(press, f"{press.whole.url}?trang=2") == ["Tin số 00"]


def test_each_centre_has_its_own_and_what_is_spread(press: Press) -> None:
    press.tell("Của chung")
    press.tell("Cho mọi xã", spread=True)
    press.tell("Của Đồng Sen", press.lists[0], spread=True)  # only the list of the whole site spreads
    press.tell("Của Đồng Bông", press.lists[1])
    assert set(titles(press, press.lists[0].url)) == {"Của Đồng Sen", "Cho mọi xã"}
    assert set(titles(press, press.lists[1].url)) == {"Của Đồng Bông", "Cho mọi xã"}
    assert set(titles(press, press.whole.url)) == {"Của chung", "Cho mọi xã", "Của Đồng Sen", "Của Đồng Bông"}
    own = listing.newest(press.pages[0], reader_of(None))
    assert {page.title for page in own} == {"Của Đồng Sen", "Cho mọi xã"}


def test_by_topic(press: Press) -> None:
    press.tell("Lớp tối", topics=("lop-hoc",))
    press.tell("Tặng sách", topics=("khuyen-hoc", "doi-song"))
    assert titles(press, f"{press.whole.url}chu-de/lop-hoc/") == ["Lớp tối"]
    assert titles(press, f"{press.whole.url}chu-de/doi-song/") == ["Tặng sách"]
    assert Client().get(f"{press.whole.url}chu-de/khong-co/").status_code == 404


class TestByDay:
    def test_a_month_and_a_day(self, press: Press) -> None:
        press.tell("Đầu tháng", date=date(2026, 11, 1))
        press.tell("Cuối tháng", date=date(2026, 11, 30))
        press.tell("Tháng sau", date=date(2026, 12, 1))
        assert titles(press, f"{press.whole.url}2026/11/") == ["Cuối tháng", "Đầu tháng"]
        assert titles(press, f"{press.whole.url}2026/11/30/") == ["Cuối tháng"]
        assert titles(press, f"{press.whole.url}2026/12/1/") == ["Tháng sau"]
        assert "Tin tháng 11 năm 2026" in Client().get(f"{press.whole.url}2026/11/").text

    @pytest.mark.parametrize("path", ["2026/13/", "2026/02/30/", "2026/00/", "0000/00/", "1815/06/18/", "9999/01/01/"])
    def test_what_no_calendar_has_is_not_found_in_words(self, press: Press, path: str) -> None:
        answer = Client().get(press.whole.url + path)
        assert answer.status_code == 404
        assert "Không có ngày này" in answer.text
        assert "Tìm tin cũ" in answer.text

    def test_an_empty_month_offers_the_nearest_ones(self, press: Press) -> None:
        press.tell("Mùa xuân", date=date(2026, 2, 10))
        press.tell("Mùa thu", date=date(2026, 9, 2))
        text = Client().get(f"{press.whole.url}2026/05/").text
        assert "Không có tin nào của tháng 5 năm 2026" in text
        assert f'href="{press.whole.url}2026/02/"' in text
        assert f'href="{press.whole.url}2026/09/"' in text
        day = Client().get(f"{press.whole.url}2026/05/20/").text
        assert f'href="{press.whole.url}2026/02/10/"' in day
        assert f'href="{press.whole.url}2026/09/02/"' in day

    @pytest.mark.parametrize(
        ("typed", "leads"),
        [("30/11/2026", "2026/11/30/"), ("ngày 4 tháng 11 năm 2026", "2026/11/04/"), ("11/2026", "2026/11/")],
    )
    def test_a_typed_day_leads_to_its_page(self, press: Press, typed: str, leads: str) -> None:
        answer = Client().get(f"{press.whole.url}theo-ngay/", {"ngay": typed})
        assert answer.url == press.whole.url + leads

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("04/11", "Chưa có năm. Viết đủ, ví dụ "),
            ("4 tháng 11", "Chưa có năm. Viết đủ, ví dụ "),
            ("31/2/2026", "Lịch không có ngày này."),
            ("hôm qua", "Lịch không có ngày này."),
            ("", "Chưa viết ngày."),
        ],
    )
    def test_what_is_no_day_stays_in_the_field(self, press: Press, typed: str, told: str) -> None:
        press.tell("Mùa xuân", date=date(2026, 2, 10))
        answer = Client().get(f"{press.whole.url}theo-ngay/", {"ngay": typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{typed}"' in answer.text
        assert "Mùa xuân" in answer.text

    def test_months_are_counted(self, press: Press) -> None:
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31)):
            press.tell(f"Tin {day}", date=day)
        found = [(year, [(p.month, n) for p, n in of]) for year, of in listing.months(NewsPage.objects.all())]
        assert found == [(2026, [(1, 2)]), (2025, [(12, 1)])]


def asked(address: str) -> int:
    """How many questions to the database an address takes, once what a process learns once is known."""
    assert Client().get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    return len(queries)


def test_pages_of_news_ask_as_often_for_many_as_for_few(press: Press) -> None:
    first = press.tell("Một", topics=("lop-hoc",))
    for number in range(3):
        press.tell(f"Thêm {number}", topics=("lop-hoc",))
    addresses = (press.whole.url, f"{press.whole.url}2026/11/", first.url, "/", f"{press.whole.url}rss/")
    few = [asked(one) for one in addresses]
    for number in range(20):
        press.tell(f"Nữa {number}", topics=("lop-hoc", "doi-song"))
        press.announce(f"Báo {number}", TODAY())
    many = [asked(one) for one in addresses]
    assert many == few
    assert max(many) <= 22


def test_a_day_that_lies_ahead_keeps_news_out_of_every_list_until_then(press: Press) -> None:
    today = press.tell("Hôm nay", date=TODAY(), topics=("lop-hoc",))
    ahead = press.tell("Mai mới đăng", date=TODAY() + timedelta(days=1), topics=("lop-hoc",), spread=True)
    whole = press.whole.url
    for address in (
        whole,
        f"{whole}chu-de/lop-hoc/",
        f"{whole}rss/",
        press.lists[0].url,
        "/",
        press.pages[0].url,
        today.url,
    ):
        assert ahead.title not in Client().get(address).text, address
    NewsPage.objects.filter(pk=ahead.pk).update(date=TODAY())
    assert ahead.title in Client().get(f"{whole}chu-de/lop-hoc/").text


def test_before_its_day_nobody_finds_it_in_lists_by_search_or_at_its_address(press: Press) -> None:
    ahead = press.tell("Lễ trao sách", date=TODAY() + timedelta(days=1), topics=("lop-hoc",))
    notice = press.announce("Cắt điện", TODAY() + timedelta(days=9), date=TODAY() + timedelta(days=2))
    today = press.tell("Tin hôm nay", date=TODAY())
    catch_up()
    for address in (ahead.url, notice.url, f"/tin-co-ich/{ahead.pk}/"):
        assert Client().get(address).status_code == 404, address
    assert Client().get(today.url).status_code == 200
    assert "Lễ trao sách" not in Client().get("/tim/", {"q": "le trao sach"}).text
    assert not reader_of(None).may_read(ahead)
    NewsPage.objects.filter(pk=ahead.pk).update(date=TODAY())
    catch_up()
    assert Client().get(ahead.url).status_code == 200
    assert f'href="{ahead.url}"' in Client().get("/tim/", {"q": "le trao sach"}).text


def test_news_are_found_by_who_wrote_them_where_it_was_and_by_topic(press: Press) -> None:
    page = press.tell("Tủ sách mới", byline="Lê Thị Thoa", place="thôn Hạ", topics=("khuyen-hoc",))
    catch_up()
    for words in ("le thi thoa", "thon ha", "khuyen hoc"):
        assert f'href="{page.url}"' in Client().get("/tim/", {"q": words}).text, words
    NewsTopic.objects.filter(slug="khuyen-hoc").update(name="Học bổng")
    catch_up()
    assert f'href="{page.url}"' in Client().get("/tim/", {"q": "hoc bong"}).text, "its topic was renamed"
