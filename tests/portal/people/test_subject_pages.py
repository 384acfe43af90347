"""Groups at the counter: found, registered once, members asked and kept; nobody else comes near."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.people.members import members_of
from portal.people.models import Learner, Member
from portal.people.public import everyone
from tests.builders.people import make_commune, make_learner, make_officer, make_staff, signed_in
from tests.builders.subjects import make_member, make_subject, make_unnamed

pytestmark = pytest.mark.django_db
FAMILY = "Hộ bà Nguyễn Thị Hoa"
WHY = "a test looks at everything"


@pytest.fixture
def unit():
    return make_commune()


@pytest.fixture
def staff(unit):
    return make_staff(unit)


@pytest.fixture
def desk(staff) -> Client:
    return signed_in(staff)


def page_of(subject: Learner) -> str:
    return reverse("people:subject", args=[subject.reference])


def test_an_empty_list_says_how_to_begin_and_a_search_what_to_look_at(desk) -> None:
    address = reverse("people:subjects")
    assert "Chưa có hộ hay đơn vị nào" in desk.get(address).text
    assert "Hãy xem lại tên" in desk.post(address, {"name": "Hoa"}).text


def test_the_list_finds_by_name_and_kind(desk, staff, unit) -> None:
    household = make_subject(staff, unit, name=FAMILY)
    make_subject(staff, unit, "organisation", "Trường Tiểu học Đồng Sen")
    make_subject(make_staff(far := make_commune("Xa")), far, name="Hộ nơi khác")
    address = reverse("people:subjects")
    shown = desk.get(address)
    assert [one["name"] for one in shown.context["found"]] == [FAMILY, "Trường Tiểu học Đồng Sen"]
    found = desk.post(address, {"name": "hoa", "kind": ""}).context["found"]
    assert [one["reference"] for one in found] == [household.reference]
    assert [one["name"] for one in desk.post(address, {"kind": "organisation"}).context["found"]] == [
        "Trường Tiểu học Đồng Sen"
    ]
    assert page_of(household) in shown.text
    assert address in desk.get(reverse("people:counter")).text


def test_registering_asks_for_the_yes_and_shows_who_is_there_already(desk, staff, unit) -> None:
    address = reverse("people:subject_new")
    form = {"kind": "household", "name": FAMILY, "unit": str(unit.pk), "group": ""}
    assert desk.post(address, form).status_code == 422
    made = desk.post(address, form | {"agrees": "on"})
    with everyone(WHY):
        household = Learner.objects.get(kind="household")
        assert (made.status_code, made.url) == (302, page_of(household))
    again = desk.post(address, form | {"agrees": "on", "name": "hộ bà nguyễn thị hoa"})
    assert (again.status_code, again.context["doubles"][0]["reference"]) == (422, household.reference)
    assert desk.post(address, form | {"agrees": "on", "another": "1"}).status_code == 422, (
        "a yes is about who was shown"
    )
    seen = form | {"agrees": "on", "another": again.context["others"]}
    assert f'name="another" value="{household.reference}"' in again.text
    assert desk.post(address, seen).status_code == 302


def test_members_are_looked_for_asked_named_and_ended(desk, staff, unit) -> None:
    household, hoa = make_subject(staff, unit, name=FAMILY), make_learner(unit, "Nguyễn Thị Hoa")
    page = page_of(household)
    shown = desk.post(page, {"act": "look", "name": "hoa"})
    assert [one.reference for one in shown.context["people"]] == [hoa.reference]
    assert desk.post(page, {"act": "ask", "person": hoa.reference}).status_code == 302
    with everyone(WHY):
        row = Member.objects.get()
    slip = desk.get(reverse("people:member_slip", args=[household.reference, row.pk]))
    assert (FAMILY in slip.text, "Nguyễn Thị Hoa" in slip.text) == (True, True)
    desk.post(page, {"act": "yes", "member": row.pk})
    desk.post(page, {"act": "represent", "person": hoa.reference})
    desk.post(page, {"act": "count", "age": "child"})
    with everyone(WHY):
        household.refresh_from_db()
        assert household.represented_by == hoa
        assert [(one.name, one.row.age) for one in members_of(household)] == [
            ("Nguyễn Thị Hoa", "adult"),
            ("", "child"),
        ]
    assert desk.get(reverse("people:member_slip", args=[household.reference, row.pk])).status_code == 404
    desk.post(page, {"act": "end", "member": row.pk})
    with everyone(WHY):
        household.refresh_from_db()
        assert household.represented_by is None
    refused = desk.post(page, {"act": "yes", "member": row.pk})
    assert refused.status_code == 422
    assert refused.context["problem"] in refused.text


def test_the_name_and_the_yes_of_a_family_are_kept_here(desk, staff, unit) -> None:
    household = make_subject(staff, unit, name=FAMILY)
    page = page_of(household)
    desk.post(page, {"act": "rename", "full_name": "Hộ ông Lê Văn An"})
    assert "Hộ ông Lê Văn An" in desk.get(page).text
    desk.post(page, {"act": "agree-no-longer"})
    assert desk.get(page).context["agreed"] is False
    desk.post(page, {"act": "agree"})
    assert desk.get(page).context["agreed"] is True


def test_a_member_without_a_name_is_counted_once_however_often_the_button_is_pressed(desk, staff, unit) -> None:
    household = make_subject(staff, unit, name=FAMILY)
    page = page_of(household)
    assert 'name="seen" value="0"' in desk.get(page).text
    for _press in range(2):
        assert desk.post(page, {"act": "count", "age": "child", "seen": "0"}).status_code == 302
    with everyone(WHY):
        assert Member.objects.filter(subject=household).count() == 1
    desk.post(page, {"act": "count", "age": "child", "seen": "1"})
    with everyone(WHY):
        assert Member.objects.filter(subject=household).count() == 2


def test_a_place_has_a_head_and_no_members(desk, staff, unit) -> None:
    commune, hoa = make_subject(staff, unit, "commune"), make_learner(unit, "Nguyễn Thị Hoa")
    page = page_of(commune)
    assert desk.post(page, {"act": "count", "age": "adult"}).status_code == 422
    assert desk.post(page, {"act": "represent", "person": hoa.reference}).status_code == 302
    assert "Nguyễn Thị Hoa" in desk.get(page).text


@pytest.mark.parametrize("who", ["officer", "staff elsewhere", "citizen"])
def test_others_neither_see_nor_change_it(who, staff, unit) -> None:
    household, hoa = make_subject(staff, unit, name=FAMILY), make_learner(unit, "Nguyễn Thị Hoa")
    row, child = make_member(staff, household, hoa), make_unnamed(staff, household)
    user = {"officer": make_officer(unit), "staff elsewhere": make_staff(make_commune("Xa")), "citizen": hoa.user}[who]
    client = signed_in(user)
    page = page_of(household)
    posts = [
        {"act": "end", "member": child.pk},
        {"act": "represent", "person": hoa.reference},
        {"act": "count", "age": "adult"},
    ]
    answers = [client.get(page), *(client.post(page, one) for one in posts)]
    assert {one.status_code for one in answers} <= {403, 404}
    assert not any(FAMILY in one.text for one in answers)
    with everyone(WHY):
        assert set(Member.objects.filter(valid_to=None)) == {row, child}


def test_a_group_is_no_person_at_the_counter(desk, staff, unit) -> None:
    household = make_subject(staff, unit, name=FAMILY)
    for name in ("counter_person", "counter_correct", "counter_move", "counter_slip"):
        assert desk.get(reverse(f"people:{name}", args=[household.reference])).status_code == 404
