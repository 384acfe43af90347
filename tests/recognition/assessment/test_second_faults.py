"""Second eyes are another person's, settle what stands now, and find a way on when an assessor has left the place."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.models import LearnerAlias, Residence, Role
from portal.people.public import everyone
from recognition.assessment import kinship, marking, receiving
from recognition.assessment.review.judgement import answer_review
from recognition.assessment.review.requests import ask_for_review
from recognition.assessment.second import again
from recognition.assessment.second.drawing import hidden_from
from recognition.assessment.second.loans import lend
from recognition.assessment.second.marking import accept, differing, end_second, offer
from recognition.cases import transfer
from recognition.decisions import signing
from recognition.evidence.wording import number
from recognition.models import AssessmentRules, Case, SecondMarking
from recognition.refusals import NotYours, SamePerson, StaleCase, WrongState
from tests.builders.cases import EIGHTS, WHY, Village
from tests.builders.people import make_learner, make_user, signed_in

NINE = EIGHTS | {"B2": ("9", "Chứng chỉ bậc 3")}
TODAY = timezone.localdate


@pytest.fixture
def drawing(village: Village) -> AssessmentRules:
    return AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)


@pytest.fixture
def apart(village: Village, drawing: AssessmentRules, all_seeing) -> Case:
    """Two assessors came to different points in B2."""
    case = village.confirmed()
    end_second(case, NINE, village.second_officer)
    return case


def one_person(village: Village, *users) -> None:
    """The accounts belong to one person, whose records were joined."""
    first, *others = [make_learner(village.unit, user=user) for user in users]
    for other in others:
        LearnerAlias.objects.create(learner=first, alias=other.pk, joined_by=village.staff, proof="x")


@pytest.mark.usefixtures("all_seeing")
class TestWhatStandsNow:
    def test_an_offer_over_an_older_judgement_does_not_undo_the_newer_one(self, village: Village, apart: Case) -> None:
        seen = offer(apart, {"B2": "8,5"}, "Bậc 2", "", village.officer).offered
        signing.send_back(apart, "Xem lại A1", village.signer)
        newer = EIGHTS | {"A1": ("10", "Sổ đọc đầy đủ")}
        marking.confirm(apart, village.officer, marks=newer)
        with pytest.raises(WrongState):
            accept(apart, seen, village.second_officer)
        assert differing(SecondMarking.objects.get()) == ["A1", "B2"]
        seen = offer(apart, {"A1": "10", "B2": "8,5"}, "Đã thống nhất", "", village.second_officer).offered
        case = accept(apart, seen, village.officer)
        assert (case.assessment.points["A1"], case.assessment.points["B2"]) == ("10.00", "8.50")
        assert SecondMarking.objects.get().first_points["A1"] == "8.00", "the blind points stay for the agreement"

    def test_a_newer_judgement_that_is_the_second_s_settles_it(self, village: Village, apart: Case) -> None:
        signing.send_back(apart, "Chứng chỉ bậc 3", village.signer)
        case = marking.confirm(apart, village.officer, marks=NINE)
        assert SecondMarking.objects.get().how == "same"
        signing.sign([case], village.body, "1", TODAY(), village.signer)

    def test_nothing_is_settled_while_the_case_is_judged(self, village: Village, apart: Case) -> None:
        signing.send_back(apart, "Xem lại", village.signer)
        assert differing(SecondMarking.objects.get()) == []
        with pytest.raises(WrongState):
            offer(apart, {"B2": "9"}, "x", "", village.officer)


@pytest.mark.usefixtures("all_seeing")
class TestAnAssessorWhoIsGone:
    def test_after_a_transfer_an_officer_of_the_new_commune_judges_anew(self, village: Village, drawing) -> None:
        there = Village("Sen Mới", village.unit.parent)
        case = marking.not_enough(village.submitted(points="4"), "Chưa đủ", village.officer)
        end_second(case, NINE, village.second_officer)
        assert SecondMarking.objects.get().compared_at
        Residence.objects.filter(learner=case.learner).update(unit=there.unit)
        asked = transfer.ask(Case.objects.get(pk=case.pk), case.learner.user)
        case = receiving.accept(asked, there.officer)
        with pytest.raises(NotYours):
            offer(case, {"B2": "9"}, "x", "", village.officer)
        case = marking.undo(case, there.officer)
        case = marking.confirm(case, there.officer, marks=NINE)
        row = SecondMarking.objects.get()
        assert (row.second, row.settled_at) == (None, None), "its second assessor has left too: drawn for another one"
        assert end_second(case, NINE, there.second_officer).how == "same"

    def test_an_assessor_without_the_role_is_replaced_by_a_third(self, village: Village, apart: Case) -> None:
        third = make_user("officer", unit=village.unit)
        with pytest.raises(WrongState):
            marking.undo(apart, third)
        Role.objects.filter(user=village.officer).delete()
        marking.undo(apart, third)
        case = marking.confirm(apart, third, marks=EIGHTS | {"B2": ("8,5", "Bậc 2")})
        row = SecondMarking.objects.get()
        assert (row.second.assessor, row.settled_at) == (village.second_officer, None)
        seen = offer(case, {"B2": "8,5"}, "Bậc 2", "", third).offered
        assert accept(case, seen, village.second_officer).assessment.points["B2"] == "8.50"

    def test_the_council_or_both_have_settled_it_then_nobody_takes_it_back(self, village: Village, apart: Case) -> None:
        accept(apart, offer(apart, {"B2": "8,5"}, "Bậc 2", "", village.officer).offered, village.second_officer)
        Role.objects.filter(user=village.officer).delete()
        with pytest.raises(WrongState):
            marking.undo(apart, make_user("officer", unit=village.unit))


@pytest.mark.usefixtures("all_seeing")
class TestOnePersonTwoAccounts:
    def test_the_second_assessor_is_another_person(self, village: Village, drawing) -> None:
        case = village.confirmed()
        one_person(village, village.officer, village.second_officer)
        with pytest.raises(SamePerson):
            end_second(case, EIGHTS, village.second_officer)
        assert not hidden_from(case, village.second_officer), "nothing to hide from who set the first marks"

    def test_the_first_assessor_is_another_person_than_the_second(self, village: Village, drawing) -> None:
        case, third = village.confirmed(), make_user("officer", unit=village.unit)
        again.enter(case, "second", NINE, village.second_officer)
        marking.undo(case, village.officer)
        one_person(village, village.second_officer, third)
        with pytest.raises(SamePerson):
            marking.confirm(case, third, marks=EIGHTS)

    def test_who_offered_does_not_agree_under_another_account(self, village: Village, apart: Case) -> None:
        seen = offer(apart, {"B2": "8,5"}, "Bậc 2", "", village.officer).offered
        one_person(village, village.officer, village.second_officer)
        with pytest.raises(SamePerson):
            accept(apart, seen, village.second_officer)

    def test_a_review_is_answered_by_somebody_who_never_judged_it(self, village: Village, drawing) -> None:
        case = marking.not_enough(village.submitted(points="4"), "Chưa đủ", village.officer)
        fours = {code: (number(value), "Đã xem") for code, value in _points(case).items()}
        assert end_second(case, fours, village.second_officer).how == "same"
        ask_for_review(case, "Xem lại giúp", case.learner.user)
        with pytest.raises(SamePerson):
            answer_review(case, EIGHTS, "Đủ", village.second_officer)
        third = make_user("officer", unit=village.unit)
        assert answer_review(case, EIGHTS, "Đủ", third).state == "confirmed"

    def test_nobody_is_lent_by_oneself_nor_ends_the_own_declaration(self, village: Village) -> None:
        officer = make_user("officer", unit=Village("Sen Xa", village.unit.parent).unit)
        admin = make_user("administrator", unit=village.unit.parent)
        one_person(village, officer, admin)
        with pytest.raises(SamePerson):
            lend(officer, village.unit, TODAY(), TODAY(), "x", by=admin)
        row = kinship.declare(village.submitted().learner, officer)
        with pytest.raises(SamePerson):
            kinship.end_declaration(row, admin)


def _points(case: Case) -> dict:
    return {code: Decimal(value) for code, value in case.assessment.points.items()}


def test_what_one_began_stays_on_the_list(village: Village, drawing: AssessmentRules) -> None:
    case = village.confirmed("Lê Đang Chấm")
    with everyone(WHY):
        again.enter(case, "second", {"A1": ("7", "Thẻ hết hạn")}, village.second_officer)
    page = signed_in(village.second_officer).get(reverse("recognition:second_list"))
    assert "Lê Đang Chấm" in page.text
    assert "Lê Đang Chấm" not in signed_in(village.officer).get(reverse("recognition:second_list")).text


def test_the_page_of_the_difference_shows_what_stands_now(village: Village, apart: Case) -> None:
    with everyone(WHY):
        signing.send_back(apart, "Xem lại A1", village.signer)
        marking.confirm(apart, village.officer, marks=EIGHTS | {"A1": ("9,5", "Sổ đọc")})
    page = signed_in(village.second_officer).get(reverse("recognition:second_settle", args=[apart.pk]))
    assert "9,5" in page.text
    with everyone(WHY):
        offer(apart, {"A1": "9", "B2": "9"}, "x", "", village.officer)
        with pytest.raises(StaleCase):
            accept(apart, {"B2": "9.00"}, village.second_officer)
