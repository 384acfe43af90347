"""Groups as subjects: who registers them, who sees them, who is named in them, and what is left when somebody is forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.people.consents import has_consent
from portal.people.erasing import forget
from portal.people.keys import DataKey, decrypt
from portal.people.members import add_person, answer, end, members_of, memberships_of, near, take_back
from portal.people.models import Learner, Member, PersonalRecord, Residence
from portal.people.names import full_name
from portal.people.public import acting_as, everyone, find_people, join, living_by_group, move
from portal.people.registering import open_account_later
from portal.people.subjects import (
    Subject,
    find_subjects,
    register_subject,
    rename_subject,
    represented_by_user,
    set_representative,
)
from portal.places.models import Unit
from portal.places.public import ResidentialGroup
from tests.builders.moving import end_into
from tests.builders.people import make_admin, make_commune, make_learner, make_officer, make_staff
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
def household(staff, unit):
    return make_subject(staff, unit, name=FAMILY)


@pytest.fixture
def hoa(unit):
    return make_learner(unit, "Nguyễn Thị Hoa")


def group_of(unit: Unit) -> ResidentialGroup:
    return ResidentialGroup.objects.create(unit=unit, name="Thôn Hạ", valid_from="2025-07-01")


class TestRegistering:
    def test_the_name_lies_encrypted_and_is_found_like_a_person_s(self, household, staff, unit) -> None:
        units = Unit.objects.filter(pk=unit.pk)
        with acting_as(staff):
            assert [one.full_name for one in find_subjects("hoa nguyen", units=units)] == [FAMILY]
            assert [one.full_name for one in find_subjects("", units=units)] == [FAMILY]
            assert find_subjects("Tuyết", units=units) == []
            assert find_subjects("", units=units, kind="clan") == []
            assert FAMILY.encode() not in bytes(household.record.full_name_encrypted)

    def test_a_group_is_no_person(self, household, staff, unit) -> None:
        make_learner(unit, "Nguyễn Thị Hoa")
        with acting_as(staff):
            found = find_people("Nguyễn Thị Hoa", units=Unit.objects.filter(pk=unit.pk))
            assert [one.full_name for one in found.people] == ["Nguyễn Thị Hoa"]
            assert living_by_group(unit) == {None: 1}
            with pytest.raises(ValidationError):
                open_account_later(staff, household, "ho-ba-hoa")
            with pytest.raises(ValidationError):
                join(household, make_subject(staff, unit, name="Hộ bà Hoa khác"), by=staff, proof="Sổ hộ khẩu")
        with pytest.raises(IntegrityError), transaction.atomic(), everyone(WHY):
            Learner.objects.filter(pk=household.pk).update(user=staff)

    def test_only_staff_of_the_commune_register_and_a_family_agrees_first(self, staff, unit) -> None:
        elsewhere = make_commune("Hạ Long")
        with acting_as(staff):
            with pytest.raises(PermissionDenied):
                register_subject(staff, Subject("household", elsewhere, FAMILY), agrees=True)
            with pytest.raises(PermissionDenied):
                register_subject(make_officer(unit), Subject("household", unit, FAMILY), agrees=True)
            for new, field in (
                (Subject("household", unit, FAMILY), "agrees"),
                (Subject("household", unit, " "), "name"),
                (Subject("person", unit, FAMILY), "kind"),
                (Subject("residential_group", unit), "group"),
            ):
                with pytest.raises(ValidationError) as refused:
                    register_subject(staff, new)
                assert field in refused.value.message_dict

    def test_a_place_is_registered_once_and_called_as_it_is(self, staff, unit) -> None:
        group = group_of(unit)
        thon = make_subject(staff, unit, "residential_group", "gì cũng được", group)
        xa = make_subject(staff, unit, "commune")
        with acting_as(staff):
            assert (full_name(thon.record), full_name(xa.record)) == ("Thôn Hạ", "Xã Đồng Sen")
            for kind in ("residential_group", "commune"):
                with pytest.raises(ValidationError):
                    register_subject(staff, Subject(kind, unit, "", group))
            with pytest.raises(ValidationError):
                rename_subject(thon, "Thôn Thượng", by=staff)
            with pytest.raises(ValidationError):
                add_person(thon, make_learner(unit, "Lê Văn An"), by=staff)

    def test_a_family_needs_a_yes_and_a_place_none(self, household, staff, unit) -> None:
        school = make_subject(staff, unit, "organisation", "Trường Tiểu học Đồng Sen")
        with everyone(WHY):
            assert has_consent(household)
            assert has_consent(school)
            assert household.consents.get().text_version == "household-2026-1"
            assert not school.consents.exists()
            household.consents.update(withdrawn_at="2026-01-01T00:00Z")
            assert not has_consent(household)

    def test_a_household_moves_and_leaves_the_old_commune_s_scope(self, household, staff) -> None:
        new = make_commune("Hạ Long")
        with acting_as(staff):
            move(household, new, by=staff)
            rows = Residence.objects.filter(learner=household)
            assert not rows.exists()
        with acting_as(make_staff(new)):
            assert Learner.objects.get() == household


class TestMembers:
    def test_a_person_is_asked_and_named_only_after_a_yes(self, household, staff, hoa) -> None:
        with acting_as(staff):
            row = add_person(household, hoa, by=staff)
            assert add_person(household, hoa, by=staff) == row
            assert [one.name for one in members_of(household, at_the_counter=True)] == ["Nguyễn Thị Hoa"]
            assert [one.name for one in members_of(household)] == [""]
        with acting_as(hoa.user):
            assert memberships_of(hoa) == [(row, FAMILY)]
            assert not Learner.objects.filter(pk=household.pk).exists()
            assert answer(row, True, by=hoa.user).consent == "given"
        with acting_as(staff):
            assert [one.name for one in members_of(household)] == ["Nguyễn Thị Hoa"]

    def test_a_no_leaves_an_adult_whom_nobody_names(self, household, staff, hoa) -> None:
        with acting_as(staff):
            row = add_person(household, hoa, by=staff)
            answer(row, False, by=staff)  # told at the counter
            row.refresh_from_db()
            assert (row.person, row.age, row.consent, row.answered_by) == (None, "adult", "refused", staff)
            assert memberships_of(hoa) == []
            with pytest.raises(ValidationError):
                answer(row, True, by=staff)

    def test_nobody_else_answers(self, household, staff, hoa, unit) -> None:
        other = make_learner(unit, "Lê Văn An")
        with acting_as(staff):
            row = add_person(household, hoa, by=staff)
        for stranger in (other.user, make_staff(make_commune("Hạ Long")), make_officer(unit)):
            with pytest.raises(PermissionDenied):
                answer(row, True, by=stranger)
            with pytest.raises(PermissionDenied):
                take_back(row, by=stranger)
            with everyone(WHY), pytest.raises(PermissionDenied):
                end(row, by=stranger)
        with acting_as(staff), pytest.raises(PermissionDenied):
            add_person(household, make_learner(make_commune("Xa"), "Trần Thị Xa"), by=staff)

    def test_a_child_is_named_with_a_parent_who_is_there(self, household, staff, unit) -> None:
        child = make_learner(unit, "Nguyễn Văn Bé", consents=False)
        with everyone(WHY):
            PersonalRecord.objects.filter(learner=child).update(birth_year=2015)
        with acting_as(staff):
            row = add_person(household, child, by=staff)
            assert row.age == "child"
            for by, guardian in ((child.user, "Nguyễn Thị Hoa"), (staff, "")):
                with pytest.raises(ValidationError) as refused:
                    answer(row, True, by=by, guardian=guardian)
                assert "guardian" in refused.value.message_dict
            row = answer(row, True, by=staff, guardian="Nguyễn  Thị Hoa")
            assert decrypt(row.guardian_encrypted) == "Nguyễn Thị Hoa"

    def test_a_yes_taken_back_ends_the_row_and_counts_on(self, household, staff, hoa) -> None:
        row = make_member(staff, household, hoa, head=True)
        take_back(row, by=hoa.user)
        take_back(row, by=hoa.user)  # twice is once
        with acting_as(staff):
            household.refresh_from_db()
            assert household.represented_by is None
            (now,) = members_of(household, at_the_counter=True)
            assert (now.name, now.row.age, now.row.consent) == ("", "adult", "")
            row.refresh_from_db()
            assert (row.consent, row.valid_to is not None) == ("ended", True)

    def test_ended_by_staff_it_is_no_member(self, household, staff, hoa) -> None:
        row = make_member(staff, household, hoa, head=True)
        with acting_as(staff):
            end(row, by=staff)
            end(row, by=staff)
            assert members_of(household) == []
            household.refresh_from_db()
            assert household.represented_by is None
            assert add_person(household, hoa, by=staff).consent == "asked"

    def test_the_database_names_nobody_without_a_question(self, household, staff, hoa) -> None:
        row = make_unnamed(staff, household)
        with everyone(WHY), pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=row.pk).update(person=hoa)


class TestWhoRepresents:
    def test_a_member_who_agreed_and_then_sees_the_group(self, household, staff, hoa, unit) -> None:
        with acting_as(staff), pytest.raises(ValidationError):
            set_representative(household, hoa, by=staff)
        make_member(staff, household, hoa, head=True)
        with acting_as(hoa.user):
            assert set(Learner.objects.all()) == {hoa, household}
            assert full_name(Learner.objects.get(pk=household.pk).record) == FAMILY
        with acting_as(make_learner(unit, "Lê Văn An").user):
            assert household not in Learner.objects.all()

    def test_the_head_of_a_place_is_somebody_of_the_commune(self, staff, unit, hoa) -> None:
        xa = make_subject(staff, unit, "commune")
        far = make_learner(make_commune("Xa"), "Trần Thị Xa")
        with everyone(WHY):
            with pytest.raises(ValidationError):
                set_representative(xa, far, by=staff)
            set_representative(xa, hoa, by=staff)
            assert near([xa.pk]) == {xa.pk: {hoa.user_id}}

    def test_who_is_near(self, household, staff, hoa, unit) -> None:
        an = make_learner(unit, "Lê Văn An")
        make_member(staff, household, hoa, head=True)
        make_member(staff, household, an)
        school = make_subject(staff, unit, "organisation", "Trường Tiểu học Đồng Sen")
        make_member(staff, school, hoa, head=True)
        make_member(staff, school, an)
        assert near([household.pk, school.pk]) == {household.pk: {hoa.user_id, an.user_id}, school.pk: {hoa.user_id}}


class TestForgetting:
    def test_the_household_keeps_an_adult_and_not_the_name(self, household, staff, hoa, unit) -> None:
        row = make_member(staff, household, hoa, head=True)
        other = make_subject(staff, unit, name="Hộ ông Lê Văn An")
        make_member(staff, other, hoa)
        with everyone(WHY):
            key = DataKey.objects.get(holder=f"learner:{household.pk}").pk
            forget(hoa, by=hoa.user)
            row.refresh_from_db()
            assert (row.person, row.consent, row.age, row.valid_to) == (None, "", "adult", None)
            fresh = Learner.objects.get(pk=household.pk)
            assert fresh.represented_by is None
            assert "Hoa" not in full_name(fresh.record)
            assert not DataKey.objects.filter(pk=key).exists()  # the old name is lost in old copies too
            assert full_name(Learner.objects.get(pk=other.pk).record) == "Hộ ông Lê Văn An"


class TestJoinedRecordsAndMergedCommunes:
    def test_who_was_named_under_the_other_record_of_the_same_person_may_represent(self, staff, unit, household):
        keep, double = make_learner(unit, FAMILY[7:]), make_learner(unit, FAMILY[7:])
        make_member(staff, household, double)
        with everyone(WHY):
            join(keep, double, by=staff, proof="Căn cước")
            set_representative(household, keep, by=staff)
        assert household.represented_by == keep

    def test_a_group_that_the_second_record_represented_stays_with_the_person(self, staff, unit, household):
        keep, double = make_learner(unit, FAMILY[7:]), make_learner(unit, FAMILY[7:])
        make_member(staff, household, double, head=True)
        with everyone(WHY):
            join(keep, double, by=staff, proof="Căn cước")
        with acting_as(keep.user):
            assert list(represented_by_user(keep.user)) == [household]

    def test_a_commune_that_took_another_in_is_registered_beside_it(self, staff, unit):
        """The subject of the ended commune lives on there under its own name; it is not the commune that goes on."""
        old = make_commune("Đồng Trăng", unit.parent)
        theirs = make_subject(make_staff(old), old, "commune", "")
        with everyone(WHY):
            Residence.objects.filter(learner=theirs).update(valid_from=timezone.localdate() - timedelta(days=90))
        end_into(old, unit, by=make_admin(), on=timezone.localdate())
        ours = make_subject(staff, unit, "commune", "")
        assert ours.pk != theirs.pk
        with pytest.raises(ValidationError):
            make_subject(staff, unit, "commune", "")
