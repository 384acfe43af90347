"""The counter."""

import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.people.models import Learner, ResetSlip, Role
from portal.people.public import account_of, everyone, has_consent, identity, residence_of
from portal.people.registering import Person, register_at_counter
from portal.people.sign_in import keep_name
from portal.places.models import ResidentialGroup, UnitVersion
from tests.builders.people import (
    make_commune,
    make_learner,
    make_officer,
    make_signer,
    make_staff,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("pages")
NEW = "mat-khau-moi-1"


@pytest.fixture
def staff(commune) -> Client:
    return signed_in(make_staff(commune))


def _all_learners() -> list[Learner]:
    with everyone("a test looks"):
        return list(Learner.objects.select_related("user").order_by("created_at"))


def test_finding_without_marks_in_the_own_commune_only(staff, commune):
    make_learner(commune, "Nguyễn Thị Hoa")
    make_learner(make_commune("Khác"), "Lê Thị Hoa")
    assert staff.get("/quay/").status_code == 200
    page = staff.post("/quay/", {"name": "thi HOA"}).content.decode()
    assert "Nguyễn Thị Hoa" in page
    assert "Lê Thị Hoa" not in page
    assert "Nguyễn" not in staff.post("/quay/", {"name": "Tùng"}).content.decode()


def test_who_is_found_stands_below_the_box_of_the_search(staff, commune):
    """On a phone what comes after the other parts of the page is off the screen."""
    make_learner(commune, "Lê Thị Bưởi")
    shown = staff.post("/quay/", {"name": "bưởi"}).content.decode()
    places = [shown.index(words) for words in ('name="name"', "Tìm thấy 1 người", "Lê Thị Bưởi", "Người mới đến")]
    assert places == sorted(places)


def test_namesakes_are_told_apart(staff, commune):
    group = ResidentialGroup.objects.create(unit=commune, name="Thôn Hạ", valid_from=commune.valid_from)
    learner = make_learner(commune)
    with everyone("a test sets the village"):
        learner.residences.update(residential_group=group)
    page = staff.post("/quay/", {"name": "Hoa"}).content.decode()
    assert "1984" in page
    assert "Thôn Hạ" in page


def test_registering_without_a_phone(staff, commune):
    assert staff.get("/quay/moi/").status_code == 200
    form = {
        "full_name": "Phạm Văn Sửu",
        "birth_year": "1949",
        "address_form": "ông",
        "unit": str(commune.pk),
        "consents": "on",
    }
    answer = staff.post("/quay/moi/", form)
    (learner,) = _all_learners()
    assert answer.url == f"/quay/nguoi/{learner.reference}/"
    with everyone("a test looks"):
        assert (learner.user, has_consent(learner), identity(learner).called) == (None, True, "ông Sửu")
    page = staff.get(answer.url).content.decode()
    assert f"/quay/minh-chung/{learner.reference}/" in page
    assert "/phieu/" not in page


def test_registering_with_an_account_and_the_slip(staff, commune):
    staff.post("/quay/moi/", {"full_name": "Nguyễn Thị Hoa", "unit": str(commune.pk), "username": "0902"})
    (learner,) = _all_learners()
    person = f"/quay/nguoi/{learner.reference}/"
    assert staff.get(person).context["waits_for_slip"]
    assert staff.get(f"{person}phieu/").url == person  # looking makes no slip
    assert not ResetSlip.objects.exists()
    printed = staff.post(f"{person}phieu/", follow=True)
    assert printed.redirect_chain == [(f"{person}phieu/", 302)]
    assert "no-store" in printed["Cache-Control"]
    code = printed.context["code"]
    assert code in printed.content.decode()
    assert "0902" in printed.content.decode()
    assert Client().post("/tai-khoan/phieu/", {"code": code, "password": NEW}).status_code == 302
    assert account_of("0902").check_password(NEW)
    assert not staff.get(person).context["waits_for_slip"]


def test_loading_the_slip_again_leaves_the_printed_code_good(staff, commune):
    address = f"/quay/nguoi/{make_learner(commune).reference}/phieu/"
    code = staff.post(address, follow=True).context["code"]
    assert code not in str(dict(staff.session.items()))  # the first look took it out
    again = staff.get(address)
    assert code not in again.text
    assert "Phiếu đã được làm" in again.text
    assert f'action="{address}"' in again.text  # the way to a new one
    assert ResetSlip.objects.count() == 1
    assert Client().post("/tai-khoan/phieu/", {"code": code, "password": NEW}).status_code == 302
    assert staff.get(address).status_code == 302  # used: nothing to show any more


def test_the_code_waits_sealed_and_only_for_its_own_page(staff, commune):
    one, other = (f"/quay/nguoi/{make_learner(commune, name).reference}/phieu/" for name in ("Lê Hoa", "Lê Mai"))
    staff.post(other, follow=True)
    staff.post(one)
    kept = staff.session["slip_to_show"]["sealed"]
    assert "Phiếu đã được làm" in staff.get(other).text
    code = staff.get(one).context["code"]
    assert code
    assert code not in kept


def test_a_slip_made_elsewhere_meanwhile_is_not_shown_with_the_old_code(staff, commune):
    learner = make_learner(commune)
    address = f"/quay/nguoi/{learner.reference}/phieu/"
    staff.post(address)
    signed_in(make_staff(commune)).post(address)
    assert staff.get(address).context["code"] == ""


def test_a_child_s_parent_is_asked_for_and_what_was_typed_stays(staff, commune):
    form = {"full_name": "Nguyễn Văn Út", "birth_year": str(timezone.localdate().year - 9), "unit": str(commune.pk)}
    answer = staff.post("/quay/moi/", form | {"consents": "on"})
    assert list(answer.context["form"].errors) == ["representative"]
    assert "Nguyễn Văn Út" in answer.content.decode()
    person = staff.post("/quay/moi/", form).url
    refused = staff.post(person, {"consent": "yes", "representative": "Cha"})
    assert refused.status_code == 422
    assert 'value="Cha"' in refused.content.decode()
    assert staff.post(person, {"consent": "yes", "representative": "Nguyễn Văn Cha"}).status_code == 302
    (learner,) = _all_learners()
    with everyone("a test looks"):
        assert has_consent(learner)


def test_the_same_name_is_asked_about_once(staff, commune):
    known = make_learner(commune, "Nguyễn Thị Hoa")
    form = {"full_name": "nguyen thi hoa", "unit": str(commune.pk)}
    asked = staff.post("/quay/moi/", form)
    assert asked.status_code == 422
    assert f"/quay/nguoi/{known.reference}/" in asked.content.decode()
    assert len(_all_learners()) == 1
    assert staff.post("/quay/moi/", form | {"another": "1"}).status_code == 422, (
        "whom staff did not see is still asked for"
    )
    seen = form | {"another": re.search(r'name="another" value="([^"]+)"', asked.text)[1]}
    assert staff.post("/quay/moi/", seen).status_code == 302
    assert len(_all_learners()) == 2
    again = staff.post("/quay/moi/", seen)
    assert again.status_code == 422, "pressed twice: the one who was registered a moment ago is shown"
    assert len(_all_learners()) == 2


def test_pressed_twice_with_a_name_to_sign_in_shows_the_person(staff, commune):
    form = {"full_name": "Nguyễn Thị Hoa", "unit": str(commune.pk), "username": "0912345678"}
    first = staff.post("/quay/moi/", form)
    assert first.status_code == 302
    again = staff.post("/quay/moi/", form)
    assert (again.status_code, len(_all_learners())) == (422, 1)
    assert first.url in again.text


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_the_same_moment_registers_once():
    commune = make_commune()
    user, barrier, answers = make_staff(commune), threading.Barrier(2), []

    def press() -> None:
        try:
            browser = signed_in(user)
            barrier.wait(10)
            form = {"full_name": "Nguyễn Thị Hoa", "unit": str(commune.pk)}
            answers.append(browser.post("/quay/moi/", form).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [302, 422]
    assert len(_all_learners()) == 1


def test_registering_elsewhere_is_not_offered(staff, commune):
    elsewhere = make_commune("Khác")
    answer = staff.post("/quay/moi/", {"full_name": "Nguyễn Thị Hoa", "unit": str(elsewhere.pk)})
    assert list(answer.context["form"].errors) == ["unit"]
    assert "Khác" not in staff.get("/quay/moi/").content.decode()
    assert _all_learners() == []


def test_consent_at_the_counter(staff, commune):
    learner = make_learner(commune, consents=False)
    person = f"/quay/nguoi/{learner.reference}/"
    assert "/quay/minh-chung/" not in staff.get(person).content.decode()
    staff.post(person, {"consent": "yes"})
    with everyone("a test looks"):
        assert has_consent(learner)
    assert "/quay/minh-chung/" in staff.get(person).content.decode()
    staff.post(person, {"consent": "no"})
    with everyone("a test looks"):
        assert not has_consent(learner)


def test_correcting_and_moving_at_the_counter(staff, commune):
    learner, new = make_learner(commune), make_commune("Đồng Trăng")
    person = f"/quay/nguoi/{learner.reference}/"
    assert staff.post(f"{person}sua/", {"full_name": "Hoa"}).status_code == 422
    assert staff.post(f"{person}sua/", {"full_name": "Nguyễn Thị Hòa"}).url == person
    with everyone("a test looks"):
        assert identity(learner).full_name == "Nguyễn Thị Hòa"
    code = UnitVersion.objects.get(unit=new).code
    assert staff.get(f"{person}noi-o/").status_code == 200
    moved = staff.post(f"{person}noi-o/?xa={code}", {"since": timezone.localdate().isoformat()})
    assert moved.url == "/quay/"
    with everyone("a test looks"):
        assert residence_of(learner).unit == new
    assert staff.get(person).status_code == 404


def test_moving_within_the_commune_says_so_and_comes_back(staff, commune):
    village = ResidentialGroup.objects.create(unit=commune, name="Thôn Hạ", valid_from=commune.valid_from)
    learner = make_learner(commune)
    person, code = f"/quay/nguoi/{learner.reference}/", UnitVersion.objects.get(unit=commune).code
    page = staff.get(f"{person}noi-o/?xa={code}").text
    assert "Chuyển thôn trong xã" in page
    assert "Từ ngày đó" not in page  # nobody loses sight of the person
    assert f'href="{person}"' in page
    moved = staff.post(f"{person}noi-o/?xa={code}", {"since": timezone.localdate().isoformat(), "group": village.pk})
    assert moved.url == person
    with everyone("a test looks"):
        assert residence_of(learner).residential_group == village
    again = {"since": timezone.localdate().isoformat(), "group": village.pk}
    assert "Không có gì thay đổi" in staff.post(f"{person}noi-o/?xa={code}", again, follow=True).text


def test_a_telephone_number_finds_whoever_signs_in_with_it(staff, commune):
    near, far = make_learner(commune, "Lê Thị Gần"), make_learner(make_commune("Khác"), "Lê Thị Xa")
    for learner, number in ((near, "0912345678"), (far, "0987654321")):
        keep_name(learner.user, number)
    assert "Lê Thị Gần" in staff.post("/quay/", {"name": "+84 912.345.678"}).text
    nobody = staff.post("/quay/", {"name": "0987654321"}).text
    assert "Lê Thị Xa" not in nobody
    assert "số điện thoại dùng để đăng nhập" in nobody
    assert "Lê Thị Gần" not in staff.post("/quay/", {"name": "0912345679"}).text


def test_when_and_with_whom_somebody_agreed_is_shown(staff, commune):
    today = f"{timezone.localdate():%d/%m/%Y}"
    grown = staff.get(f"/quay/nguoi/{make_learner(commune).reference}/").text
    assert f"Đã đồng ý ngày {today}." in grown
    form = {"full_name": "Nguyễn Văn Út", "birth_year": str(timezone.localdate().year - 9), "unit": str(commune.pk)}
    person = staff.post("/quay/moi/", form | {"consents": "on", "representative": "Nguyễn Văn Cha"}).url
    child = staff.get(person).text
    assert f"Đã đồng ý ngày {today}, cùng với Nguyễn Văn Cha" in child


def test_two_who_correct_a_record_do_not_write_each_other_s_work_away(staff, commune):
    learner = make_learner(commune, "Lê Thị Hoa")
    address = f"/quay/nguoi/{learner.reference}/sua/"
    page = staff.get(address).text
    begun = dict(re.findall(r'name="(initial-\w+)" value="([^"]*)"', page))
    assert begun["initial-full_name"] == "Lê Thị Hoa"
    signed_in(make_staff(commune)).post(address, {"full_name": "Lê Thị Hòa", "birth_year": "1984"})
    assert staff.post(address, begun | {"full_name": "Lê Thị Hoa", "birth_year": "1971"}).status_code == 302
    with everyone("a test looks"):
        kept = identity(learner)
    assert (kept.full_name, kept.birth_year) == ("Lê Thị Hòa", 1971)


def test_what_is_refused_in_a_correction_is_said_on_the_form(staff, commune, monkeypatch):
    person = f"/quay/nguoi/{make_learner(commune).reference}/"

    def refuse(*_args: object, **_more: object) -> None:
        raise ValidationError({"birth_year": "vì sao"})

    monkeypatch.setattr("portal.people.counter_views.correct_record", refuse)
    answer = staff.post(f"{person}sua/", {"full_name": "Nguyễn Thị Hòa", "birth_year": "1984"})
    assert answer.status_code == 422
    assert "vì sao" in answer.text
    assert "Nguyễn Thị Hòa" in answer.text


@pytest.mark.parametrize("path", ["", "sua/", "noi-o/"])
def test_people_of_other_communes_are_not_there(staff, commune, path):
    far = make_learner(make_commune("Khác"))
    assert staff.get(f"/quay/nguoi/{far.reference}/{path}").status_code == 404
    assert staff.post(f"/quay/nguoi/{far.reference}/{path}", {"consent": "yes", "full_name": "A B"}).status_code == 404
    assert staff.post(f"/quay/nguoi/{far.reference}/phieu/").status_code == 404
    assert not ResetSlip.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        make_officer,
        make_signer,
        lambda unit: make_staff(unit, until=timezone.localdate()),
        lambda unit: make_learner(unit).user,
    ],
)
def test_the_counter_is_for_staff(commune, make):
    client, learner = signed_in(make(commune)), make_learner(commune)
    for path in ("/quay/", "/quay/moi/", f"/quay/nguoi/{learner.reference}/", f"/quay/nguoi/{learner.reference}/sua/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/quay/nguoi/{learner.reference}/phieu/").status_code == 403


