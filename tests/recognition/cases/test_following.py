"""A draft lies where its person lives: on every page that shows it, and for every act on it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.look.templatetags.look import vidate
from portal.people.models import Residence
from portal.people.public import everyone, move
from recognition.cases import submission
from recognition.cases.state import title_state
from recognition.models import Campaign, Case, Registration
from recognition.refusals import OutsideCampaign
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_learner, signed_in

SUBMIT = reverse("recognition:submit")


@pytest.fixture
def there(village: Village) -> Village:
    there = Village("Đồng Trăng", village.unit.parent)
    last = timezone.localdate() + timedelta(days=11)
    Campaign.objects.filter(pk=there.campaign.pk).update(submission_to=last)
    there.campaign.refresh_from_db()
    return there


@pytest.fixture
def draft(village: Village, there: Village) -> Case:
    """Begun at home with all points; then the person moved."""
    learner = make_learner(village.unit)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        case = submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        Residence.objects.filter(learner=learner).update(valid_from=timezone.localdate() - timedelta(days=90))
        move(learner, there.unit, by=learner.user)
    return case


def as_it_is(case: Case) -> Case:
    with everyone(WHY):
        return Case.objects.select_related("campaign", "unit", "submission").get(pk=case.pk)


def test_every_page_shows_it_in_the_campaign_of_the_new_home(there: Village, draft: Case) -> None:
    with everyone(WHY):
        state = title_state(draft.learner)
        assert (state.case.campaign, state.campaign) == (there.campaign, there.campaign)
    day = vidate(there.campaign.submission_to)
    browser = signed_in(draft.learner.user)
    assert day in browser.get(SUBMIT).text
    counter = reverse("recognition:counter_submit", args=[draft.learner.reference])
    page = signed_in(there.staff).get(counter).text
    assert day in page
    assert f"{there.campaign.submission_to:%d/%m/%Y}" in page  # the text to be sent by telephone
    assert as_it_is(draft).campaign != there.campaign  # looking writes nothing


def test_handed_in_from_a_page_that_showed_it_it_lies_at_the_new_home(there: Village, draft: Case) -> None:
    answer = signed_in(draft.learner.user).post(SUBMIT, {"case": draft.pk, "version": draft.version})
    assert answer.status_code == 302
    case = as_it_is(draft)
    assert (case.state, case.campaign, case.unit, case.submission.unit) == (
        "submitted", there.campaign, there.unit, there.unit,
    )  # fmt: skip
    with everyone(WHY):
        assert Registration.objects.get().campaign == there.campaign


def test_points_from_such_a_page_follow_too_also_after_the_old_campaign_was_closed(
    village: Village, there: Village, draft: Case
) -> None:
    Campaign.objects.filter(pk=village.campaign.pk).update(closed_at=timezone.now())
    sent = {"case": draft.pk, "version": draft.version, "points-A1": "5"}
    assert signed_in(draft.learner.user).post(reverse("recognition:self_points"), sent).status_code == 302
    assert as_it_is(draft).campaign == there.campaign


def test_where_no_campaign_runs_at_the_new_home_it_waits_and_is_not_handed_in_to_the_old(
    village: Village, there: Village, draft: Case
) -> None:
    Campaign.objects.filter(pk=there.campaign.pk).update(closed_at=timezone.now())
    browser = signed_in(draft.learner.user)
    page = browser.get(SUBMIT).text
    assert "Nơi ở chưa có đợt xét nào đang mở" in page
    assert vidate(village.campaign.submission_to) not in page
    with everyone(WHY), pytest.raises(OutsideCampaign, match=str(draft.year)):
        submission.submit(draft, draft.learner.user)
    assert as_it_is(draft).state == "draft"


def test_who_registered_before_moving_is_counted_at_the_new_home(village: Village, there: Village) -> None:
    today = timezone.localdate()
    Campaign.objects.update(registration_from=today, registration_to=today)
    learner = make_learner(village.unit)
    browser, act = signed_in(learner.user), reverse("recognition:register")
    browser.post(act, {"act": "register"})
    with everyone(WHY):
        Residence.objects.filter(learner=learner).update(valid_from=today - timedelta(days=90))
        move(learner, there.unit, by=learner.user)
    browser.post(act, {"act": "register"})
    with everyone(WHY):
        assert Registration.objects.get().campaign == there.campaign
