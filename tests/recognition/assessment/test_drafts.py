"""What an officer types into a case before the judgement: kept, its officer's alone, bounded, ended with the judgement."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone
from portal.unsent.owner import owner_of
from recognition.assessment import drafts, marking
from recognition.assessment.drafts import Kept
from recognition.cases import submission
from recognition.models import CaseDraft
from recognition.refusals import WrongState
from tests.builders.browsing import signed_in
from tests.builders.case_page import draft, form_of, page_of, soup
from tests.builders.cases import WHY, Village


class TestDrafts:
    def test_a_slow_older_request_changes_nothing(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        draft(client, case, village.officer, {"message": [20, "Thêm ảnh sổ đọc"], "points-A1": [20, "9"]})
        late = draft(client, case, village.officer, {"message": [10, "Thêm"], "points-A1": [21, "9,5"]})
        assert late.json()["fields"] == {"message": [20, "Thêm ảnh sổ đọc"], "points-A1": [21, "9,5"]}
        page = soup(client.get(page_of(case)))
        assert page.find(id="message").text.strip() == "Thêm ảnh sổ đọc"
        assert page.find("input", attrs={"name": "points-A1"})["value"] == "9,5"

    def test_a_draft_is_its_officer_s_alone(self, village: Village) -> None:
        case, mine = village.submitted(), signed_in(village.officer)
        draft(mine, case, village.officer, {"reason-A1": [1, "Chỉ tôi biết"]})
        other = signed_in(village.second_officer)
        assert "Chỉ tôi biết" not in other.get(page_of(case)).text
        assert draft(other, case, village.second_officer, {}).json()["fields"] == {}
        # A page of the first officer on which the second has signed in since writes nothing.
        refused = draft(other, case, village.officer, {"reason-A1": [9, "Của người kia"]})
        assert refused.status_code == 403
        taken = other.post(
            page_of(case), {"act": "claim", "typed_by": owner_of(village.officer)}, headers={"X-Desk": "1"}
        )
        assert taken.status_code == 403
        with everyone(WHY):
            assert [one.officer for one in CaseDraft.objects.all()] == [
                village.officer
            ] or CaseDraft.objects.count() == 2
            assert CaseDraft.objects.get(officer=village.officer).fields == {"reason-A1": [1, "Chỉ tôi biết"]}
            case.refresh_from_db()
            assert case.lease_holder is None

    @pytest.mark.parametrize("act", ["confirm", "ask_for_more", "withdraw"])
    def test_drafts_end_with_the_judgement(self, village: Village, act: str) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        draft(client, case, village.officer, {"message": [5, "Thêm giấy"]})
        draft(signed_in(village.second_officer), case, village.second_officer, {"message": [5, "Khác"]})
        if act == "withdraw":
            with everyone(WHY):
                submission.withdraw(case, case.learner.user)
        else:
            client.post(page_of(case), form_of(case, act=act, message="Thêm giấy"))
        with everyone(WHY):
            assert not CaseDraft.objects.exists()
        assert draft(client, case, village.officer, {"message": [6, "muộn"]}).status_code == 409
        with everyone(WHY):
            assert not CaseDraft.objects.exists()

    def test_what_was_typed_for_an_earlier_submission_does_not_come_back(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        first = case.submission_id
        draft(client, case, village.officer, {"message": [5, "Cũ"]})
        with everyone(WHY):
            case = submission.withdraw(case, case.learner.user)
            case = submission.submit(case, case.learner.user)
            assert case.submission_id != first
            with pytest.raises(WrongState):
                drafts.keep(case, village.officer, first, {"message": Kept(9, "Cũ")})
        assert "Cũ" not in soup(client.get(page_of(case))).find(id="message").text

    def test_what_was_typed_before_a_judgement_that_was_taken_back_is_not_laid_over_it(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        before = drafts.turn_of(timezone.now())
        with everyone(WHY):
            case = marking.ask_for_more(case, "Cần thêm giấy.", village.officer, case.version)
            case = marking.undo(case, village.officer, case.version)
        old = draft(client, case, village.officer, {"points-A1": [before, "3"]}).json()
        assert old["fields"] == {}
        assert old["since"] > before
        assert soup(client.get(page_of(case))).find(id="cham")["data-since"] == str(old["since"])
        new = draft(client, case, village.officer, {"points-A1": [old["since"] + 1, "4"]}).json()
        assert new["fields"] == {"points-A1": [old["since"] + 1, "4"]}

    def test_a_draft_is_bounded_and_holds_only_boxes_of_the_page(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        told = draft(
            client,
            case,
            village.officer,
            {
                "message": [1, "m" * 5000],
                "points-A1": [1, "9" * 100],
                "reason-A1": [1, "l" * 900],
                "points-Z9": [1, "9"],
                "paper-1": [1, "của hồ sơ khác"],
                "act": [1, "confirm"],
            },
        ).json()["fields"]
        assert {name: len(text) for name, (_turn, text) in told.items()} == {
            "message": 1000,
            "points-A1": 12,
            "reason-A1": 500,
        }
        assert draft(client, case, village.officer, {"message": [1, "m" * 70_000]}).status_code == 413
        address = reverse("recognition:case_draft", args=[case.pk])
        for body in (
            "",
            "[]",
            '{"fields": {"message": ["1", "x"]}, "submission": 1, "typed_by": ""}',
            "{",
            '{"fields": 3}',
            '{"fields": {}, "submission": Infinity, "typed_by": ""}',
            "[" * 60_000,
        ):
            assert client.post(address, body, content_type="application/json").status_code == 400
        assert client.post(address).status_code == 400  # a form in parts
        assert draft(client, case, village.officer, {"message": [2**60, "x"]}).status_code == 400

    def test_half_an_emoji_at_the_end_of_a_full_box_does_no_harm(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        answer = draft(client, case, village.officer, {"message": [1, "Bác chụp lại\0 giúp \ud83d"]})
        assert answer.json()["fields"] == {"message": [1, "Bác chụp lại giúp "]}
        assert soup(client.get(page_of(case))).find(id="message").text == "Bác chụp lại giúp "

    def test_without_a_script_the_form_keeps_what_was_typed_whatever_becomes_of_the_act(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        draft(client, case, village.officer, {"points-A1": [1, "3"]})
        client.post(
            page_of(case), form_of(case, act="confirm", message="Dở dang") | {"points-A1": "chín", "reason-A2": ""}
        )
        page = soup(client.get(page_of(case)))
        assert page.find("input", attrs={"name": "points-A1"})["value"] == "chín"
        assert page.find(id="message").text.strip() == "Dở dang"
