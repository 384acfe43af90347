"""The reader: sizes first, one page at a time without a script, and never more open than the file itself."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Collection, CollectionViewRestriction

from content.pdf import views
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published
from tests.builders.pdfs import pdf
from tests.content.conftest import School

PAGES = ("Trang đầu", "Trang giữa", "Trang cuối")


def block(document, title: str = "Hướng dẫn") -> dict:
    value = {"file": document.pk, "title": title}
    return {"type": "file", "value": value, "id": "00000000-0000-4000-8000-00000000000b"}


def words(page: str) -> str:
    return " ".join(strip_tags(page).split())


def test_a_lesson_says_size_and_pages_and_leads_to_the_reader_and_back(school: School, filed) -> None:
    document = filed(pdf(*PAGES))
    lesson = published(school.course, lesson_page("Bài ba", block(document), single(), slug="bai-ba"))
    client = school.client()
    page = client.get(f"{lesson.url}?buoc=1").text
    assert re.search(r"PDF, 3 trang, \d+,\d KB", words(page))
    assert re.search(r"Tải tệp \(\d+,\d KB\)", words(page))
    address = re.search(r'href="([^"]+/doc/[^"]*)"', page)[1].replace("&amp;", "&")
    read = client.get(address).text
    assert f'href="{lesson.url}?buoc=1"' in read, "the way back to the step"
    assert "Trang 1 trong 3 trang." in words(read)
    assert f'href="{document.url}"' in read
    second = re.search(r'rel="next" href="([^"]+)"', read)[1].replace("&amp;", "&")
    again = client.get(reverse("content:file_pages", args=[document.pk]) + second).text
    assert "Trang giữa" in words(again), "the words of the page, for who cannot see it"
    assert f'href="{lesson.url}?buoc=1"' in again, "the way back goes along"
    assert again.count("<img") == read.count("<img"), "one page at a time"
    assert "Trang cuối" not in words(again)
    picture = re.search(r'<img src="([^"]+webp)"', again)[1]
    got = client.get(picture)
    assert got["Content-Type"] == "image/webp"
    assert len(got.content) < 100_000
    assert len(again.encode()) < 40_000


def test_other_files_are_taken_home_with_kind_and_size(school: School, filed) -> None:
    document = filed(b"PK\x03\x04" + b"x" * 3000, "bang.xlsx")
    lesson = published(school.course, lesson_page("Bài ba", block(document, "Bảng"), single(), slug="bai-ba"))
    page = words(school.client().get(f"{lesson.url}?buoc=1").text)
    assert "Excel, 2,9 KB" in page
    assert "Đọc tại đây" not in page
    assert school.client().get(reverse("content:file_pages", args=[document.pk])).status_code == 404


@pytest.mark.parametrize(("asked", "shown"), [("9", 1), ("0", 1), ("²", 1), ("-1", 1), ("x" * 999, 1), ("9" * 5000, 1)])
def test_a_page_that_there_is_not_is_said(filed, asked: str, shown: int) -> None:
    answer = Client().get(reverse("content:file_pages", args=[filed(pdf(*PAGES)).pk]), {"trang": asked})
    assert answer.status_code == 200
    assert "Tệp có 3 trang: hãy gõ một số từ 1 đến 3." in words(answer.text)
    assert f"Trang {shown} trong 3 trang." in words(answer.text)


def test_where_somebody_came_from_is_only_a_page_that_may_be_read(school: School, filed) -> None:
    document, hidden = filed(pdf("Một")), school.lessons[1]
    hidden.unpublish()
    address = reverse("content:file_pages", args=[document.pk])
    for page in (hidden.pk, 999_999, "x", "9" * 4000, 1):
        got = Client().get(address, {"bai": page, "buoc": '"><b>'})
        assert got.status_code == 200
        assert hidden.title not in got.text
        assert '"><b>' not in got.text


def test_a_closed_file_is_not_read_by_its_pages(school: School, filed) -> None:
    closed = Collection.get_first_root_node().add_child(name="Nội bộ")
    document = filed(pdf("Chuyện riêng"), collection=closed)
    addresses = [
        reverse("content:file_pages", args=[document.pk]),
        reverse("content:file_page", args=[document.pk, 1]),
        document.url,
    ]
    assert "Chuyện riêng" in Client().get(addresses[0]).text
    public = Client().get(addresses[1])
    assert public.status_code == 200
    assert "public" in public["Cache-Control"]
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    for address in addresses:
        refused = Client().get(address)
        assert refused.status_code == 302, address
        assert "login" in refused["Location"]
        allowed = school.client().get(address)
        assert allowed.status_code == 200
        assert b"".join(allowed) if allowed.streaming else allowed.content
    assert "private" in school.client().get(addresses[1])["Cache-Control"], "no cache between keeps it"
    restriction.restriction_type = CollectionViewRestriction.GROUPS
    restriction.save()
    for address in addresses:
        refused = school.client().get(address)
        assert refused.status_code in (302, 403, 404), address
    kept = next((path for path in document.file.storage.listdir("pdf-pages")[0]), "")
    assert Client().get(f"/media/pdf-pages/{kept}/1.webp").status_code == 404, "what is kept has no address"


def test_who_asks_too_often_is_told_to_wait(filed, monkeypatch) -> None:
    document = filed(pdf("Một"))

    def full(*_args):
        raise views.NotDrawn("full")

    monkeypatch.setattr(views, "page_of", full)
    page = Client().get(reverse("content:file_pages", args=[document.pk]))
    assert page.status_code == 503
    assert "Đang có nhiều người mở tệp." in words(page.text)
    picture = Client().get(reverse("content:file_page", args=[document.pk, 1]))
    assert (picture.status_code, picture["Retry-After"]) == (503, "5")


def test_a_number_behind_the_end_has_no_picture(filed) -> None:
    document = filed(pdf("Một"))
    for number in (0, 2, 10**17):
        assert Client().get(reverse("content:file_page", args=[document.pk, number])).status_code == 404
