"""The operator's way in: the first administrator of an installation with its own database."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.models import Role, User
from portal.people.sign_in import account_of

GOOD = "mot-cau-dai-kho-doan\n"


def _run(monkeypatch, password: str, **options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    monkeypatch.setattr("portal.people.management.commands.first_admin.load", lambda: {"province": 34, "commune": 3321})
    out = io.StringIO()
    call_command("first_admin", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_one_account_with_the_powers_of_its_role_and_one_audit_entry(monkeypatch) -> None:
    assert "quan.tri is the administrator" in _run(monkeypatch, GOOD, username="quan.tri")
    user = account_of("quan.tri")
    assert (user.is_superuser, user.is_staff, user.check_password(GOOD.strip())) == (False, False, True)
    assert user.has_perm("wagtailadmin.access_admin")
    assert user.has_perm("wagtailcore.change_site")
    Role.objects.update(valid_from=timezone.localdate() - timedelta(days=2), valid_to=timezone.localdate())
    assert not account_of("quan.tri").has_perm(
        "wagtailadmin.access_admin"
    )  # the powers are the role's, and end with it
    assert Role.objects.get(user=user).kind == Role.Kind.ADMINISTRATOR
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "options"),
    [("short\n", {"username": "quan.tri"}), (GOOD, {"username": "not a name"}), (GOOD, {"username": " "}), (GOOD, {})],
)
def test_what_is_not_good_enough_is_refused_and_nothing_is_written(monkeypatch, password: str, options: dict) -> None:
    with pytest.raises(CommandError):
        _run(monkeypatch, password, **options)
    assert not User.objects.exists()
    assert not Role.objects.exists()


@pytest.mark.django_db
def test_a_second_first_administrator_is_refused(monkeypatch) -> None:
    _run(monkeypatch, GOOD, username="mot")
    with pytest.raises(CommandError):
        _run(monkeypatch, GOOD, username="hai")
    assert account_of("hai") is None
