"""The screens of one's own account, as a browser without scripts uses them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.template import Context
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.limits.public import forget
from portal.people.attempts import OWN, SLIPS
from portal.people.models import Consent, Learner, PersonalRecord, User
from portal.people.public import create_account, everyone, has_consent, identity, residence_of
from portal.people.slips import make_reset_slip
from portal.places.models import ResidentialGroup, UnitVersion
from tests.builders.people import PASSWORD, make_commune, make_learner, make_officer, make_staff, make_user, signed_in

pytestmark = pytest.mark.usefixtures("pages")
NEW = "mat-khau-moi-1"
SIGNUP = "/tai-khoan/mo/"


def _form(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Nguyễn Thị Hoa",
        "birth_year": "1984",
        "address_form": "chị",
        "username": "0901234567",
        "password": PASSWORD,
    } | changes


def test_sign_up_in_three_steps(client, commune, code):
    province = UnitVersion.objects.get(unit=commune.parent)
    first = client.get(SIGNUP).content.decode()
    assert f'value="{province.code}"' in first
    second = client.get(SIGNUP, {"tinh": province.code}).content.decode()
    assert f'value="{code}"' in second
    assert client.get(SIGNUP, {"xa": code}).status_code == 200
    assert (User.objects.count(), _learners()) == (0, 0)  # looking writes nothing
    answer = client.post(f"{SIGNUP}?xa={code}", _form(consents="on"))
    assert answer.status_code == 302
    with everyone("a test looks"):
        learner = Learner.objects.get()
        assert identity(learner).full_name == "Nguyễn Thị Hoa"
        assert has_consent(learner)
    assert client.get("/tai-khoan/thong-tin/").status_code == 200  # signed in


def _learners() -> int:
    with everyone("a test counts"):
        return Learner.objects.count()


def test_a_lesson_waits_behind_the_sign_up(client, code):
    assert 'name="next" value="/tro-nang/"' in client.get(f"{SIGNUP}?next=/tro-nang/").content.decode()
    answer = client.post(f"{SIGNUP}?xa={code}", _form(next="/tro-nang/"))
    assert answer.url == "/tro-nang/"
    assert "Đã mở tài khoản. Học tiếp từ đây nhé." in client.get(answer.url).content.decode()
    with everyone("a test looks"):
        assert not has_consent(Learner.objects.get())  # no tick, no consent
    other = Client().post(f"{SIGNUP}?xa={code}", _form(username="0902", next="https://evil.example/"))
    assert other.url == "/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "Hoa"),
        ("full_name", "Hoa 079184000000"),
        ("birth_year", "84"),
        ("birth_year", "2999"),
        ("birth_year", "xx"),
        ("username", "có dấu cách"),
        ("username", ""),
        ("password", "ngan"),
        ("password", ""),
    ],
)
def test_bad_input_names_the_field_and_keeps_the_rest(client, code, field, value):
    answer = client.post(f"{SIGNUP}?xa={code}", _form(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    kept = "0901234567" if field != "username" else "Nguyễn Thị Hoa"
    assert kept in answer.content.decode()
    assert (User.objects.count(), _learners()) == (0, 0)


def test_a_taken_name_is_said(client, code):
    create_account("0901234567", None)
    answer = client.post(f"{SIGNUP}?xa={code}", _form(username="+84 901.234.567"))
    assert list(answer.context["form"].errors) == ["username"]


def test_pressed_twice_the_account_is_the_own_one(client, code):
    assert client.post(f"{SIGNUP}?xa={code}", _form()).status_code == 302
    second = Client()  # the answer to the first press, with its session, was dropped by the browser
    assert second.post(f"{SIGNUP}?xa={code}", _form()).status_code == 302
    assert (User.objects.count(), _learners()) == (1, 1)
    assert second.get("/tai-khoan/thong-tin/").status_code == 200


def test_nobody_else_comes_in_by_signing_up_again(client, code):
    client.post(f"{SIGNUP}?xa={code}", _form())
    other = Client()
    for guess in range(7):
        assert other.post(f"{SIGNUP}?xa={code}", _form(password=f"{PASSWORD}{guess}")).status_code == 422
    assert other.post(f"{SIGNUP}?xa={code}", _form()).status_code == 422, "tried too often from here"
    User.objects.update(date_joined=timezone.now() - timedelta(minutes=11))
    caches["default"].clear()
    assert Client().post(f"{SIGNUP}?xa={code}", _form()).status_code == 422, "whoever comes later signs in"


def test_a_village_is_asked_where_there_are_villages(client, commune, code):
    assert 'name="group"' not in client.get(f"{SIGNUP}?xa={code}").content.decode()
    group = ResidentialGroup.objects.create(unit=commune, name="Thôn Hạ", valid_from=commune.valid_from)
    other = ResidentialGroup.objects.create(unit=make_commune("Khác"), name="Thôn Xa", valid_from=commune.valid_from)
    page = client.get(f"{SIGNUP}?xa={code}").content.decode()
    assert "Thôn Hạ" in page
    assert "Thôn Xa" not in page
    assert client.post(f"{SIGNUP}?xa={code}", _form(group=str(other.pk))).status_code == 422
    client.post(f"{SIGNUP}?xa={code}", _form(group=str(group.pk)))
    with everyone("a test looks"):
        assert residence_of(Learner.objects.get()).residential_group == group


@pytest.mark.parametrize("query", ["?xa=00000", "?xa=../..", "?tinh=zz", "?tinh=" + "9" * 400])
def test_an_unknown_place_leads_back_to_the_choice(client, commune, query):
    assert client.get(SIGNUP + query).status_code == 200


def test_who_is_signed_in_opens_no_second_account(commune):
    assert signed_in(make_user()).get(SIGNUP).status_code == 302


def test_sign_in_and_out(client, commune):
    learner = make_learner(commune)
    page = client.get("/tai-khoan/login/?next=/tro-nang/").content.decode()
    assert 'value="/tro-nang/"' in page
    wrong = client.post("/tai-khoan/login/", {"login": learner.user.get_full_name(), "password": "falsch-falsch"})
    assert 'role="alert"' in wrong.content.decode()
    assert learner.user.get_full_name() in wrong.content.decode()
    right = client.post(
        "/tai-khoan/login/", {"login": learner.user.get_full_name(), "password": PASSWORD, "next": "/tro-nang/"}
    )
    assert right.url == "/tro-nang/"
    assert client.get("/tai-khoan/logout/").status_code == 200  # asks, does nothing
    assert client.get("/tai-khoan/thong-tin/").status_code == 200
    client.post("/tai-khoan/logout/")
    assert client.get("/tai-khoan/thong-tin/").status_code == 302


def test_staying_signed_in_is_a_choice(commune):
    user = make_learner(commune).user
    for remember, forgotten in (("", True), ("on", False)):
        client = Client()
        client.post("/tai-khoan/login/", {"login": user.get_full_name(), "password": PASSWORD, "remember": remember})
        assert client.session.get_expire_at_browser_close() is forgotten


def test_consent_page(commune):
    learner = make_learner(commune, consents=False)
    client = signed_in(learner.user)
    assert "2026" not in client.get("/tai-khoan/dong-y/").content.decode().split("<main")[0]
    client.post("/tai-khoan/dong-y/", {"answer": "maybe"})
    with everyone("a test looks"):
        assert not Consent.objects.exists()
    answer = client.post("/tai-khoan/dong-y/", {"answer": "yes", "next": "/tro-nang/"})
    assert answer.url == "/tro-nang/"
    with everyone("a test looks"):
        assert has_consent(learner)
    client.post("/tai-khoan/dong-y/", {"answer": "no"})
    with everyone("a test looks"):
        assert not has_consent(learner)


def test_withdrawing_is_asked_once_more(commune):
    page = signed_in(make_learner(commune).user).get("/tai-khoan/dong-y/").text
    asked = page.split("<details", 1)[1].split("</details>")[0]
    assert 'value="no"' in asked
    assert "Thôi ghi" in asked
    assert page.count('name="answer"') == 1


def test_a_child_is_told_at_once_and_not_offered_to_agree(client, commune, code):
    client.post(f"{SIGNUP}?xa={code}", _form(birth_year=str(timezone.localdate().year - 12)))
    page = client.get("/tai-khoan/dong-y/").text
    assert "Người dưới 16 tuổi đồng ý cùng cha mẹ hoặc người giám hộ, tại trung tâm." in page
    assert 'value="yes"' not in page
    refused = client.post("/tai-khoan/dong-y/", {"answer": "yes"}).text
    assert "bỏ trống ô này" not in refused


@pytest.mark.parametrize("year", ["xx", "2999"])
def test_a_year_is_not_said_to_be_optional_while_the_yes_needs_it(client, code, year):
    address = f"{SIGNUP}?xa={code}"
    (needed,) = client.post(address, _form(birth_year=year, consents="on")).context["form"].errors["birth_year"]
    (optional,) = client.post(address, _form(birth_year=year)).context["form"].errors["birth_year"]
    assert "hoặc để trống" not in needed
    assert "hoặc để trống" in optional


def test_a_day_before_the_last_move_is_refused_with_that_day(commune):
    learner, new = make_learner(commune), make_commune("Đồng Trăng")
    address = f"/tai-khoan/noi-o/?xa={UnitVersion.objects.get(unit=new).code}"
    page = signed_in(learner.user).post(address, {"since": "2020-01-01"})
    (said,) = page.context["form"].errors["since"]
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert said == f"Ngày này chưa tới, hoặc sớm hơn lần chuyển trước ({today}). Hãy chọn ngày khác."
    assert "Từ ngày nào: Ngày này" in page.text  # the summary: no “?:”


def test_a_child_alone_is_told_who_has_to_be_there(client, commune, code):
    year = str(timezone.localdate().year - 12)
    client.post(f"{SIGNUP}?xa={code}", _form(birth_year=year))
    page = client.post("/tai-khoan/dong-y/", {"answer": "yes"})
    assert page.status_code == 422
    assert "dưới 16 tuổi" in page.content.decode()
    older = {"full_name": "Nguyễn Thị Hoa", "birth_year": "1984", "address_form": "", "subject_group": ""}
    refused = client.post("/tai-khoan/thong-tin/", older)
    assert list(refused.context["form"].errors) == ["birth_year"]
    with everyone("a test looks"):
        assert not has_consent(Learner.objects.get())


def test_a_slip_signs_a_citizen_in(client, commune):
    user = make_learner(commune).user
    slip = make_reset_slip(make_staff(commune), user)
    assert client.get("/tai-khoan/phieu/").status_code == 200
    weak = client.post("/tai-khoan/phieu/", {"code": slip, "password": "ngan"})
    assert list(weak.context["form"].errors) == ["password"]
    wrong = client.post("/tai-khoan/phieu/", {"code": "AAAA-BBBB-CCCC", "password": NEW})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["code"])
    assert client.post("/tai-khoan/phieu/", {"code": slip, "password": NEW}).url == "/cua-toi/"
    assert client.get("/tai-khoan/thong-tin/").status_code == 200


def test_a_slip_does_not_sign_officials_in(client, commune):
    officer = make_officer(commune)
    slip = make_reset_slip(make_user("administrator"), officer)
    assert client.post("/tai-khoan/phieu/", {"code": slip, "password": NEW}).url == "/tai-khoan/login/"
    assert client.get("/tai-khoan/thong-tin/").status_code == 302


def test_a_slip_ends_the_sessions_of_others(commune):
    user = make_learner(commune).user
    thief = signed_in(user)
    Client().post("/tai-khoan/phieu/", {"code": make_reset_slip(make_staff(commune), user), "password": NEW})
    assert thief.get("/tai-khoan/thong-tin/").status_code == 302


def test_changing_the_password_keeps_this_device_only(commune):
    user = make_learner(commune).user
    here, there = signed_in(user), signed_in(user)
    bad = here.post("/tai-khoan/mat-khau/", {"old": "falsch-falsch", "new": NEW})
    assert list(bad.context["form"].errors) == ["old"]
    assert here.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "new": NEW}).status_code == 302
    assert here.get("/tai-khoan/thong-tin/").status_code == 200
    assert there.get("/tai-khoan/thong-tin/").status_code == 302


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [("mat-khau/", {"new": NEW}, "old"), ("ten-dang-nhap/", {"username": "ten.moi"}, "password")],
)
def test_who_finds_a_device_signed_in_does_not_guess_for_ever(commune, path, sent, field):
    user = make_learner(commune).user
    client = signed_in(user)
    for number in range(OWN.amount):
        answer = client.post(f"/tai-khoan/{path}", sent | {field: f"doan-lan-{number}"})
        assert answer.context["form"].errors[field]
    answer = client.post(f"/tai-khoan/{path}", sent | {field: PASSWORD})
    assert answer.status_code == 422
    assert "Mật khẩu sai nhiều lần" in str(answer.context["form"].errors[field])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    forget(OWN, str(user.pk))
    assert client.post(f"/tai-khoan/{path}", sent | {field: PASSWORD}).status_code == 302


def test_profile_shows_and_corrects(commune):
    learner = make_learner(commune)
    client = signed_in(learner.user)
    page = client.get("/tai-khoan/thong-tin/").content.decode()
    for told in ("Nguyễn Thị Hoa", "1984", "Xã Đồng Sen", learner.user.get_full_name()):
        assert told in page
    assert str(learner.learner_id) not in page
    form = {"full_name": "Nguyễn Thị Hòa", "birth_year": "", "address_form": "cô", "subject_group": "N2"}
    assert client.post("/tai-khoan/thong-tin/", form).status_code == 302
    with everyone("a test looks"):
        known = identity(learner)
    assert (known.full_name, known.birth_year, known.called) == ("Nguyễn Thị Hòa", None, "cô Hòa")
    assert client.post("/tai-khoan/thong-tin/", form | {"address_form": "mày"}).status_code == 422


def test_moving_by_oneself(commune):
    learner, new = make_learner(commune), make_commune("Đồng Trăng")
    client = signed_in(learner.user)
    new_code = UnitVersion.objects.get(unit=new).code
    assert client.get("/tai-khoan/noi-o/").status_code == 200
    page = client.get("/tai-khoan/noi-o/", {"xa": new_code}).content.decode()
    assert "Chuyển đến xã Đồng Trăng từ ngày nào?" in " ".join(page.split())
    assert page.count('<li class="done">') == 2  # the bar of steps, as in the two steps before
    assert page.index("Từ ngày đó") > page.index('name="since"')
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert list(client.post(f"/tai-khoan/noi-o/?xa={new_code}", {"since": tomorrow}).context["form"].errors) == [
        "since"
    ]
    assert client.post(f"/tai-khoan/noi-o/?xa={new_code}", {"since": f"{today:%d/%m/%Y}"}).status_code == 302
    with everyone("a test looks"):
        assert residence_of(learner).unit == new


@pytest.mark.parametrize("path", ["/tai-khoan/thong-tin/", "/tai-khoan/dong-y/", "/tai-khoan/noi-o/"])
def test_officials_without_a_learner_are_shown_their_rooms(commune, path):
    page = signed_in(make_officer(commune)).get(path)
    assert page.status_code == 200
    assert "/can-bo/" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/tai-khoan/thong-tin/",
        "/tai-khoan/dong-y/",
        "/tai-khoan/noi-o/",
        "/tai-khoan/mat-khau/",
        "/quay/",
        "/quan-ly/vai-tro/",
    ],
)
def test_visitors_are_asked_to_sign_in(client, commune, path):
    assert client.get(path).url == f"{reverse(settings.LOGIN_URL)}?next={path}"


def test_public_pages_ask_nothing_about_people(client, commune, django_assert_max_num_queries):
    with django_assert_max_num_queries(7) as seen:
        assert client.get("/rieng-tu/").status_code == 200
        assert client.get("/tro-nang/").status_code == 200
    assert not [
        query["sql"] for query in seen.captured_queries if "people_" in query["sql"] or "django_session" in query["sql"]
    ]


def test_error_pages(commune):
    client = Client(raise_request_exception=False)
    missing = client.get("/khong-co-trang-nay/")
    assert missing.status_code == 404
    assert 'href="/"' in missing.content.decode()
    refused = signed_in(make_learner(commune).user).get("/quay/")
    assert refused.status_code == 403
    assert "<h1>" in refused.content.decode()
    broken = get_template("500.html").template.render(Context())
    assert "Cổng đang gặp lỗi" in broken


def test_a_crash_shows_the_page_without_the_database(commune, monkeypatch):
    monkeypatch.setattr("portal.people.views.consent_text", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/rieng-tu/")
    assert answer.status_code == 500
    assert "Cổng đang gặp lỗi" in answer.content.decode()


def test_no_name_enters_an_address(commune):
    learner = make_learner(commune)
    page = signed_in(make_staff(commune)).post("/quay/", {"name": "hoa"}).content.decode()
    with everyone("a test looks"):
        assert PersonalRecord.objects.filter(learner=learner).exists()
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert f"/quay/nguoi/{learner.reference}/" in links
    # The reference is random letters, which may happen to spell a name.
    addresses = [link.replace(learner.reference, "").lower().replace("khoa", "") for link in links]
    assert not [address for address in addresses if str(learner.learner_id) in address or "hoa" in address]


def test_there_is_one_way_in(client, commune):
    assert client.get("/quan-tri/", follow=True).redirect_chain[-1][0] == "/tai-khoan/login/?next=/quan-tri/"
    assert client.post("/quan-tri/login/", {"username": "a", "password": "b"}).url.startswith("/tai-khoan/login/")
    for path in ("/tai-khoan/signup/", "/tai-khoan/password/"):
        assert client.get(path).url.startswith("/tai-khoan/")
    assert client.get("/quan-tri/password_reset/").status_code in (302, 404)
    refused = signed_in(make_learner(commune).user).get("/quan-tri/", follow=True)
    assert "Bạn không có quyền vào phần quản trị." not in refused.text  # the heading says it
    assert refused.status_code == 403  # told so, not sent in a circle


def test_guessing_codes_of_slips_is_stopped_and_the_code_stays(client, commune, monkeypatch):
    monkeypatch.setattr("portal.people.account_views.SLIPS", SLIPS.__class__("slip", 3, 600))
    answers = [
        client.post("/tai-khoan/phieu/", {"code": f"AAAA-BBBB-{number:04}", "password": NEW}) for number in range(5)
    ]
    assert [answer.status_code for answer in answers] == [422] * 3 + [429] * 2
    assert "AAAA-BBBB-0004" in answers[-1].content.decode()
    assert 540 < int(answers[-1]["Retry-After"]) <= 600
    assert "Retry-After" not in answers[0]
    slip = make_reset_slip(make_staff(commune), make_learner(commune).user)
    assert client.post("/tai-khoan/phieu/", {"code": slip, "password": NEW}).status_code == 429
