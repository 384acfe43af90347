"""Moved away: whose case it is, who sees it, and how it goes to the new commune with what was handed in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.models import Learner, Residence
from portal.people.public import acting_as, everyone, move
from recognition.assessment import marking, receiving
from recognition.assessment.queue import queue
from recognition.cases import closing, submission, transfer
from recognition.decisions import signing
from recognition.models import Assessment, Campaign, Case, Certificate, Transfer
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, SamePerson, StaleCase, WrongState
from tests.builders.cases import CODES, WHY, Village, make_campaign
from tests.builders.people import make_admin, make_learner, make_user, signed_in

MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))


@pytest.fixture
def there(village: Village) -> Village:
    return Village("Đồng Trăng", village.unit.parent)


@pytest.fixture
def case(village: Village, there: Village) -> Case:
    """Handed in at home, then the person moved."""
    case = village.submitted()
    with everyone(WHY):
        Residence.objects.filter(learner=case.learner).update(valid_from=timezone.localdate() - timedelta(days=90))
        move(case.learner, there.unit, by=case.learner.user)
        return Case.objects.select_related("learner", "campaign", "unit", "submission").get(pk=case.pk)


def in_queue(user) -> list[int]:
    with acting_as(user):
        return [one.pk for one in queue(user)]


def ask(case: Case, **more) -> Transfer:
    with acting_as(case.learner.user):
        return transfer.ask(case, case.learner.user, **more)


def test_the_old_commune_still_sees_and_judges_the_case_of_who_moved_away(village: Village, case: Case) -> None:
    assert in_queue(village.officer) == [case.pk]
    page = signed_in(village.officer).get(reverse("recognition:case", args=[case.pk]))
    assert "Nguyễn Thị Hoa" in page.text
    with acting_as(village.officer):
        marking.confirm(Case.objects.get(pk=case.pk), village.officer, marks=MARKS)
    with acting_as(village.signer):
        chosen = signing.waiting_list(village.unit)
        decision = signing.sign(chosen, village.body, "9", timezone.localdate(), village.signer)
    with acting_as(village.officer):
        assert [line.learner_id for line in decision.lines.all()] == [case.learner_id]


def test_the_new_commune_sees_the_person_but_does_not_judge(there: Village, case: Case) -> None:
    with acting_as(there.officer):
        assert Learner.objects.filter(pk=case.learner_id).exists()
        with pytest.raises(NotYours):
            marking.confirm(case, there.officer, marks=MARKS)
    assert in_queue(there.officer) == []


def test_a_draft_follows_the_home_without_any_act(village: Village, there: Village) -> None:
    learner = make_learner(village.unit)
    with everyone(WHY):
        draft = submission.draft_for(learner, learner.user)
        move(learner, there.unit, by=learner.user)
        again = submission.draft_for(learner, learner.user)
    assert (again.pk, again.campaign) == (draft.pk, there.campaign)


def test_a_case_goes_with_what_was_handed_in(village: Village, there: Village, case: Case) -> None:
    handed_in = case.submission
    with acting_as(village.officer):
        marking.set_points(case, "A1", 7, "Mờ", village.officer)
    asked = ask(case)
    assert in_queue(village.officer) == [case.pk]  # until the other commune has answered
    with acting_as(there.officer):
        moved = receiving.accept(asked, there.officer)
    assert (moved.unit, moved.campaign, moved.submission, moved.state) == (
        there.unit,
        there.campaign,
        handed_in,
        "submitted",
    )
    assert in_queue(village.officer) == []
    assert in_queue(there.officer) == [case.pk]
    with everyone(WHY):
        assert Assessment.objects.get(assessor=village.officer).state == "left"
        acts = list(moved.events.values_list("act", "by"))
    assert acts[-2:] == [("ask_transfer", case.learner.user_id), ("transfer", there.officer.pk)]
    assert {"case.ask_transfer", "case.transfer", "transfer.accepted"} <= set(
        Entry.objects.values_list("act", flat=True)
    )
    with acting_as(village.officer), pytest.raises(Case.DoesNotExist):
        Case.objects.get(pk=case.pk)


def test_the_decision_names_the_commune_that_took_the_case_over(village: Village, there: Village, case: Case) -> None:
    asked = ask(case)
    with everyone(WHY):
        moved = receiving.accept(asked, there.officer)
        moved = marking.confirm(moved, there.officer, marks=MARKS)
        with pytest.raises(NotYours):
            signing.sign([moved], village.body, "9", timezone.localdate(), village.signer)
        signing.sign([moved], there.body, "9", timezone.localdate(), there.signer)
        line = Certificate.objects.select_related("line__submission__unit").get().line
    assert (line.unit, line.unit_name) == (there.unit, "Xã Đồng Trăng")
    assert line.submission.unit == village.unit  # what was handed in is never rewritten


def test_a_returned_case_that_went_over_is_handed_in_again_there(village: Village, there: Village, case: Case) -> None:
    with everyone(WHY):
        case = marking.ask_for_more(case, "Thêm ảnh", village.officer)
        moved = receiving.accept(ask(case), there.officer)
        again = submission.submit(moved, case.learner.user)
    assert (again.unit, again.submission.unit, again.submission.number) == (there.unit, there.unit, 2)


def test_asked_twice_is_once_and_the_second_hears_the_truth(case: Case) -> None:
    ask(case)
    with pytest.raises(WrongState, match="Đã gửi đề nghị rồi"):
        ask(case)
    with pytest.raises(StaleCase):
        ask(case, version=1)
    with everyone(WHY):
        assert Transfer.objects.count() == 1


def test_answered_twice_is_once(there: Village, case: Case) -> None:
    asked = ask(case)
    with acting_as(there.officer):
        receiving.accept(asked, there.officer)
        with pytest.raises(WrongState, match="đã được trả lời"):
            receiving.accept(asked, there.officer)


def test_no_with_words_and_the_case_stays(village: Village, there: Village, case: Case) -> None:
    asked = ask(case)
    with acting_as(there.officer):
        with pytest.raises(Incomplete):
            receiving.decline(asked, there.officer, " ")
        receiving.decline(asked, there.officer, "Đợt xét sắp hết.")
    assert in_queue(village.officer) == [case.pk]
    assert ask(case).state == "asked"  # it may be asked again


def test_what_was_judged_meanwhile_is_no_longer_asked(village: Village, there: Village, case: Case) -> None:
    asked = ask(case)
    with everyone(WHY):
        marking.confirm(case, village.officer, marks=MARKS)
        with pytest.raises(WrongState):
            receiving.accept(asked, there.officer)
        asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_without_a_campaign_of_the_year_there_the_case_stays(there: Village, case: Case) -> None:
    Campaign.objects.filter(pk=there.campaign.pk).update(year=there.campaign.year + 1)
    asked = ask(case)
    with acting_as(there.officer), pytest.raises(OutsideCampaign, match="ở nguyên chỗ cũ"):
        receiving.accept(asked, there.officer)
    with everyone(WHY):
        asked.refresh_from_db()
    assert asked.state == "asked"


def test_after_judging_is_over_there_the_case_stays(there: Village, case: Case) -> None:
    past = timezone.localdate() - timedelta(days=1)
    Campaign.objects.filter(pk=there.campaign.pk).update(submission_to=past, assessment_to=past)
    asked = ask(case)
    with acting_as(there.officer), pytest.raises(OutsideCampaign):
        receiving.accept(asked, there.officer)


def test_closing_the_campaign_ends_what_is_asked(village: Village, there: Village, case: Case) -> None:
    asked = ask(case)
    closing.close(village.campaign, "Hết đợt.", by=make_admin(village.unit))
    with everyone(WHY):
        asked.refresh_from_db()
        with pytest.raises(WrongState):
            receiving.accept(asked, there.officer)
    assert asked.state == "cancelled"


@pytest.mark.parametrize("who", ["neighbour", "officer there", "signer"])
def test_who_may_not_ask(village: Village, there: Village, case: Case, who: str) -> None:
    by = {"neighbour": make_user(), "officer there": there.officer, "signer": village.signer}[who]
    with everyone(WHY), pytest.raises(NotYours):
        transfer.ask(case, by)


def test_officer_and_staff_may_ask_and_staff_is_kept_as_helper(village: Village, there: Village, case: Case) -> None:
    with acting_as(there.staff):
        asked = transfer.ask(case, there.staff)
        assert asked.on_behalf_of
        transfer.cancel(asked, there.staff)
    with acting_as(village.officer):
        assert not transfer.ask(case, village.officer).on_behalf_of


@pytest.mark.parametrize("who", ["old officer", "staff there", "learner"])
def test_who_may_not_answer(village: Village, there: Village, case: Case, who: str) -> None:
    by = {"old officer": village.officer, "staff there": there.staff, "learner": case.learner.user}[who]
    asked = ask(case)
    with everyone(WHY), pytest.raises(NotYours):
        receiving.accept(asked, by)


def test_an_officer_does_not_take_over_the_own_case(village: Village, there: Village) -> None:
    with everyone(WHY):
        learner = make_learner(village.unit, user=there.officer)
        case = submission.draft_for(learner, there.officer)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), there.officer)
        case = submission.submit(case, there.officer)
        Residence.objects.filter(learner=learner).update(valid_from=timezone.localdate() - timedelta(days=9))
        move(learner, there.unit, by=there.officer)
        asked = transfer.ask(case, there.officer)
        with pytest.raises(SamePerson):
            receiving.accept(asked, there.officer)


def test_who_lives_at_home_has_nowhere_to_go(village: Village) -> None:
    case = village.submitted()
    with everyone(WHY), pytest.raises(Incomplete):
        transfer.ask(case, case.learner.user)


def test_the_province_s_campaign_takes_it_where_the_commune_has_none(there: Village, case: Case) -> None:
    Campaign.objects.filter(pk=there.campaign.pk).update(year=there.campaign.year + 1)
    of_province = make_campaign(there.unit.parent)
    asked = ask(case)
    with acting_as(there.officer):
        assert receiving.accept(asked, there.officer).campaign == of_province


def test_the_day_a_case_went_is_a_day_here(village: Village, there: Village, case: Case) -> None:
    asked = ask(case)
    with acting_as(there.officer):
        receiving.accept(asked, there.officer)
    with everyone(WHY):
        Transfer.objects.update(answered_at=datetime(2026, 11, 29, 18, tzinfo=UTC))  # 1:00 of the next day here
    page = signed_in(village.officer).get(reverse("recognition:case", args=[case.pk]), follow=True)
    assert "30/11/2026" in page.text
