"""How often pages are opened: counted without anybody, without a write in the request, also by many at once."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import CentrePage, DailyReads, NewsPage, ReadBatch
from content.news import reads
from content.news.views import DAYS, bars
from portal.people.public import everyone
from tests.builders.news import Press, make_press
from tests.builders.people import make_commune, make_learner, make_staff, make_user

PHONE = "Mozilla/5.0 (Linux; Android 9) Chrome/100 Mobile"
TODAY = timezone.localdate


@pytest.fixture
def page(press: Press, settings) -> Iterator[NewsPage]:
    page = press.tell("Lớp tối")
    reads.write()
    settings.READS_EVERY = 3600
    yield page
    reads.write()


def opened(page: NewsPage) -> int:
    """The openings of the page today, once everything is written."""
    reads.write()
    return dict(reads.by_day(NewsPage.objects.filter(pk=page.pk), TODAY(), TODAY()))[TODAY()]


def reader(**more: str) -> Client:
    return Client(HTTP_USER_AGENT=PHONE, **more)


class TestWhatCounts:
    def test_a_reader_and_a_learner(self, page: NewsPage) -> None:
        reader().get(page.url)
        client = reader()
        client.force_login(make_learner(make_commune()).user)
        client.get(page.url)
        assert opened(page) == 2

    @pytest.mark.parametrize(
        "agent",
        [
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
            "bingbot",
            "facebookexternalhit/1.1",
            "curl/8.1",
            "Python-urllib/3",
            "Feedly/1.0",
            "",
        ],
    )
    def test_no_programs(self, page: NewsPage, agent: str) -> None:
        Client(HTTP_USER_AGENT=agent).get(page.url)
        assert opened(page) == 0

    def test_nothing_fetched_ahead_no_list_page_no_head_no_error(self, page: NewsPage) -> None:
        reader(HTTP_SEC_PURPOSE="prefetch;prerender").get(page.url)
        reader().get(f"{page.url}?trang=2")
        reader().head(page.url)
        reader().get(f"{page.get_parent().url}2026/13/")
        reader().get(f"{page.get_parent().url}rss/")
        assert opened(page) == 0
        assert not ReadBatch.objects.exists()

    def test_nobody_who_writes_here_and_no_preview(self, page: NewsPage) -> None:
        about = CentrePage.objects.first()
        for user in (make_staff(about.centre.unit), make_user("administrator")):
            client = reader()
            client.force_login(user)
            client.get(page.url)
        client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        assert opened(page) == 0

    def test_pages_that_are_kept_count_too(self, page: NewsPage, settings) -> None:
        settings.PUBLIC_PAGES_SECONDS = 30
        caches["pages"].clear()
        for _time in range(3):
            assert reader().get(page.url).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            reader().get(page.url)
        assert len(queries) == 0, "the page was kept, and counting asks nothing"
        assert opened(page) == 4


def test_counting_writes_nothing_in_the_request(page: NewsPage) -> None:
    reader().get(page.url)
    with CaptureQueriesContext(connection) as queries:
        reader().get(page.url)
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    assert not ReadBatch.objects.exists()


def test_nothing_personal_is_kept(page: NewsPage) -> None:
    reader(REMOTE_ADDR="203.0.113.9").get(page.url)
    reads.write()
    assert ReadBatch.objects.values().get() | {"id": 0} == {
        "id": 0,
        "page_number": page.pk,
        "day": TODAY(),
        "number": 1,
    }
    reads.add_up()
    assert set(DailyReads.objects.values().get()) == {"id", "page_number", "day", "number"}


def test_where_nothing_is_to_be_counted_nothing_is(page: NewsPage, settings) -> None:
    settings.READS_EVERY = 0
    reader().get(page.url)
    assert opened(page) == 0


def test_days_are_added_up_and_old_ones_go(page: NewsPage) -> None:
    for day, number in ((TODAY(), 2), (TODAY(), 3), (TODAY() - timedelta(days=1), 4)):
        ReadBatch.objects.create(page_number=page.pk, day=day, number=number)
    DailyReads.objects.create(page_number=page.pk, day=TODAY(), number=10)
    old = DailyReads.objects.create(page_number=page.pk, day=TODAY() - reads.KEPT - timedelta(days=1), number=7)
    kept = DailyReads.objects.create(page_number=page.pk, day=TODAY() - reads.KEPT, number=7)
    before = reads.by_day(NewsPage.objects.all(), TODAY() - timedelta(days=2), TODAY())
    assert reads.add_up() == 2
    assert not ReadBatch.objects.exists()
    assert reads.by_day(NewsPage.objects.all(), TODAY() - timedelta(days=2), TODAY()) == before
    assert [number for _day, number in before] == [0, 4, 15]
    assert not DailyReads.objects.filter(pk=old.pk).exists()
    assert DailyReads.objects.filter(pk=kept.pk).exists()
    assert reads.add_up() == 0


def test_what_could_not_be_written_is_written_next_time(page: NewsPage, monkeypatch) -> None:
    from django.db import OperationalError

    def broken(rows: list) -> None:
        raise OperationalError("away")

    reader().get(page.url)
    with monkeypatch.context() as away:
        away.setattr(ReadBatch.objects, "bulk_create", broken)
        assert reads.write() == 0
    assert opened(page) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(settings) -> None:
    """Eight threads open pages, write and add up at the same time."""
    with everyone("a test looks at everything"):
        press = make_press()
        pages = [press.tell("Một"), press.tell("Hai")]
    reads.write()
    settings.READS_EVERY = 3600
    each, failed = 50, []

    def visit(number: int) -> None:
        try:
            for time in range(each):
                reads.opened(pages[(number + time) % 2].pk)
                if time % 10 == number:
                    reads.write()
                    reads.add_up()
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong in a thread, the test must see it
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reads.write()
    reads.add_up()
    assert failed == []
    assert [number for _day, number in reads.by_day(NewsPage.objects.all(), TODAY(), TODAY())] == [8 * each]
    assert DailyReads.objects.count() == 2


class TestThePageOfStaff:
    def test_shows_the_chart_the_table_and_the_pages(self, page: NewsPage, press: Press) -> None:
        own = press.tell("Của Đồng Sen", press.lists[0])
        DailyReads.objects.create(page_number=own.pk, day=TODAY(), number=7)
        DailyReads.objects.create(page_number=own.pk, day=TODAY() - timedelta(days=29), number=2)
        DailyReads.objects.create(page_number=own.pk, day=TODAY() - timedelta(days=30), number=90)
        DailyReads.objects.create(page_number=page.pk, day=TODAY(), number=55)
        client = reader()
        client.force_login(make_staff(press.pages[0].centre.unit))
        shown = client.get(reverse("content:read_pages")).text
        assert "Trong 30 ngày có 9 lần mở." in shown
        assert "Của Đồng Sen" in shown
        assert "Lớp tối" not in shown, "the list of the whole site is not this centre's"
        assert shown.count('class="fill"') == DAYS
        assert shown.count('<th scope="row">') == DAYS + 1
        assert client.get(f"{reverse('content:read_pages')}?bai={page.pk}").status_code == 404
        assert "Trong 30 ngày có 9 lần mở." in client.get(f"{reverse('content:read_pages')}?bai={own.pk}").text

    @pytest.mark.parametrize("wanted", ["x", "99999999999", "-1", "²"])
    def test_what_is_no_page_is_not_found(self, page: NewsPage, wanted: str) -> None:
        client = reader()
        client.force_login(make_user("administrator"))
        assert client.get(reverse("content:read_pages"), {"bai": wanted}).status_code == 404

    def test_is_for_who_writes_here(self, page: NewsPage) -> None:
        client = reader()
        assert "/login/" in client.get(reverse("content:read_pages")).url
        client.force_login(make_learner(make_commune()).user)
        assert client.get(reverse("content:read_pages")).status_code == 403

    def test_asks_as_often_for_many_as_for_few(self, page: NewsPage, press: Press) -> None:
        client = reader()
        client.force_login(make_user("administrator"))
        client.get(reverse("content:read_pages"))

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("content:read_pages"))
            return len(queries)

        DailyReads.objects.create(page_number=page.pk, day=TODAY(), number=7)
        few = asked()
        for number in range(30):
            one = press.tell(f"Tin {number}")
            DailyReads.objects.create(page_number=one.pk, day=TODAY(), number=number + 1)
        assert asked() == few


def test_bars_are_as_high_as_their_numbers() -> None:
    days = [(TODAY() - timedelta(days=n), number) for n, number in enumerate((0, 5, 10))]
    drawn = bars(days)
    assert [one.height for one in drawn] == [0, 60, 120]
    assert {one.y + one.height for one in drawn} == {140}
    assert [one.height for one in bars([(TODAY(), 0)])] == [0]
