"""Blind second marking: who is drawn, who may mark, what is hidden, and how a difference is settled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.people.public import acting_as
from recognition.assessment import kinship, marking
from recognition.assessment.rules import rules_of, set_rules
from recognition.assessment.second import again
from recognition.assessment.second.drawing import drawn, hidden_from
from recognition.assessment.second.loans import end_loan, lend, sight_of, units_to_mark_again
from recognition.assessment.second.marking import accept, differing, end_second, offer
from recognition.cases import entries, submission
from recognition.decisions import signing
from recognition.models import Assessment, AssessmentRules, Case, OfficerLoan, SecondMarking
from recognition.refusals import Incomplete, NotYours, SamePerson, StaleCase, WrongState
from tests.builders.cases import EIGHTS, Village
from tests.builders.people import make_commune, make_user

pytestmark = pytest.mark.usefixtures("all_seeing")
NINE = EIGHTS | {"B2": ("9", "Chứng chỉ bậc 3")}


@pytest.fixture
def drawing(village: Village) -> AssessmentRules:
    """Every judged case of the village is marked twice."""
    return AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)


def settings(**changes) -> dict:
    names = ("sample_percent", "sample_least", "sample_differing", "second_percent", "second_near", "council")
    usual = dict(zip(names, (10, 3, 0, 0, 0, "off"), strict=True)) | {"quorum_of_six": 4, "review_days": 10}
    return usual | changes


def test_it_is_off_by_default(village: Village) -> None:
    case = village.confirmed()
    assert not SecondMarking.objects.exists()
    assert not AssessmentRules.objects.exists()
    assert rules_of(village.campaign).second_percent == 0
    signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


@given(seed=st.text(max_size=6), number=st.integers(1, 10**9), percent=st.integers(0, 99))
def test_a_larger_share_holds_the_smaller_one(seed: str, number: int, percent: int) -> None:
    assert not drawn(seed, number, 0)
    assert drawn(seed, number, 100)
    assert drawn(seed, number, percent + 1) or not drawn(seed, number, percent)


def test_a_share_is_about_that_share() -> None:
    assert 800 < sum(drawn("0f", number, 10) for number in range(10_000)) < 1200


def test_near_the_mark_is_drawn_by_rule(village: Village) -> None:
    AssessmentRules.objects.create(campaign=village.campaign, second_near=2)
    village.confirmed("Lê Sát")
    assert SecondMarking.objects.get().why == "near"
    village.confirmed("Lê Xa", points="9")
    assert SecondMarking.objects.count() == 1


@pytest.mark.usefixtures("drawing")
def test_not_enough_is_drawn_too_and_returned_for_more_is_not(village: Village) -> None:
    marking.not_enough(village.submitted(), "Chưa đủ", village.officer)
    marking.ask_for_more(village.submitted("Lê Hai"), "Thiếu giấy", village.officer)
    assert SecondMarking.objects.count() == 1


@pytest.mark.usefixtures("drawing")
def test_the_first_marks_are_hidden_from_other_officers_until_both_are_done(village: Village) -> None:
    case = village.confirmed()
    assert hidden_from(case, village.second_officer)
    assert not hidden_from(case, village.officer)
    end_second(case, EIGHTS, village.second_officer)
    assert not hidden_from(case, village.second_officer)


@pytest.mark.usefixtures("drawing")
def test_nothing_is_signed_over_an_open_second_marking(village: Village) -> None:
    case = village.confirmed()
    with pytest.raises(Incomplete):
        signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)
    found = end_second(case, EIGHTS, village.second_officer)
    assert (found.how, found.settled_by) == ("same", None)
    signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


@pytest.mark.usefixtures("drawing")
def test_the_second_leaves_no_trace_in_the_case_that_the_first_would_see(village: Village) -> None:
    case = village.confirmed()
    before = Case.objects.values().get(pk=case.pk)
    again.enter(case, "second", {"A1": ("7", "Thẻ hết hạn")}, village.second_officer)
    assert Case.objects.values().get(pk=case.pk) == before
    assert case.events.count() == 2


@pytest.mark.usefixtures("drawing")
def test_who_may_not_mark_a_second_time(village: Village) -> None:
    case = village.confirmed()
    for user in (village.officer, village.staff, village.signer, Village("Hạ Long").officer):
        with pytest.raises((NotYours, SamePerson)):
            end_second(case, EIGHTS, user)
    kinship.declare(case.learner, village.second_officer)
    with pytest.raises(SamePerson):
        end_second(case, EIGHTS, village.second_officer)
    helped = village.confirmed("Lê Được Giúp", helper=village.staff)
    with pytest.raises(NotYours):
        end_second(helped, EIGHTS, village.staff)
    assert not Assessment.objects.filter(kind="second").exists()


@pytest.mark.usefixtures("drawing")
def test_a_mark_without_reason_and_a_mark_that_is_none_are_refused_and_the_rest_is_kept(village: Village) -> None:
    case = village.confirmed()
    with pytest.raises(Incomplete) as refused:
        end_second(case, {"A1": ("7", "")}, village.second_officer)
    assert refused.value.field == "A1"
    with pytest.raises(Incomplete) as refused:
        end_second(case, {"A2": ("mười", "x")}, village.second_officer)
    assert refused.value.field == "A2"
    again.enter(case, "second", {"A1": ("7", ""), "A2": ("mười", "x")}, village.second_officer, strict=False)
    assert Assessment.objects.get(kind="second").marks.get().indicator == "A1"


@pytest.mark.usefixtures("drawing")
def test_two_who_mark_at_once_and_one_who_takes_over(village: Village) -> None:
    case, third = village.confirmed(), make_user("officer", unit=village.unit)
    again.enter(case, "second", {"A1": ("7", "x")}, village.second_officer)
    with pytest.raises(Incomplete, match=village.second_officer.get_full_name()):
        again.enter(case, "second", {"A1": ("6", "y")}, third)
    again.begin_again(case, "second", third, take_over=True)
    end_second(case, EIGHTS, third)
    with pytest.raises(WrongState):
        end_second(case, EIGHTS, village.second_officer)
    assert SecondMarking.objects.get().second.assessor == third


@pytest.fixture
def apart(village: Village, drawing: AssessmentRules) -> Case:
    """A case whose two assessors came to different points in B2."""
    case = village.confirmed()
    end_second(case, NINE, village.second_officer)
    return case


def test_differences_are_told_once_both_are_done(apart: Case) -> None:
    row = SecondMarking.objects.get()
    assert differing(row) == ["B2"]
    assert (row.first_points["B2"], row.second_points["B2"]) == ("8.00", "9.00")
    assert row.settled_at is None


def test_both_have_to_agree(village: Village, apart: Case) -> None:
    offered = offer(apart, {"B2": "8,5"}, "Chứng chỉ bậc 2", "", village.officer).offered
    assert offered == {"B2": "8.50"}
    for user in (village.officer, village.signer, make_user("officer", unit=village.unit)):
        with pytest.raises((SamePerson, NotYours)):
            accept(apart, offered, user)
    case = accept(apart, offered, village.second_officer)
    row = SecondMarking.objects.get()
    assert (row.how, row.settled_by, case.state) == ("agreement", village.second_officer, "confirmed")
    assert case.assessment.points["B2"] == "8.50"
    assert row.first_points["B2"] == "8.00", "what was marked blind stays for the agreement of assessors"
    assert case.assessment.marks.filter(indicator="B2").last().reason == "Chứng chỉ bậc 2"
    with pytest.raises(WrongState):
        accept(apart, offered, village.second_officer)
    signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


def test_an_offer_that_changed_meanwhile_is_not_accepted_unseen(village: Village, apart: Case) -> None:
    seen = offer(apart, {"B2": "8,5"}, "Bậc 2", "", village.officer).offered
    offer(apart, {"B2": "9"}, "Bậc 3", "", village.officer)
    with pytest.raises(StaleCase):
        accept(apart, seen, village.second_officer)


def test_an_offer_needs_a_reason_points_and_words_when_it_is_not_enough(village: Village, apart: Case) -> None:
    for points, reason, field in (({}, "x", "B2"), ({"B2": "8"}, " ", "reason"), ({"B2": "4"}, "Không có", "words")):
        with pytest.raises(Incomplete) as refused:
            offer(apart, points, reason, "", village.officer)
        assert refused.value.field == field
    offered = offer(apart, {"B2": "4"}, "Không có chứng chỉ", "Bổ sung chứng chỉ", village.second_officer).offered
    case = accept(apart, offered, village.officer)
    assert case.state == "not_enough"
    assert case.events.last().message == "Bổ sung chứng chỉ"


def test_the_first_alone_takes_nothing_back_after_both_are_done(village: Village, apart: Case) -> None:
    with pytest.raises(WrongState):
        marking.undo(apart, village.officer)


@pytest.mark.usefixtures("drawing")
def test_the_first_may_still_change_before_and_both_are_compared_then(village: Village) -> None:
    case = village.confirmed()
    marking.undo(case, village.officer)
    end_second(case, NINE, village.second_officer)
    assert SecondMarking.objects.get().compared_at is None
    marking.confirm(case, village.officer, marks=NINE)
    assert SecondMarking.objects.get().how == "same"


@pytest.mark.usefixtures("drawing")
def test_one_person_is_never_both_assessors_and_a_third_may_step_in_for_the_first(village: Village) -> None:
    case, third = village.confirmed(), make_user("officer", unit=village.unit)
    end_second(case, EIGHTS, village.second_officer)
    SecondMarking.objects.update(compared_at=None, settled_at=None, how="")  # as if the first had not been done
    marking.undo(case, village.officer)
    assert not hidden_from(Case.objects.get(pk=case.pk), third)
    with pytest.raises(SamePerson):
        marking.confirm(case, village.second_officer, marks=EIGHTS)
    marking.confirm(case, third, marks=EIGHTS)
    assert SecondMarking.objects.get().how == "same"


@pytest.mark.usefixtures("drawing")
def test_a_case_taken_back_is_marked_by_nobody(village: Village) -> None:
    case = village.confirmed()
    submission.withdraw(case, case.learner.user)
    with pytest.raises(WrongState):
        end_second(case, EIGHTS, village.second_officer)


@pytest.mark.usefixtures("drawing")
def test_who_marked_a_second_time_does_not_sign(village: Village) -> None:
    both = make_user("officer", "signer", unit=village.unit)
    case = village.confirmed()
    end_second(case, EIGHTS, both)
    with pytest.raises(SamePerson):
        signing.sign([case], village.body, "1/QĐ", timezone.localdate(), both)


def test_rules_are_the_administrators_and_are_kept_in_the_log(village: Village) -> None:
    admin = make_user("administrator", unit=village.unit)
    with pytest.raises(NotYours):
        set_rules(village.campaign, settings(second_percent=20), by=village.officer)
    with pytest.raises(Incomplete) as refused:
        set_rules(village.campaign, settings(sample_differing=3), by=admin)
    assert refused.value.field == "sample_differing"
    row = set_rules(village.campaign, settings(second_percent=20), by=admin)
    seed = row.seed
    assert set_rules(village.campaign, settings(second_percent=30), by=admin).seed == seed


class TestLoans:
    """The province lends; the lent officer marks again in that commune and does nothing else there."""

    @pytest.fixture
    def lent(self, village: Village, drawing: AssessmentRules):
        elsewhere = make_commune("Sen Xa", village.unit.parent)
        officer = make_user("officer", unit=elsewhere)
        admin = make_user("administrator", unit=village.unit.parent)
        today = timezone.localdate()
        row = lend(officer, village.unit, today, today + timedelta(days=9), "Xã thiếu người", by=admin)
        return officer, admin, row

    def test_marks_again_and_nothing_else(self, village: Village, lent) -> None:
        officer, _admin, _row = lent
        waiting, case = village.submitted("Lê Chờ"), village.confirmed()
        assert village.unit in units_to_mark_again(officer)
        with acting_as(officer), sight_of(officer):
            assert list(Case.objects.all()) == [case], "only what was drawn there is seen"
            with pytest.raises(NotYours):
                marking.confirm(case, officer)
            end_second(case, EIGHTS, officer)
        with pytest.raises(NotYours):
            marking.confirm(waiting, officer)
        with acting_as(officer):
            assert not Case.objects.exists(), "outside these pages nothing of the commune is seen"

    def test_ends_with_its_day_with_the_role_and_at_once(self, village: Village, lent) -> None:
        officer, admin, row = lent
        OfficerLoan.objects.filter(pk=row.pk).update(valid_from=timezone.localdate() - timedelta(days=9))
        OfficerLoan.objects.filter(pk=row.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
        assert village.unit not in units_to_mark_again(officer)
        OfficerLoan.objects.filter(pk=row.pk).update(valid_to=timezone.localdate())
        assert village.unit in units_to_mark_again(officer)
        end_loan(row, by=admin)
        assert village.unit not in units_to_mark_again(officer)
        OfficerLoan.objects.filter(pk=row.pk).update(ended_at=None)
        officer.roles.update(valid_to=timezone.localdate())
        assert village.unit not in units_to_mark_again(officer)

    def test_who_may_not_lend_and_who_cannot_be_lent(self, village: Village, lent) -> None:
        officer, admin, _row = lent
        day = timezone.localdate()
        commune_admin = make_user("administrator", unit=village.unit)
        stranger = make_user("officer", unit=Village("Hạ Long").unit)
        for by, who, last, why in (
            (commune_admin, officer, day, "x"),
            (admin, stranger, day, "x"),
            (admin, village.officer, day, "x"),
            (admin, admin, day, "x"),
            (admin, officer, day, "x"),  # lent there already
            (admin, village.staff, day, "x"),
        ):
            with pytest.raises((NotYours, Incomplete, SamePerson)):
                lend(who, village.unit, day, last, why, by=by)
        assert OfficerLoan.objects.count() == 1


def test_the_database_itself_refuses_whoever_is_near(village: Village) -> None:
    case = village.submitted()
    kinship.declare(case.learner, village.officer)
    for user in (village.officer, case.learner.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.create(
                submission=case.submission, assessor=user, state="ended", ended_at=timezone.now(), outcome="confirm"
            )
    helped = village.submitted("Lê Hai", helper=village.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            submission=helped.submission,
            assessor=village.staff,
            state="ended",
            ended_at=timezone.now(),
            outcome="confirm",
        )


def test_a_declaration_is_ended_by_an_administrator_only(village: Village) -> None:
    case = village.submitted()
    row = kinship.declare(case.learner, village.officer)
    assert kinship.declare(case.learner, village.officer) == row
    with pytest.raises(SamePerson):
        marking.confirm(case, village.officer, marks=EIGHTS)
    with pytest.raises(SamePerson):
        kinship.end_declaration(row, village.officer)
    with pytest.raises(NotYours):
        kinship.end_declaration(row, village.signer)
    kinship.end_declaration(row, make_user("administrator", unit=village.unit))
    assert marking.confirm(case, village.officer, marks=EIGHTS).state == "confirmed"


def test_family_does_not_sign(village: Village) -> None:
    case = village.confirmed()
    kinship.declare(case.learner, village.signer)
    with pytest.raises(SamePerson):
        signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


def test_whoever_holds_a_case_gives_it_back_with_the_declaration(village: Village) -> None:
    case = village.submitted()
    marking.set_points(case, "A1", "7", "Thẻ hết hạn", village.officer)
    kinship.declare(case.learner, village.officer)
    case.refresh_from_db()
    assert case.lease_holder is None
    assert entries.own_points(case)
