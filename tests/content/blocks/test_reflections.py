"""Questions to oneself: kept for their writer alone, under the person's key; nothing typed is lost, whatever comes between."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from content.models import Reflection
from content.opinions.reflections import LONGEST, NOT_KEPT
from portal.people.public import everyone, forget, give_consent, withdraw_consent
from tests.builders.explained import reflection
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published
from tests.builders.people import make_learner
from tests.content.conftest import School

MINE = "Tuần này tôi gọi cho con trước khi chuyển tiền."


@pytest.fixture
def lesson(school: School):
    return published(school.course, lesson_page("Bài ba", reflection("Mình sẽ làm gì?"), single(), slug="bai-ba"))


def write(lesson, client: Client, text: str, seen: int = 0):
    return client.post(reverse("content:reflect", args=[lesson.pk, lesson.body[0].id]), {"text": text, "seen": seen})


def shown(lesson, client: Client) -> str:
    return client.get(f"{lesson.url}?buoc=1").text


def words(page: str) -> str:
    return " ".join(strip_tags(page.replace("<", " <")).split())


def test_what_is_written_comes_back_to_its_writer_alone(school: School, lesson) -> None:
    client = school.client()
    assert "Chỉ người viết xem được." in words(shown(lesson, client))
    assert write(lesson, client, MINE)["Location"] == f"{lesson.url}?buoc=1#y-kien-{lesson.body[0].id}"
    page = shown(lesson, client)
    assert MINE in page
    assert "Đã giữ, lần cuối ngày" in words(page)
    assert 'name="seen" value="1"' in page
    others = [school.client(make_learner(school.unit).user), Client(), *(school.client(one) for one in school.staff)]
    assert all(MINE not in shown(lesson, one) for one in others)
    assert school.recorded() == [], "no statement, so no other system reads it"


def test_it_lies_encrypted_and_goes_with_its_person(school: School, lesson) -> None:
    write(lesson, school.client(), MINE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed, 'escape') FROM content_reflection")
        assert "chuyển tiền" not in cursor.fetchone()[0]
    forget(school.learner, by=school.learner.user)
    with everyone("a test looks at everything"):
        assert not Reflection.objects.exists()


def test_pressed_twice_is_kept_once_and_empty_is_nothing(school: School, lesson) -> None:
    client = school.client()
    for _press in range(2):
        assert write(lesson, client, MINE).status_code == 302
    assert Reflection.objects.get().version == 1
    assert write(lesson, client, " \n ", seen=1).status_code == 302
    assert not Reflection.objects.exists()


def test_two_tabs_lose_nothing(school: School, lesson) -> None:
    client = school.client()
    write(lesson, client, "Bản của thẻ một.")
    answer = write(lesson, client, "Bản của thẻ hai.", seen=0)
    assert answer.status_code == 200
    page = answer.text
    assert "Bản của thẻ hai.</textarea>" in page, "what was typed stays in the box"
    assert "Bản của thẻ một." in page, "and what is kept stands beside it"
    assert "Trong lúc này đã có bản khác được giữ" in words(page)
    assert 'name="seen" value="1"' in page
    assert write(lesson, client, "Bản của thẻ hai.", seen=1).status_code == 302
    assert "Bản của thẻ hai." in shown(lesson, client)


def test_too_long_is_said_and_stays_in_the_box(school: School, lesson) -> None:
    client = school.client()
    assert write(lesson, client, "x" * LONGEST).status_code == 302
    long = "y" * (LONGEST + 1)
    answer = write(lesson, client, long, seen=1)
    assert f"{long}</textarea>" in answer.text
    assert "Bài viết có 5001 chữ cái và dấu; giữ được nhiều nhất 5000." in words(answer.text)
    assert 'role="alert"' in answer.text
    assert Reflection.objects.get().version == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 999])
def test_a_version_that_is_none_is_nothing_seen(school: School, lesson, seen: str) -> None:
    assert write(lesson, school.client(), MINE, seen).status_code == 302
    assert write(lesson, school.client(), "Khác.", seen).status_code == 200, "nothing is written over unseen"


def test_a_stranger_is_told_that_nothing_is_kept_and_gets_the_text_back_after_signing_in(
    school: School, lesson
) -> None:
    client = Client()
    assert "Chưa đăng nhập nên chữ gõ ở đây không được giữ lại." in words(shown(lesson, client))
    asked = write(lesson, client, MINE)
    assert not Reflection.objects.exists()
    waiting = client.session.get("unsent", [])
    assert any(MINE in value for row in waiting for _name, value in row["fields"]), (
        "what was typed waits for its person"
    )
    assert asked.status_code in (200, 302, 403)


def test_without_consent_nothing_is_kept_and_nothing_is_lost(school: School, lesson) -> None:
    withdraw_consent(school.learner, by=school.learner.user)
    client = school.client()
    answer = write(lesson, client, MINE)
    assert not Reflection.objects.exists()
    for page in (answer.text, shown(lesson, client)):
        assert f"{MINE}</textarea>" in page
        assert "chưa có lời đồng ý ghi nhận" in words(page)
        assert reverse("people:consent") in page


def test_what_waits_for_consent_is_shown_to_its_writer_alone_and_none_pushes_out_another(school: School) -> None:
    asked = [reflection("Mình sẽ làm gì?"), reflection("Làm cùng ai?"), single()]
    lesson = published(school.course, lesson_page("Bài bốn", *asked, slug="bai-bon"))
    withdraw_consent(school.learner, by=school.learner.user)
    client, (first, second, _single) = school.client(), lesson.body
    for block, text in ((first, MINE), (second, "Cùng con gái.")):
        client.post(reverse("content:reflect", args=[lesson.pk, block.id]), {"text": text, "seen": 0})
    page = client.get(f"{lesson.url}?buoc=ca-bai").text
    assert f"{MINE}</textarea>" in page
    assert "Cùng con gái.</textarea>" in page
    waiting = client.session[NOT_KEPT]
    other = school.client(make_learner(school.unit).user)
    session = other.session
    session[NOT_KEPT] = waiting
    session.save()
    assert MINE not in other.get(f"{lesson.url}?buoc=ca-bai").text, "a browser that another person used before"
    give_consent(school.learner, by=school.learner.user)
    client.post(reverse("content:reflect", args=[lesson.pk, second.id]), {"text": "Cùng con gái.", "seen": 0})
    assert f"{MINE}</textarea>" in client.get(f"{lesson.url}?buoc=ca-bai").text, "the other one still waits"


def test_it_is_no_question_of_the_lesson(school: School, lesson) -> None:
    write(lesson, school.client(), MINE)
    assert len(lesson.questions()) == 1
    assert school.client().get(f"{lesson.url}?buoc=2").status_code == 200
    wrong = reverse("content:reflect", args=[lesson.pk, lesson.body[1].id])
    assert school.client().post(wrong, {"text": MINE}).status_code == 404


def test_on_one_page_it_leads_back_there(school: School, lesson) -> None:
    client = school.client()
    assert 'name="buoc" value="ca-bai"' in client.get(f"{lesson.url}?buoc=ca-bai").text
    address = reverse("content:reflect", args=[lesson.pk, lesson.body[0].id])
    assert "buoc=ca-bai" in client.post(address, {"text": MINE, "seen": "0", "buoc": "ca-bai"})["Location"]
    wrong = client.post(address, {"text": "Khác", "seen": "0", "buoc": "ca-bai"})
    assert "Khác</textarea>" in wrong.text
