"""Whole pages kept for strangers: nothing of one visitor reaches another, and nothing old is shown after a change."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from content.models import LessonPage
from portal.people.public import everyone
from portal.places.models import Centre
from tests.content.conftest import School, make_school

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')


@pytest.fixture
def school(db, settings, tmp_path) -> School:
    settings.PUBLIC_PAGES_SECONDS, settings.VAR_DIR = 30, tmp_path
    with everyone("a test looks at everything"):
        yield make_school()


def queries(client: Client, url: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url, headers=headers).status_code == 200
    return len(seen)


def test_the_second_stranger_asks_the_database_nothing(school: School) -> None:
    first = Client().get(school.lesson.url)
    assert queries(Client(), school.lesson.url) == 0
    second = Client().get(school.lesson.url)
    assert TOKEN.sub("", second.text) == TOKEN.sub("", first.text)
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Content-Type"):
        assert name in second, name
    assert "Cookie" in second["Vary"]


def test_every_visitor_gets_a_token_of_the_own_that_works(school: School) -> None:
    tokens, clients = [], []
    for _visitor in range(3):
        client = Client(enforce_csrf_checks=True)
        found = set(TOKEN.findall(client.get(school.lesson.url).text))
        assert len(found) == 1
        tokens.append(found.pop())
        clients.append(client)
    assert len(set(tokens)) == 3
    block = next(iter(school.lesson.questions()))
    address = reverse("content:answer", args=[school.lesson.pk, block])
    for number, client in enumerate(clients):
        sent = {"answer": "b", "csrfmiddlewaretoken": tokens[number]}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent | {"csrfmiddlewaretoken": tokens[number - 1]}).status_code == 403


def test_who_is_signed_in_neither_gives_nor_gets_a_kept_page(school: School) -> None:
    own = school.client()
    own.get(school.lesson.url)
    assert queries(Client(), school.lesson.url) > 0
    assert queries(own, school.lesson.url) > 0
    assert "Đăng xuất" in own.get(school.course.url).text
    assert "Đăng xuất" not in Client().get(school.course.url).text


def test_letters_language_and_host_are_kept_apart(school: School, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "hai.example"]
    assert queries(Client(), school.course.url) > 0
    large = Client()
    large.cookies["letters"] = "150"
    assert 'class="letters-150' in large.get(school.course.url).text
    assert "letters-150" not in Client().get(school.course.url).text
    assert queries(Client(), school.course.url, host="hai.example") > 0
    assert queries(Client(), f"{school.course.url}?q=1") > 0
    assert queries(Client(), f"{school.course.url}?q=1") > 0


@pytest.mark.parametrize(
    "change", ["published", "unpublished", "above unpublished", "moved", "restricted", "centre", "another centre"]
)  # fmt: skip
@pytest.mark.parametrize("parts", ["", "?q=1"], ids=["whole", "made anew from kept parts"])
@pytest.mark.django_db(transaction=True)
def test_nothing_old_is_shown_after_a_change(school: School, change: str, parts: str) -> None:
    lesson = school.lesson
    first = queries(Client(), f"{lesson.url}?first")
    assert "Trung tâm Đồng Sen" in Client().get(f"{lesson.url}{parts}").text
    again = queries(Client(), f"{lesson.url}{parts}")
    assert 0 < again < first if parts else again == 0
    if change == "published":
        lesson.title = "Tên mới"
        lesson.save_revision().publish()
    elif change == "unpublished":
        lesson.unpublish()
    elif change == "above unpublished":
        school.course.unpublish()
    elif change == "moved":
        school.lessons[1].move(lesson, pos="left")
    elif change == "restricted":
        PageViewRestriction.objects.create(page=school.course, restriction_type="login")
    elif change == "another centre":  # then nobody knows which one a stranger means
        Centre.objects.create(unit=school.unit, name="Trung tâm khác", phone="0900 000 001")
    else:
        centre = Centre.objects.get()  # the only one, so a stranger is given its telephone
        centre.name, centre.phone = "Trung tâm mới", "0900 000 000"
        centre.save()
    answer = Client().get(f"{lesson.url}{parts}")
    wanted = {
        "published": (200, "Tên mới"), "unpublished": (404, ""), "above unpublished": (404, ""),
        "moved": (200, "Bài 2."), "restricted": (302, ""), "centre": (200, "Trung tâm mới"),
        "another centre": (200, ""),
    }[change]  # fmt: skip
    assert answer.status_code == wanted[0]
    assert wanted[1] in answer.text
    assert change not in ("centre", "another centre") or "Trung tâm Đồng Sen" not in answer.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["title of the first page", "another first page", "unpublished"])
def test_the_site_kept_for_strangers_is_never_an_old_one(school: School, change: str) -> None:
    home, asked = Site.objects.get(is_default_site=True).root_page, "/?q=1"
    first = queries(Client(), "/?first")
    assert queries(Client(), asked) < first
    if change == "another first page":
        Site.objects.get(is_default_site=True).delete()
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=school.course)
        assert Client().get(asked).context["page"].pk == school.course.pk
    elif change == "unpublished":
        home.specific.unpublish()
        assert Client().get(asked).status_code == 404
    else:
        page = home.specific
        page.title = "Nhà mới"
        page.save_revision().publish()
        assert Client().get(asked).context["page"].title == "Nhà mới"


def test_a_host_that_is_not_ours_is_refused_on_a_page_of_the_site(school: School, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    for asked in ("/", "/?q=1", "/khong-co/"):
        answer = Client().get(asked, headers={"host": "boese.example"})
        assert answer.status_code == 400
        assert "Cổng không đọc được lần gửi này" in answer.text, answer.text


def test_what_is_private_is_never_kept(school: School) -> None:
    PageViewRestriction.objects.create(page=school.course, restriction_type="password", password="mở ra")
    first = Client().get(school.lesson.url)
    assert 'type="password"' in first.text
    assert queries(Client(), school.lesson.url) > 0


def test_a_page_that_expires_is_not_served_from_the_database(school: School) -> None:
    Page.objects.filter(pk=school.lesson.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(LessonPage.objects.get(pk=school.lesson.pk).url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_parts_kept_for_strangers_are_no_learner_s_and_a_learner_s_no_stranger_s(school: School) -> None:
    own, lesson = school.client(), school.lesson
    address = f"{school.course.url}?q=1"
    mine = own.get(address).text
    assert mine != Client().get(address).text
    assert own.get(address).text.count("enrol") == mine.count("enrol")
    PageViewRestriction.objects.create(page=lesson, restriction_type="password", password="mở ra")
    opened = Client()
    opened.post(reverse("wagtailcore_authenticate_with_password", args=[1, lesson.pk]), {"password": "sai"})
    for visitor in (Client(), opened, Client()):
        assert lesson.title not in visitor.get(address).text
    session = own.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [PageViewRestriction.objects.get().pk]
    session.save()
    assert lesson.title in own.get(address).text
    assert lesson.title not in Client().get(address).text
