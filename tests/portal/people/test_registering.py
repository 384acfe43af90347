"""How somebody becomes a learner, and what is corrected afterwards."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import F
from django.utils import timezone

from portal.audit import public as audit
from portal.audit.models import Entry
from portal.people import public as people
from portal.people.accounts import create_account
from portal.people.consents import CONSENT_VERSION
from portal.people.finding import same_person
from portal.people.keys import decrypt, encrypt, key_of
from portal.people.models import Consent, Learner, LearnerAlias, PersonalRecord, Residence, User
from portal.people.names import sort_key
from portal.people.public import Person
from portal.places.models import ResidentialGroup, Unit
from tests.builders.audit import acts_noted
from tests.builders.people import (
    PASSWORD,
    make_admin,
    make_commune,
    make_learner,
    make_officer,
    make_province,
    make_staff,
)

pytestmark = pytest.mark.usefixtures("all_seen")
NAME = "Nguyễn Thị Hoa"


def test_one_act_makes_everything(commune):
    learner = people.register_self("0901", PASSWORD, Person(f"  {NAME}  ", commune, 1984, "chị", "N1"), consents=True)
    assert learner.user.check_password(PASSWORD)
    assert learner.learner_id.version == 4
    assert len(learner.reference) == 22
    shown = people.identity(learner)
    assert (shown.full_name, shown.birth_year, shown.address_form, shown.subject_group) == (NAME, 1984, "chị", "N1")
    assert (shown.given_name, shown.called, shown.sort_key) == ("Hoa", "chị Hoa", "nguyen thi hoa")
    assert people.residence_of(learner).unit == commune
    consent = Consent.objects.get(learner=learner)
    assert (consent.text_version, consent.entered_by) == (CONSENT_VERSION, learner.user)
    assert acts_noted() == ["learner.registered", "consent.given"]
    assert audit.check() is None


def test_silence_is_not_consent(commune):
    learner = people.register_self("0901", PASSWORD, Person(NAME, commune), consents=False)
    assert not people.has_consent(learner)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("0901", "ngan", "password"), ("0901", "password", "password"), ("TAKEN", PASSWORD, "username")],
)
def test_a_refusal_names_the_field_and_leaves_nothing(commune, username, password, field):
    create_account("taken", PASSWORD)
    with pytest.raises(ValidationError) as problem:
        people.register_self(username, password, Person(NAME, commune, 1984), consents=True)
    assert list(problem.value.error_dict) == [field]
    assert (User.objects.count(), Learner.objects.count(), acts_noted()) == (1, 0, [])


def test_somebody_quicker_with_the_name_is_no_crash(commune):
    create_account("0901", PASSWORD)
    with pytest.raises(ValidationError) as problem:
        people.register_self("0901", PASSWORD, Person(NAME, commune, 1984), consents=True)
    assert "username" in problem.value.error_dict
    assert Learner.objects.count() == 0


def test_home_is_a_commune_of_today_with_its_own_group(commune):
    ended = make_commune("Đồng Cũ")
    Unit.objects.filter(pk=ended.pk).update(valid_to=timezone.localdate())
    ended.refresh_from_db()
    group = ResidentialGroup.objects.create(unit=make_commune("Khác"), name="Thôn Hạ", valid_from=commune.valid_from)
    for person in (
        Person(NAME, make_province(), 1984),
        Person(NAME, ended, 1984),
        Person(NAME, commune, 1984, group=group),
    ):
        with pytest.raises(ValidationError):
            people.register_self("0901", PASSWORD, person, consents=True)
    assert not User.objects.exists()


def test_staff_register_with_and_without_account(commune):
    staff = make_staff(commune)
    alone = people.register_at_counter(staff, Person("Phạm Văn Sửu", commune, 1949), consents=True)
    assert alone.user is None
    assert Consent.objects.get(learner=alone).entered_by == staff
    assert alone.registered_by == staff
    helped = people.register_at_counter(staff, Person(NAME, commune), username="0902", consents=False)
    assert not helped.user.has_usable_password()
    assert acts_noted() == ["learner.registered_at_counter", "consent.given", "learner.registered_at_counter"]


@pytest.mark.parametrize(
    "make",
    [
        make_officer,
        lambda unit: make_staff(make_commune("Khác")),
        lambda unit: make_staff(unit, until=timezone.localdate()),
    ],
)
def test_nobody_else_registers(commune, make):
    with pytest.raises(PermissionDenied):
        people.register_at_counter(make(commune), Person(NAME, commune, 1984), consents=True)
    assert not Learner.objects.exists()


def test_names_lie_encrypted_and_stay_out_of_the_log(commune):
    learner = make_learner(commune, NAME)
    people.correct_record(
        learner, by=learner.user, full_name="Nguyễn Thị Hòa", birth_year=1985, address_form="", subject_group="N2"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT full_name_encrypted, sort_key_encrypted FROM people_personalrecord")
        row = b"|".join(bytes(value) for value in cursor.fetchone())
        cursor.execute("SELECT act, subject, details::text FROM audit_entry")
        log = json.dumps(cursor.fetchall())
    # Long enough not to stand in a cipher by chance, as three letters do once in some hundred runs.
    for word in (NAME, "Nguyễn Thị Hòa", "nguyen thi hoa", "Nguyễn", "nguyen"):
        assert word.encode() not in row
    for word in ("Hoa", "hoa", "Hòa", "Nguyễn", "nguyen"):
        assert word not in log
    assert learner.user.get_full_name() not in log


def test_encryption_keeps_the_text_and_never_looks_the_same(db):
    key = key_of("learner:test")
    assert decrypt(encrypt("Đỗ Thị Ước", key)) == "Đỗ Thị Ước"
    assert encrypt("a", key) != encrypt("a", key)
    assert decrypt(encrypt("Hoa\u0300", key)) == "Hoà"  # composed, so that equal names are equal
    assert sort_key("  Đỗ   Thị Ước ") == "do thi uoc"


def test_moving_is_dated_and_keeps_the_past(commune):
    learner, new = make_learner(commune), make_commune("Đồng Trăng")
    today = timezone.localdate()
    Residence.objects.filter(learner=learner).update(valid_from=today - timedelta(days=100))
    since = today - timedelta(days=10)
    people.move(learner, new, by=learner.user, since=since)
    rows = list(
        Residence.objects.filter(learner=learner).order_by("valid_from").values_list("unit", "valid_from", "valid_to")
    )
    assert rows == [(commune.pk, today - timedelta(days=100), since), (new.pk, since, None)]


def test_moving_twice_a_day_leaves_one_home_and_moving_nowhere_nothing(commune):
    learner, new, newer = make_learner(commune), make_commune("A"), make_commune("B")
    people.move(learner, new, by=learner.user)
    people.move(learner, newer, by=learner.user)
    people.move(learner, newer, by=learner.user)
    lived = Residence.objects.filter(learner=learner).exclude(valid_to=F("valid_from"))
    assert list(lived.values_list("unit", flat=True)) == [newer.pk], "the others hold on no day"
    assert acts_noted().count("learner.moved") == 2


def test_moving_in_the_future_before_the_last_move_or_for_strangers_is_refused(commune):
    learner, new = make_learner(commune), make_commune("A")
    today = timezone.localdate()
    for since in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(ValidationError) as problem:
            people.move(learner, new, by=learner.user, since=since)
        assert list(problem.value.error_dict) == ["since"]
    for who in (make_staff(new), make_officer(commune)):
        with pytest.raises(PermissionDenied):
            people.move(learner, new, by=who)
    assert people.residence_of(learner).unit == commune


def test_correcting_names_the_fields_and_keeps_an_edited_sort_key(commune):
    learner = make_learner(commune, NAME)
    record = PersonalRecord.objects.get(learner=learner)
    record.sort_key_encrypted = encrypt("hoa nguyen", record.key)
    record.save()
    staff = make_staff(commune)
    people.correct_record(learner, by=staff, full_name=NAME, birth_year=1990, address_form="chị", subject_group="N1")
    assert people.identity(learner).sort_key == "hoa nguyen"
    people.correct_name(learner, "Nguyễn Thị Hòa", by=staff)
    assert people.identity(learner).sort_key == "nguyen thi hoa"
    assert people.identity(learner).birth_year == 1990
    details = list(
        Entry.objects.filter(act="learner.record_corrected").order_by("pk").values_list("details", flat=True)
    )
    assert details == [{"fields": ["birth_year"]}, {"fields": ["full_name"]}]
    people.correct_name(learner, "Nguyễn Thị Hòa", by=staff)
    assert Entry.objects.filter(act="learner.record_corrected").count() == 2
    with pytest.raises(PermissionDenied):
        people.correct_name(learner, NAME, by=make_officer(commune))


def test_names_sort_as_vietnamese_write_them(commune):
    names = ["Trần Văn Ánh", "Đỗ Thị Hà", "Nguyễn Thị Hoa", "Nguyễn An", "Đặng Văn Tư"]
    learners = [make_learner(commune, name) for name in names]
    nameless = Learner.objects.create(reference="no-record")
    ordered = people.sorted_by_name([nameless, *learners])
    assert [getattr(people.identity(row), "full_name", None) for row in ordered] == [
        "Đặng Văn Tư",
        "Đỗ Thị Hà",
        "Nguyễn An",
        "Nguyễn Thị Hoa",
        "Trần Văn Ánh",
        None,
    ]


def test_people_are_found_by_beginnings_of_words(commune):
    elsewhere = make_commune("Đồng Trăng")
    for name, unit in (
        ("Nguyễn Thị Hoa", commune),
        ("Hoàng Thị Nhàn", commune),
        ("Trần Thọ", commune),
        ("Lê Hoa", elsewhere),
    ):
        make_learner(unit, name)
    here = Unit.objects.filter(pk=commune.pk)

    def found(text):
        return [one.full_name for one in people.find_people(text, units=here).people]

    assert found("hoa") == ["Hoàng Thị Nhàn", "Nguyễn Thị Hoa"]
    assert found("HOA thi ng") == ["Nguyễn Thị Hoa"]
    assert found("ho 1984") == ["Hoàng Thị Nhàn", "Nguyễn Thị Hoa"]
    assert found("ho 1985") == found("  ") == found("oa") == found("hoax") == []


def test_the_same_person_is_recognised(commune):
    make_learner(commune, NAME)  # born 1984
    assert len(same_person(Person("nguyen thi hoa", commune))) == 1
    assert len(same_person(Person(NAME, commune, 1984))) == 1
    assert same_person(Person(NAME, commune, 1990)) == []
    assert same_person(Person("Nguyễn Thị Hoa Mai", commune)) == []
    assert same_person(Person(NAME, make_commune("Khác"), 1984)) == []


def test_two_records_of_a_person_are_joined(commune):
    staff = make_staff(commune)
    double = make_learner(commune, NAME)
    learner = people.register_at_counter(staff, Person(NAME, commune, 1984), consents=True)
    account = double.user
    alias = people.join(learner, double, by=staff, proof="Căn cước")
    assert (alias.learner, alias.alias, alias.joined_by) == (learner, double.learner_id, staff)
    assert people.current_learner(account) == learner
    assert people.residence_of(double) is None
    assert people.residence_of(learner).unit == commune
    third = people.register_at_counter(staff, Person(NAME, commune, 1984), consents=True)
    with pytest.raises(ValidationError, match="đã được gộp"):
        people.join(third, learner, by=staff, proof="Căn cước")  # whoever was kept once is kept on
    people.join(learner, third, by=staff, proof="Căn cước")
    assert set(LearnerAlias.objects.values_list("alias", "learner")) == {
        (double.learner_id, learner.pk),
        (third.learner_id, learner.pk),
    }


def test_joining_refuses_strangers_itself_and_no_proof(commune):
    one, two = make_learner(commune), make_learner(commune)
    far = make_learner(make_commune("Khác"))
    staff = make_staff(commune)
    with pytest.raises(PermissionDenied):
        people.join(one, far, by=staff, proof="Căn cước")
    with pytest.raises(ValidationError):
        people.join(one, one, by=staff, proof="Căn cước")
    with pytest.raises(ValidationError):
        people.join(one, two, by=staff, proof=" ")
    assert not LearnerAlias.objects.exists()


def test_imported_learners_have_no_identity(commune):
    learner = Learner.objects.create(reference="oulad-1")
    assert people.identity(learner) is None
    assert people.identities([learner, make_learner(commune)]).keys() != {learner.pk}
    assert people.helps(make_admin(), learner) is False


def test_identities_are_one_query(commune, django_assert_num_queries):
    learners = [make_learner(commune, f"Nguyễn Văn {letter}") for letter in "ABC"]
    with django_assert_num_queries(1):
        known = people.identities(learners)
    assert {one.full_name for one in known.values()} == {"Nguyễn Văn A", "Nguyễn Văn B", "Nguyễn Văn C"}
