"""Each kind of question on a lesson's page, as its form sends it without script: asked, half answered, wrong, right, recorded."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.blocks import LessonBody
from content.models import LessonPage
from tests.builders import lessons
from tests.builders.pages import published
from tests.content.conftest import School

# Wagtail 8 leaves the temporary file of a new size to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
# kind: what the form sends when it is wrong, and what is said; when it is right, and what is recorded; the interaction type
KINDS = {
    "fill_in": (
        {"answer-1": "mat khau", "answer-2": "Lan"}, ["Gợi ý:", "Giữ cho riêng mình.", "Chưa đúng."],
        {"answer-1": "Mã otp", "answer-2": "ai"}, "Mã otp[,]ai", "fill-in",
    ),
    "number": ({"answer": "50"}, ["Hơn 50.", "Chưa đúng."], {"answer": "60,5 phút"}, "60.5", "numeric"),
    "order": (
        {"answer-a": "1", "answer-b": "3", "answer-c": "2"}, ["Bình tĩnh đã.", "Xem lại Hỏi người nhà."],
        {"answer-a": "1", "answer-b": "2", "answer-c": "3"}, "a[,]b[,]c", "sequencing",
    ),
    "match": (
        {"answer-a": "a", "answer-b": "c"}, ["Xe cứu thương.", "Đúng."],
        {"answer-a": "a", "answer-b": "b"}, "a[.]a[,]b[.]b", "matching",
    ),
    "scenario": ({"answer": ["a[.]b"]}, ["Mất tiền rồi."], {"answer": ["a[.]a", "b[.]a"]}, "a[.]a[,]b[.]a", "performance"),
    "spot": ({"answer": "b"}, ["Ai cũng chào."], {"answer": "21.5,33"}, "a", "choice"),
}  # fmt: skip
WHOLE = "?buoc=ca-bai"
HALF = {
    "fill_in": ({"answer-1": "mã", "answer-2": " "}, "Chưa điền chỗ trống 2.", 'value="mã"'),
    "number": ({"answer": "sáu mươi"}, "chưa tính là một lần trả lời", 'value="sáu mươi"'),
    "order": (
        {"answer-a": "1", "answer-b": "1", "answer-c": "2"},
        "Số 1 được chọn cho nhiều dòng: “Dừng lại”, “Hỏi người nhà”.",
        "selected",
    ),
    "match": ({"answer-a": "a", "answer-b": ""}, "Chưa ghép: “Cấp cứu”.", "selected"),
    "scenario": ({}, "Chưa chọn cách làm.", "Có người gọi xin mã."),
    "spot": ({"answer": "99,99"}, "Chưa chọn chỗ nào.", "Địa chỉ lạ"),
}


@pytest.fixture
def asked(school: School, settings, tmp_path) -> LessonPage:
    """A lesson with one question of each of these kinds."""
    settings.MEDIA_ROOT = tmp_path
    photo = get_image_model().objects.create(title="Tin", file=get_test_image_file())
    made = [getattr(lessons, kind)() for kind in KINDS if kind != "spot"]
    return published(school.course, lessons.lesson_page("Các kiểu", *made, lessons.spot(photo.pk)))


def form_of(page: str, block: object) -> str:
    return page.partition(f'id="cau-{block}"')[2].partition("</form>")[0]


def test_each_kind_is_asked_answered_and_recorded(school: School, asked: LessonPage) -> None:
    client, stranger = school.client(), Client()
    for (kind, (wrong, said, right, recorded, interaction)), block in zip(
        KINDS.items(), asked.questions(), strict=True
    ):
        address = reverse("content:answer", args=[asked.pk, block])
        form = form_of(stranger.get(asked.url + WHOLE).text, block)
        for name in right:
            assert f'name="{name}"' in form, kind
        sent, told, kept = HALF[kind]
        half = form_of(stranger.post(address, sent).text, block)
        assert told in half, kind
        assert kept in half, kind
        tried = form_of(stranger.post(address, wrong, follow=True).text, block)
        assert all(line in tried for line in said), (kind, tried)
        client.post(address, wrong)
        client.post(address, right)
        statement = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")][-1]
        assert statement["result"]["response"] == recorded, kind
        assert statement["result"]["success"] is True, kind
        assert list(statement["result"]["extensions"].values()) == [2]
        assert statement["object"]["definition"]["interactionType"] == interaction
        again = form_of(client.get(asked.url + WHOLE).text, block)
        assert "Đúng rồi." in again, kind
        assert "Chưa đúng" not in again, kind


def test_a_story_goes_on_scene_by_scene_and_only_its_end_is_kept(school: School, asked: LessonPage) -> None:
    block = next(key for key, question in asked.questions().items() if question.kind == "scenario")
    address, client = reverse("content:answer", args=[asked.pk, block]), school.client()
    form = form_of(client.post(address, {"answer": "a[.]a"}).text, block)
    assert "Họ gọi lại." in form
    assert "Phải." in form
    assert "rời câu này giữa chừng thì chuyện bắt đầu lại từ đầu" in form
    assert re.search('type="hidden" name="answer" value="a\\[.\\]a"', form)
    assert school.recorded() == []
    stayed = form_of(client.post(address, {"answer": "a[.]a", "at": "b"}).text, block)
    assert "Chưa chọn cách làm." in stayed
    assert "Họ gọi lại." in stayed


def test_a_hint_comes_first_the_explanation_when_it_is_right_or_was_tried_three_times(school: School) -> None:
    told = lessons.single()
    told["value"]["choices"] += [{"type": "item", "value": lessons.choice(f"Người {key}"), "id": key} for key in "cd"]
    told["value"] |= {"hint": "Nghĩ tới ví tiền.", "explanation": "Mã mở được tài khoản."}
    lesson = published(school.course, lessons.lesson_page("Gợi ý", told))
    (block,) = lesson.questions()
    address, stranger = reverse("content:answer", args=[lesson.pk, block]), Client()
    for given, hint, explained in (("a", True, False), ("c", True, False), ("d", False, True)):
        form = form_of(stranger.post(address, {"answer": given}, follow=True).text, block)
        assert ("Nghĩ tới ví tiền." in form, "Mã mở được tài khoản." in form) == (hint, explained)
        assert ("Đây là câu đúng." in form) == explained
    form = form_of(stranger.post(address, {"answer": "b"}, follow=True).text, block)
    assert "Mã mở được tài khoản." in form
    assert "Nghĩ tới ví tiền." not in form


def test_a_hint_that_repeats_what_is_said_is_said_once(school: School) -> None:
    told = lessons.short_text()
    told["value"] |= {"hint": "Gợi ý: Xem lại phần đầu bài.", "explanation": "Thành phố bên sông Hàn."}
    chosen = lessons.single()
    chosen["value"] |= {"hint": "Không đưa mã cho người lạ", "explanation": "Không đưa mã cho người lạ."}
    lesson = published(school.course, lessons.lesson_page("Một lần", told, chosen))
    for block, wrong, line in zip(
        lesson.questions(), ("Huế", "a"), ("Xem lại phần đầu bài", "Không đưa mã cho người lạ"), strict=True
    ):
        client, address = Client(), reverse("content:answer", args=[lesson.pk, block])
        for _try in range(3):
            form = form_of(client.post(address, {"answer": wrong}, follow=True).text, block)
            assert form.count(line) == 1
            assert "Gợi ý" not in form


def test_what_is_no_number_costs_no_try_and_says_how_to_write_it(school: School) -> None:
    told = lessons.block(
        "number", question="Giá?", number="240000", unit="đồng", hint="Cộng hai tờ.", explanation="Vậy đó."
    )
    lesson = published(school.course, lessons.lesson_page("Tiền", told))
    (block,) = lesson.questions()
    client, address = school.client(), reverse("content:answer", args=[lesson.pk, block])
    for _try in range(4):
        form = form_of(client.post(address, {"answer": "hai trăm tư"}, follow=True).text, block)
        assert "chưa tính là một lần trả lời" in form
        assert "có chữ “đồng” viết kèm cũng được" in form
        assert 'value="hai trăm tư"' in form
        assert "Vậy đó." not in form
    client.post(address, {"answer": "240k"})
    (statement,) = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")]
    assert statement["result"]["response"] == "240000"
    assert list(statement["result"]["extensions"].values()) == [1]


def test_an_answer_that_is_none_never_closes_the_lesson(school: School) -> None:
    told = lessons.block("fill_in", question="Điền.", sentence="Gọi [con|cháu] hỏi.")
    number = lessons.block("number", question="Mấy?", number="3")
    lesson = published(school.course, lessons.lesson_page("Lạ", told, number))
    gap, figure = lesson.questions()
    for client in (school.client(), Client()):
        client.post(reverse("content:answer", args=[lesson.pk, gap]), {"answer": "1[.][,]", "answer-1": "[,]"})
        client.post(reverse("content:answer", args=[lesson.pk, figure]), {"answer": "9" * 30})
        assert client.get(f"{lesson.url}?buoc=1").status_code == 200
        again = client.post(reverse("content:answer", args=[lesson.pk, figure]), {"answer": "3"}, follow=True)
        assert again.status_code == 200
    assert school.recorded()


def test_answers_stand_in_an_order_of_ones_own_that_stays(school: School) -> None:
    told = lessons.block(
        "single", question="Số nào lẻ?", choices=[lessons.choice(f"số {n}", n == 3) for n in (2, 3, 4, 6, 8, 10, 12)]
    )
    lesson = published(school.course, lessons.lesson_page("Xáo", told))

    def order(client: Client) -> list[str]:
        return re.findall(r"<span[^>]*>(số \d+)", client.get(lesson.url).text)

    mine = order(school.client())
    assert mine == order(school.client())
    assert sorted(mine) == sorted(order(Client())) != []
    assert mine != order(Client())
    told["value"]["fixed"] = True
    kept = published(school.course, lessons.lesson_page("Giữ", told))
    assert re.findall(r"<span[^>]*>số (\d+)", school.client().get(kept.url).text)[:3] == ["2", "3", "4"]


@pytest.mark.parametrize("kind", [*KINDS, "single", "several", "short_text"])
def test_half_a_question_reads_and_is_not_published(kind: str) -> None:
    body = LessonBody()
    value = body.to_python([{"type": kind, "value": {"question": "Hỏi gì?"}, "id": "1"}])
    assert value[0].block.as_question(value[0].value).kind == kind
    with pytest.raises(ValidationError):
        body.clean(value)
