"""What is said before a message goes: the lesson it is about, a full day, numbers and links that are asked about once."""

from uuid import uuid4

import pytest
from django.urls import reverse

from content.models import CentreMessage
from content.projection import EnrolmentProgress
from content.teaching import messages
from content.teaching.doubts import numbers_in, unknown_hosts
from tests.content.teaching.conftest import Hall

WORDS = "Bài đang đợi chị. Cần giúp thì gọi trung tâm."
CARD = "001 099 012 345"


def form(hall: Hall, who: str) -> str:
    return reverse("content:teaching_message", args=[hall.course.pk]) + f"?nguoi={hall.people[who].reference}"


def said(hall: Hall, who: str, text: str, **more: str) -> dict:
    return {"key": uuid4(), "text": text, "person": [hall.people[who].reference], "send": "1"} | more


def test_the_text_is_about_the_lesson_that_the_page_speaks_of(hall: Hall) -> None:
    second = hall.school.lessons[1]
    learner = hall.people["learning"]
    kept = EnrolmentProgress.objects.filter(enrolment=hall.enrolment("learning"))
    kept.update(failing_page=second.pk, failing_tries=3)  # lesson 1 is the next one still
    client = hall.client()
    person = client.get(reverse("content:teaching_person", args=[hall.course.pk, learner.reference]))
    assert "bài 2" in person.context["standing"].reason
    assert "Bài hai" in client.get(form(hall, "learning")).context["text"]


def test_a_full_day_is_said_before_writing_and_the_words_stay(hall: Hall) -> None:
    for number in range(messages.MOST_A_DAY):
        messages.send(
            hall.course, [hall.people["stuck"].pk], f"{WORDS} {number}", uuid4(), [hall.centre], by=hall.teacher
        )
    client = hall.client()
    assert "Đặng Văn Hòa: hôm nay đã có 2 lời nhắn" in " ".join(
        client.get(form(hall, "stuck")).content.decode().split()
    )
    answer = client.post(form(hall, "stuck"), said(hall, "stuck", WORDS))
    assert answer.status_code == 422
    assert "Đặng Văn Hòa" in answer.context["problems"]["people"][0]
    assert WORDS in answer.content.decode()
    assert CentreMessage.objects.count() == messages.MOST_A_DAY


@pytest.mark.parametrize(
    "text", [f"Số của chị là {CARD}.", "Vào http://qua-tang.example/nhan nhé", "Mở bit.ly/abc xem"]
)
def test_what_is_doubtful_is_asked_about_once(hall: Hall, text: str) -> None:
    client, wanted = hall.client(), said(hall, "stuck", text)
    look = client.post(form(hall, "stuck"), wanted)
    assert look.status_code == 200
    assert not CentreMessage.objects.exists()
    assert 'name="sure" value="1"' in look.content.decode()
    assert client.post(form(hall, "stuck"), wanted | {"sure": "1"}).status_code == 302
    assert CentreMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("001099012345", ["001099012345"]),
        (CARD, [CARD]),
        ("0010 9901 2345", ["0010 9901 2345"]),
        ("0912 345 678, hoặc 0987 654 321", []),
        ("0912345678 0987654321", []),
        ("0010990123456", []),
    ],
)
def test_numbers_of_twelve_figures(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://hoctap.example.vn/khoa-hoc/", []),
        ("xem dichvucong.gov.vn", []),
        ("https://hoctap.example.vn@la.example/x", ["la.example"]),
        ("http://La.Example:8080/x, rồi la.example", ["la.example"]),
        ("mở zalo.me/g/abc và la.com.", ["zalo.me", "la.com"]),
        ("Học xong.Nhớ gọi chị.Mai, 3.5 điểm, a@b.vn", []),
    ],
)
def test_links_to_places_nobody_knows(text: str, hosts: list[str]) -> None:
    assert unknown_hosts(text, {"hoctap.example.vn"}) == hosts


def test_a_stroke_that_leans_back_ends_a_host() -> None:
    """As browsers read it: what follows is no part of the host, whatever it looks like."""
    assert unknown_hosts("Xem https://lua.example\\@xa.gov.vn nhé", set()) == ["lua.example"]