def test_seeing_as_an_officer_is_not_serving_as_staff(commune):
    """Staff of one commune who are officers of another see its people and still do not act for them."""
    user, other = make_staff(commune), make_commune("Khác")
    Role.objects.create(user=user, kind="officer", unit=other, valid_from=timezone.localdate())
    learner = make_learner(other)
    client = signed_in(user)
    assert client.get(f"/quay/nguoi/{learner.reference}/").status_code == 404
    assert "Nguyễn Thị Hoa" not in client.post("/quay/", {"name": "Hoa"}).content.decode()


def test_no_slip_for_an_official_at_the_counter(staff, commune):
    learner = make_learner(commune)
    Role.objects.create(user=learner.user, kind="officer", unit=commune, valid_from=timezone.localdate())
    assert staff.post(f"/quay/nguoi/{learner.reference}/phieu/").status_code == 403


def test_an_account_is_opened_later_and_what_staff_entered_stays_theirs(commune):
    helper = make_staff(commune)
    with everyone("a test registers"):
        learner = register_at_counter(helper, Person("Trần Thị Mận", commune, 1950), consents=True)
    desk, page = signed_in(helper), f"/quay/nguoi/{learner.reference}/"
    assert "Mở tài khoản cho người này" in desk.get(page).content.decode()
    taken = make_learner(commune, "Lê Văn Hạ").user
    with everyone("a test looks"):
        keep_name(taken, "0911111111")
    for name in ("", "0911111111"):
        answer = desk.post(page, {"username": name})
        assert (answer.status_code, 'class="error"' in answer.content.decode()) == (422, True)
    other = signed_in(make_staff(make_commune("Xã khác")))
    assert other.post(page, {"username": "0912345677"}).status_code == 404
    assert desk.post(page, {"username": "0912345678"}).status_code == 302
    learner = _all_learners()[0]
    user = learner.user
    assert (user.has_usable_password(), learner.registered_by) == (False, helper)
    assert "chưa có mật khẩu" in desk.get(page).content.decode()
    desk.post(page, {"username": "0912345679"})
    assert _all_learners()[0].user == user
