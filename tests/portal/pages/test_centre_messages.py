"""What the centre wrote stands on the person's first pages until it is read, and on nobody else's."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from content.classes.public import enrol_people, open_class
from content.models import CoursePage
from content.public import enrol
from content.teaching.messages import send
from portal.people.public import everyone
from portal.places.models import Centre
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner
from tests.portal.pages.test_home import client_of, course, village

WORDS = "Bài đang đợi, ghé trung tâm nhé."
__all__ = ["course", "village"]


@pytest.fixture
def learner(course: CoursePage, village: Village):
    centre = Centre.objects.create(unit=village.unit, name="Trung tâm Đồng Sen")
    found = make_learner(village.unit)
    with everyone(WHY):
        enrol(found, course)
        send(course, [found.pk], WORDS, uuid4(), [centre], by=village.staff)
    return found


def test_on_my_page_with_centre_and_day_until_it_is_read(learner) -> None:
    client = client_of(learner.user)
    page = " ".join(client.get(reverse("pages:my_page")).text.split())
    assert "Lời nhắn từ trung tâm" in page
    assert WORDS in page
    assert "Trung tâm Đồng Sen," in page
    assert "Người viết: " not in page  # the sign-in name of staff is nothing for citizens
    found = re.search(r'action="(/loi-nhan/\d+/da-doc/)"', page)
    client.post(found.group(1))
    assert WORDS not in client.get(reverse("pages:my_page")).text


def test_home_says_that_there_is_one(learner) -> None:
    assert "Trung tâm có lời nhắn" in client_of(learner.user).get("/").text


def test_what_was_written_to_a_class_stands_there_with_the_way_to_it(learner, village: Village) -> None:
    centre = Centre.objects.get(unit=village.unit)
    values = {"title": "Dùng điện thoại", "topic": "", "teacher": "", "hours_planned": None, "audience": "people"}
    taught = open_class(centre, uuid4(), values, by=village.staff)
    words = "Buổi thứ Năm dời sang thứ Sáu."
    with everyone(WHY):
        enrol_people(taught, [learner], by=village.staff)
        send(taught, [learner.pk], words, uuid4(), [centre], by=village.staff)
    client = client_of(learner.user)
    page = " ".join(client.get(reverse("pages:my_page")).text.split())
    assert words in page
    assert f'href="{reverse("content:class_for_all", args=[taught.pk])}"' in page
    for found in re.findall(r'action="(/loi-nhan/\d+/da-doc/)"', page):
        client.post(found)
    assert words not in client.get(reverse("pages:my_page")).text


def test_nobody_else_meets_it(learner, village: Village) -> None:
    other = client_of(make_learner(village.unit, "Trần Văn Ba").user)
    assert WORDS not in other.get(reverse("pages:my_page")).text
    assert "Trung tâm có lời nhắn" not in other.get("/").text
