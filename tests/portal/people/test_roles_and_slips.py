"""Dated roles, one-time slips, passwords, and the first administrator."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.accounts import change_password
from portal.people.attempts import OWN, SLIPS, present_password
from portal.people.models import ResetSlip, Role, User
from portal.people.public import Person, end_role, everyone, give_role, has_role, move, register_at_counter
from portal.people.sign_in import account_of
from portal.people.slips import LIFETIME, make_reset_slip, use_reset_slip
from tests.builders.people import (
    PASSWORD,
    make_admin,
    make_commune,
    make_learner,
    make_officer,
    make_signer,
    make_staff,
    make_unit,
    make_user,
)

NEW = "mat-khau-moi-1"


@pytest.fixture(autouse=True)
def _all_seen():
    with everyone("tests look at everything"):
        yield


def test_an_administrator_gives_and_ends(commune, province):
    admin, user = make_admin(province), make_user()
    role = give_role(user, "officer", by=admin, unit=commune)
    assert has_role(user, "officer")
    assert not has_role(user, "signer")
    end_role(role, by=admin)
    assert not has_role(user, "officer")  # at once, although it began today
    assert Role.objects.get(pk=role.pk).valid_to == timezone.localdate()
    end_role(role, by=admin)
    assert list(Entry.objects.values_list("act", flat=True)) == ["role.given", "role.ended"]
    assert Entry.objects.first().details["user"] == str(user.public_id)


def test_a_role_is_dated(commune):
    admin, user, today = make_admin(), make_user(), timezone.localdate()
    give_role(user, "staff", by=admin, unit=commune, begin=today + timedelta(days=1))
    assert not has_role(user, "staff")
    give_role(user, "officer", by=admin, unit=commune, begin=today - timedelta(days=9), end=today)
    assert not has_role(user, "officer")
    with pytest.raises(ValidationError) as problem:
        give_role(user, "signer", by=admin, unit=commune, begin=today, end=today)
    assert list(problem.value.error_dict) == ["end"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(
            user=user, kind="signer", unit=commune, valid_from=today, valid_to=today - timedelta(days=1)
        )


def test_the_same_role_is_not_given_twice(commune):
    admin, user = make_admin(), make_officer(commune)
    with pytest.raises(ValidationError) as problem:
        give_role(user, "officer", by=admin, unit=commune)
    assert list(problem.value.error_dict) == ["user"]
    give_role(user, "officer", by=admin, unit=make_commune("Khác"))


def test_only_administrators_of_the_unit_give_and_end(commune, province):
    other, user = make_commune("Khác"), make_user()
    for who in (
        make_staff(commune),
        make_officer(province),
        make_admin(other),
        make_admin(commune, until=timezone.localdate()),
        user,
    ):
        with pytest.raises(PermissionDenied):
            give_role(user, "officer", by=who, unit=commune)
    with pytest.raises(PermissionDenied):
        give_role(user, "administrator", by=make_admin(province))  # for the whole installation
    with pytest.raises(ValidationError):
        give_role(user, "officer", by=make_admin())
    role = give_role(user, "officer", by=make_admin(), unit=commune)
    with pytest.raises(PermissionDenied):
        end_role(role, by=make_admin(other))
    assert has_role(user, "officer")


def test_nobody_ends_the_own_administration(db):
    admin = make_admin()
    with pytest.raises(PermissionDenied):
        end_role(admin.roles.get(), by=admin)
    end_role(admin.roles.get(), by=make_admin())
    assert not has_role(admin, "administrator")


def test_a_slip_works_once(commune):
    staff, learner = make_staff(commune), make_learner(commune)
    code = make_reset_slip(staff, learner.user)
    assert len(code) == 14
    assert code not in str(list(ResetSlip.objects.values()) + list(Entry.objects.values()))
    user = use_reset_slip(f" {code.lower().replace('-', ' ')} ", NEW)
    assert user.check_password(NEW)
    with pytest.raises(ValidationError) as problem:
        use_reset_slip(code, "mat-khau-moi-2")
    assert list(problem.value.error_dict) == ["code"]
    learner.user.refresh_from_db()
    assert learner.user.check_password(NEW)
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True))[-2:] == ["slip.made", "slip.used"]


def test_a_slip_expires_and_a_newer_one_replaces_it(commune):
    staff, user = make_staff(commune), make_learner(commune).user
    first, second = make_reset_slip(staff, user), make_reset_slip(staff, user)
    with pytest.raises(ValidationError):
        use_reset_slip(first, NEW)
    ResetSlip.objects.filter(used_at=None).update(expires_at=timezone.now())
    with pytest.raises(ValidationError):
        use_reset_slip(second, NEW)
    assert timedelta(hours=24) == LIFETIME


def test_a_weak_password_leaves_the_slip_usable(commune):
    code = make_reset_slip(make_staff(commune), make_learner(commune).user)
    with pytest.raises(ValidationError) as problem:
        use_reset_slip(code, "ngan")
    assert list(problem.value.error_dict) == ["password"]
    assert use_reset_slip(code, NEW).check_password(NEW)


def test_a_slip_is_worth_what_its_maker_may_when_it_is_used(commune):
    staff, user = make_staff(commune), make_learner(commune).user
    code = make_reset_slip(staff, user)
    give_role(user, "officer", by=make_admin(commune), unit=commune)
    with pytest.raises(ValidationError) as problem:
        use_reset_slip(code, NEW)
    assert list(problem.value.error_dict) == ["code"]
    other = make_learner(commune).user
    code = make_reset_slip(staff, other)
    Role.objects.filter(user=staff).update(valid_from=date(2026, 1, 1), valid_to=timezone.localdate())
    with pytest.raises(ValidationError):
        use_reset_slip(code, NEW)


def test_a_closed_account_stays_closed(commune):
    user = make_learner(commune).user
    code = make_reset_slip(make_staff(commune), user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        use_reset_slip(code, NEW)


def test_staff_make_no_slip_for_strangers_or_officials(commune, province):
    staff = make_staff(commune)
    moved = make_learner(commune)
    move(moved, make_commune("Khác"), by=moved.user)
    citizen_officer = make_learner(commune).user
    Role.objects.create(
        user=citizen_officer, kind="officer", unit=province, valid_from=timezone.localdate() + timedelta(days=3)
    )
    superuser = make_learner(commune).user
    User.objects.filter(pk=superuser.pk).update(is_superuser=True)
    superuser.refresh_from_db()
    others = [
        make_learner(make_commune("Xa")).user,
        moved.user,
        make_user(),
        make_officer(commune),
        make_signer(commune),
        make_staff(commune),
        make_admin(commune),
        citizen_officer,
        superuser,
    ]
    for user in others:
        with pytest.raises(PermissionDenied):
            make_reset_slip(staff, user)
    for who in (
        make_officer(commune),
        make_signer(commune),
        make_learner(commune).user,
        make_staff(commune, until=timezone.localdate()),
    ):
        with pytest.raises(PermissionDenied):
            make_reset_slip(who, make_learner(commune).user)
    assert not ResetSlip.objects.exists()


def test_administrators_reset_within_their_units_only(commune, province):
    admin, everywhere = make_admin(province), make_admin()
    assert make_reset_slip(admin, make_officer(commune))
    assert make_reset_slip(admin, make_learner(commune).user)
    for user in (everywhere, make_officer(make_commune("Khác")), make_admin(make_unit("Khác", "province"))):
        with pytest.raises(PermissionDenied):
            make_reset_slip(admin, user)
    assert make_reset_slip(everywhere, admin)


def test_nobody_resets_upward(commune):
    above = make_user(is_superuser=True)
    for who in (make_admin(), make_admin(commune)):
        with pytest.raises(PermissionDenied):
            make_reset_slip(who, above)
    assert not ResetSlip.objects.exists()
    assert make_reset_slip(make_admin(), make_admin())  # an equal may: somebody has to


def test_a_role_given_to_a_strangers_account_does_not_open_it(commune):
    stranger = make_learner(make_commune("Khác")).user
    admin = make_admin(commune)
    give_role(stranger, "staff", by=admin, unit=commune)
    with pytest.raises(PermissionDenied):
        make_reset_slip(admin, stranger)


def test_an_account_from_the_counter_begins_with_a_slip(commune):
    staff = make_staff(commune)
    learner = register_at_counter(staff, Person("Nguyễn Thị Hoa", commune, 1984), username="0902", consents=True)
    use_reset_slip(make_reset_slip(staff, learner.user), NEW)
    assert account_of("0902").check_password(NEW)


def test_changing_the_password(db):
    user = make_user()
    for old, new, field in (("falsch-falsch", NEW, "old"), (PASSWORD, "ngan", "new"), (PASSWORD, PASSWORD, "new")):
        with pytest.raises(ValidationError) as problem:
            change_password(user, old, new)
        assert list(problem.value.error_dict) == [field]
    change_password(user, PASSWORD, NEW)
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_present_passwords_that_are_tried_at_one_moment_are_counted_each(db, monkeypatch):
    """Every comparison begins another one before it ends, as requests that run side by side do."""
    user, compared = make_user(), []

    def compare(account, typed):
        compared.append(typed)
        if len(compared) < 3 * OWN.amount:
            with pytest.raises(ValidationError):
                change_password(user, f"{typed}-", NEW)
        return False

    monkeypatch.setattr(User, "check_password", compare)
    with pytest.raises(ValidationError):
        change_password(user, "falsch", NEW)
    assert len(compared) == OWN.amount


def test_right_present_passwords_close_nothing(db):
    user = make_user()
    for _time in range(OWN.amount + 1):
        present_password(user, PASSWORD, "old", "")


def test_the_first_administrator_is_made_once(db, monkeypatch, capsys):
    monkeypatch.setattr("portal.people.management.commands.first_admin.load", lambda: {"province": 34, "commune": 3321})
    monkeypatch.setattr("sys.stdin", io.StringIO("ngan\n"))
    with pytest.raises(CommandError):
        call_command("first_admin", username="quantri")
    assert not User.objects.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("first_admin", username="quantri")
    user = User.objects.get()
    assert has_role(user, "administrator")
    assert user.check_password(PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    with pytest.raises(CommandError):
        call_command("first_admin", username="another")
    with pytest.raises(CommandError, match="--username"):
        call_command("first_admin")
    assert User.objects.get() == user
    assert Entry.objects.filter(act="role.given").count() == 1


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
