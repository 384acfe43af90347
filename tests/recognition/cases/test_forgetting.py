"""Of a forgotten person no free word of an official stays, an open case ends, and what was judged can still be counted."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.people.models import LearnerAlias
from portal.people.public import everyone, forget
from recognition.assessment import kinship, marking
from recognition.assessment.drafts import keep_form
from recognition.assessment.review.requests import ask_for_review
from recognition.assessment.second.marking import end_second, offer
from recognition.cases import closing, submission
from recognition.cases.forgetting import GONE, forget_words
from recognition.council.meetings import items_of
from recognition.decisions import checking, signing
from recognition.models import (
    Assessment,
    AssessmentRules,
    Case,
    CaseDraft,
    CaseEvent,
    DecisionLine,
    Mark,
    PaperVerdict,
    ReviewRequest,
    SecondMarking,
    Transfer,
)
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.council import Hall
from tests.builders.people import make_admin, make_learner

WORDS = "Bà Hoa ở thôn Đông"
MARKS = dict.fromkeys(CODES, ("8", WORDS))


@pytest.fixture
def judged(village: Village, all_seeing) -> Case:
    """Not enough, with words wherever officials can write some, a review asked and a difference offered on."""
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100, review_days=10)
    hoa = make_learner(village.unit)
    paper = make_paper(hoa, "A1", by=hoa.user)
    case = submission.draft_for(hoa, hoa.user)
    case = submission.submit(submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), hoa.user), hoa.user)
    keep_form(case, village.officer, {"message": WORDS})
    case = marking.refuse_paper(case, paper.in_submissions.get(), WORDS, village.officer)
    case = marking.not_enough(case, WORDS, village.officer, marks=MARKS | {"A1": ("1", WORDS)})
    ask_for_review(case, WORDS, hoa.user)
    end_second(case, MARKS, village.second_officer)
    offer(case, {"A1": "1"}, WORDS, WORDS, village.officer)
    Transfer.objects.create(
        case=case,
        from_unit=village.unit,
        to_unit=village.unit.parent,
        words=WORDS,
        asked_by=village.staff,
        on_behalf_of=True,
    )
    return Case.objects.get(pk=case.pk)


def everything_written() -> list[str]:
    found = [*CaseEvent.objects.values_list("message", flat=True), *Mark.objects.values_list("reason", flat=True)]
    found += PaperVerdict.objects.values_list("reason", flat=True)
    found += [str(one) for one in Assessment.objects.values_list("words", "not_applicable")]
    found += [str(one) for one in SecondMarking.objects.values_list("reason", "words")]
    found += [*ReviewRequest.objects.values_list("words", flat=True)]
    found += [str(one) for one in Transfer.objects.values_list("words", "answer")]
    return [*found, *map(str, CaseDraft.objects.values_list("fields", flat=True))]


def test_words_go_and_the_case_ends(village: Village, judged: Case) -> None:
    assert sum(WORDS in text for text in everything_written()) > 10
    kinship.declare(judged.learner, village.officer)  # an ended assessment of who is near loses its words too
    forget(judged.learner, by=make_admin())
    assert not [text for text in everything_written() if "Hoa" in text or "Đông" in text]
    with transaction.atomic():
        forget_words([judged.learner_id])  # again, as when the record it was joined to is forgotten later
    assert set(PaperVerdict.objects.values_list("verdict", "reason")) == {("refused", GONE)}
    judged.refresh_from_db()
    assert (judged.state, judged.assessment, judged.lease_holder) == ("withdrawn", None, None)
    assert Transfer.objects.get().state == "cancelled"
    assert Assessment.objects.filter(state="ended").count() == 2, "that it was judged, and how, stays"
    assert closing.close(village.campaign, "Đã hết đợt", by=make_admin()) == 0


def test_a_decision_stays_and_its_case_too(village: Village, all_seeing) -> None:
    case = village.confirmed()
    signing.sign([case], village.body, "1", timezone.localdate(), village.signer)
    forget(case.learner, by=case.learner.user)
    case.refresh_from_db()
    assert case.state == "recognised"
    assert case.assessment.points == dict.fromkeys(CODES, "8.00")
    assert DecisionLine.objects.get().total == 80
    assert not Mark.objects.exclude(reason="").exists()


def test_otherwise_what_only_grows_still_only_grows(village: Village, judged: Case) -> None:
    for rows, change in (
        (Mark.objects.all(), {"reason": "khác"}),
        (Mark.objects.all(), {"reason": "", "points": 0}),
        (CaseEvent.objects.all(), {"message": "khác"}),
        (CaseEvent.objects.all(), {"message": "", "act": "confirm"}),
        (PaperVerdict.objects.all(), {"reason": "khác"}),
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            rows.delete()


def test_the_proof_of_a_joining_goes(village: Village) -> None:
    keep, double = make_learner(village.unit), make_learner(village.unit)
    with everyone(WHY):
        LearnerAlias.objects.create(
            learner=keep, alias=double.pk, joined_by=village.staff, proof="Căn cước 001085012345"
        )
        forget(keep, by=keep.user)
        assert LearnerAlias.objects.get().proof == ""


@pytest.mark.usefixtures("all_seeing")
def test_the_database_too_refuses_a_line_that_family_judged(village: Village, monkeypatch) -> None:
    case = village.confirmed()
    kinship.declare(case.learner, village.officer)
    monkeypatch.setattr(checking, "judges_too_near", lambda _cases: set())
    with pytest.raises(DatabaseError, match="near"), transaction.atomic():
        signing.sign([case], village.body, "1", timezone.localdate(), village.signer)


@pytest.mark.usefixtures("all_seeing")
def test_an_open_list_of_the_council_goes_on_without_a_forgotten_person(village: Village) -> None:
    hall, case = Hall(village), village.confirmed()
    meeting = hall.meeting(case, village.confirmed("Trần Văn Bình"))
    forget(case.learner, by=case.learner.user)
    assert [one.case for one in items_of(meeting)] == list(Case.objects.filter(state="confirmed"))
