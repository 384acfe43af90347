"""A judgement looked at again on the learner's wish: the same submission, another assessor, an answer in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recognition.assessment import marking
from recognition.assessment.review.judgement import answer_review
from recognition.assessment.review.requests import ask_for_review, last_day, request_of
from recognition.cases import submission
from recognition.decisions import signing
from recognition.models import AssessmentRules, Case, CaseEvent, ReviewRequest
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, SamePerson, WrongState
from tests.builders.cases import EIGHTS, Village
from tests.builders.people import make_user

pytestmark = pytest.mark.usefixtures("all_seeing")


@pytest.fixture
def refused(village: Village) -> Case:
    """A case that the first officer found not enough."""
    return marking.not_enough(village.submitted(), "Ảnh mờ", village.officer)


def test_another_officer_finds_it_enough_and_writes_so(village: Village, refused: Case) -> None:
    ask_for_review(refused, "Giấy thứ hai đọc rõ", refused.learner.user)
    case = answer_review(refused, EIGHTS, "Đã xem lại, giấy hợp lệ.", village.second_officer)
    assert (case.state, case.assessment.kind, case.assessment.assessor) == (
        "confirmed",
        "review",
        village.second_officer,
    )
    assert case.events.last().message == "Đã xem lại, giấy hợp lệ."
    assert case.submission.number == 1, "the same submission"
    with pytest.raises(WrongState):
        marking.undo(case, village.officer)
    signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


def test_it_may_stay_as_it_was(village: Village, refused: Case) -> None:
    ask_for_review(refused, "Xem lại giúp", refused.learner.user)
    case = answer_review(refused, {}, "Ảnh vẫn không đọc được, mời nộp lại.", village.second_officer)
    assert case.state == "not_enough"
    assert request_of(case).assessment == case.assessment
    with pytest.raises(WrongState):
        ask_for_review(case, "Lần nữa", case.learner.user)
    assert last_day(case) is None
    submission.submit(case, case.learner.user)


def test_who_may_not_answer(village: Village, refused: Case) -> None:
    ask_for_review(refused, "Xem lại giúp", refused.learner.user)
    for user in (village.officer, village.signer, village.staff, Village("Hạ Long").officer):
        with pytest.raises((SamePerson, NotYours)):
            answer_review(refused, EIGHTS, "Được", user)
    with pytest.raises(Incomplete) as told:
        answer_review(refused, EIGHTS, " ", village.second_officer)
    assert told.value.field == "words"


def test_who_may_ask_and_when(village: Village, refused: Case) -> None:
    with pytest.raises(NotYours):
        ask_for_review(refused, "Xem lại", village.second_officer)
    with pytest.raises(Incomplete):
        ask_for_review(refused, "  ", refused.learner.user)
    waiting = village.submitted("Lê Chờ")
    with pytest.raises(WrongState):
        ask_for_review(waiting, "Xem lại", waiting.learner.user)
    assert last_day(refused) == timezone.localdate() + timedelta(days=10)
    AssessmentRules.objects.create(campaign=village.campaign, review_days=0)
    with pytest.raises(OutsideCampaign):
        ask_for_review(refused, "Xem lại", refused.learner.user)


def test_staff_who_typed_the_wish_are_helpers(village: Village, refused: Case) -> None:
    both = make_user("staff", "officer", unit=village.unit)
    ask_for_review(refused, "Bác nói giấy đúng", both)
    assert ReviewRequest.objects.get().on_behalf_of
    with pytest.raises(SamePerson):
        answer_review(refused, EIGHTS, "Được", both)


def test_handed_in_anew_there_is_nothing_to_answer(village: Village, refused: Case) -> None:
    ask_for_review(refused, "Xem lại giúp", refused.learner.user)
    case = submission.submit(Case.objects.get(pk=refused.pk), refused.learner.user)
    with pytest.raises(WrongState):
        answer_review(case, EIGHTS, "Được", village.second_officer)
    assert not CaseEvent.objects.filter(act__startswith="find").exists()
