"""The page with the one box: results, kinds, pages of results, the empty page, and any text answered."""

import pytest
from django.utils.translation import override

from search.models import SearchDocument
from tests.builders.search import document
from tests.search.test_finding import JUNK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """The texts of this test are the msgids."""
    with override("en"):
        yield


def shown(client, **asked):
    response = client.get("/tim/", asked, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_box_alone(client):
    page = shown(client)
    assert 'name="q"' in page
    assert "<mark>" not in page


def test_results_with_marks_and_facts(client):
    document("Học tập số", lead="Tìm bài mà không cần dấu.", context="Giữ an toàn", minutes=12)
    page = shown(client, q="hoc tap so")
    assert "<mark>Học tập số</mark>" in page
    assert f'href="{SearchDocument.objects.get().url}"' in page
    assert "12" in page
    assert "Giữ an toàn" in page


def test_kinds_are_links(client):
    document("Học tập số", kind="course")
    document("Học tập số hai", kind="news")
    page = shown(client, q="hoc tap so")
    assert "/tim/?q=hoc+tap+so&amp;loai=course" in page
    only = shown(client, q="hoc tap so", loai="news")
    assert "hai" in only
    assert only.count("<h2>") == 1


def test_more_results_are_a_link_away(client):
    for number in range(13):
        document(f"Bài đọc {number}")
    assert "trang=2" in shown(client, q="bai doc")
    assert "trang=2" not in shown(client, q="bai doc", trang="2")


def test_nothing_found_says_what_to_do(client):
    page = shown(client, q="xyzzy")
    assert "xyzzy" in page
    assert page.count('href="/tim/?q=') >= 4


def test_a_correction_is_said(client):
    document("Nhận ra tin nhắn lừa đảo")
    assert "<b>tin nhắn</b>" in shown(client, q="tim nhan")


@pytest.mark.parametrize("text", [text for text in JUNK if "\ud800" not in text])
def test_junk_never_fails(client, text):
    document("Học tập số")
    page = shown(client, q=text, loai=text[:50], trang=text[:50])
    assert "<script>alert" not in page


def test_broken_bytes_never_fail(client):
    assert client.get("/tim/?q=%ff%fe%00%ed%a0%80&trang=%00").status_code == 200


def test_looking_writes_nothing_and_posting_is_refused(client):
    assert client.post("/tim/", {"q": "x"}).status_code in (403, 405)
