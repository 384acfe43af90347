"""A tenth of the course that `tests/bench/test_teacher.py` measures: the same questions of the database, however many learn."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders.many_learners import make_course, many_learners
from tests.content.teaching.conftest import Hall

MOST = {
    "help": ("teaching_course", "", 26),
    "everybody": ("teaching_course", "?tinh-trang=all", 26),
    "by name": ("teaching_course", "?tinh-trang=all&xep=name", 26),
    "a deep page": ("teaching_course", "?tinh-trang=all&trang=9", 26),
    "questions": ("teaching_questions", "?bai=8", 20),
    "message": ("teaching_message", "?tinh-trang=stuck", 26),
}


@pytest.fixture
def crowd(hall: Hall):
    course = make_course(hall.course.get_parent())
    many_learners(hall.school.unit, course, 20)
    return course


def asked(client, course, name: str, query: str) -> tuple[int, int]:
    """How often the database was asked, and how many bytes came."""
    address = reverse(f"content:{name}", args=[course.pk]) + query
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(counted), len(answer.content)


def test_two_hundred_are_no_more_questions_than_twenty(hall: Hall, crowd) -> None:
    client = hall.client()
    few = {kind: asked(client, crowd, name, query)[0] for kind, (name, query, _most) in MOST.items()}
    assert {kind: number for kind, number in few.items() if number > MOST[kind][2]} == {}
    many_learners(hall.school.unit, crowd, 180, seed=2)
    found = {kind: asked(client, crowd, name, query) for kind, (name, query, _most) in MOST.items()}
    assert {kind: number for kind, (number, _size) in found.items()} == few
    assert {kind: size for kind, (_number, size) in found.items() if size > 60_000 and kind != "message"} == {}


def test_the_crowd_is_spread_over_all_states(hall: Hall, crowd) -> None:
    many_learners(hall.school.unit, crowd, 180, seed=2)
    answer = hall.client().get(reverse("content:teaching_course", args=[crowd.pk]))
    assert set(answer.context["numbers"].of) == {"failing", "stuck", "away", "learning", "finished"}
    assert answer.context["numbers"].all == 200
