"""The officer's desk under what no page of ours sends, and what is typed beside something that changes."""

import json

import pytest
from django.urls import reverse

from portal.people.public import everyone
from portal.unsent.owner import owner_of
from recognition.assessment import drafts
from recognition.cases import submission
from recognition.models import Case, CaseDraft
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import signed_in


def page_of(case: Case) -> str:
    return reverse("recognition:case", args=[case.pk])


@pytest.mark.parametrize("wrong", ["²", "٣", "abc", "9" * 5000, "-1"])
def test_the_next_case_after_what_is_no_number(village: Village, wrong: str) -> None:
    case = village.submitted()
    answer = signed_in(village.officer).post(reverse("recognition:next_case"), {"sau": wrong})
    assert answer["Location"] == page_of(case)


@pytest.mark.parametrize("text", ["a\ud83d", "\udc00b", "a\x00b"])
def test_what_no_database_holds_is_left_out_of_what_is_kept(village: Village, text: str) -> None:
    case = village.submitted()
    client = signed_in(village.officer)
    body = {"typed_by": owner_of(village.officer), "submission": case.submission_id, "fields": {"message": [5, text]}}
    answer = client.post(
        reverse("recognition:case_draft", args=[case.pk]), json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 200
    kept = answer.json()["fields"]["message"][1]
    assert kept.encode().decode().strip("�") in ("a", "b", "ab")
    assert client.get(page_of(case)).status_code == 200


def test_a_form_with_what_no_database_holds(village: Village) -> None:
    case = village.submitted()
    client = signed_in(village.officer)
    sent = {"version": case.version, "act": "ask_for_more", "message": "Bổ sung\x00 ảnh", "points-A1": "7\x00"}
    assert client.post(page_of(case), sent).status_code == 422  # the points cannot be read, and stand there
    with everyone(WHY):
        assert CaseDraft.objects.get().fields["message"][1] == "Bổ sung ảnh"


def test_an_old_page_brings_nothing_into_what_was_handed_in_since(village: Village) -> None:
    case = village.submitted()
    learner, client = case.learner, signed_in(village.officer)
    old = {
        "version": case.version,
        "submission": case.submission_id,
        "points-A1": "3",
        "reason-A1": "Của lần nộp trước",
    }
    with everyone(WHY):
        case = submission.submit(submission.withdraw(case, learner.user), learner.user)
    answer = client.post(page_of(case), old | {"act": "save"})
    assert answer.status_code == 409
    assert "Của lần nộp trước" in answer.text, "what was typed is shown once more"
    with everyone(WHY):
        assert drafts.draft_of(case, village.officer) == {}
    assert "Của lần nộp trước" not in client.get(page_of(case)).text


@pytest.mark.parametrize("wrong", ["²", "abc", "-1", "9" * 12])
def test_an_act_with_what_is_no_version_is_an_old_page(village: Village, wrong: str) -> None:
    case = village.submitted()
    marks = {f"points-{code}": "8" for code in CODES} | {f"reason-{code}": "Đã xem" for code in CODES}
    answer = signed_in(village.officer).post(page_of(case), marks | {"act": "confirm", "version": wrong})
    assert answer.status_code in (409, 422)
    with everyone(WHY):
        assert Case.objects.get(pk=case.pk).state == Case.State.SUBMITTED
