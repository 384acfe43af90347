"""Whom to call: the centre that fits who asks."""

import pytest
from django.test import Client

from content.models import CentrePage
from portal.places.models import Centre
from portal.places.public import province_of_centres
from tests.builders.pages import published, site_with_courses
from tests.builders.people import make_commune, make_learner, make_province, make_staff

HERE, THERE = "0230 111 111", "0230 222 222"


@pytest.fixture
def index(db):
    return site_with_courses()


@pytest.fixture
def communes(index):
    province = make_province()
    return make_commune("Đồng Sen", province), make_commune("Đồng Trăng", province)


@pytest.fixture
def centres(communes):
    here, there = communes
    return (
        Centre.objects.create(unit=here, name="Trung tâm xã Đồng Sen", phone=HERE, address="Thôn Hạ"),
        Centre.objects.create(unit=there, name="Trung tâm xã Đồng Trăng", phone=THERE),
    )


def _foot(user=None, path: str = "/tro-nang/") -> str:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(path, follow=True).content.decode().partition("<footer")[2]


def test_a_learner_is_given_the_centre_of_the_own_commune(communes, centres):
    assert HERE in _foot(make_learner(communes[0]).user)
    assert THERE in _foot(make_learner(communes[1], "Lê Văn Cam").user)


def test_staff_are_given_their_own(communes, centres):
    foot = _foot(make_staff(communes[1]))
    assert THERE in foot
    assert HERE not in foot


def test_a_stranger_and_somebody_without_a_centre_are_led_to_the_list(communes, centres):
    elsewhere = make_learner(make_commune("Đồng Xa", "Sông Xa"), "Phạm Thị Xa").user
    for user in (None, elsewhere):
        foot = _foot(user)
        assert HERE not in foot
        assert THERE not in foot
        assert 'href="/danh-ba-trung-tam/"' in foot
    page = Client().get("/danh-ba-trung-tam/").content.decode()
    assert f'href="tel:{HERE.replace(" ", "")}"' in page
    found = Client().get("/danh-ba-trung-tam/", {"xa": "dong trang"}).content.decode().partition("<main")[2]
    assert THERE in found
    assert HERE not in found


def test_the_only_centre_is_everybody_s(communes):
    Centre.objects.create(unit=communes[0], name="Trung tâm", phone=HERE)
    assert HERE in _foot()


def test_a_centre_s_page_ends_with_its_own_number_and_no_empty_link(index, centres):
    page = published(index, CentrePage(title="Trung tâm Đồng Trăng", slug="trang", centre=centres[1]))
    assert THERE in _foot(path=page.url)
    Centre.objects.filter(pk=centres[1].pk).update(phone="")
    whole = Client().get(page.url).content.decode()
    assert 'href="tel:"' not in whole
    assert "Thôn Hạ" not in whole


def test_the_list_goes_by_pages(communes, django_assert_max_num_queries):
    Centre.objects.bulk_create(Centre(unit=communes[0], name=f"Trung tâm {number:03}") for number in range(70))
    with django_assert_max_num_queries(8):
        page = Client().get("/danh-ba-trung-tam/?trang=2").content.decode()
    assert "Trung tâm 020" in page
    assert "Trung tâm 019" not in page
    assert Client().get("/danh-ba-trung-tam/?trang=x").status_code == 200


def test_the_own_province_is_chosen_already(communes, centres):
    page = Client().get("/tai-khoan/mo/").content.decode()
    assert "selected" in page
    assert province_of_centres() == communes[0].parent_id
    Centre.objects.create(unit=make_commune("Đồng Xa", "Sông Xa"), name="Khác")
    assert province_of_centres() is None
    assert "selected" not in Client().get("/tai-khoan/mo/").content.decode()
