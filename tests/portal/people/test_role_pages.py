"""The administrators' page of roles."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import account_of, has_role
from tests.builders.people import (
    make_admin,
    make_commune,
    make_officer,
    make_signer,
    make_staff,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("pages")
NEW = "mat-khau-moi-1"
ROLES = "/quan-ly/vai-tro/"


def test_an_administrator_gives_a_role(province, commune):
    admin, user = signed_in(make_admin(province)), make_user()
    assert admin.get(ROLES).status_code == 200
    form = {
        "username": user.get_full_name(),
        "kind": "officer",
        "unit": "dong sen",
        "begin": timezone.localdate().isoformat(),
    }
    assert admin.post(ROLES, form).status_code == 302
    assert has_role(user, "officer")
    page = admin.get(ROLES).content.decode()
    assert user.get_full_name() in page
    assert "Xã Đồng Sen" in page
    again = admin.post(ROLES, form)
    assert list(again.context["form"].errors) == ["username"]


def test_a_new_account_with_a_slip(province, commune):
    admin = signed_in(make_admin())
    form = {"username": "canbo.moi", "kind": "staff", "unit": "Xã Đồng Sen", "begin": timezone.localdate().isoformat()}
    assert list(admin.post(ROLES, form).context["form"].errors) == ["username"]
    printed = admin.post(ROLES, form | {"new_account": "on"}, follow=True)
    assert printed.context["code"] not in admin.get(printed.redirect_chain[-1][0]).text
    user = account_of("canbo.moi")
    assert (has_role(user, "staff"), user.has_usable_password()) == (True, False)
    Client().post("/tai-khoan/phieu/", {"code": printed.context["code"], "password": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert list(admin.post(ROLES, form | {"new_account": "on"}).context["form"].errors) == ["username"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "không có"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"unit": "Đồng"}, "unit"),
        ({"begin": "x"}, "begin"),
        ({"begin": ""}, "begin"),
        ({"end": "2020-01-01"}, "end"),
        ({"username": "ai.do"}, "username"),
        ({"username": ""}, "username"),
        ({"kind": "king"}, "kind"),
        ({"unit": "Đồng Trăng"}, "unit"),
        ({"unit": "", "kind": "administrator"}, "unit"),
    ],
)
def test_bad_roles_are_refused_at_their_field(province, commune, changes, field):
    make_commune("Đồng Trăng")
    user = make_user()
    form = {
        "username": user.get_full_name(),
        "kind": "officer",
        "unit": "Đồng Sen",
        "begin": timezone.localdate().isoformat(),
    }
    answer = signed_in(make_admin(province)).post(ROLES, form | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Role.objects.filter(user=user).exists()


def test_ending_a_role_and_slips_for_officials(province, commune):
    admin, officer = make_admin(province), make_officer(commune)
    client, role = signed_in(admin), officer.roles.get()
    assert client.get(f"{ROLES}{role.pk}/het/").url == ROLES
    code = client.post(f"{ROLES}{role.pk}/phieu/", follow=True).context["code"]
    assert Client().post("/tai-khoan/phieu/", {"code": code, "password": NEW}).status_code == 302
    client.post(f"{ROLES}{role.pk}/het/")
    assert not has_role(officer, "officer")
    assert client.post(f"{ROLES}{role.pk}/phieu/").status_code == 404
    client.post(f"{ROLES}{admin.roles.get().pk}/het/")
    assert has_role(admin, "administrator")


def test_roles_of_other_provinces_are_not_there(province, commune):
    client = signed_in(make_admin(province))
    far = make_officer(make_commune("Khác"))
    everywhere = make_admin()
    page = client.get(ROLES).content.decode()
    assert far.get_full_name() not in page
    for role in (far.roles.get(), everywhere.roles.get()):
        assert client.post(f"{ROLES}{role.pk}/het/").status_code == 404
        assert client.post(f"{ROLES}{role.pk}/phieu/").status_code == 404
    assert has_role(far, "officer")


@pytest.mark.parametrize(
    "make", [make_staff, make_officer, make_signer, lambda unit: make_admin(unit, until=timezone.localdate())]
)
def test_roles_are_for_administrators(commune, make):
    client, role = signed_in(make(commune)), make_officer(commune).roles.get()
    assert client.get(ROLES).status_code == 403
    assert client.post(f"{ROLES}{role.pk}/het/").status_code == 403
    assert client.post(f"{ROLES}{role.pk}/phieu/").status_code == 403
    assert Role.objects.get(pk=role.pk).valid_to is None


def test_many_roles_cost_few_queries(province, commune, django_assert_max_num_queries):
    client = signed_in(make_admin())
    for _number in range(25):
        make_officer(make_commune("Khác", province))
    ended = make_officer(commune)
    ended.roles.update(valid_to=timezone.localdate() - timedelta(days=3))
    client.get(ROLES)
    with django_assert_max_num_queries(20):
        page = client.get(ROLES)
    assert len(page.context["current"]) == 26
    assert [row.user for row in page.context["ended"]] == [ended]
