"""How often a page asks the database: a bound for each, and the same number however much there is to show."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Site

from content.models import Alignment, CourseIndexPage, CoursePage, LessonPage
from content.public import answer, enrol
from learning_records.public import indicator_iri
from portal.pages.models import HomePage
from portal.people.public import everyone
from portal.places.models import Centre
from recognition.skills.publishing import publish_shipped
from tests.builders.cases import WHY, Village
from tests.builders.lessons import ids, lesson_page, several, single
from tests.builders.pages import wagtail_roots
from tests.builders.people import make_learner, make_user

SIGNED_IN, SIGNED_OUT = 22, 12  # one of them for the notices of home, one for what the centre wrote
MY_PAGE = 24  # three of them for digital skills: what is asked, what is shown, what was confirmed


@dataclass
class Portal:
    """A site with courses, and a learner who has begun in them."""

    village: Village
    home: Page
    index: Page
    learner: object
    alignment: Alignment
    courses: list[Page]

    def add_course(self, lessons: int) -> CoursePage:
        course = self.index.add_child(instance=CoursePage(title=f"Khóa {len(self.courses)}", live=True))
        for number in range(lessons):
            lesson = course.add_child(instance=lesson_page(f"Bài {number}", single(), several(), live=True))
            lesson.alignments.through.objects.create(lessonpage=lesson, alignment=self.alignment)
        self.courses.append(course)
        return course

    def learn(self, course: Page) -> LessonPage:
        """The learner answers a question of the course's first lesson."""
        with everyone(WHY):
            enrol(self.learner, course)
            lesson = LessonPage.objects.child_of(course).first()
            answer(self.learner, lesson, ids(lesson)[0], ["b"])
        return lesson


@pytest.fixture
def portal(db) -> Portal:
    village = Village()
    Centre.objects.create(unit=village.unit, name="Trung tâm", phone="0900 000 000")
    home = wagtail_roots().add_child(instance=HomePage(title="Nhà", slug="nha", live=True))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    index = home.add_child(instance=CourseIndexPage(title="Khóa học", slug="khoa-hoc", live=True))
    row = {"kind": "indicator", "code": "B1", "name": "Kỹ năng số", "framework": "thử"}
    alignment = Alignment.objects.create(iri=indicator_iri("cong_dan_hoc_tap", "B1"), **row)
    made = Portal(village, home, index, make_learner(village.unit), alignment, [])
    for _number in range(4):
        made.learn(made.add_course(2))
    return made


def asked(client: Client, address: str) -> int:
    """How many queries the page takes, once what a process learns once is known."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def signed_in(portal: Portal) -> Client:
    client = Client()
    client.force_login(portal.learner.user)
    return client


PAGES: dict[str, Callable[[Portal], str]] = {
    "home": lambda portal: "/",
    "courses": lambda portal: portal.index.url,
    "course": lambda portal: portal.courses[0].url,
    "lesson": lambda portal: portal.courses[0].get_first_child().url,
    "search": lambda portal: f"{reverse('search:search')}?q=khoa",
    "place": lambda portal: reverse("recognition:place", args=[portal.village.unit.versions.get().code]),
}
MINE = {"my page": "pages:my_page", "diary": "pages:diary"}


@pytest.mark.parametrize("name", PAGES)
def test_pages_for_everybody_stay_within_their_bound(portal: Portal, name: str) -> None:
    assert asked(Client(), PAGES[name](portal)) <= SIGNED_OUT
    assert asked(signed_in(portal), PAGES[name](portal)) <= SIGNED_IN


@pytest.mark.parametrize("name", MINE)
def test_a_learner_s_own_pages_stay_within_their_bound(portal: Portal, name: str) -> None:
    publish_shipped()  # else there is nothing to be said of digital skills
    assert asked(signed_in(portal), reverse(MINE[name])) <= (MY_PAGE if name == "my page" else SIGNED_IN)


def test_the_list_to_sign_stays_within_its_bound(portal: Portal) -> None:
    client = Client()
    client.force_login(make_user("signer", unit=portal.village.unit))
    assert asked(client, reverse("recognition:sign")) <= SIGNED_IN


def test_thirty_courses_and_forty_lessons_are_no_more_questions(portal: Portal) -> None:
    mine, anybody = signed_in(portal), Client()
    pages = {name: find(portal) for name, find in PAGES.items()} | {"my page": reverse("pages:my_page")}

    def counts() -> dict[str, tuple[int, int]]:
        found = {name: (asked(mine, url), asked(anybody, url)) for name, url in pages.items() if name != "my page"}
        return found | {"my page": (asked(mine, pages["my page"]), 0)}

    few = counts()
    for _number in range(26):
        portal.add_course(1)
    for course in portal.courses[4:12]:
        portal.learn(course)
    for number in range(38):
        lesson = portal.courses[0].add_child(instance=lesson_page(f"Bài thêm {number}", single(), live=True))
        lesson.alignments.through.objects.create(lessonpage=lesson, alignment=portal.alignment)
    many = counts()
    # A list that has grown over one page of it asks once more: for how many there are.
    assert {
        name: (many[name][0] - few[name][0], many[name][1] - few[name][1]) for name in few if many[name] > few[name]
    } == {}
