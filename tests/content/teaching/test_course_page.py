"""The people of a course as their teacher sees them: states with reasons, filters, order, and nobody from elsewhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from content.classes.enrolling import enrol_people
from content.classes.planning import open_class
from content.identities import Enrolment
from content.models import LessonPage
from content.public import open_lesson
from content.teaching import people, states
from content.teaching.people import Asked
from content.teaching.rights import courses_of, enrolments_of
from portal.people.models import LearnerAlias, Residence
from portal.places.models import Centre, ResidentialGroup
from tests.builders.lessons import ids
from tests.builders.people import make_commune, make_learner, make_staff, make_user, signed_in
from tests.content.classes.conftest import VALUES
from tests.content.teaching.conftest import Hall, long_ago, miss


def url(hall: Hall, query: str = "") -> str:
    return reverse("content:teaching_course", args=[hall.course.pk]) + query


def shown(hall: Hall, query: str = "") -> list[tuple[str, str, str]]:
    answer = hall.client().get(url(hall, query))
    assert answer.status_code == 200
    return [(state, one.name, one.reason) for state, _words, found in answer.context["parts"] for one in found]


def test_three_groups_each_with_its_reason(hall: Hall) -> None:
    assert shown(hall) == [
        ("failing", "Bùi Thị Cúc", "Làm bài 1 ba lần chưa qua"),
        ("stuck", "Đặng Văn Hòa", "Dừng ở bài 1 từ 9 ngày"),
        ("away", "Lê Văn Tám", "Dừng ở bài 1 từ 5 tuần"),
        ("away", "Nguyễn Văn An", "Chưa mở bài nào từ khi ghi danh 3 tuần"),
    ]
    text = hall.client().get(url(hall)).content.decode()
    assert "<h1>4 người cần giúp</h1>" in text
    assert "5 người đang học, 1 người học xong" in text


def test_by_state_and_all(hall: Hall) -> None:
    assert [name for _state, name, _why in shown(hall, "?tinh-trang=learning")] == ["Phạm Thị Mai"]
    assert shown(hall, "?tinh-trang=finished") == [("finished", "Trần Thị Bưởi", "Học xong hôm nay")]
    assert len(shown(hall, "?tinh-trang=all")) == 6
    assert len(shown(hall, "?tinh-trang=khong-co")) == 4, "what is no choice is left out"


def test_by_name_stays_within_the_states(hall: Hall) -> None:
    late = make_learner(hall.school.unit, "Cao Thị Ánh")
    open_lesson(late, hall.school.lesson)
    long_ago(late, hall.course, 8)
    assert [n for s, n, _why in shown(hall, "?xep=time") if s == "stuck"] == ["Đặng Văn Hòa", "Cao Thị Ánh"]
    assert [n for s, n, _why in shown(hall, "?xep=name") if s == "stuck"] == ["Cao Thị Ánh", "Đặng Văn Hòa"]


def test_a_thon_and_a_class(hall: Hall) -> None:
    group = ResidentialGroup.objects.create(
        unit=hall.school.unit, name="Thôn Hạ", valid_from=hall.school.unit.valid_from
    )
    Residence.objects.filter(learner=hall.people["stuck"]).update(residential_group=group)
    assert [name for _s, name, _w in shown(hall, f"?thon={group.pk}")] == ["Đặng Văn Hòa"]
    taught = open_class(hall.centre, uuid4(), VALUES, by=hall.teacher)
    enrol_people(taught, [hall.people["away"]], by=hall.teacher)
    assert [name for _s, name, _w in shown(hall, f"?lop={taught.pk}")] == ["Lê Văn Tám"]
    assert shown(hall, f"?lop={taught.pk}&thon={group.pk}") == []


def test_the_class_of_another_centre_chooses_nobody(hall: Hall) -> None:
    other = make_commune("Đồng Mây", "Sen Mây")
    taught = open_class(Centre.objects.create(unit=other, name="Nơi khác"), uuid4(), VALUES, by=make_staff(other))
    enrol_people(taught, [hall.people["away"]], by=hall.teacher)
    assert shown(hall, f"?lop={taught.pk}") == []


def test_who_lives_elsewhere_is_the_teachers_there(hall: Hall) -> None:
    names = [name for _s, name, _w in shown(hall, "?tinh-trang=all")]
    assert "Vũ Người Nơi Khác" not in names
    home = Residence.objects.get(learner=hall.people["elsewhere"]).unit
    Centre.objects.create(unit=home, name="Trung tâm Đồng Trăng")
    there = signed_in(make_staff(home)).get(url(hall, "?tinh-trang=all"))
    assert [one.name for _s, _w, found in there.context["parts"] for one in found] == ["Vũ Người Nơi Khác"]


def test_a_member_of_the_class_who_moved_away_is_not_named(hall: Hall) -> None:
    taught = open_class(hall.centre, uuid4(), VALUES, by=hall.teacher)
    enrol_people(taught, [hall.people["stuck"]], by=hall.teacher)
    Residence.objects.filter(learner=hall.people["stuck"]).update(unit=make_commune("Đồng Mây", "Sen Mây"))
    assert shown(hall, f"?lop={taught.pk}&tinh-trang=all") == []


def test_an_officer_who_is_staff_elsewhere_sees_only_the_centres_people(hall: Hall) -> None:
    """A wider scope (cases, a province) widens nothing here."""
    both = make_staff(hall.school.unit)
    home = Residence.objects.get(learner=hall.people["elsewhere"]).unit
    both.roles.create(kind="officer", unit=home, valid_from=both.roles.get().valid_from)
    found = signed_in(both).get(url(hall, "?tinh-trang=all")).context["parts"]
    assert "Vũ Người Nơi Khác" not in [one.name for _s, _w, rows in found for one in rows]


@pytest.mark.parametrize("kind", ["officer", "signer", "inspector"])
def test_no_other_role_comes_in(hall: Hall, kind: str) -> None:
    user = make_user(kind, unit=hall.school.unit)
    assert signed_in(user).get(url(hall)).status_code == 403
    assert signed_in(user).get(reverse("content:teaching")).status_code == 403


def test_a_course_that_is_nobodys_here_is_not_there(hall: Hall) -> None:
    other = make_commune("Đồng Mây", "Sen Mây")
    Centre.objects.create(unit=other, name="Nơi khác")
    assert signed_in(make_staff(other)).get(url(hall)).status_code == 404


def test_fewer_tries_allowed_are_used_up_earlier(hall: Hall) -> None:
    once = make_learner(hall.school.unit, "Cao Thị Ánh")
    miss(once, hall.school.lesson, ids(hall.school.lesson)[3], 2)
    assert "Cao Thị Ánh" not in [name for _s, name, _w in shown(hall)]
    LessonPage.objects.filter(pk=hall.school.lesson.pk).update(attempts=2)
    assert ("failing", "Cao Thị Ánh", "Làm bài 1 hai lần chưa qua") in shown(hall)


def test_everybody_finished_is_quiet(hall: Hall) -> None:
    Enrolment.objects.exclude(learner=hall.people["finished"]).update(course=hall.school.lesson.pk)
    answer = hall.client().get(url(hall))
    assert "<h1>Mọi người đã học xong khóa này</h1>" in answer.content.decode()
    assert answer.context["parts"] == []


def test_a_person_found_twice_is_one(hall: Hall) -> None:
    double = make_learner(hall.school.unit, "Đặng Văn Hòa")
    open_lesson(double, hall.school.lesson)
    Residence.objects.filter(learner=double).update(valid_to=Residence.objects.filter(learner=double).get().valid_from)
    LearnerAlias.objects.create(learner=hall.people["stuck"], alias=double.pk, joined_by=hall.teacher)
    assert len(shown(hall, "?tinh-trang=all")) == 6
    Enrolment.objects.filter(learner=hall.people["stuck"]).update(course=hall.school.lesson.pk)
    again = shown(hall, "?tinh-trang=all")
    assert ("learning", "Đặng Văn Hòa", "Đang học bài 1, hôm nay có vào học") in again
    assert len(again) == 6


def test_as_many_questions_for_many_as_for_few(hall: Hall, django_assert_max_num_queries) -> None:
    client = hall.client()
    client.get(url(hall))

    def asked(query: str) -> int:
        with django_assert_max_num_queries(40) as counted:
            assert client.get(url(hall, query)).status_code == 200
        return len(counted)

    few = asked("?tinh-trang=all"), asked("?tinh-trang=all&xep=name")
    assert max(few) <= 27  # names that the process has not read yet ask for their keys
    for number in range(22):
        open_lesson(make_learner(hall.school.unit, f"Lê Thị Sen {number}"), hall.school.lesson)
    assert (asked("?tinh-trang=all"), asked("?tinh-trang=all&xep=name")) == few
    assert len(shown(hall, "?tinh-trang=all")) == people.A_PAGE
    assert len(shown(hall, "?tinh-trang=all&trang=2")) == 8


def test_all_courses_with_three_numbers(hall: Hall, django_assert_max_num_queries) -> None:
    client = hall.client()
    client.get(reverse("content:teaching"))
    with django_assert_max_num_queries(24):
        answer = client.get(reverse("content:teaching"))
    ((course, numbers),) = answer.context["courses"]
    assert (course.pk, numbers.learning, numbers.help, numbers.finished) == (hall.course.pk, 5, 4, 1)
    assert list(courses_of([hall.centre])) == [course]
    assert enrolments_of([hall.centre]).count() == 6


def test_days_as_one_says_them() -> None:
    assert [states.how_long(days) for days in (1, 9, 13, 14, 23, 60, 61, 95)] == [
        "1 ngày", "9 ngày", "13 ngày", "2 tuần", "3 tuần", "8 tuần", "2 tháng", "3 tháng",
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "state"), [(6, "learning"), (7, "stuck"), (29, "stuck"), (30, "away")])
def test_the_day_a_state_begins(hall: Hall, days: int, state: str) -> None:
    long_ago(hall.people["learning"], hall.course, days)
    room = people.room_of(hall.course, [hall.centre])
    assert room.rows().get(learner=hall.people["learning"]).state == state


@pytest.mark.parametrize(("days", "state"), [(13, "learning"), (14, "away")])
def test_the_day_on_which_somebody_who_never_began_is_away(hall: Hall, days: int, state: str) -> None:
    late = make_learner(hall.school.unit, "Cao Thị Ánh")
    row = Enrolment.objects.create(learner=late, course=hall.course)
    Enrolment.objects.filter(pk=row.pk).update(made_at=row.made_at - timedelta(days=days))
    assert people.room_of(hall.course, [hall.centre]).rows().get(learner=late).state == state


def test_an_address_says_only_what_is_not_plain() -> None:
    assert Asked().query() == ""
    assert Asked(state="all", group=3).query() == "tinh-trang=all&thon=3"
