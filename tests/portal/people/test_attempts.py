"""Signing in at a centre: one address for a whole class, shared devices, numbers as people write them."""

import re

import pytest
from django.test import Client

from portal.people import attempts
from portal.people.accounts import create_account
from portal.people.sign_in import account_of, sign_in_name
from portal.people.slips import make_reset_slip
from tests.builders.people import PASSWORD, make_learner, make_staff

pytestmark = pytest.mark.usefixtures("pages")
LOGIN = "/tai-khoan/login/"
SIGNUP = "/tai-khoan/mo/"


def _enter(name: str, password: str = PASSWORD, address: str = "203.0.113.7", client: Client | None = None, **more):
    client = client or Client()
    return client.post(LOGIN, {"login": name, "password": password} | more, REMOTE_ADDR=address)


def _person(**changes) -> dict:
    return {"full_name": "Nguyễn Thị Hoa", "username": "0901234567", "password": PASSWORD} | changes


def test_a_class_of_thirty_signs_in_from_one_address(commune):
    names = [f"hoc{number}" for number in range(35)]
    for name in names:
        create_account(name, PASSWORD)
    assert {_enter(name, "sai-mat-khau").status_code for name in names} == {200}  # each mistypes once
    assert {_enter(name).status_code for name in names} == {302}


def test_one_account_is_closed_for_a_time_that_is_said(commune):
    name = sign_in_name(make_learner(commune).user)
    for _try in range(5):
        _enter(name, "sai-mat-khau")
    page = _enter(name)
    assert page.status_code == 200
    assert re.search(r"lúc \d\d:\d\d \(khoảng \d phút nữa\)", page.content.decode())
    assert name in page.content.decode()
    assert _enter(name, address="198.51.100.4").status_code == 302  # the owner, at home


def test_a_right_password_makes_the_count_begin_anew(commune):
    name = sign_in_name(make_learner(commune).user)
    for _round in range(3):
        for _try in range(4):
            _enter(name, "sai-mat-khau")
        assert _enter(name).status_code == 302


def test_guessing_from_everywhere_is_stopped_too(commune, monkeypatch):
    monkeypatch.setattr(attempts, "ACCOUNT", attempts.Limit("sign_in_account", 3, 3600))
    name = sign_in_name(make_learner(commune).user)
    for number in range(3):
        _enter(name, "sai-mat-khau", f"203.0.113.{number}")
    assert _enter(name, address="203.0.113.99").status_code == 200


def test_looking_at_the_page_counts_nothing(commune, monkeypatch):
    monkeypatch.setattr(attempts, "SIGN_UPS", attempts.Limit("sign_up", 1, 60))
    monkeypatch.setattr(attempts, "NETWORK", attempts.Limit("sign_in_network", 1, 60))
    client = Client()
    for path in (LOGIN, SIGNUP, "/tai-khoan/phieu/"):
        assert {client.get(path).status_code for _look in range(5)} == {200}


def test_a_claimed_address_opens_nothing(commune):
    name = sign_in_name(make_learner(commune).user)
    for number in range(6):
        Client().post(
            LOGIN,
            {"login": name, "password": "sai-mat-khau"},
            REMOTE_ADDR="203.0.113.7",
            HTTP_X_FORWARDED_FOR=f"1.1.1.{number}",
        )
    assert _enter(name).status_code == 200


def test_sign_up_is_limited_and_keeps_what_was_typed(code, monkeypatch):
    monkeypatch.setattr("portal.people.account_views.SIGN_UPS", attempts.Limit("sign_up", 2, 3600))
    url = f"{SIGNUP}?xa={code}"
    assert [Client().post(url, _person(username=f"ten{number}")).status_code for number in range(3)] == [302, 302, 429]
    answer = Client().post(url, _person(username="ten9"))
    page = answer.text
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "Nguyễn Thị Hoa" in page
    assert "Thử lại lúc" in page
    assert PASSWORD not in page


@pytest.mark.parametrize(
    "typed", ["0912 345 67 8", "0912.345.678", "+84 912 345 678", "0084912345678", " (091) 234-5678 "]
)
def test_numbers_are_taken_as_people_write_them(code, typed):
    assert Client().post(f"{SIGNUP}?xa={code}", _person(username=typed)).status_code == 302
    assert sign_in_name(account_of("0912345678")) == "0912345678"
    assert _enter(typed).status_code == 302
    taken = Client().post(f"{SIGNUP}?xa={code}", _person(username="0912345678", password="mat-khau-cua-nguoi-khac-91"))
    assert taken.status_code == 422
    assert "đã có tài khoản" in taken.content.decode()
    assert 'href="/tai-khoan/phieu/"' in taken.content.decode()


@pytest.mark.parametrize("name", ["hoa.nguyen", "0901", "hoa-84", "8412345678x"])
def test_names_stay_as_chosen(commune, name):
    assert sign_in_name(create_account(f" {name} ", PASSWORD)) == name


@pytest.mark.parametrize(("stay", "ends"), [("", True), ("on", False)])
def test_a_session_ends_with_the_browser_unless_the_device_is_one_s_own(commune, code, stay, ends):
    opened = Client()
    opened.post(f"{SIGNUP}?xa={code}", _person(stay=stay))
    assert opened.session.get_expire_at_browser_close() is ends
    slip = make_reset_slip(make_staff(commune), make_learner(commune, "Lê Văn Cam").user)
    with_slip = Client()
    with_slip.post("/tai-khoan/phieu/", {"code": slip, "password": "mat-khau-moi-1", "stay": stay})
    assert with_slip.session.get_expire_at_browser_close() is ends


def test_signing_out_asks_once_and_clears_the_browser(commune):
    client = Client()
    user = make_learner(commune).user
    client.force_login(user)
    page = client.get("/tro-nang/").content.decode()
    assert "Đăng xuất" in page
    assert 'action="/tai-khoan/logout/"' not in page  # one tap ends nothing
    answer = client.post("/tai-khoan/logout/")
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert "Đã đăng xuất" in client.get("/tro-nang/").content.decode()


def test_everything_wrong_is_said_at_once(code):
    page = Client().post(f"{SIGNUP}?xa={code}", _person(full_name="", password="ngan"))
    assert set(page.context["form"].errors) == {"full_name", "password"}


def test_a_good_password_is_asked_for_again_in_words(code):
    page = Client().post(f"{SIGNUP}?xa={code}", _person(full_name=""))
    assert "Gõ lại mật khẩu" in page.content.decode()


@pytest.mark.parametrize("query", ["?tinh=", "?tinh=99999", "?xa="])
def test_going_on_without_a_choice_is_said(commune, query):
    assert "trong danh sách" in Client().get(SIGNUP + query).content.decode()
    assert "trong danh sách" not in Client().get(SIGNUP).content.decode()
