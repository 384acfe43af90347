"""A lesson in small steps as it is served: what a step costs, where an answer leads, its end, the sheet of its course."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import tried
from content.public import answer, complete, course_state
from portal.people.public import give_consent
from tests.builders.lessons import ids, lesson_page, short_text, single
from tests.builders.pages import published
from tests.content.conftest import School

RIGHT = (["b"], ["a", "c"], ["a"], ["da nang"])
WORDS = "<p>" + "Đọc kỹ rồi hãy bấm. " * 30 + "</p>"


def send(client: Client, school: School, number: int, *given: str, **more: str):
    address = reverse("content:answer", args=[school.lesson.pk, ids(school.lesson)[number]])
    return client.post(address, {"answer": list(given)} | more)


def learn(school: School, answers=RIGHT) -> None:
    for block, given in zip(ids(school.lesson), answers, strict=False):
        answer(school.learner, school.lesson, block, given)


def filled(page: str) -> list[str]:
    """The filled buttons of the main part, in words."""
    main = page[page.index('<main id="main"') : page.index("</main>")]
    found = re.findall(r'<(?:a|button)[^>]*class="button big[^"]*"[^>]*>(.*?)</(?:a|button)>', main, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_twenty_steps_in_at_most_twenty_queries(school: School) -> None:
    texts = [{"type": "text", "value": f"<h2>Phần {n}</h2>{WORDS}", "id": None} for n in range(10)]
    long = [one for text in texts for one in (text, single(f"Câu {text['value'][9:12]}?"))]
    long += [{"type": "picture", "value": {"drawn": "read-lamp", "alt": "Đèn"}, "id": None}]
    long += [one for _n in range(10) for one in (short_text(),)]
    lesson = published(school.course, lesson_page("Bài dài", *long))
    client = school.client()
    answer(school.learner, lesson, ids(lesson)[0], ["b"])
    for step in (2, 12, 20):
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"{lesson.url}?buoc={step}")
        assert f"Bước {step} trong " in page.text
        assert len(seen) <= 20, len(seen)


def test_an_answer_costs_one_small_request(school: School) -> None:
    """With the script: one request, and no more than 3 KB come back with all that the answer changes."""
    client = school.client()
    for number, given in ((0, "a"), (0, "b"), (3, "Huế")):
        came = send(client, school, number, given, phan="1")
        head = "".join(f"{name}: {value}\r\n" for name, value in came.headers.items())
        assert came.status_code == 200
        assert len(came.content) + len(head.encode()) <= 3_072, len(came.content) + len(head.encode())
        assert 'id="tien-do"' in came.text
        assert f'id="cau-{ids(school.lesson)[number]}"' in came.text
        assert "<html" not in came.text
    assert school.verbs().count("answered") == 3


def test_a_step_that_is_put_in_place_brings_its_count_along(school: School) -> None:
    part = school.client().get(f"{school.lesson.url}?buoc=2&phan=1").text
    assert "<html" not in part
    assert part.count('id="tien-do"') == part.count('id="buoc"') == 1
    assert "Bước 2 trong " in part
    assert school.client().get(f"{school.lesson.url}?buoc=2").text.count('id="tien-do"') == 1


def test_an_answer_leads_back_to_its_step_and_the_bar_onward(school: School) -> None:
    client, lesson = school.client(), school.lesson
    assert filled(client.get(lesson.url).text) == ["Trả lời"]
    came = send(client, school, 0, "a")
    assert came.url == f"{lesson.url}?buoc=1#cau-{ids(lesson)[0]}"
    page = client.get(came.url).text
    assert filled(page) == ["Trả lời lại"]
    assert f'href="{lesson.url}?buoc=2"' in page
    assert "Để sau" in page
    assert filled(client.get(send(client, school, 0, "b").url).text) == ["Sang bước 2"]
    assert "Bước trước" in client.get(f"{lesson.url}?buoc=2").text
    assert "Đăng xuất" not in client.get(lesson.url).text


@pytest.mark.parametrize("way", ["form", "script"])
def test_a_question_done_again_from_the_end_leads_back_to_the_end(school: School, way: str) -> None:
    client, lesson = school.client(), school.lesson
    learn(school, [RIGHT[0], ["a"], *RIGHT[2:]])
    asked = f"{lesson.url}?buoc=2&tu=xong#cau-{ids(lesson)[1]}"
    assert f'href="{asked.replace("&", "&amp;")}"' in client.get(f"{lesson.url}?buoc=xong").text
    assert 'name="tu" value="xong"' in client.get(asked).text
    if way == "form":
        came = send(client, school, 1, *RIGHT[1], tu="xong")
        assert came.url == asked
        page = client.get(came.url).text
    else:
        page = f'<main id="main">{send(client, school, 1, *RIGHT[1], tu="xong", phan="1").text}</main>'
    assert filled(page) == ["Học xong bài này"]
    assert filled(client.get(f"{lesson.url}?buoc=2").text) == ["Sang bước 3"], (
        "who reads once more goes on step by step"
    )


def test_nothing_typed_is_lost_when_an_answer_is_none(school: School) -> None:
    client = school.client()
    page = send(client, school, 3, "x" * 300)
    assert page.status_code == 200
    assert "Bước 4 trong 4" in page.text
    assert "x" * 200 in page.text
    assert school.recorded() == []


def test_going_on_on_another_device(school: School) -> None:
    learn(school, RIGHT[:2])
    assert "Bước 3 trong 4" in school.client().get(school.lesson.url).text
    here = school.client()
    here.get(f"{school.lesson.url}?buoc=4")
    assert "Bước 4 trong 4" in here.get(school.lesson.url).text
    assert "Bước 3 trong 4" in school.client().get(school.lesson.url).text


def test_the_whole_lesson_on_one_page_for_everybody(school: School) -> None:
    page = Client().get(f"{school.lesson.url}?buoc=ca-bai").text
    assert page.count('<form\n  class="question"') == 4
    assert filled(page) == ["Học từng bước"]


class TestTheEnd:
    def test_one_is_missing(self, school: School) -> None:
        learn(school, (*RIGHT[:3], ["Huế"]))
        client = school.client()
        assert client.post(reverse("content:complete", args=[school.lesson.pk])).url.endswith("?buoc=xong")
        page = client.get(f"{school.lesson.url}?buoc=xong").text
        assert "Đúng 3 trong 4 câu. Còn câu 4, làm lại nhé" in page
        assert filled(page) == ["Làm lại câu 4"]
        assert course_state(school.course, school.learner).lessons[0].state == "begun"
        for address in (school.course.url, school.lesson.url):
            assert "Xong ngày" not in client.get(address).text
        assert filled(client.get(send(client, school, 3, "Đà Nẵng").url).text) == ["Học xong bài này"]

    def test_none_is_right_or_even_answered(self, school: School) -> None:
        client, end = school.client(), f"{school.lesson.url}?buoc=xong"
        assert "Chưa trả lời câu nào" in client.get(end).text
        learn(school, (["a"], ["b"], ["b"], ["Huế"]))
        page = client.get(end).text
        assert "Chưa đúng câu nào, làm lại nhé" in page
        assert "Đúng 0" not in page
        assert filled(page) == ["Làm lại câu 1"]

    def test_all_are_right(self, school: School) -> None:
        learn(school)
        client = school.client()
        assert filled(client.get(f"{school.lesson.url}?buoc=xong").text) == ["Học xong bài này"]
        page = client.post(reverse("content:complete", args=[school.lesson.pk]), follow=True).text
        assert "Đúng cả 4 câu, bài 1 xong rồi" in page
        assert "Tuần này đã học 1 ngày." in page
        assert filled(page) == ["Học bài 2"]

    def test_the_last_lesson_leads_to_the_sheet(self, school: School) -> None:
        learn(school, (["a"],))
        learn(school)
        complete(school.learner, school.lesson)
        client = school.client()
        sheet = reverse("content:course_sheet", args=[school.course.pk])
        assert client.get(sheet).url == school.course.url
        complete(school.learner, school.lessons[1])
        assert filled(client.get(f"{school.lesson.url}?buoc=xong").text) == ["Xong cả khóa, xem phiếu"]
        page = client.get(sheet).text
        for told in ("Nguyễn Thị Hoa", "2 bài, 25 phút", "4 trong 4 câu", "Ai nên hỏi mã?", "Sau đã đúng."):
            assert told in page, told
        assert "Mã là bí mật" not in page
        assert Client().get(sheet).url == school.course.url


class TestAStranger:
    def test_keeps_all_answers_in_the_browser_and_is_offered_them_after_consent(self, school: School) -> None:
        client, lesson = Client(), school.lesson
        assert filled(client.get(school.course.url).text) == ["Học thử bài 1"]
        assert "Ai cũng học được, chưa cần tài khoản." in client.get(school.course.url).text
        for number, given in enumerate((*RIGHT[:3], ["Huế"])):
            send(client, school, number, *given)
        assert "Đúng 3 trong 4 câu. Còn câu 4, làm lại nhé" in client.get(f"{lesson.url}?buoc=xong").text
        new = Client()
        came = send(new, school, 0, "a", phan="1")  # the first answer makes the session, and is seen at once
        assert "Trả lời lại" in came.text
        send(client, school, 3, "Da nang")
        page = client.get(f"{lesson.url}?buoc=xong").text
        assert filled(page) == ["Học thử bài 2"]
        assert f'href="{school.lessons[1].url}"' in page
        assert "Đăng nhập để giữ lại" in page
        assert f"{reverse('people:signup')}?next=" in page.partition("<main")[2]
        assert school.recorded() == []

        school.learner.consents.all().delete()
        client.force_login(school.learner.user)
        keep = reverse("content:keep_tried", args=[lesson.pk])
        assert keep not in client.get(lesson.url).text
        assert urlsplit(client.post(keep, {"keep": "yes"}).url).path == reverse("people:consent")
        give_consent(school.learner, by=school.learner.user)
        for address in (lesson.url, school.course.url):
            assert "Giữ lại 4 câu trả lời vừa làm?" in client.get(address).text
        at_the_end = f"{lesson.url}?buoc=xong"
        assert 'name="at" value="xong"' in client.get(at_the_end).text
        page = client.post(keep, {"keep": "yes", "at": "xong"}, follow=True)
        assert page.redirect_chain[-1][0] == at_the_end, "back where they were offered"
        assert "Đã giữ lại 4 câu trả lời." in page.text
        assert school.verbs().count("answered") == 4
        assert keep not in client.get(school.course.url).text

    def test_may_say_no_and_never_writes_over_what_was_recorded(self, school: School) -> None:
        keep = reverse("content:keep_tried", args=[school.lesson.pk])
        answer(school.learner, school.lesson, ids(school.lesson)[0], ["b"])
        for said, kept in (("no", 0), ("yes", 1)):
            client = Client()
            send(client, school, 0, "a")
            send(client, school, 1, "a", "c")
            client.force_login(school.learner.user)
            client.post(keep, {"keep": said})
            assert school.verbs().count("answered") == 1 + kept
        assert next(iter(course_state(school.course, school.learner).sums.values()))

    def test_a_browser_keeps_only_so_much(self, school: School, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tried, "MOST", 2)
        client = Client()
        for number, given in enumerate(RIGHT):
            send(client, school, number, *given)
        assert tried.count(client.session) == 2
