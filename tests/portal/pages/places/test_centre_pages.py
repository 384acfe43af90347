"""Opening and changing centres on the administrators' pages."""

import pytest
from django.test import Client

from content.models import CentrePage, CentreSpace
from portal.audit.public import Entry
from portal.places.models import Centre
from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin, make_commune, make_officer, make_province, make_signer, make_staff

LIST = "/quan-ly/trung-tam/"
TYPED = {
    "unit": "dong sen",
    "name": "Trung tâm học tập cộng đồng Đồng Sen",
    "address": "Cạnh chợ",
    "phone": "0912 345 678",
    "hours": "Sáng",
}


@pytest.fixture
def commune(db):
    site_with_courses()
    return make_commune(province=make_province())


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_centre_opens_with_its_pages_once(commune):
    client = _client(make_admin(commune))
    assert client.get(LIST).status_code == client.get(f"{LIST}moi/").status_code == 200
    made, again = client.post(f"{LIST}moi/", TYPED), client.post(f"{LIST}moi/", TYPED)
    assert (made.status_code, again.url) == (302, made.url)
    page = CentrePage.objects.get()
    assert [one.specific_class.__name__ for one in page.get_children()] == ["CourseIndexPage", "NewsIndexPage"]
    assert CentreSpace.objects.get().centre == Centre.objects.get()
    assert page.live
    assert Entry.objects.filter(act="centre.opened").count() == 1
    assert "0912 345 678" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "Đồng Trăng"}, "unit"),
        ({"unit": "Tỉnh Sen Hồng"}, "unit"),
        ({"name": ""}, "name"),
        ({"phone": "gọi cô Hoa"}, "phone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(commune, changes, field):
    make_commune("Đồng Trăng", "Khác")
    page = _client(make_admin(commune.parent)).post(f"{LIST}moi/", TYPED | changes)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert "Cạnh chợ" in page.content.decode()
    assert not Centre.objects.exists()


def test_the_same_name_twice_in_a_commune_is_told(commune):
    client = _client(make_admin(commune))
    client.post(f"{LIST}moi/", TYPED)
    page = client.post(f"{LIST}moi/", TYPED | {"name": TYPED["name"].upper()})
    assert (page.status_code, Centre.objects.count()) == (422, 1)


def test_an_old_page_is_told_what_stands_there_now(commune):
    row = Centre.objects.create(unit=commune, name="Cũ")
    first, second = (_client(make_admin(commune)) for _one in range(2))
    address = f"{LIST}{row.pk}/"
    old = first.get(address).context["form"]["seen"].value()
    other = TYPED | {"name": "Cũ", "seen": old}
    assert second.post(address, other).status_code == 302
    told = first.post(address, other | {"phone": "0900 000 000"})
    assert (told.status_code, told.context["now"].phone) == (422, "0912 345 678")
    typed = other | {"phone": "0900 000 000", "seen": told.context["form"]["seen"].value()}
    assert first.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert row.phone == "0900 000 000"


def test_pages_are_opened_later_for_a_centre_that_has_none(commune):
    row, client = Centre.objects.create(unit=commune, name="Cũ"), _client(make_admin(commune))
    for _press in range(2):
        assert client.post(f"{LIST}{row.pk}/trang/").status_code == 302
    assert CentrePage.objects.count() == Entry.objects.filter(act="centre.pages_opened").count() == 1


def test_centres_of_other_places_are_not_there(commune):
    far = Centre.objects.create(unit=make_commune("Đồng Trăng", "Khác"), name="Xa")
    client = _client(make_admin(commune))
    assert "Xa<" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{far.pk}/").status_code == client.post(f"{LIST}{far.pk}/", TYPED).status_code == 404
    assert client.post(f"{LIST}{far.pk}/trang/").status_code == 404


@pytest.mark.parametrize("make", [make_staff, make_officer, make_signer])
def test_only_administrators_enter(commune, make):
    client = _client(make(commune))
    assert client.get(LIST).status_code == client.post(f"{LIST}moi/", TYPED).status_code == 403
    assert client.get("/quan-ly/thon-to/").status_code == 403
