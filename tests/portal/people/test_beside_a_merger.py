"""Somebody registers, or moves, while the commune ends: nobody is left living in a commune that is no more."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.people import subjects
from portal.people.models import Residence
from portal.people.public import Person, everyone, move, register_at_counter
from tests.builders.moving import end_into
from tests.builders.people import make_admin, make_commune, make_learner, make_province, make_staff
from tests.builders.waiting import beside

pytestmark = pytest.mark.django_db(transaction=True)


def living_where_nobody_does(unit) -> int:
    with everyone("a test counts"):
        return Residence.objects.filter(unit=unit, valid_to=None).count()


@pytest.mark.parametrize("act", ["registers", "moves there"])
def test_a_home_in_a_commune_that_ends_at_this_moment(act: str) -> None:
    province = make_province()
    ending, into = make_commune("Đồng Sen", province), make_commune("Đồng Trăng", province)
    administrator, staff, neighbour = make_admin(), make_staff(ending), make_learner(into)
    acts = {
        "registers": lambda: register_at_counter(staff, Person("Nguyễn Thị Hoa", ending), consents=False),
        "moves there": lambda: move(neighbour, ending, by=neighbour.user),
    }
    refused = beside(
        lambda: end_into(ending, into, by=administrator, on=timezone.localdate()), acts[act], ValidationError
    )
    assert refused is not None
    assert "unit" in refused.error_dict
    assert living_where_nobody_does(ending) == 0


def test_whoever_came_just_before_goes_on_with_the_others() -> None:
    province = make_province()
    ending, into = make_commune("Đồng Sen", province), make_commune("Đồng Trăng", province)
    administrator, staff = make_admin(), make_staff(ending)
    mover = make_learner(into)
    with everyone("a test"):
        Residence.objects.update(valid_from=timezone.localdate() - timedelta(days=9))

    def first() -> None:
        register_at_counter(staff, Person("Nguyễn Thị Hoa", ending), consents=False)
        move(mover, ending, by=mover.user)

    assert beside(first, lambda: end_into(ending, into, by=administrator, on=timezone.localdate())) is None
    assert living_where_nobody_does(ending) == 0
    assert living_where_nobody_does(into) == 2


def test_a_group_is_not_registered_in_a_commune_that_ended_after_it_was_looked_at(monkeypatch) -> None:
    province = make_province()
    ending, into = make_commune("Đồng Sen", province), make_commune("Đồng Trăng", province)
    administrator, staff, named = make_admin(), make_staff(ending), subjects._name

    def meanwhile(new: subjects.Subject) -> str:
        end_into(ending, into, by=administrator, on=timezone.localdate())
        return named(new)

    monkeypatch.setattr(subjects, "_name", meanwhile)
    with pytest.raises(ValidationError) as refused:
        subjects.register_subject(staff, subjects.Subject("organisation", ending, "Trường Đồng Sen"))
    assert "unit" in refused.value.error_dict
    assert living_where_nobody_does(ending) == 0
