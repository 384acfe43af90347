"""Whatever stands where a number should: every form answers in words, and nothing is changed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.people.public import everyone
from recognition.cases import entries, submission
from recognition.models import Case, CaseEntry
from recognition.refusals import Incomplete
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner, signed_in

NONE = ("²", "٣", "9" * 5000, "-1", "1e3", "NaN")


@pytest.fixture
def draft(village: Village) -> Case:
    learner = make_learner(village.unit)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        return submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)


@pytest.mark.parametrize("wrong", NONE)
@pytest.mark.parametrize("field", ["version", "case"])
def test_a_case_form_with_what_is_no_number_is_an_old_page(draft: Case, field: str, wrong: str) -> None:
    browser = signed_in(draft.learner.user)
    sent = {"case": draft.pk, "version": draft.version, "points-A1": "5", "points": "5"} | {field: wrong}
    for name, *args in (("recognition:self_points",), ("recognition:submit",), ("recognition:withdraw",),
                        ("recognition:transfer",), ("pages:self_score", "A1")):  # fmt: skip
        answer = browser.post(reverse(name, args=args), sent, follow=True)
        assert answer.status_code in (200, 422), name
        assert "Trang này đã cũ" in answer.content.decode(), name
    with everyone(WHY):
        row = Case.objects.get(pk=draft.pk)
        assert (row.state, row.version) == (Case.State.DRAFT, draft.version)
        assert not CaseEntry.objects.filter(points=5).exists()


@pytest.mark.parametrize("wrong", NONE)
def test_evidence_and_years_with_what_is_no_number(village: Village, draft: Case, wrong: str) -> None:
    with everyone(WHY):
        paper = make_paper(draft.learner, "A1", by=draft.learner.user)
    counter = reverse("recognition:counter_evidence", args=[draft.learner.reference])
    answer = signed_in(village.staff).post(counter, {"act": "withdraw", "evidence": wrong}, follow=True)
    assert answer.status_code == 200
    with everyone(WHY):
        paper.refresh_from_db()
    assert paper.withdrawn_at is None
    code = village.unit.versions.get().code
    assert signed_in(village.officer).get(reverse("recognition:place", args=[code]), {"nam": wrong}).status_code == 200
    queue = reverse("recognition:queue")
    assert signed_in(village.officer).get(queue, {"trang": wrong}).status_code == 200


@pytest.mark.parametrize("typed", ["1e1", "0e99999", "NaN", "Infinity", "٣", "1_0", "²", "0x5", "", "--1", "1" * 9000])
def test_points_are_written_with_plain_digits(draft: Case, typed: str) -> None:
    with everyone(WHY), pytest.raises(Incomplete, match="A1") as refused:
        submission.set_self_points(draft, "A1", typed, draft.learner.user)
    assert refused.value.field == "A1"


@pytest.mark.parametrize(("typed", "points"), [("7,5", "7.5"), (" 8 ", "8"), ("8.", "8"), (".5", "0.5"), ("-0", "0")])
def test_points_as_people_write_them(draft: Case, typed: str, points: str) -> None:
    with everyone(WHY):
        submission.set_self_points(draft, "A1", typed, draft.learner.user)
        assert entries.own_points(draft)["A1"] == Decimal(points)
        assert not entries.own_points(draft)["A1"].is_signed()
