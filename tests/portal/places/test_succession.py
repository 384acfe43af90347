"""A commune that ends: into one, by groups into several, twice over; its people, roles and centre on the day and after it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.models import Learner, Residence, Role
from portal.people.public import acting_as, everyone, helps, succeed_unit, units_of
from portal.people.scope import ScopeMiddleware
from portal.places.models import Centre, ResidentialGroup, Unit, UnitSuccession, UnitVersion
from portal.places.public import NewUnit, Part, acting_unit, find_units, groups_of, left_to, name_today, names_of
from tests.builders.moving import BEGIN, DOCUMENT, end_into, make_group
from tests.builders.people import (
    make_admin,
    make_commune,
    make_learner,
    make_province,
    make_staff,
    make_user,
    request_of,
)
from tests.builders.subjects import make_subject

pytestmark = pytest.mark.django_db
WHY = "a test looks at everything"


class Place:
    """A province with two communes, two groups in the first, somebody in each and a person without a group."""

    def __init__(self) -> None:
        self.province = make_province()
        self.old, self.other = make_commune("Đồng Sen", self.province), make_commune("Hồ Sen", self.province)
        self.east, self.west = make_group(self.old, "Thôn Đông"), make_group(self.old, "Thôn Tây")
        self.admin, self.staff = make_admin(self.province), make_staff(self.old)
        self.centre = Centre.objects.create(unit=self.old, name="Trung tâm Đồng Sen")
        self.today = timezone.localdate()
        self.people = {}
        for name, group in (("east", self.east), ("west", self.west), ("none", None)):
            learner = make_learner(self.old)
            with everyone(WHY):
                Residence.objects.filter(learner=learner).update(residential_group=group, valid_from=BEGIN)
            self.people[name] = learner

    def home(self, name: str) -> Residence:
        with everyone(WHY):
            return Residence.objects.select_related("unit", "residential_group").get(
                learner=self.people[name], valid_to=None
            )


@pytest.fixture
def place(db) -> Place:
    return Place()


def test_everybody_lives_in_the_successor_from_that_day_and_the_past_stays(place: Place) -> None:
    on = place.today - timedelta(days=3)
    make_subject(place.staff, place.old)
    done = end_into(place.old, place.other, by=place.admin, on=on)
    assert (done.people, done.others, done.roles) == (3, 1, 1)
    home = place.home("east")
    assert (home.unit, home.residential_group.name, home.valid_from) == (place.other, "Thôn Đông", on)
    assert home.residential_group.unit == place.other
    with everyone(WHY):
        before = Residence.objects.get(learner=place.people["east"], valid_to=on)
    assert (before.unit, before.residential_group, before.valid_from) == (place.old, place.east, BEGIN)
    assert place.home("none").residential_group is None
    place.east.refresh_from_db()
    assert (place.east.name, place.east.unit, place.east.valid_to, place.east.heir) == (
        "Thôn Đông",
        place.old,
        on,
        place.other,
    )
    row = UnitSuccession.objects.get(predecessor=place.old)
    assert (row.successor, row.on, row.document, row.took_part_only) == (place.other, on, DOCUMENT, False)
    assert Entry.objects.get(act="unit.succeeded").details["document"] == DOCUMENT


def test_the_ended_commune_is_offered_to_nobody_and_keeps_its_name(place: Place) -> None:
    end_into(place.old, place.other, by=place.admin, on=place.today)
    place.old.refresh_from_db()
    assert [row.unit for row in find_units("dong sen")] == []
    assert names_of([place.old.pk]) == {place.old.pk: "Xã Đồng Sen"}
    assert list(groups_of(place.old)) == []
    assert {row.name for row in groups_of(place.other)} == {"Thôn Đông", "Thôn Tây"}
    assert acting_unit(place.old, None) == place.other


def test_a_province_reaches_what_ended_into_its_communes_from_another_province(place: Place) -> None:
    beyond = make_commune("Hồ Xa", make_province("Sen Xanh"))
    officer = make_user("officer", unit=beyond.parent)
    end_into(place.old, beyond, by=make_admin(None), on=place.today)
    assert place.old in units_of(officer)
    seen = []
    ScopeMiddleware(lambda _request: seen.extend(units_of(officer)) or HttpResponse())(request_of(officer))
    assert set(seen) == {beyond.parent, beyond, place.old}
    assert place.other not in units_of(officer)


def test_staff_and_centre_go_on_serving_the_same_people(place: Place) -> None:
    end_into(place.old, place.other, by=place.admin, on=place.today)
    with everyone(WHY):
        assert all(helps(place.staff, learner) for learner in place.people.values())
    place.centre.refresh_from_db()
    assert place.centre.unit == place.other
    old, new = Role.objects.filter(user=place.staff).order_by("pk")
    assert (old.unit, old.valid_to, new.unit, new.valid_from) == (place.old, place.today, place.other, place.today)
    assert place.old in units_of(place.staff, "staff")  # what is left of the old commune is theirs too


def test_a_split_by_residential_groups(place: Place) -> None:
    third = make_commune("Đầm Sen", place.province)
    officer, elsewhere = make_user("officer", unit=place.other), make_user("officer", unit=third)
    end_into(place.old, (place.other, [place.east]), (third, [place.west]), by=place.admin, on=place.today)
    assert [place.home(name).unit for name in ("east", "west", "none")] == [place.other, third, place.other]
    place.old.refresh_from_db(), place.east.refresh_from_db(), place.west.refresh_from_db()
    assert acting_unit(place.old, place.west) == third
    assert acting_unit(place.old, None) == place.other
    # No successor's officials have the whole of it: only what their groups left.
    assert place.old not in units_of(officer, "officer")
    with everyone(WHY):
        rows = Residence.objects.filter(valid_to__isnull=False)
        of_first = rows.filter(left_to(units_of(officer, "officer"), "unit", "residential_group"))
        of_second = rows.filter(left_to(units_of(elsewhere, "officer"), "unit", "residential_group"))
        assert {row.learner_id for row in of_first} == {place.people["east"].pk, place.people["none"].pk}
        assert {row.learner_id for row in of_second} == {place.people["west"].pk}
    assert {row.took_part_only for row in UnitSuccession.objects.filter(predecessor=place.old)} == {True}


def test_a_successor_that_is_split_in_its_turn_hands_on_what_it_was_left(place: Place) -> None:
    third, fourth = make_commune("Đầm Sen", place.province), make_commune("Ao Sen", place.province)
    first = end_into(place.old, place.other, by=place.admin, on=place.today - timedelta(days=9)).succession
    east, west = first.groups[place.east.pk], first.groups[place.west.pk]
    end_into(place.other, (third, [east]), (fourth, [west]), by=place.admin, on=place.today)
    for row in (place.old, place.east, place.west):
        row.refresh_from_db()
    assert (place.old.heir, place.old.split) == (third, True)
    assert (acting_unit(place.old, place.east), acting_unit(place.old, place.west)) == (third, fourth)


def test_a_new_commune_begins_with_the_day(place: Place) -> None:
    parts = [Part(NewUnit("phuong", "Sen Mới", "99001"), {place.east.pk: "Tổ 1", place.west.pk: "Tổ 2"})]
    done = succeed_unit(place.old, parts, on=place.today, document=DOCUMENT, by=place.admin)
    made = done.succession.rest
    assert (str(made), made.parent, made.valid_from) == ("Phường Sen Mới", place.province, place.today)
    assert {row.name for row in groups_of(made)} == {"Tổ 1", "Tổ 2"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": 1}, "on"),
        ({"on": -9999}, "on"),
        ({"document": "  "}, "document"),
        ({"into": "itself"}, "into"),
        ({"groups": "one is missing"}, "groups"),
        ({"groups": "a name that is taken"}, "groups"),
        ({"code": "taken"}, "code"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_half_done(place: Place, change: dict, field: str) -> None:
    groups = {place.east.pk: "Thôn Đông", place.west.pk: "Thôn Tây"}
    into: Unit | NewUnit = place.old if change.get("into") else place.other
    if change.get("groups") == "one is missing":
        del groups[place.west.pk]
    if change.get("groups") == "a name that is taken":
        make_group(place.other, "thôn đông")
    if change.get("code"):
        into = NewUnit("xa", "Sen Mới", place.other.versions.get().code)
    with pytest.raises(ValidationError) as refused:
        succeed_unit(
            place.old,
            [Part(into, groups)],
            on=place.today + timedelta(days=change.get("on", 0)),
            document=change.get("document", DOCUMENT),
            by=place.admin,
        )
    assert list(refused.value.message_dict) == [field]
    place.old.refresh_from_db()
    assert place.old.valid_to is None
    assert place.home("east").unit == place.old
    assert ResidentialGroup.objects.filter(unit=place.old, valid_to=None).count() == 2


def test_it_is_entered_once(place: Place) -> None:
    end_into(place.old, place.other, by=place.admin, on=place.today)
    with pytest.raises(ValidationError) as refused:
        end_into(place.old, (place.other, []), by=place.admin, on=place.today)
    assert "unit" in refused.value.message_dict
    assert UnitSuccession.objects.filter(predecessor=place.old).count() == 1


@pytest.mark.parametrize("where", ["old", "other"])
def test_whoever_administers_only_one_of_the_two_is_refused(place: Place, where: str) -> None:
    by = make_admin(getattr(place, where))
    with pytest.raises(PermissionDenied):
        end_into(place.old, place.other, by=by, on=place.today)


def test_a_stranger_sees_nobody_through_it(place: Place) -> None:
    end_into(place.old, place.other, by=place.admin, on=place.today)
    stranger = make_staff(make_commune("Xa Lạ", "Tỉnh Khác"))
    with acting_as(stranger):
        assert not Learner.objects.filter(pk__in=[one.pk for one in place.people.values()]).exists()


def test_homes_are_carried_with_a_fixed_number_of_questions(place: Place, django_assert_max_num_queries) -> None:
    for _number in range(12):
        make_learner(place.old)
    with everyone(WHY):
        Residence.objects.filter(unit=place.old).update(valid_from=date(2025, 8, 1))
    with django_assert_max_num_queries(60):
        assert end_into(place.old, place.other, by=place.admin, on=place.today).people == 15


def test_the_name_of_today_is_none_for_the_ended(place: Place) -> None:
    end_into(place.old, place.other, by=place.admin, on=place.today)
    rows = Centre.objects.annotate(place=name_today("unit"))
    assert rows.get(pk=place.centre.pk).place == "Xã Hồ Sen"
    assert not UnitVersion.objects.filter(unit=place.old, valid_to=None).exists()


def test_what_is_entered_late_leads_nobody_into_a_commune_that_has_ended_since(place: Place) -> None:
    """The first resolution is entered after the second one: whoever took over is gone by today."""
    third = make_commune("Bến Sen", place.province)
    end_into(place.other, third, by=place.admin, on=place.today - timedelta(days=3))
    with pytest.raises(ValidationError) as refused:
        end_into(place.old, place.other, by=place.admin, on=place.today - timedelta(days=9))
    assert list(refused.value.error_dict) == ["into"]
    assert place.home("east").unit == place.old
    end_into(place.old, third, by=place.admin, on=place.today - timedelta(days=9))
    assert place.home("east").unit == third
