"""The feed of news, read as strictly as a program of others would."""

import gc
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.models import NewsPage
from tests.builders.news import Press
from tests.builders.people import make_commune, make_learner, signed_in

ATOM = "{http://www.w3.org/2005/Atom}"
OF_A_CHANNEL = {"title", "link", "description", f"{ATOM}link", "language", "lastBuildDate", "ttl"}
OF_AN_ITEM = {"title", "link", "description", "pubDate", "guid", "enclosure"}


@pytest.fixture
def files_collected() -> Iterator[None]:
    """The library's files are collected where nobody minds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def channel(address: str) -> ElementTree.Element:
    """The channel of a feed, after everything that RSS 2.0 asks of it was looked at."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert (root.tag, root.attrib["version"], len(root)) == ("rss", "2.0", 1)
    found = root[0]
    assert found.tag == "channel"
    assert {one.tag for one in found} - {"item"} <= OF_A_CHANNEL
    for name in ("title", "link", "description", "language"):
        assert len(found.findall(name)) == 1, name
    assert found.findtext("language") == "vi"
    parsedate_to_datetime(found.findtext("lastBuildDate") or "")
    (itself,) = found.findall(f"{ATOM}link")
    assert (itself.get("rel"), itself.get("href")) == ("self", f"http://localhost{address}")
    seen = [one.findtext("guid") for one in found.findall("item")]
    assert len(seen) == len(set(seen))
    for item in found.findall("item"):
        assert {one.tag for one in item} <= OF_AN_ITEM
        assert (item.findtext("link") or "").startswith("http://localhost/")
        assert item.find("guid").get("isPermaLink") == "false"
        assert item.findtext("description")
        parsedate_to_datetime(item.findtext("pubDate") or "")
        for enclosure in item.findall("enclosure"):
            assert (enclosure.get("url") or "").startswith("http")
            assert int(enclosure.get("length") or "") > 0
            assert enclosure.get("type") in ("image/jpeg", "image/svg+xml")
    return found


def titles(found: ElementTree.Element) -> list[str | None]:
    return [one.findtext("title") for one in found.findall("item")]


def test_all_of_a_topic_and_of_a_centre(press: Press) -> None:
    press.tell("Cũ", date=date(2026, 5, 1), topics=("lop-hoc",), intro="Câu dẫn & “ngoặc” <b>")
    press.tell("Mới", date=date(2026, 6, 1))
    press.tell("Của xã", press.lists[0], date=date(2026, 5, 5))
    everything = channel(f"{press.whole.url}rss/")
    assert titles(everything) == ["Mới", "Của xã", "Cũ"]
    assert everything.findall("item")[2].findtext("description") == "Câu dẫn & “ngoặc” <b>"
    about = channel(f"{press.whole.url}chu-de/lop-hoc/rss/")
    assert (titles(about), about.findtext("title")) == (["Cũ"], "Tin chung: Lớp học")
    assert titles(channel(f"{press.lists[0].url}rss/")) == ["Của xã"]
    assert Client().get(f"{press.whole.url}chu-de/khong/rss/").status_code == 404


def test_an_empty_one_is_one(press: Press) -> None:
    assert titles(channel(f"{press.lists[1].url}rss/")) == []


def test_twenty_at_most(press: Press) -> None:
    for number in range(22):
        press.tell(f"Tin {number}")
    assert len(titles(channel(f"{press.whole.url}rss/"))) == 20


def test_the_day_of_an_article_is_the_one_that_stands_on_it(press: Press) -> None:
    press.tell("Ghi ngày sau", date=date(2026, 5, 1))
    (item,) = channel(f"{press.whole.url}rss/").findall("item")
    said = parsedate_to_datetime(item.findtext("pubDate") or "")
    assert timezone.localtime(said).date() == date(2026, 5, 1)


def test_main_pictures_come_along(press: Press, settings, tmp_path, files_collected) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = get_image_model().objects.create(title="Ảnh", file=get_test_image_file())
    press.tell("Có ảnh", image=photo, date=date(2026, 5, 3))
    press.tell("Có tranh", drawn="read-lamp", date=date(2026, 5, 2))
    press.tell("Không có", date=date(2026, 5, 1))
    items = channel(f"{press.whole.url}rss/").findall("item")
    kinds = [[one.get("type") for one in item.findall("enclosure")] for item in items]
    assert kinds == [["image/jpeg"], ["image/svg+xml"], []]
    path = (items[0].find("enclosure").get("url") or "").removeprefix("http://testserver")
    answer = Client().get(path)
    assert answer.status_code == 200
    answer.close()


def test_a_photo_whose_file_is_gone_breaks_no_feed(press: Press, settings, tmp_path, files_collected) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = get_image_model().objects.create(title="Ảnh", file=get_test_image_file())
    press.tell("Có ảnh", image=photo)
    photo.file.storage.delete(photo.file.name)
    (item,) = channel(f"{press.whole.url}rss/").findall("item")
    assert item.findall("enclosure") == []


def test_who_has_it_already_is_told_so(press: Press) -> None:
    page = press.tell("Một", date=timezone.localdate() - timedelta(days=3))
    NewsPage.objects.update(last_published_at=timezone.now() - timedelta(days=2))
    address, client = f"{press.whole.url}rss/", Client()
    first = client.get(address)
    etag, changed = first["ETag"], first["Last-Modified"]
    assert isinstance(parsedate_to_datetime(changed), datetime)
    assert "max-age=300" in first["Cache-Control"]
    for known in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = client.get(address, headers=known)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    fresh = NewsPage.objects.get(pk=page.pk)
    fresh.title = "Một, đã sửa"
    fresh.save_revision().publish()
    for known in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        assert client.get(address, headers=known).status_code == 200


def test_it_is_kept_for_strangers_and_renewed(press: Press, settings, django_capture_on_commit_callbacks) -> None:
    settings.PUBLIC_PAGES_SECONDS = 30
    caches["pages"].clear()
    press.tell("Một")
    address = f"{press.whole.url}rss/"
    assert titles(channel(address)) == ["Một"]
    with django_capture_on_commit_callbacks(execute=True):
        press.tell("Hai")
    assert titles(channel(address)) == ["Hai", "Một"]


def test_pages_name_their_feed(press: Press) -> None:
    page = press.tell("Một", press.lists[0], topics=("lop-hoc",))
    for address, feed in (
        (press.whole.url, f"{press.whole.url}rss/"),
        (f"{press.whole.url}chu-de/lop-hoc/", f"{press.whole.url}chu-de/lop-hoc/rss/"),
        (page.url, f"{press.lists[0].url}rss/"),
    ):
        head = Client().get(address).text.partition("</head>")[0]
        assert 'rel="alternate" type="application/rss+xml"' in head
        assert f'href="{feed}"' in head


def test_what_no_xml_can_hold_breaks_no_feed(press: Press) -> None:
    press.tell("Lớp\x0btối", intro="Dán từ\x0c Word\x1f", topics=("lop-hoc",))
    (item,) = channel(f"{press.whole.url}rss/").findall("item")
    assert (item.findtext("title"), item.findtext("description")) == ("Lớp tối", "Dán từ  Word ")


def test_how_long_it_may_be_kept_is_said_as_caches_read_it(press: Press) -> None:
    press.tell("Một")
    assert Client().get(f"{press.whole.url}rss/")["Cache-Control"] == "max-age=300"
    member = signed_in(make_learner(make_commune("Đồng Mây", "Sen Mây")).user)
    said = member.get(f"{press.whole.url}rss/")["Cache-Control"]
    assert {one.strip() for one in said.split(",")} == {"max-age=300", "private"}
