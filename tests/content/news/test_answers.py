"""“Bài này có ích không?”: once a visitor, changeable, without anybody, and nothing for who does not answer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import NewsAnswer, NewsPage
from content.news import ratings
from content.news.views import ANSWERS
from learning_records.models import Statement
from tests.builders.news import Press
from tests.builders.people import make_commune, make_learner

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 9) Chrome/100 Mobile"}


@pytest.fixture
def page(press: Press) -> NewsPage:
    return press.tell("Lớp tối", intro="Thứ Ba.")


def where(page: NewsPage) -> str:
    return reverse("content:news_answer", args=[page.pk])


def visitor(**more: str) -> Client:
    return Client(enforce_csrf_checks=True, **PHONE, **more)


def say(client: Client, page: NewsPage, answer: str):
    """Opens the page of the form and sends it, as a browser without script does."""
    shown = client.get(where(page))
    assert shown.status_code == 200
    return client.post(where(page), {"answer": answer, "csrfmiddlewaretoken": client.cookies["csrftoken"].value})


def given() -> dict[str, int]:
    return {one.answer.value: one.number for one in ratings.counts(NewsPage.objects.get())}


def test_who_only_reads_gets_no_cookie(page: NewsPage) -> None:
    client = visitor()
    answer = client.get(page.url)
    assert "Bài này có ích không?" in answer.text
    assert not client.cookies
    client.get(page.get_parent().url)
    assert not client.cookies


def test_an_answer_is_counted_once_and_can_be_changed(page: NewsPage) -> None:
    client = visitor()
    assert say(client, page, "yes").url == f"{page.url}#y-kien"
    assert "Đã trả lời: “Có ích”" in client.get(page.url).text
    say(client, page, "yes")
    assert given() == {"yes": 1, "partly": 0, "no": 0}
    say(client, page, "no")
    assert given() == {"yes": 0, "partly": 0, "no": 1}
    assert "checked" in client.get(where(page)).text


def test_two_presses_before_the_first_is_answered_count_once(page: NewsPage) -> None:
    client = visitor()
    client.get(where(page))
    token = client.cookies["csrftoken"].value
    sent = {"answer": "yes", "csrfmiddlewaretoken": token}
    for _press in range(2):
        alone = visitor()
        alone.cookies["csrftoken"] = token  # the second left the browser before the first brought a session
        assert alone.post(where(page), sent).status_code == 302
    assert given()["yes"] == 1


def test_signing_in_between_changes_no_number(page: NewsPage) -> None:
    learner, client = make_learner(make_commune()), visitor()
    say(client, page, "yes")
    client.force_login(learner.user)
    say(client, page, "partly")
    assert given() == {"yes": 0, "partly": 1, "no": 0}
    assert not Statement.objects.exists()


def test_visitors_are_counted_apart_and_few_are_hidden(page: NewsPage) -> None:
    for _one in range(4):
        say(visitor(), page, "yes")
    say(visitor(), page, "no")
    assert "người trả lời" not in Client().get(page.url).text
    say(visitor(), page, "yes")
    shown = Client().get(page.url).text
    assert "5 người trả lời: “Có ích”" in shown
    assert "người trả lời: “Chưa giúp được”" not in shown


def test_nothing_personal_is_kept(page: NewsPage) -> None:
    client = visitor(REMOTE_ADDR="203.0.113.77")
    say(client, page, "yes")
    row = NewsAnswer.objects.values().get()
    assert set(row) == {"id", "page_id", "answer", "day", "mark"}
    kept = repr(row)
    for secret in ("203.0.113.77", client.cookies["csrftoken"].value, client.session.session_key):
        assert secret not in kept
    other = NewsPage.objects.get()
    assert ratings.counts(other)[0].number == 1


def test_the_mark_of_one_page_is_not_that_of_another(press: Press, page: NewsPage) -> None:
    client, second = visitor(), press.tell("Tin hai")
    say(client, page, "yes")
    say(client, second, "yes")
    marks = list(NewsAnswer.objects.values_list("mark", flat=True))
    assert len(set(marks)) == 2


def test_marks_go_after_thirty_days_and_numbers_stay(page: NewsPage) -> None:
    say(visitor(), page, "yes")
    NewsAnswer.objects.update(day=timezone.localdate() - ratings.CHANGEABLE)
    assert ratings.forget_marks() == 0
    NewsAnswer.objects.update(day=timezone.localdate() - ratings.CHANGEABLE - timedelta(days=1))
    assert ratings.forget_marks() == 1
    assert (NewsAnswer.objects.get().mark, given()["yes"]) == (None, 1)


@pytest.mark.parametrize("sent", ["", "yes' OR 1", "YES", "x" * 500])
def test_what_is_no_answer_is_refused_in_words(page: NewsPage, sent: str) -> None:
    answer = say(visitor(), page, sent)
    assert answer.status_code == 422
    assert "Chọn một câu trả lời rồi gửi." in answer.text
    assert not NewsAnswer.objects.exists()


def test_looking_notes_nothing(page: NewsPage) -> None:
    visitor().get(where(page), {"chon": "yes"})
    assert not NewsAnswer.objects.exists()


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8.0", "python-requests/2", ""])
def test_programs_are_not_counted(page: NewsPage, agent: str) -> None:
    client = Client(enforce_csrf_checks=True, HTTP_USER_AGENT=agent)
    assert say(client, page, "yes").status_code == 302
    assert not NewsAnswer.objects.exists()


def test_one_network_is_limited_and_told_when_it_goes_on(page: NewsPage) -> None:
    for _one in range(ANSWERS.amount):
        assert say(visitor(REMOTE_ADDR="203.0.113.5"), page, "yes").status_code == 302
    answer = say(visitor(REMOTE_ADDR="203.0.113.5"), page, "yes")
    assert answer.status_code == 429
    assert "Gửi lại lúc" in answer.text
    assert say(visitor(REMOTE_ADDR="203.0.113.6"), page, "yes").status_code == 302
    assert given()["yes"] == ANSWERS.amount + 1


def test_an_article_that_is_not_there_takes_no_answer(page: NewsPage) -> None:
    client = visitor()
    client.get(where(page))
    page.unpublish()
    assert client.get(where(page)).status_code == 404
    sent = {"answer": "yes", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(where(page), sent).status_code == 404


def test_a_copy_of_the_form_from_elsewhere_is_refused(page: NewsPage) -> None:
    assert visitor().post(where(page), {"answer": "yes"}).status_code == 403
    assert not NewsAnswer.objects.exists()


def test_an_answer_that_became_a_number_is_not_counted_a_second_time(page: NewsPage) -> None:
    client = visitor()
    say(client, page, "yes")
    NewsAnswer.objects.update(day=timezone.localdate() - timedelta(days=31))
    assert ratings.forget_marks() == 1
    answer = say(client, page, "no")
    assert answer.status_code == 409
    assert "không đổi được nữa" in answer.text
    assert given() == {"yes": 1, "partly": 0, "no": 0}
