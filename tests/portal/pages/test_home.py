"""The first page, for anybody and for a learner; navigation by role; letters and colours."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from content.models import CentrePage, CourseIndexPage, CoursePage
from content.public import enrol
from portal.pages.models import HomePage
from portal.people.public import everyone
from portal.places.models import Centre
from tests.builders.cases import WHY, Village
from tests.builders.pages import lesson, published, wagtail_roots
from tests.builders.people import make_learner, make_user


@pytest.fixture
def village(db) -> Village:
    return Village()


@pytest.fixture
def course(village: Village) -> CoursePage:
    """A site with a home page, one course and its two lessons."""
    home = wagtail_roots().add_child(
        instance=HomePage(title="Trang nhà", slug="nha", intro="Học điều mình cần.", live=True)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    index = home.add_child(instance=CourseIndexPage(title="Khóa học", slug="khoa-hoc", live=True))
    made = index.add_child(instance=CoursePage(title="Nhận ra tin nhắn lừa đảo", slug="an-toan", live=True))
    for title in ("Bài một", "Bài hai"):
        published(made, lesson(title))
    return made


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rooms(page: str) -> list[str]:
    bar = re.search(r'<nav class="nav".*?</nav>', page, re.DOTALL).group()
    return re.findall(r'<a href="([^"]+)"', bar)


class TestAnybody:
    def test_says_what_this_is_and_draws_nobody_s_points(self, course: CoursePage) -> None:
        page = Client().get("/").text
        assert "Học điều mình cần." in re.search(r"<h1.*?</h1>", page, re.DOTALL).group()
        assert 'class="lotus' not in page
        assert course.title in page
        assert reverse("people:signup") in page
        assert f'action="{reverse("search:search")}"' in page
        assert "style=" not in page

    def test_an_empty_site_does_not_break(self, db) -> None:
        home = wagtail_roots().add_child(instance=HomePage(title="Trang nhà", slug="nha", live=True))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
        )
        answer = Client().get("/")
        assert answer.status_code == 200
        assert settings.WAGTAIL_SITE_NAME in answer.text

    def test_somebody_to_call_stands_at_the_end(self, course: CoursePage, village: Village) -> None:
        Centre.objects.create(unit=village.unit, name="Trung tâm", phone="0900 000 000", hours="Từ 7 giờ 30")
        page = Client().get("/").text
        assert 'href="tel:0900000000"' in page
        assert "từ 7 giờ 30" in page

    def test_the_centre_is_in_reach(self, course: CoursePage, village: Village) -> None:
        listed = f'href="{reverse("pages:centres")}"'
        assert listed in Client().get("/").text.partition("<main")[2].partition("</main")[0]
        centre = Centre.objects.create(unit=village.unit, name="Trung tâm Đồng Sen")
        own = published(course.get_parent().get_parent(), CentrePage(title="Trung tâm", slug="tt", centre=centre))
        week, shelf = (reverse(f"content:{name}", args=[centre.pk]) for name in ("timetable", "library"))
        for person in (Client(), client_of(make_learner(village.unit, "Lê Hoa").user)):
            main, _end, foot = person.get("/").text.partition("<main")[2].partition("</main")
            assert all(f'href="{url}"' in main for url in (week, shelf))
            assert f'<a href="{week}">Trung tâm Đồng Sen</a>' in foot
        assert f'href="{own.url}"' in Client().get("/").text
        for url in (week, shelf):
            assert f'<a href="{own.url}">' in Client().get(url).text.partition("<main")[2], f"{url} leads back"

    def test_the_first_view_is_light(self, course: CoursePage) -> None:
        page = Client().get("/").content
        files = set(re.findall(rb'(?:href|src)="/static/([^"#]+)', page))
        weight = len(page) + sum(Path(finders.find(name.decode())).stat().st_size for name in files)
        assert b"css/site.css" in files
        assert weight < 100_000


class TestLearner:
    def test_who_has_not_begun_is_led_to_a_course(self, course: CoursePage, village: Village) -> None:
        page = client_of(make_learner(village.unit, "Nguyễn Thị Hoa").user).get("/").text
        assert "Hoa" in re.search(r"<h1.*?</h1>", page, re.DOTALL).group()
        assert f'action="{reverse("content:enrol", args=[course.pk])}"' in page
        assert page.count('<svg class="lotus"') == 1

    def test_who_has_begun_goes_on_with_a_post(self, course: CoursePage, village: Village) -> None:
        learner = make_learner(village.unit)
        with everyone(WHY):
            enrol(learner, course)
        first = course.get_children().first()
        page = client_of(learner.user).get("/").text
        form = re.search(
            rf'<form method="post" action="{reverse("content:open", args=[first.pk])}">.*?</form>', page, re.DOTALL
        )
        assert form
        assert "csrfmiddlewaretoken" in form.group()

    def test_the_week_is_told_quietly_once_something_was_learnt(self, course: CoursePage, village: Village) -> None:
        learner, other = make_learner(village.unit), make_learner(village.unit)
        with everyone(WHY):
            enrol(learner, course)
        assert "Tuần này đã học 1 ngày." in client_of(learner.user).get("/").text
        assert "Tuần này" not in client_of(other.user).get("/").text
        assert "Tuần này" not in Client().get("/").text

    def test_one_filled_button_in_view(self, course: CoursePage, village: Village) -> None:
        page = client_of(make_learner(village.unit).user).get("/").text
        filled = re.findall(r'class="button(?: big)?"', page)
        assert len(filled) == 1


class TestRooms:
    def test_of_each_role(self, course: CoursePage, village: Village) -> None:
        courses = course.get_parent().url
        numbers = reverse("recognition:place", args=[village.unit.versions.get().code])
        both = make_user("officer", "signer", unit=village.unit)
        expected = {
            None: ["/", courses, reverse("account_login")],
            make_learner(village.unit).user: ["/", courses, reverse("pages:my_page")],
            village.staff: [
                "/",
                courses,
                *map(reverse, ("pages:today", "people:counter", "content:classes", "content:drafts")),
            ],
            village.officer: ["/", courses, reverse("recognition:queue"), numbers],
            village.signer: ["/", courses, reverse("recognition:sign"), numbers],
            both: ["/", courses, reverse("recognition:queue"), numbers, reverse("recognition:sign")],
        }
        for user, wanted in expected.items():
            assert rooms((client_of(user) if user else Client()).get("/").text) == wanted

    def test_writing_begins_on_our_own_page_and_leads_to_all_others(self, course: CoursePage, village: Village) -> None:
        page = client_of(village.staff).get(reverse("content:drafts")).text
        assert re.findall(r'href="([^"]+)" aria-current="page"', page) == [reverse("content:drafts")]
        assert f'href="{reverse("wagtailadmin_home")}"' in page
        both = make_user("staff", "administrator", unit=village.unit)
        assert rooms(client_of(both).get("/").text).count(reverse("content:drafts")) == 1

    def test_one_sees_where_one_is(self, course: CoursePage) -> None:
        assert re.findall(r'href="([^"]+)" aria-current="page"', Client().get("/").text) == ["/"]
        deep = Client().get(course.url).text
        assert re.findall(r'href="([^"]+)" aria-current="true"', deep) == [course.get_parent().url]


class TestLetters:
    url = "/co-chu/"

    def test_kept_on_the_device_without_an_account(self, course: CoursePage) -> None:
        browser = Client()
        answer = browser.post(self.url, {"letters": "150", "contrast": "high", "back": "/"})
        assert answer.url == "/"
        assert 'class="letters-150 contrast"' in browser.get("/").text
        browser.post(self.url, {"letters": "100", "back": "/"})
        assert '<html lang="vi">' in browser.get("/").text

    def test_only_known_sizes_and_own_addresses(self, db) -> None:
        browser = Client()
        answer = browser.post(self.url, {"letters": '"><script>', "back": "https://example.org/"})
        assert answer.url == "/"
        assert '<html lang="vi">' in browser.get(self.url).text

    def test_its_own_address_leads_back_to_itself(self, db) -> None:
        assert Client().post(self.url, {"back": "http://testserver/co-chu/"}).url == self.url
