"""What people type finds what they mean."""

import unicodedata

import pytest

from content.public import reader_of
from search.finding import answer as answer_for
from search.models import SearchDocument
from search.request import SearchRequest
from tests.builders.search import document

pytestmark = pytest.mark.django_db


def answer(asked, reader=None):
    """What a stranger is answered."""
    return answer_for(asked, reader or reader_of(None))


def titles(text, kind="", page=1):
    return [found.hit.title for found in answer(SearchRequest.clean(text, kind, page)).found]


@pytest.mark.parametrize(
    "typed",
    [
        "hoc tap so",
        "học tập số",
        unicodedata.normalize("NFD", "học tập số"),
        "HỌC TẬP SỐ",
        "“học” tập, số!",
        "học tâp so",
    ],
)
def test_every_way_of_typing_finds_the_page(typed):
    document("Học tập số ở nhà")
    document("Nuôi gà thả vườn")
    assert titles(typed) == ["Học tập số ở nhà"]


def test_a_page_written_in_nfd_or_without_marks_is_found_too():
    document(unicodedata.normalize("NFD", "Đọc sách cùng con"))
    document("Doc sach ban dem")
    assert set(titles("đọc sách")) == {"Đọc sách cùng con", "Doc sach ban dem"}
    assert titles("doc sach cung con") == ["Đọc sách cùng con"]


def test_d_with_a_bar():
    document("Đi Đà Nẵng")
    assert titles("di da nang") == titles("đi đà nẵng") == ["Đi Đà Nẵng"]


def test_marks_prefer_the_exact_word_and_only_when_typed():
    document("Ban đầu làm quen với máy, ban ngày")
    document("Làm bạn với máy tính")
    document("Bán hàng")
    assert titles("bạn")[0] == "Làm bạn với máy tính"
    assert titles("bán")[0] == "Bán hàng"
    assert len(titles("ban")) == 3


def test_both_places_of_the_tone():
    document("Sống hoà thuận")
    assert titles("hòa thuận") == titles("hoà thuận") == ["Sống hoà thuận"]


def test_titles_stand_before_bodies_and_words_side_by_side_before_scattered_ones():
    document("Chuyện ở xã", body="Máy cày kéo tính từ sáng. Học một bài.")
    document("Chuyện khác", body="Cô dạy dùng máy tính để bàn.")
    document("Máy tính cho người mới")
    assert titles("may tinh") == ["Máy tính cho người mới", "Chuyện khác", "Chuyện ở xã"]


def test_all_words_are_needed():
    document("Mật khẩu mạnh")
    document("Mật ong rừng")
    assert titles("mat khau") == ["Mật khẩu mạnh"]


@pytest.mark.parametrize("typed", ["lua daoo", "tin nhawn lua dao", "tim nhan lua dao", "lừa đaỏ", "hỏi lúa dao tin"])
def test_typing_errors_find_the_nearest_words(typed):
    document("Nhận ra tin nhắn lừa đảo", lead="Hỏi người nhà trước khi bấm.")
    document("Nuôi gà thả vườn")
    assert titles(typed) == ["Nhận ra tin nhắn lừa đảo"]


def test_the_correction_is_said_with_its_marks():
    document("Nhận ra tin nhắn lừa đảo")
    given = answer(SearchRequest.clean("tim nhan"))
    assert given.corrected == "tin nhắn"


def test_nothing_near_finds_nothing():
    document("Nhận ra tin nhắn lừa đảo")
    given = answer(SearchRequest.clean("kubernetes xyzzy"))
    assert given.found == ()
    assert given.corrected == ""


def test_an_unpublished_page_is_not_found_even_when_the_index_lags():
    row = document("Bài đã gỡ")
    assert titles("bai da go") == ["Bài đã gỡ"]
    row.page.live = False
    row.page.save(update_fields=["live"])
    assert SearchDocument.objects.filter(pk=row.pk).exists()
    assert titles("bai da go") == []


def test_kinds_are_counted_and_narrow_the_list():
    document("Mật khẩu", kind="course", lessons=6)
    document("Mật khẩu dài", kind="lesson")
    document("Mật khẩu bị lộ", kind="news")
    given = answer(SearchRequest.clean("mat khau", "lesson"))
    assert given.results.facets == {"course": 1, "lesson": 1, "news": 1}
    assert given.results.total == 1
    assert [found.hit.kind for found in given.found] == ["lesson"]


def test_pages_of_results_and_a_number_far_too_high():
    for number in range(23):
        document(f"Bài đọc {number}")
    assert len(titles("bai doc")) == 10
    assert len(titles("bai doc", page=3)) == 3
    assert len(titles("bai doc", page="99")) == 3
    seen = titles("bai doc") + titles("bai doc", page=2) + titles("bai doc", page=3)
    assert len(set(seen)) == 23


JUNK = [
    "",
    " ",
    "'",
    '"',
    "'\"\\",
    "a & b | !c",
    "học':*",
    "\x00",
    "học\x00tập",
    "%",
    "_",
    "<script>alert(1)</script>",
    "(" * 50,
    "a" * 5000,
    "học " * 900,
    "\ud800",
    "\u200b",
    "👍🏽",
    "ﷺ",
    "٣٤",
    "中文 字",
    "--",
    "'; DROP TABLE x; --",
    "\u0323\u0323",
    "\\",
    "\\'",
    "ß İ ŉ",
    "²³",
]


@pytest.mark.parametrize("typed", JUNK)
def test_junk_is_answered(typed):
    document("Học tập số")
    answer(SearchRequest.clean(typed, "nonsense", "-1"))
    answer(SearchRequest.clean(typed, "news", "٣"))


def test_a_page_with_odd_text_can_be_indexed():
    row = document("ß İ ŉ ﷺ 中文 ² '\\ học", body="x" * 5000 + " tập " * 20_000)
    assert titles("hoc tap") == [row.title]
    assert titles("中文") == [row.title]
