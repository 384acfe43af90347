"""Marking again: what is written is kept with the points, and taking over waits for whoever ends in that moment."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.assessment.review.requests import ask_for_review
from recognition.assessment.second import again
from recognition.assessment.second.marking import end_second
from recognition.cases import submission
from recognition.models import AssessmentRules, Case, SecondMarking
from recognition.refusals import WrongState
from tests.builders.cases import CODES, EIGHTS, WHY, Village, make_paper
from tests.builders.people import make_learner, make_user, signed_in
from tests.builders.waiting import beside

FORM = {f"points-{code}": "8" for code in CODES} | {f"reason-{code}": "Đã xem" for code in CODES}


@pytest.fixture
def asked(village: Village) -> Case:
    """A case that the first officer found not enough, with a paper, and whose person asked for a review."""
    learner = make_learner(village.unit)
    make_paper(learner, "A1", by=learner.user)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
        case = marking.not_enough(case, "Ảnh mờ", village.officer)
        ask_for_review(case, "Giấy thứ hai đọc rõ", learner.user)
    return case


def page_history(case: Case) -> str:
    return reverse("recognition:case", args=[case.pk]) + "?xem=lich-su"


def words_on(page) -> str:
    return BeautifulSoup(page.text, "html.parser").find(id="words").text.strip()


@pytest.mark.parametrize("act", ["save", "refuse", "take_over"])
def test_the_answer_to_the_person_stays_whatever_is_pressed(village: Village, asked: Case, act: str) -> None:
    client, page = signed_in(village.second_officer), reverse("recognition:review", args=[asked.pk])
    with everyone(WHY):
        item = asked.submission.items.get()
        if act == "take_over":
            again.enter(asked, again.REVIEW, {}, make_user("officer", unit=village.unit))
    pressed = f"refuse:{item.pk}" if act == "refuse" else act
    sent = FORM | {"act": pressed, "words": "Đã xem lại, cần thêm"}
    if act == "refuse":
        sent[f"paper-{item.pk}"] = "Không phải giấy này"
    assert client.post(page, sent).status_code == 302
    assert words_on(client.get(page)) == "Đã xem lại, cần thêm"
    other = make_user("officer", unit=village.unit)
    assert words_on(signed_in(other).get(page)) == "", "only who writes sees it"
    assert client.post(page, FORM | {"act": "end", "words": "Đã xem lại, cần thêm giấy"}).status_code == 302


def test_the_first_assessor_who_judges_anew_sees_nothing_of_the_second(village: Village) -> None:
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    blind, seen = "Chứng chỉ bậc 3 của người thứ hai", page_history(village.confirmed())
    with everyone(WHY):
        case = marking.undo(Case.objects.get(), village.officer)
        end_second(case, EIGHTS | {"B2": ("9", blind)}, village.second_officer)
    assert blind not in signed_in(village.officer).get(seen).text
    assert blind in signed_in(village.second_officer).get(seen).text, "one's own"
    with everyone(WHY):
        marking.confirm(case, village.officer, marks=EIGHTS)
    assert blind in signed_in(village.officer).get(seen).text, "both are done"


@pytest.mark.django_db(transaction=True)
def test_taking_over_beside_the_end_takes_nothing_back() -> None:
    village = Village()
    third = make_user("officer", unit=village.unit)
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    case = village.confirmed()
    with everyone(WHY):
        again.enter(case, again.SECOND, EIGHTS, village.second_officer)
    problem = beside(
        lambda: end_second(case, EIGHTS, village.second_officer),
        lambda: again.take_over(case, again.SECOND, third),
        Exception,
    )
    assert isinstance(problem, WrongState)
    with everyone(WHY):
        row = SecondMarking.objects.get()
        assert (row.how, row.second.state, row.second.outcome) == ("same", "ended", "confirm")
