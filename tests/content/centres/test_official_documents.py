"""Official documents: by year and kind, twenty a page, what is not certain is said."""

import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from content.models import CentrePage, OfficialDocumentIndexPage, OfficialDocumentPage
from portal.places.models import Centre
from tests.builders.pages import published
from tests.builders.pdfs import pdf


@pytest.fixture
def documents(school) -> OfficialDocumentIndexPage:
    centre = Centre.objects.get(unit=school.unit)
    about = published(school.course.get_parent(), CentrePage(title="Trung tâm", slug="trung-tam", centre=centre))
    return published(about, OfficialDocumentIndexPage(title="Văn bản", slug="van-ban"))


def add(documents, number: str, **more) -> OfficialDocumentPage:
    values = {
        "title": f"Văn bản {number}",
        "slug": f"vb-{number}",
        "number": f"{number}/QĐ-TTg",
        "issuer": "Thủ tướng Chính phủ",
    }
    return published(documents, OfficialDocumentPage(**values | more))


def seen(documents, **asked) -> str:
    return Client().get(documents.url, asked).content.decode().partition("<main")[2]


def test_by_year_and_kind(documents):
    add(documents, "677", signed_on=date(2022, 6, 3))
    add(documents, "1373", signed_on=date(2021, 7, 30), kind="plan")
    add(documents, "324", uncertain="Chưa rõ ngày ban hành")
    every = seen(documents)
    assert [every.index(f"{n}/QĐ-TTg") for n in (677, 1373, 324)] == sorted(
        every.index(f"{n}/QĐ-TTg") for n in (677, 1373, 324)
    )
    assert "Chưa rõ ngày ban hành" in every
    assert "3 tháng 6 năm 2022" in every
    only = seen(documents, nam="2021")
    assert "1373/QĐ-TTg" in only
    assert "677/QĐ-TTg" not in only
    assert "324/QĐ-TTg" in seen(documents, nam="chua-ro")
    assert "677/QĐ-TTg" not in seen(documents, loai="plan")
    assert "Không có văn bản loại này" in seen(documents, nam="2021", loai="decision")
    for typed in ({"nam": "x"}, {"nam": "9999"}, {"loai": "' or 1"}, {"nam": "²⁰²¹"}, {"trang": "x"}):
        assert Client().get(documents.url, typed).status_code == 200


def test_twenty_a_page(documents):
    for number in range(1, 23):
        add(documents, f"{number}", signed_on=date(2020, 1, number))
    first = seen(documents, nam="2020")
    assert first.count("/QĐ-TTg") == 20
    assert "nam=2020&amp;trang=2" in first
    assert seen(documents, nam="2020", trang="2").count("/QĐ-TTg") == 2


def test_one_document_says_what_it_says_and_what_is_not_known(documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = get_document_model().objects.create(title="Tệp", file=ContentFile(b"%PDF-1.4" + b" " * 2048, name="qd.pdf"))
    page = add(
        documents,
        "677",
        file=file,
        summary="Phê duyệt chương trình.",
        uncertain="Mới đọc bản tóm tắt",
        source="HTPL677",
    )
    shown = Client().get(page.url).content.decode()
    for words in (
        "677/QĐ-TTg",
        "Thủ tướng Chính phủ",
        "Phê duyệt chương trình.",
        "Mới đọc bản tóm tắt",
        "0,01 MB",
        file.url,
        "HTPL677",
    ):
        assert words in shown, words
    assert "chưa rõ" in shown.partition("<dl")[2].partition("</dl>")[0], "the day is not known"


@pytest.mark.parametrize("year", ["0000", "9999", "٢٠٢٦", "-1", "202"])
def test_no_year_in_an_address_breaks_the_list(documents, year):
    add(documents, "677", signed_on=date(2022, 6, 3))
    assert Client(raise_request_exception=False).get(documents.url, {"nam": year}).status_code == 200


def test_a_pdf_is_read_here_page_by_page_and_leads_back(documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    keep = get_document_model().objects.create
    file = keep(title="Tệp", file=ContentFile(pdf("Điều một", "Điều hai"), name="qd.pdf"))
    page = add(documents, "677", file=file)
    text = Client().get(page.url).text
    address = re.search(r'href="([^"]+/doc/[^"]*)"', text)[1]
    assert f'href="{file.url}"' in text, "the file itself can be taken home"
    read = Client().get(address).text
    assert "Điều một" in read
    assert f'href="{page.url}"' in read, "the way back"
    other = add(documents, "324", file=keep(title="Bảng", file=ContentFile(b"PK" * 900, name="b.xlsx")))
    assert "/doc/" not in Client().get(other.url).text
