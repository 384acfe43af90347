"""The second factor: officers, signers and administrators get nowhere without one, in no room and with no verb."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.audit.public import Entry
from portal.people.models import LearnerAlias, Role
from portal.people.public import everyone, has_role, units_of
from portal.people.scope import ScopeMiddleware
from portal.people.second_factor.acts import give_demo_factor, reset_second_factor
from tests.builders.audit import acts_noted
from tests.builders.people import (
    PASSWORD,
    make_admin,
    make_commune,
    make_learner,
    make_officer,
    make_signer,
    make_staff,
    make_user,
    request_of,
    signed_in,
)
from tests.builders.second_step import code_of, demo_code_on, secret_on

LOGIN, INDEX = "/tai-khoan/login/", "/tai-khoan/buoc-hai/"
CODE, AGAIN, APP = f"{INDEX}ma/", f"{INDEX}ma-lan-nua/", f"{INDEX}ung-dung/"
CODES = f"{INDEX}ma-du-phong/"
OFFICE = "/can-bo/"
DOORS = (
    "/",
    "/cua-toi/",
    "/quay/",
    "/quan-ly/vai-tro/",
    "/quan-tri/",
    "/tai-khoan/mat-khau/",
    "/tro-nang/",
    f"{INDEX}ma-du-phong/moi/",
)
WRONG = "000000"


def wrong_code(secret: str) -> str:
    good = {code_of(secret, later) for later in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in good)


def with_app(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def by_password(user, client: Client | None = None, **more):
    client = client or Client()
    return client, client.post(LOGIN, {"login": user.get_full_name(), "password": PASSWORD} | more)


def signed_in_now(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture(params=["officer", "signer", "administrator", "superuser"])
def official(request, commune):
    if request.param == "superuser":
        return make_user(is_superuser=True)
    return make_user(request.param, unit=commune)


@pytest.mark.parametrize("door", DOORS)
def test_an_official_without_a_second_factor_gets_nowhere(official, pages, door):
    client, answer = by_password(official)
    assert answer.status_code == 302
    for asked in (client.get(door), client.post(door, {"reason": "x"})):
        assert asked.status_code == 302, door
        assert asked["Location"].partition("?")[0] == INDEX
    assert client.get(INDEX).status_code == 200


def test_writing_without_a_second_factor_writes_nothing(commune, pages):
    boss, other = make_admin(), make_learner(commune).user
    client, _answer = by_password(boss)
    client.post("/quan-ly/vai-tro/", {"username": other.get_full_name(), "kind": "officer", "unit": "x"})
    role = Role.objects.get(user=make_officer(commune))
    client.post(f"/quan-ly/vai-tro/{role.pk}/het/")
    role.refresh_from_db()
    assert role.valid_to is None
    assert signed_in(boss).post(f"/quan-ly/vai-tro/{role.pk}/het/").status_code == 302
    role.refresh_from_db()
    assert role.valid_to is not None


def test_roles_are_none_below_their_level_where_roles_are_read(commune, pages):
    """Behind the first wall stands a second one: the role itself gives nothing to a session that is too low."""
    seen = []

    def view(request):
        user = request.user
        seen.append((has_role(user, "officer"), has_role(user, "staff"), units_of(user).exists()))
        return HttpResponse()

    both, officer = make_user("officer", "staff", unit=commune), make_officer(commune)
    for user in (both, officer):
        client, _answer = by_password(user)
        ScopeMiddleware(view)(request_of(user, client))
    ScopeMiddleware(view)(request_of(both))
    assert seen == [(False, True, True), (False, False, False), (True, True, True)]


def test_staff_and_citizens_need_none(commune, pages):
    for user, page in ((make_staff(commune), "/quay/"), (make_learner(commune).user, "/tai-khoan/thong-tin/")):
        client, _answer = by_password(user)
        assert client.get(page).status_code == 200


def test_setting_up_an_app_then_codes_on_paper_then_in(commune, pages):
    user = make_officer(commune)
    client, _answer = by_password(user)
    begin = client.get("/cua-toi/", follow=True)
    assert APP in begin.text
    page = client.get(APP)
    secret = secret_on(page.text)
    assert "<svg" in page.text
    refused = client.post(APP, {"code": wrong_code(secret)})
    assert refused.status_code == 422
    assert client.get("/cua-toi/")["Location"].startswith(INDEX)
    assert secret_on(client.get(APP).text) == secret  # the app has it already
    done = client.post(APP, {"code": f"{code_of(secret)[:3]} {code_of(secret)[3:]}"})
    assert (done.status_code, done["Location"]) == (302, CODES)
    paper = re.findall(r"<li><b>(\d{8})</b>", client.get(CODES).text)
    assert len(set(paper)) == 10
    assert not re.search(r"<li><b>", client.get(CODES).text)  # shown once
    assert client.get(OFFICE).status_code == 200
    assert f'href="{INDEX}"' in client.get("/tai-khoan/thong-tin/").text  # the way back to it, for a new telephone
    assert acts_noted().count("second_factor.added") == 1
    other, answer = by_password(user)
    assert answer["Location"] == CODE
    assert not signed_in_now(other)
    assert other.post(CODE, {"code": paper[0]})["Location"] == "/cua-toi/"
    assert other.get(OFFICE).status_code == 200
    third, _answer = by_password(user)
    used = third.post(CODE, {"code": paper[0]})
    assert used.status_code == 422  # each works once, and what is asked for then is no code of an app
    assert "mã khác trên tờ giấy" in used.text
    assert "trong ứng dụng rồi gõ" not in used.text


def test_the_code_stands_between_password_and_session(commune, pages):
    user = make_signer(commune)
    secret = with_app(user)
    client, answer = by_password(user, next="/tro-nang/")
    assert answer["Location"] == CODE
    assert not signed_in_now(client)
    assert client.get("/tai-khoan/mat-khau/")["Location"].startswith(LOGIN)
    assert client.post(CODE, {"code": ""}).status_code == 422
    assert client.post(CODE, {"code": wrong_code(secret)}).status_code == 422
    assert not signed_in_now(client)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/tro-nang/"
    assert client.get("/tai-khoan/mat-khau/").status_code == 200
    again, _answer = by_password(user)
    assert again.post(CODE, {"code": code_of(secret)}).status_code == 422  # a code works once
    assert again.post(CODE, {"code": code_of(secret, 1)}).status_code == 302  # a clock may be a little wrong


def test_codes_cannot_be_guessed(commune, pages):
    user = make_officer(commune)
    secret = with_app(user)
    client, _answer = by_password(user)
    for _try in range(10):
        client.post(CODE, {"code": wrong_code(secret)})
    closed = client.post(CODE, {"code": code_of(secret)})
    assert closed.status_code == 422
    assert "Đã gõ sai mã quá nhiều lần" in closed.text
    elsewhere, _answer = by_password(user)
    assert elsewhere.post(CODE, {"code": code_of(secret)}).status_code == 422


def test_a_role_given_to_somebody_signed_in_asks_at_the_next_page(commune, pages):
    person = make_learner(commune).user
    client, _answer = by_password(person)
    assert client.get("/tai-khoan/thong-tin/").status_code == 200
    Role.objects.create(user=person, kind="officer", unit=commune, valid_from="2025-07-01")
    assert client.get("/cua-toi/")["Location"].startswith(INDEX)
    secret = with_app(person)
    asked = client.get("/cua-toi/")
    assert asked["Location"].startswith(AGAIN)
    assert client.post(asked["Location"], {"code": code_of(secret), "next": "/cua-toi/"})["Location"] == "/cua-toi/"
    assert client.get(OFFICE).status_code == 200


def test_the_secret_is_not_readable_in_the_database(commune, pages):
    secret = with_app(make_officer(commune))
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert all(secret not in row[0] for row in cursor.fetchall())


def test_a_lost_device_is_reset_by_another_administrator_with_a_reason(commune, pages):
    user, boss = make_officer(commune), make_admin()
    with_app(user)
    client = signed_in(user)
    assert client.get(OFFICE).status_code == 200
    role = Role.objects.get(user=user)
    page = f"/quan-ly/vai-tro/{role.pk}/buoc-hai/"
    admin = signed_in(boss)
    assert page in admin.get("/quan-ly/vai-tro/").text
    assert admin.post(page, {"reason": " "}).status_code == 422
    assert Authenticator.objects.filter(user=user).exists()
    assert admin.post(page, {"reason": "Mất điện thoại ngày 3/11"}).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/tai-khoan/mat-khau/")["Location"].startswith(LOGIN)  # signed out everywhere
    entry = Entry.objects.get(act="second_factor.reset")
    assert (entry.actor, entry.details["reason"]) == (boss.public_id, "Mất điện thoại ngày 3/11")
    again, _answer = by_password(user)
    assert again.get("/cua-toi/")["Location"].startswith(INDEX)


def test_nobody_resets_the_own_one_or_that_of_another_place(commune, pages):
    boss, elsewhere = make_admin(), make_admin(make_commune("Xa Lạ", "Tỉnh khác"))
    user = make_officer(commune)
    for account in (boss, user):
        with_app(account)
    with pytest.raises(PermissionDenied):
        reset_second_factor(boss, by=boss, reason="Mất máy")
    with pytest.raises(PermissionDenied):
        reset_second_factor(user, by=elsewhere, reason="Mất máy")
    with pytest.raises(PermissionDenied):
        reset_second_factor(boss, by=user, reason="Mất máy")
    with pytest.raises(ValidationError):
        reset_second_factor(user, by=boss, reason="x" * 301)
    assert Authenticator.objects.count() == 2
    role = Role.objects.get(user=user)
    assert signed_in(elsewhere).post(f"/quan-ly/vai-tro/{role.pk}/buoc-hai/", {"reason": "Mất máy"}).status_code == 404


def test_whoever_has_one_is_helped_when_the_device_is_lost_and_nobody_else(commune, pages):
    staff, officer, boss = make_staff(commune), make_officer(commune), make_admin()
    for account in (staff, boss):
        with_app(account)
    page = signed_in(boss).get("/quan-ly/vai-tro/").text
    shown = {user for user in (staff, officer, boss) if f"/quan-ly/vai-tro/{user.roles.get().pk}/buoc-hai/" in page}
    assert shown == {staff}
    assert reset_second_factor(staff, by=boss, reason="Mất máy")


def test_nobody_resets_the_own_one_from_another_account(commune):
    one, other = make_learner(commune), make_learner(commune)
    with everyone("a test joins two records"):
        LearnerAlias.objects.create(learner=one, alias=other.pk, joined_by=one.user)
    for person in (one, other):
        Role.objects.create(user=person.user, kind="administrator", valid_from=timezone.localdate())
        with_app(person.user)
    with pytest.raises(PermissionDenied):
        reset_second_factor(one.user, by=other.user, reason="Mất máy")
    assert reset_second_factor(one.user, by=make_admin(), reason="Mất máy")


def test_the_page_of_a_demo_account_alone_shows_its_code(commune, pages):
    demo, real = make_officer(commune), make_officer(commune)
    give_demo_factor(demo, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    secret = with_app(real)
    client, _answer = by_password(demo)
    shown = demo_code_on(client.get(CODE).text)
    assert client.post(CODE, {"code": shown}).status_code == 302
    again, _answer = by_password(demo)
    assert again.post(CODE, {"code": shown}).status_code == 302  # several testers at once
    other, _answer = by_password(real)
    assert code_of(secret) not in other.get(CODE).text
    assert not demo_code_on(other.get(CODE).text)


def test_taking_the_app_away_asks_again_for_one(commune, pages):
    user = make_officer(commune)
    secret = with_app(user)
    client, _answer = by_password(user)
    client.post(CODE, {"code": code_of(secret)})
    assert client.post(f"{APP}bo/").status_code == 302
    assert acts_noted().count("second_factor.removed") == 1
    fresh, _answer = by_password(user)
    assert fresh.get("/cua-toi/")["Location"].startswith(INDEX)


def test_an_old_session_is_asked_for_the_password_before_a_passkey_is_added(commune, pages):
    """A telephone that lies open must not become somebody else's key."""
    client = Client()
    user = make_learner(commune).user
    client.force_login(user)  # no fresh password
    asked = client.get(f"{INDEX}khoa/them/")
    again = f"{INDEX}mat-khau-lan-nua/"
    assert asked["Location"].partition("?")[0] == again
    assert client.post(asked["Location"], {"password": "sai-mat-khau"}).status_code == 422
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    assert client.get(f"{INDEX}khoa/them/").status_code == 200
