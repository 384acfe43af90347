"""Consent: who may give it for whom, how long it holds, and what it says."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from portal.audit.models import Entry
from portal.people import public as people
from portal.people.consents import CONSENT_VERSION, consent_text, judge_consent, may_be_a_child
from portal.people.models import Consent, Learner
from portal.people.public import Person
from tests.builders.audit import acts_noted
from tests.builders.people import (
    PASSWORD,
    make_commune,
    make_learner,
    make_officer,
    make_staff,
)

pytestmark = pytest.mark.usefixtures("all_seen")
NAME = "Nguyễn Thị Hoa"


def _corrected(learner, by, year: int) -> None:
    people.correct_record(learner, by=by, full_name=NAME, birth_year=year, address_form="", subject_group="")


def test_under_sixteen_nobody_consents_alone(commune):
    person = Person(NAME, commune, timezone.localdate().year - 15)
    with pytest.raises(ValidationError) as problem:
        people.register_self("0901", PASSWORD, person, consents=True)
    assert "consents" in problem.value.error_dict
    learner = people.register_self("0901", PASSWORD, person, consents=False)
    for by, representative in ((learner.user, ""), (learner.user, "Nguyễn Văn Cha"), (make_staff(commune), "Cha")):
        with pytest.raises(ValidationError):
            people.give_consent(learner, by=by, representative=representative)
    assert not people.has_consent(learner)
    given = people.give_consent(learner, by=make_staff(commune), representative=" Nguyễn  Văn Cha ")
    assert people.decrypt(given.representative_encrypted) == "Nguyễn Văn Cha"
    assert people.has_consent(learner)


def test_an_unknown_age_is_asked_before_a_yes(commune):
    with pytest.raises(ValidationError) as problem:
        people.register_self("0901", PASSWORD, Person(NAME, commune), consents=True)
    assert "birth_year" in problem.value.error_dict
    with pytest.raises(ValidationError) as problem:
        people.register_at_counter(make_staff(commune), Person(NAME, commune), consents=True)
    assert "birth_year" in problem.value.error_dict
    learner = people.register_self("0901", PASSWORD, Person(NAME, commune), consents=False)
    with pytest.raises(ValidationError):
        people.give_consent(learner, by=learner.user)
    assert not Consent.objects.exists()


def test_a_corrected_year_is_no_way_round(commune):
    this_year = timezone.localdate().year
    child = people.register_self("0901", PASSWORD, Person(NAME, commune, this_year - 12), consents=False)
    with pytest.raises(ValidationError) as problem:
        _corrected(child, child.user, 1984)
    assert "birth_year" in problem.value.error_dict
    grown = people.register_self("0902", PASSWORD, Person(NAME, commune, 1984), consents=True)
    _corrected(grown, grown.user, this_year - 12)
    assert not people.has_consent(grown)
    staff = make_staff(commune)
    _corrected(child, staff, 1984)
    people.give_consent(child, by=child.user)
    assert people.has_consent(child)


def test_only_the_year_is_known_so_in_doubt_somebody_is_a_child():
    this_year = timezone.localdate().year
    assert [may_be_a_child(this_year - age) for age in (0, 15, 16, 17, 80)] == [True, True, True, False, False]
    assert not may_be_a_child(None)
    for age, alone, representative, field in (
        (16, True, "", "consents"),
        (16, True, "Nguyễn Văn Cha", "consents"),  # named by the child itself: nobody saw them agree
        (16, False, "", "representative"),
        (16, False, "Cha", "representative"),
        (None, True, "", "birth_year"),
        (None, False, "Nguyễn Văn Cha", "birth_year"),
    ):
        with pytest.raises(ValidationError) as problem:
            judge_consent(None if age is None else this_year - age, alone=alone, representative=representative)
        assert list(problem.value.error_dict) == [field]
    judge_consent(this_year - 17, alone=True, representative="")
    judge_consent(this_year - 16, alone=False, representative="Nguyễn Cha")


def test_of_grown_people_no_representative_is_kept(commune):
    learner = make_learner(commune, consents=False)
    given = people.give_consent(learner, by=make_staff(commune), representative="Nguyễn Văn Cha")
    assert given.representative_encrypted is None
    assert (given.text_version, given.withdrawn_at) == (CONSENT_VERSION, None)
    entry = Entry.objects.get(act="consent.given")
    assert entry.details == {"purpose": "learning_record", "text": CONSENT_VERSION, "representative": False}


def test_a_yes_with_a_representative_stays_when_the_year_shows_a_child(commune):
    this_year, staff = timezone.localdate().year, make_staff(commune)
    child = Person(NAME, commune, this_year - 12)
    learner = people.register_at_counter(staff, child, consents=True, representative="Nguyễn Văn Cha")
    assert Entry.objects.get(act="consent.given").details["representative"] is True
    _corrected(learner, staff, this_year - 11)
    assert people.has_consent(learner)
    grown = people.register_self("0902", PASSWORD, Person(NAME, commune, 1984), consents=True)
    _corrected(grown, grown.user, 1985)
    assert people.has_consent(grown)
    assert "consent.withdrawn" not in acts_noted()
    _corrected(grown, grown.user, this_year - 16)
    assert not people.has_consent(grown)
    assert Entry.objects.get(act="consent.withdrawn").details == {"reason": "under_age"}


def held(learner, *purpose: str) -> bool:
    with transaction.atomic():
        return people.consent_held(learner, *purpose)


def test_consent_is_asked_purpose_by_purpose_and_is_held_while_it_lasts(commune):
    learner = make_learner(commune, consents=False)
    assert not held(learner)
    people.give_consent(learner, by=learner.user)
    assert held(learner)
    assert not held(learner, "another_purpose")
    assert not people.withdraw_consent(learner, by=learner.user, purpose="another_purpose")
    assert held(learner)
    people.withdraw_consent(learner, by=make_staff(commune))
    assert not held(learner)


def test_at_the_counter_a_child_needs_the_representative(commune):
    child = Person(NAME, commune, timezone.localdate().year - 10)
    with pytest.raises(ValidationError) as problem:
        people.register_at_counter(make_staff(commune), child, consents=True)
    assert "representative" in problem.value.error_dict
    assert Learner.objects.count() == 0
    learner = people.register_at_counter(make_staff(commune), child, consents=True, representative="Nguyễn Văn Cha")
    assert people.has_consent(learner)


def test_consent_is_given_once_and_withdrawn_with_a_trace(commune):
    learner = make_learner(commune, consents=False)
    first = people.give_consent(learner, by=learner.user)
    assert people.give_consent(learner, by=learner.user) == first
    assert people.withdraw_consent(learner, by=learner.user)
    assert not people.withdraw_consent(learner, by=learner.user)
    assert not people.has_consent(learner)
    again = people.give_consent(learner, by=learner.user)
    assert (again != first, Consent.objects.count()) == (True, 2)
    assert acts_noted()[1:] == ["consent.given", "consent.withdrawn", "consent.given"]
    assert people.has_consent(learner)
    assert not people.has_consent(learner, "another_purpose")


def test_strangers_and_officers_do_not_consent_for_others(commune):
    learner = make_learner(commune, consents=False)
    for who in (make_officer(commune), make_staff(make_commune("Khác")), make_learner(commune, "Trần Văn Bình").user):
        with pytest.raises(PermissionDenied):
            people.give_consent(learner, by=who)
        with pytest.raises(PermissionDenied):
            people.withdraw_consent(learner, by=who)
    assert not people.has_consent(learner)


def test_the_text_says_whose_words_they_are():
    assert "không phải văn bản pháp luật" in consent_text()
