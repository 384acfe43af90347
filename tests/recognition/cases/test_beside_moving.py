"""An act that waits for another one on the same case goes on from the case as it then is, also where that lies elsewhere by now."""

from functools import partial

import pytest

from portal.people.public import everyone, move
from recognition.assessment import marking, receiving
from recognition.cases import closing, submission, transfer
from recognition.models import Case, CaseEntry, Transfer
from recognition.refusals import NotYours, WrongState
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_admin, make_learner
from tests.builders.waiting import beside

pytestmark = pytest.mark.django_db(transaction=True)


def as_it_is(case: Case) -> Case:
    with everyone(WHY):
        return Case.objects.select_related("campaign", "submission").get(pk=case.pk)


def asked() -> tuple[Village, Village, Transfer]:
    """A case that was handed in here, and whose person lives there now and asked that it comes along."""
    here = Village()
    there = Village("Đồng Trăng", here.unit.parent)
    case = here.submitted()
    with everyone(WHY):
        move(case.learner, there.unit, by=case.learner.user)
        return here, there, transfer.ask(Case.objects.get(pk=case.pk), case.learner.user)


def test_points_typed_on_two_pages_after_the_person_moved() -> None:
    here = Village()
    there = Village("Đồng Trăng", here.unit.parent)
    learner = make_learner(here.unit)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        move(learner, there.unit, by=learner.user)
    problem = beside(
        lambda: submission.set_self_points(case, "A1", "5", learner.user),
        lambda: submission.set_self_points(case, "A2", "6", learner.user),
        Exception,
    )
    assert problem is None
    assert as_it_is(case).campaign == there.campaign
    with everyone(WHY):
        assert set(CaseEntry.objects.filter(case=case).values_list("indicator", flat=True)) == {"A1", "A2"}


def test_a_transfer_answered_twice_is_answered_once() -> None:
    _here, there, row = asked()
    answer = partial(receiving.accept, row, there.officer)
    assert isinstance(beside(answer, answer, Exception), WrongState)
    assert as_it_is(row.case).campaign == there.campaign


def test_the_officer_whose_case_goes_meanwhile_is_told_so() -> None:
    here, there, row = asked()
    problem = beside(
        lambda: receiving.accept(row, there.officer),
        lambda: marking.ask_for_more(row.case, "Bổ sung ảnh", here.officer),
        Exception,
    )
    assert isinstance(problem, NotYours)
    assert as_it_is(row.case).state == "submitted"


def test_closing_a_campaign_ends_no_case_that_went_elsewhere_meanwhile() -> None:
    here, there, row = asked()
    administrator = make_admin(here.unit)
    problem = beside(
        lambda: receiving.accept(row, there.officer),
        lambda: closing.close(here.campaign, "Hết đợt.", by=administrator),
        Exception,
    )
    assert problem is None
    case = as_it_is(row.case)
    assert (case.state, case.campaign) == ("submitted", there.campaign)


def test_marks_beside_a_case_handed_in_anew_are_about_what_it_holds_now() -> None:
    village = Village()
    case = village.submitted()
    with everyone(WHY):
        case = marking.ask_for_more(case, "Bổ sung ảnh", village.officer)
    problem = beside(
        lambda: submission.submit(case, case.learner.user),
        lambda: marking.set_all_points(case, dict.fromkeys(CODES, ("7", "Đã xem")), village.officer),
        Exception,
    )
    assert problem is None
    with everyone(WHY):
        now = as_it_is(case)
        assert now.submission.number == 2
        assert now.submission.assessments.get().marks.count() == len(CODES)
