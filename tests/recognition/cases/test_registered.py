"""Registration: in its days, once a year, by the person or at the counter, by handing in; its counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Residence
from portal.people.public import everyone, move
from recognition.cases import registered, submission
from recognition.decisions import signing
from recognition.models import Campaign, Registration
from recognition.refusals import OutsideCampaign, WrongState
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_admin, make_learner, signed_in

MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))
OWN, COUNTER = reverse("recognition:register"), "recognition:counter_register"


@pytest.fixture
def open_now(village: Village) -> Village:
    today = timezone.localdate()
    days = {"registration_from": today - timedelta(days=3), "registration_to": today + timedelta(days=3)}
    Campaign.objects.filter(pk=village.campaign.pk).update(**days)
    village.campaign.refresh_from_db()
    return village


def rows() -> list[Registration]:
    with everyone(WHY):
        return list(Registration.objects.select_related("campaign", "by"))


def test_pressed_twice_is_registered_once_and_taken_back_the_row_stays(open_now: Village) -> None:
    learner = make_learner(open_now.unit)
    browser = signed_in(learner.user)
    for _press in range(2):
        browser.post(OWN, {"act": "register"})
    [row] = rows()
    assert (row.by, row.on_behalf_of, row.by_handing_in, row.year) == (
        learner.user,
        False,
        False,
        open_now.campaign.year,
    )
    browser.post(OWN, {"act": "take_back"})
    assert rows()[0].withdrawn_at
    browser.post(OWN, {"act": "register"})
    assert len(rows()) == 2
    assert registered.counts_of(open_now.campaign).registered == 1


def test_at_the_counter_the_helper_stays_named(open_now: Village) -> None:
    learner = make_learner(open_now.unit)
    signed_in(open_now.staff).post(reverse(COUNTER, args=[learner.reference]), {"act": "register"})
    [row] = rows()
    assert (row.by, row.on_behalf_of) == (open_now.staff, True)


def test_handing_in_registers(village: Village) -> None:
    village.submitted()
    [row] = rows()
    assert row.by_handing_in
    assert registered.counts_of(village.campaign).registered == 1


def test_who_registered_before_stays_so_when_handing_in(open_now: Village) -> None:
    learner = make_learner(open_now.unit)
    with everyone(WHY):
        registered.register(learner, open_now.campaign, learner.user, on_behalf_of=False)
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        submission.submit(case, learner.user)
    assert [row.by_handing_in for row in rows()] == [False]


@pytest.mark.parametrize("days", [None, (-9, -3), (3, 9)])
def test_outside_its_days_it_is_refused_with_the_days(village: Village, days) -> None:
    today = timezone.localdate()
    if days:
        first, last = (today + timedelta(days=one) for one in days)
        Campaign.objects.filter(pk=village.campaign.pk).update(registration_from=first, registration_to=last)
        village.campaign.refresh_from_db()
    learner = make_learner(village.unit)
    with everyone(WHY), pytest.raises(OutsideCampaign) as refused:
        registered.register(learner, village.campaign, learner.user, on_behalf_of=False)
    assert (f"{last:%d/%m/%Y}" if days else "không cần đăng ký") in str(refused.value)
    assert signed_in(learner.user).post(OWN, {"act": "register"}).status_code == 302
    assert rows() == []


def test_a_registration_is_not_taken_back_while_the_case_lies_there(open_now: Village) -> None:
    case = open_now.submitted()
    with everyone(WHY):
        row = registered.registration_of(case.learner, open_now.campaign)
        with pytest.raises(WrongState):
            registered.take_back(row, case.learner.user)
        submission.withdraw(case, case.learner.user)
        registered.take_back(row, case.learner.user)


def test_nobody_is_registered_without_agreeing(open_now: Village) -> None:
    learner = make_learner(open_now.unit, consents=False)
    signed_in(learner.user).post(OWN, {"act": "register"})
    assert rows() == []


def test_it_follows_the_draft_to_another_commune(open_now: Village) -> None:
    there = Village("Đồng Trăng", open_now.unit.parent)
    learner = make_learner(open_now.unit)
    with everyone(WHY):
        Residence.objects.filter(learner=learner).update(valid_from=timezone.localdate() - timedelta(days=9))
        registered.register(learner, open_now.campaign, learner.user, on_behalf_of=False)
        submission.draft_for(learner, learner.user)
        move(learner, there.unit, by=learner.user)
        submission.draft_for(learner, learner.user)
    assert [row.campaign for row in rows()] == [there.campaign]


def test_the_campaign_counts_who_registered_handed_in_was_judged_and_recognised(open_now: Village) -> None:
    with everyone(WHY):
        learner = make_learner(open_now.unit, "Chỉ Đăng Ký")
        registered.register(learner, open_now.campaign, learner.user, on_behalf_of=False)
        open_now.submitted("Chờ Xét")
        open_now.confirmed("Đã Xét")
        case = open_now.confirmed("Được Công Nhận")
        signing.sign([case], open_now.body, "5", timezone.localdate(), open_now.signer)
    assert registered.counts_of(open_now.campaign) == registered.Counts(4, 3, 2, 1)
    page = signed_in(make_admin(open_now.unit)).get(reverse("recognition:campaign", args=[open_now.campaign.pk]))
    assert page.context["people"] == registered.Counts(4, 3, 2, 1)


def test_the_page_of_the_case_offers_it(open_now: Village) -> None:
    learner = make_learner(open_now.unit)
    browser = signed_in(learner.user)
    assert 'value="register"' in browser.get(reverse("recognition:submit")).text
    browser.post(OWN, {"act": "register"})
    assert 'value="take_back"' in browser.get(reverse("recognition:submit")).text


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_where_no_test_holds_a_transaction_around_it() -> None:
    village = Village()
    today = timezone.localdate()
    Campaign.objects.filter(pk=village.campaign.pk).update(registration_from=today, registration_to=today)
    learner = make_learner(village.unit)
    assert signed_in(learner.user).post(OWN, {"act": "register"}).status_code == 302
    assert (
        signed_in(village.staff).post(reverse(COUNTER, args=[learner.reference]), {"act": "register"}).status_code
        == 302
    )
    assert len(rows()) == 1


def test_after_the_closing_day_a_registration_stays(open_now: Village) -> None:
    """The numbers of registration are settled on that day, also of who took the case back since."""
    case = open_now.submitted()
    with everyone(WHY):
        row = registered.registration_of(case.learner, open_now.campaign)
        submission.withdraw(case, case.learner.user)
        past = timezone.localdate() - timedelta(days=1)
        Campaign.objects.update(registration_from=past, registration_to=past)
        row.refresh_from_db()
        with pytest.raises(OutsideCampaign, match=f"{past:%d/%m/%Y}"):
            registered.take_back(row, case.learner.user)
    signed_in(case.learner.user).post(OWN, {"act": "take_back"})
    assert [row.withdrawn_at for row in rows()] == [None]
