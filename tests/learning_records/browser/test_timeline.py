"""The learner's own diary: by day, in plain sentences, with the way to the lesson, and nobody else's."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from content.models import CourseIndexPage, CoursePage
from content.public import open_lesson
from learning_records.public import diary, find, make_credential, portal_credential, record, void
from portal.pages import diary_views
from portal.people.models import LearnerAlias
from portal.people.public import acting_as, everyone
from tests.builders.lessons import lesson_page, single
from tests.builders.people import make_admin, make_commune, make_learner
from tests.builders.recognition import WHY, citizen_set, statement, store

pytestmark = pytest.mark.django_db
PAGE = "/cua-toi/nhat-ky/"


@pytest.fixture
def hoa():
    return make_learner(make_commune())


def page_of(user, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(PAGE + query).text


def named(name: str, at: str, who, **more) -> dict:
    said = statement(who, at=at, **more)
    said["object"]["definition"]["name"] = {"vi": name}
    return said


def test_by_day_of_the_event_where_the_portal_stands(hoa) -> None:
    store(
        named("Bài muộn", "2026-03-01T18:30:00Z", hoa.pk),  # the next day in Viet Nam
        named("Bài sớm", "2026-03-01T02:05:00Z", hoa.pk, result={"score": {"scaled": 0.75}}),
    )
    page = page_of(hoa.user)
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:2] == ["2 tháng 3 năm 2026", "1 tháng 3 năm 2026"]
    assert "Đã học xong “Bài sớm”, điểm 75%" in page
    assert "09:05" in page
    assert page.index("Bài muộn") < page.index("Bài sớm")
    assert str(hoa.pk) not in page


def test_the_way_to_the_lesson_while_it_can_be_read(hoa) -> None:
    index = CourseIndexPage(title="Khóa học", slug="khoa-hoc")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=index)
    course = CoursePage(title="Một khóa", slug="mot-khoa")
    index.add_child(instance=course)
    lesson = lesson_page("Tin nhắn lừa", single(), slug="tin-nhan-lua")
    course.add_child(instance=lesson)
    with acting_as(hoa.user):
        open_lesson(hoa, lesson)
    link = re.compile(r'<a class="alone"\s+href="[^"]*/khoa-hoc/mot-khoa/tin-nhan-lua/">Đã mở “Tin nhắn lừa”</a>')
    assert link.search(page_of(hoa.user))
    lesson.unpublish()
    page = page_of(hoa.user)
    assert "Đã mở “Tin nhắn lừa”" in page
    assert not link.search(page)


def test_own_data_only_with_that_of_joined_persons_and_nothing_taken_back(hoa) -> None:
    neighbour, alias = make_learner(make_commune("Khác", "Sen Xanh")), uuid4()
    with everyone(WHY):
        LearnerAlias.objects.create(learner=hoa, alias=alias, joined_by=hoa.user)
    _mine, _old, gone, _theirs = store(
        named("Của tôi", "2026-03-01T01:00:00Z", hoa.pk),
        named("Trước kia", "2026-02-01T01:00:00Z", alias),
        named("Ghi nhầm", "2026-03-02T01:00:00Z", hoa.pk),
        named("Của người khác", "2026-03-03T01:00:00Z", neighbour.pk),
    )
    void(gone, portal_credential())
    page = page_of(hoa.user, f"?nguoi={neighbour.reference}&learner={neighbour.pk}")
    assert ("Của tôi" in page, "Trước kia" in page, "Ghi nhầm" in page, "Của người khác" in page) == (
        True,
        True,
        False,
        False,
    )


def test_pages_of_thirty_and_back(hoa) -> None:
    assert diary_views.PAGE == 30
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    hours = [(begin + timedelta(hours=number)).isoformat() for number in range(65)]
    store(*[named(f"Bài số {number:02}", at, hoa.pk) for number, at in enumerate(hours)])
    seen, query, pages = [], "", 0
    while True:
        page, pages = page_of(hoa.user, query), pages + 1
        seen += re.findall(r"Bài số (\d\d)", page)
        onward = re.search(r'rel="next" href="(\?[^"]+)"', page)
        assert (f'href="{PAGE}"' in page) == bool(query)
        if onward is None:
            break
        query = onward[1]
    assert pages == 3
    assert seen == [f"{number:02}" for number in range(64, -1, -1)]


def test_what_another_system_noted_says_so(hoa) -> None:
    store(named("Ở đây", "2026-03-01T01:00:00Z", hoa.pk))
    record([named("Nơi khác", "2026-03-02T01:00:00Z", hoa.pk)], make_credential("Cũ", ["statements/write"])[0])
    lines = re.findall(r"<li class=\"line\">.*?</li>", page_of(hoa.user), re.DOTALL)
    assert ["do hệ thống khác ghi" in line for line in lines if "“" in line] == [True, False]


def test_steps_within_a_lesson_are_left_out(hoa) -> None:
    store(
        *[
            named("Một bài", "2026-03-01T01:00:00Z", hoa.pk, verb=verb)
            for verb in ("progressed", "answered", "progressed")
        ]
    )
    page = page_of(hoa.user)
    assert "Đã trả lời “Một bài”" in page
    assert page.count("Một bài") == 1


def test_empty_says_what_helps_and_officials_are_led_home(hoa) -> None:
    assert "Chưa có gì được ghi lại" in page_of(hoa.user)
    client = Client()
    client.force_login(make_admin())
    assert client.get(PAGE).url == reverse("pages:my_page")
    assert Client().get(PAGE).status_code == 302


def test_my_page_and_the_profile_lead_here(hoa) -> None:
    client = Client()
    client.force_login(hoa.user)
    citizen_set()
    for name in ("people:profile", "pages:my_page"):
        assert f'href="{PAGE}"' in client.get(reverse(name)).text, name


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_at_the_end_of_all_dates_can_be_shown(hoa, moment: str) -> None:
    """Years 1 and 9999 are times to the specification; half of them have no local time in Viet Nam."""
    (seen,) = store(named("Bài lạ", moment, hoa.pk))
    assert "Bài lạ" in page_of(hoa.user)
    admin = Client()
    admin.force_login(make_admin())
    assert admin.get(reverse("pages:record", args=[seen])).status_code == 200
    assert admin.get(reverse("pages:records")).status_code == 200
    assert find(seen).statement["timestamp"] == moment


def test_pages_of_a_diary_go_on_at_the_end_of_all_dates(hoa, monkeypatch) -> None:
    monkeypatch.setattr(diary_views, "PAGE", 1)
    store(*(named(f"Bài {number}", "9999-12-31T23:59:59Z", hoa.pk) for number in range(3)))
    seen, onward = [], None
    for _page in range(3):
        read = diary([hoa.pk], onward, 1)
        seen += [one.seq for one in read.found]
        onward = read.onward
    assert (len(set(seen)), onward) == (3, None)


@pytest.mark.parametrize("field", ["tu", "den"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_all_dates_may_be_asked_for(field: str, day: str) -> None:
    admin = Client()
    admin.force_login(make_admin())
    assert admin.get(reverse("pages:records"), {field: day}).status_code == 200
