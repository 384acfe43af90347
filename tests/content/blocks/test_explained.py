"""Remarks, steps to do, hard words and links: what an editor may fill in, how a lesson shows, reads and cuts them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import strip_tags
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import PageViewRestriction

from content.aloud.pages import script_of
from content.blocks import LessonBody
from content.blocks.explained import CALLOUTS, outside
from content.courses.explained import CALLOUTS as IN_FILES
from content.lesson_view import blocks_of
from content.models import CoursePage, LessonPage
from content.steps import steps_of
from content.writing.warnings import warnings_of
from search.page_text import read
from tests.builders.explained import callout, doing, link, poll, reflection, terms
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published
from tests.content.conftest import School


def clean(block: dict):
    return LessonBody().clean(LessonBody().to_python([block]))


def faults(block: dict) -> str:
    """What an editor is told, in words."""
    with pytest.raises(StreamBlockValidationError) as told:
        clean(block)
    return str(told.value.as_json_data())


def lesson_of(school: School, *blocks: dict) -> LessonPage:
    return published(school.course, lesson_page("Bài ba", *blocks, slug="bai-ba"))


def text(words: str) -> dict:
    return {"type": "text", "value": words, "id": "00000000-0000-4000-8000-00000000000a"}


@pytest.mark.django_db
def test_what_an_editor_may_fill_in() -> None:
    for kind, _word in CALLOUTS:
        clean(callout(kind))
    assert [kind for kind, _word in CALLOUTS] == list(IN_FILES), "course files know the same kinds"
    clean(doing(*["Bật máy."] * 2))
    clean(doing(*["Bật máy."] * 12))
    clean(terms(("Mã", "Dãy số.")))
    clean(link(address="https://dichvucong.gov.vn/a"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "said"),
    [
        (doing("Một mình."), "2"),
        (doing(*["Bật máy."] * 13), "12"),
        (doing("Bật máy.", "x" * 501), "500"),
        (doing("Bật máy.", "Tắt máy.", drawn="otp-lock"), "Ghi hình vẽ gì"),
        (terms(), "1"),
        (terms(*[("Mã", "Số.")] * 21), "20"),
        (terms(("x" * 81, "Số.")), "80"),
        (terms(("Mã", "")), "meaning"),
        (callout("shout"), "shout"),
        (callout("know", ""), "text"),
        (callout("know", f"<p>{'x' * 1001}</p>"), "1000"),
        (link(), "một trong hai"),
        (link(address="http://a.example"), "https://"),
        (link(address="https://ten:mat-khau@a.example"), "https://"),
        (link(address="javascript:alert(1)"), "address"),
    ],
)
def test_bounds_are_named(block: dict, said: str) -> None:
    assert said in faults(block)


def test_a_link_is_one_of_two(school: School) -> None:
    clean(link(page=school.lesson.pk))
    assert "một trong hai" in faults(link(page=school.lesson.pk, address="https://a.example"))


def test_addresses_outside() -> None:
    assert outside("https://www.dichvucong.gov.vn/p/home") == "dichvucong.gov.vn"
    for wrong in ("http://a.example", "https://", "//a.example", "https://[", "a.example", "ftp://a.example"):
        with pytest.raises(ValidationError):
            outside(wrong)


def test_they_are_shown_with_words_numbers_and_where_they_lead(school: School) -> None:
    blocks = [
        callout("beware"),
        doing("Mở máy.", "Chọn khóa.", drawn="otp-lock", alt="Tranh vẽ: cái khóa"),
        terms(("Mã", "Dãy số <gửi> về máy.")),
        link(page=school.lesson.pk),
        link(address="https://www.dichvucong.gov.vn/a", title="Cổng dịch vụ công"),
        single(),
    ]
    page = school.client().get(f"{lesson_of(school, *blocks).url}?buoc=ca-bai").text
    assert 'class="notice warn" role="note"' in page
    plain = " ".join(strip_tags(page.replace("<", " <")).split())
    assert "Cẩn thận Không đọc mã." in plain, "a word, not the colour alone"
    assert plain.index("Mở máy.") < plain.index("Chọn khóa.")
    assert page.count('alt="Tranh vẽ: cái khóa"') == 2
    assert page.count("<dt>") == page.count("<dd>") == 1
    assert "Dãy số &lt;gửi&gt; về máy." in plain
    assert "Mở trang “Bài một” của cổng này." in plain
    assert "Mở một trang ngoài cổng này: dichvucong.gov.vn." in plain
    assert 'href="https://www.dichvucong.gov.vn/a" rel="external noreferrer"' in page
    assert "target=" not in page.split("Cổng dịch vụ công")[0][-300:], "in the same tab"
    assert "css/pages/blocks" in page


def test_a_page_without_them_loads_nothing_for_them(school: School) -> None:
    assert "css/pages/blocks" not in school.client().get(school.lesson.url).text


def test_a_link_to_a_page_that_was_closed_says_so(school: School) -> None:
    lesson = lesson_of(school, link(page=school.lessons[1].pk, title="Xem bài hai"), single())
    school.lessons[1].unpublish()
    page = school.client().get(f"{lesson.url}?buoc=ca-bai").text
    assert "Xem bài hai" in page
    assert "Trang này hiện không mở." in page
    assert f'href="{school.lessons[1].url}"' not in page.split("Xem bài hai")[0][-200:]


def test_a_link_tells_no_title_of_a_page_that_the_visitor_may_not_read(school: School) -> None:
    secret = school.lessons[1]
    lesson = lesson_of(school, link(page=secret.pk, title="Xem thêm"), single())
    restricted = PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert "“Bài hai”" not in Client().get(f"{lesson.url}?buoc=ca-bai").text
    assert "“Bài hai”" in school.client().get(f"{lesson.url}?buoc=ca-bai").text
    restricted.delete()
    school.course.unpublish()
    elsewhere = published(school.course.get_parent(), CoursePage(title="Khóa khác", slug="khoa-khac"))
    other = published(elsewhere, lesson_page("Bài khác", link(page=secret.pk, title="Xem thêm"), slug="bai-khac"))
    page = school.client().get(f"{other.url}?buoc=ca-bai").text
    assert "Xem thêm" in page
    assert "“Bài hai”" not in page, "what stands above it is closed"


def test_they_are_read_aloud(school: School) -> None:
    blocks = [
        callout("beware"),
        doing("Mở máy.", "Chọn khóa."),
        terms(("Mã", "Dãy số.")),
        link(page=1, title="Xem thêm"),
    ]
    lines = script_of(lesson_of(school, *blocks, single()), "ca-bai").lines
    said = [line.say for line in lines]
    assert [one for one in said if one.startswith("Bước")] == ["Bước một. Mở máy.", "Bước hai. Chọn khóa."]
    told = " ".join(line.text for line in lines)
    for words in ("Cẩn thận", "Không đọc mã.", "Mở máy.", "Mã", "Dãy số.", "Xem thêm"):
        assert words in told


def test_they_can_be_found_without_their_settings(school: School) -> None:
    blocks = [
        callout("beware"),
        doing("Mở máy.", "Chọn khóa."),
        terms(("Mã", "Dãy số.")),
        link(address="https://a.example"),
    ]
    body = read(lesson_of(school, *blocks)).body
    for words in ("Không đọc mã.", "Chọn khóa.", "Dãy số."):
        assert words in body
    assert "beware" not in body
    assert "a.example" not in body


def test_a_long_block_gets_a_view_of_its_own(school: School) -> None:
    def cut(*blocks: dict) -> list[list[int]]:
        lesson = lesson_page("Bài", *blocks)
        return [[piece.place for piece in step.material] for step in steps_of(blocks_of(lesson))]

    long = doing(*["Việc này dài vừa phải để thấy."] * 8)
    assert cut(text(f"<p>{'chữ ' * 60}</p>"), long, single()) == [[0], [1]]
    assert cut(text("<p>Làm như sau.</p>"), long, single()) == [[0, 1]], "a line that leads to it stays with it"
    assert cut(text(f"<p>{'chữ ' * 60}</p>"), callout("know"), single()) == [[0, 1]], (
        "a short remark belongs to its text"
    )
    pictures = doing("Một.", "Hai.", drawn="otp-lock", alt="Cái khóa")
    assert cut(text(f"<p>{'chữ ' * 60}</p>"), pictures, single()) == [[0], [1]], "a picture takes its place"


def test_a_poll_and_a_question_to_oneself_end_their_view(school: School) -> None:
    lesson = lesson_page(
        "Bài", text("<p>Một.</p>"), poll("Gì?", "A", "B"), reflection("Mình?"), text("<p>Hai.</p>"), single()
    )
    steps = steps_of(blocks_of(lesson))
    assert [[piece.place for piece in step.material] for step in steps] == [[0, 1], [2], [3]]
    assert [bool(step.question) for step in steps] == [False, False, True]
    lines = script_of(published(school.course, lesson), "2").lines
    assert [line.text for line in lines] == ["Mình?"]
    assert {"Gì?", "A", "B"} <= {line.text for line in script_of(lesson, "1").lines}


def test_the_editor_is_warned_of_them() -> None:
    long = " ".join(["từ"] * 31) + "."
    body = [
        callout("know", f"<p>{long}</p>"),
        doing("Mở UBND.", "Tắt.", drawn="otp-lock"),
        terms(("Mã", "Số của CCCD.")),
    ]
    found = warnings_of(body, licence="CC", mapped=True)
    assert {(one.name, one.detail) for one in found} >= {("long", "từ từ từ từ từ từ từ từ …"), ("short", "UBND")}
    assert ("alt", "Mở UBND.") in {(one.name, one.detail) for one in found}
    assert ("short", "CCCD") in {(one.name, one.detail) for one in found}
