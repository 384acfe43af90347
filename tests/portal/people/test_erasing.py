"""A person who is forgotten is gone: from the names, from signing in, from old dumps; what is left says no name."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from portal.audit.models import Entry
from portal.people import erasing
from portal.people.erasing import erased, erasure_digest, forget, noted, replay_erasures
from portal.people.keys import DataKey
from portal.people.models import Consent, Erasure, Learner, PersonalRecord, Residence, Role, SignInName, User
from portal.people.public import everyone, find_people, identity, join, register_at_counter
from portal.people.registering import Person
from portal.people.sign_in import account_of
from portal.people.slips import make_reset_slip
from tests.builders.people import PASSWORD, make_admin, make_learner, make_officer, make_staff


@pytest.fixture(autouse=True)
def _list_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with everyone("tests look at everything"):
        yield


def test_what_said_who_it_was_is_gone_and_the_rest_stays(commune, django_capture_on_commit_callbacks):
    learner, other = make_learner(commune), make_learner(commune, "Trần Văn Bình")
    name, client = learner.user.get_full_name(), Client()
    client.force_login(learner.user)
    make_reset_slip(make_staff(commune), learner.user)
    with django_capture_on_commit_callbacks(execute=True):
        forget(learner, by=learner.user)
    assert identity(learner) is None
    assert not PersonalRecord.objects.filter(learner=learner).exists()
    assert not DataKey.objects.filter(holder__in=[f"learner:{learner.pk}", f"user:{learner.user.public_id}"]).exists()
    assert account_of(name) is None
    assert not SignInName.objects.filter(user=learner.user).exists()
    assert client.get("/tai-khoan/thong-tin/").status_code == 302  # every session ended
    assert find_people("hoa").number == 0
    assert not Consent.objects.filter(learner=learner, withdrawn_at=None).exists()
    assert not Residence.objects.filter(learner=learner, valid_to=None).exists()
    user = User.objects.get(pk=learner.user_id)
    assert (user.is_active, user.has_usable_password(), user.reset_slips.count()) == (False, False, 0)
    assert Learner.objects.filter(pk=learner.pk).exists()  # evidence and statements still have an id
    assert identity(other).full_name == "Trần Văn Bình"
    assert erased([learner.pk, other.pk]) == {learner.pk}
    assert noted() == {erasure_digest(learner.pk)}
    entry = Entry.objects.get(act="learner.forgotten")
    assert (entry.subject, entry.details) == (f"learner:{learner.pk}", {})


def test_a_kept_copy_of_the_row_says_nothing(commune):
    """An old dump beside the keys of today."""
    learner = make_learner(commune)
    row = PersonalRecord.objects.filter(learner=learner).values().get()
    forget(learner, by=learner.user)
    old = PersonalRecord.objects.create(**row)
    assert identity(learner) is None
    assert find_people("hoa").people == []
    assert old.full_name_encrypted


def test_a_joined_double_is_forgotten_too(commune):
    staff = make_staff(commune)
    double = make_learner(commune)
    learner = register_at_counter(staff, Person("Nguyễn Thị Hoa", commune, 1984), consents=True)
    join(learner, double, by=staff, proof="Căn cước")
    forget(learner, by=make_admin())
    assert not PersonalRecord.objects.exists()
    assert erased([learner.pk, double.pk]) == {learner.pk, double.pk}


def test_only_oneself_or_an_administrator_of_everything(commune):
    learner = make_learner(commune)
    for who in (make_staff(commune), make_officer(commune), make_admin(commune), make_learner(commune).user):
        with pytest.raises(PermissionDenied):
            forget(learner, by=who)
    assert identity(learner) is not None
    assert not Erasure.objects.exists()


def test_who_holds_a_role_is_not_forgotten(commune):
    learner = make_learner(commune)
    Role.objects.create(user=learner.user, kind="staff", unit=commune, valid_from=timezone.localdate())
    with pytest.raises(ValidationError):
        forget(learner, by=learner.user)
    assert identity(learner) is not None


def test_all_or_nothing_and_nothing_on_the_list_before_it_is_done(
    commune, django_capture_on_commit_callbacks, monkeypatch
):
    learner = make_learner(commune)
    monkeypatch.setattr(erasing, "append", lambda *args, **more: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        forget(learner, by=learner.user)
    assert identity(learner).full_name == "Nguyễn Thị Hoa"
    assert noted() == set()


def test_a_restore_forgets_again(commune):
    learner, other = make_learner(commune), make_learner(commune, "Trần Văn Bình")
    erasing.note([erasure_digest(learner.pk)])  # forgotten after the backup that was just restored
    call_command("replay_erasures")
    assert identity(learner) is None
    assert identity(other) is not None
    assert replay_erasures(noted()) == 0  # twice is once
    assert Entry.objects.filter(act="learner.forgotten").count() == 1
    with pytest.raises(CommandError):
        call_command("replay_erasures", "/nowhere/list")


def test_what_is_kept_tells_nobody_who_it_was(commune):
    learner = make_learner(commune)
    forget(learner, by=learner.user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM people_erasure e")
        (row,) = cursor.fetchone()
    assert str(learner.pk) not in row
    assert PASSWORD not in row
