"""Whole ways through the pages: the second year, more information after closing day, moved away, an old page in a second tab."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Residence
from portal.people.public import everyone, move
from recognition.assessment import marking
from recognition.cases import closing
from recognition.decisions import signing
from recognition.models import Campaign, Case, Certificate, Evidence, Submission, Transfer
from tests.builders.cases import CODES, WHY, Village, make_campaign, make_paper
from tests.builders.people import make_admin, make_learner, signed_in

MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))
HAND_IN, POINTS = reverse("recognition:submit"), reverse("recognition:self_points")


def form(browser: Client, page: str = HAND_IN, button: str = "") -> dict[str, str]:
    """The hidden fields of the form on a page that posts to `button` (default: to the page itself)."""
    text = BeautifulSoup(browser.get(page).text, "html.parser")
    found = (
        text.find("form", action=button)
        if button
        else text.select_one(f'main form:not([action]), main form[action="{page}"]')
    )
    assert found is not None, f"no form to {button or page}"
    return {one["name"]: one.get("value", "") for one in found.select("input[type=hidden]")}


def case_now(learner) -> Case:
    with everyone(WHY):
        return Case.objects.filter(learner=learner).order_by("-year").select_related("submission").first()


def paper_of(learner, code: str, when: datetime) -> Evidence:
    with everyone(WHY):
        paper = make_paper(learner, code, by=learner.user, rule="witness")
        Evidence.objects.filter(pk=paper.pk).update(happened_at=when)
    return paper


@pytest.fixture
def last_year(village: Village) -> Case:
    """Recognised in the campaign of the year before, which is closed; a paper of that time stood in it."""
    year = village.campaign.year - 1
    Campaign.objects.filter(pk=village.campaign.pk).update(year=year)
    learner = make_learner(village.unit)
    paper_of(learner, "C1", datetime(year, 5, 4, 5, tzinfo=UTC))
    browser = signed_in(learner.user)
    browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "8" for code in CODES})
    browser.post(HAND_IN, form(browser))
    with everyone(WHY):
        marking.confirm(Case.objects.get(), village.officer, marks=MARKS)
        signing.sign(Case.objects.all(), village.body, "7", timezone.localdate(), village.signer)
    closing.close(village.campaign, "Hết đợt.", by=make_admin(village.unit))
    with everyone(WHY):
        return Case.objects.select_related("learner__user").get()


class TestYearTwo:
    def test_from_the_first_press_to_the_second_case(self, village: Village, last_year: Case) -> None:
        first_day = datetime(village.campaign.year, 1, 1).date()
        running = make_campaign(village.unit, evidence_from=first_day)
        learner = last_year.learner
        browser = signed_in(learner.user)
        shown = browser.get(POINTS)
        assert shown.context["t"].case is None  # a new year begins with nothing of the old one
        assert [one.self_points for one in shown.context["t"].indicators] == [None] * 10
        sent = form(browser, POINTS) | {f"points-{code}": "7" for code in CODES}
        assert browser.post(POINTS, sent).status_code == 302
        assert browser.post(HAND_IN, form(browser)).status_code == 302  # the first press hands in
        case = case_now(learner)
        assert (case.campaign, case.year, case.state, case.submission.number) == (
            running,
            running.year,
            "submitted",
            1,
        )
        with everyone(WHY):
            [item] = case.submission.items.all()
            assert not item.counts  # last year's paper is shown with its reason, and does not count again
            assert Certificate.objects.get().state == "valid"
            last_year.refresh_from_db()
        assert last_year.state == "recognised"

    def test_a_period_that_reaches_back_counts_last_year_s_paper_again(self, village: Village, last_year: Case) -> None:
        make_campaign(village.unit, evidence_from=datetime(village.campaign.year - 1, 1, 1).date())
        browser = signed_in(last_year.learner.user)
        browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "7" for code in CODES})
        browser.post(HAND_IN, form(browser))
        with everyone(WHY):
            assert [item.counts for item in case_now(last_year.learner).submission.items.all()] == [True]

    def test_the_officer_reads_last_year_beside_and_nothing_is_taken_over(
        self, village: Village, last_year: Case
    ) -> None:
        make_campaign(village.unit)
        browser = signed_in(last_year.learner.user)
        browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "7" for code in CODES})
        browser.post(HAND_IN, form(browser))
        case = case_now(last_year.learner)
        page = signed_in(village.officer).get(reverse("recognition:case", args=[case.pk]))
        [earlier] = page.context["earlier"]
        assert (earlier.year, earlier.total, earlier.same_year) == (village.campaign.year - 1, 80, False)
        assert f"Năm {earlier.year}" in page.text
        assert all(row.value != "8" for row in page.context["s"].rows)

    def test_an_old_page_of_last_year_changes_nothing(self, village: Village, last_year: Case) -> None:
        make_campaign(village.unit)
        browser = signed_in(last_year.learner.user)
        old_page = {"case": str(last_year.pk), "version": str(last_year.version)}
        said = browser.post(POINTS, old_page | {"points-A1": "3"})
        assert said.status_code == 422
        with everyone(WHY):
            assert Case.objects.count() == 1
            assert not last_year.entries.filter(points=3).exists()


class TestMoreInformationAfterClosingDay:
    @pytest.fixture
    def returned(self, village: Village) -> Case:
        case = village.submitted()
        yesterday = timezone.localdate() - timedelta(days=1)
        Campaign.objects.filter(pk=village.campaign.pk).update(submission_to=yesterday)
        with everyone(WHY):
            marking.ask_for_more(case, "Thêm ảnh giấy khen.", village.officer)
            return Case.objects.select_related("learner__user").get(pk=case.pk)

    def test_who_was_asked_may_answer_on_the_same_case(self, village: Village, returned: Case) -> None:
        browser = signed_in(returned.learner.user)
        assert "Thêm ảnh giấy khen." in browser.get(HAND_IN).text
        sent = form(browser)
        assert sent["case"] == str(returned.pk)
        assert browser.post(HAND_IN, sent).status_code == 302
        assert (case_now(returned.learner).state, case_now(returned.learner).submission.number) == ("submitted", 2)
        with everyone(WHY):
            assert Case.objects.count() == 1
        page = signed_in(village.officer).get(reverse("recognition:case", args=[returned.pk]))
        [earlier] = page.context["earlier"]
        assert earlier.same_year

    def test_next_year_s_campaign_does_not_catch_the_answer(self, village: Village, returned: Case) -> None:
        make_campaign(village.unit, year=village.campaign.year + 1)
        browser = signed_in(returned.learner.user)
        browser.post(HAND_IN, {"case": str(returned.pk), "version": str(returned.version)})
        with everyone(WHY):
            returned.refresh_from_db()
            assert (returned.state, returned.campaign) == ("submitted", village.campaign)

    def test_after_the_freeze_the_page_says_when_it_ended(self, village: Village, returned: Case) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        Campaign.objects.filter(pk=village.campaign.pk).update(assessment_to=yesterday)
        browser = signed_in(returned.learner.user)
        sent = {"case": str(returned.pk), "version": str(returned.version)}
        said = browser.post(HAND_IN, sent)
        assert said.status_code == 422
        assert f"{yesterday:%d/%m/%Y}" in str(said.context["refusal"])

    def test_a_case_that_waits_at_the_freeze_is_told_so(self, village: Village) -> None:
        case = village.submitted()
        yesterday = timezone.localdate() - timedelta(days=1)
        Campaign.objects.filter(pk=village.campaign.pk).update(submission_to=yesterday, assessment_to=yesterday)
        assert "chỉ xét tiếp được khi xã gia hạn" in signed_in(case.learner.user).get(HAND_IN).text
        with everyone(WHY):
            at_the_counter = reverse("recognition:counter_submit", args=[case.learner.reference])
        assert "chưa được xem đến hết" in signed_in(village.staff).get(at_the_counter).text


class TestMovedAway:
    def test_from_the_own_page_to_the_officer_of_the_new_commune(self, village: Village) -> None:
        there = Village("Đồng Trăng", village.unit.parent)
        case = village.submitted()
        with everyone(WHY):
            Residence.objects.filter(learner=case.learner).update(valid_from=timezone.localdate() - timedelta(days=9))
            move(case.learner, there.unit, by=case.learner.user)
        own, old, new = (signed_in(user) for user in (case.learner.user, village.officer, there.officer))
        asking = reverse("recognition:transfer")
        sent = form(own, HAND_IN, asking)
        own.post(asking, sent | {"act": "ask"})
        own.post(asking, sent | {"act": "ask"})  # a double tap
        with everyone(WHY):
            [asked] = Transfer.objects.all()
        assert "Trong khi chờ trả lời" in own.get(HAND_IN).text
        assert "đã đề nghị xã Đồng Trăng nhận hồ sơ" in old.get(reverse("recognition:case", args=[case.pk])).text
        assert "1 người chuyển đến" in new.get(reverse("recognition:queue")).text
        listed = new.get(reverse("recognition:transfers"))
        assert "Nguyễn Thị Hoa" in listed.text
        answer = reverse("recognition:transfer_answer", args=[asked.pk])
        refused = new.post(answer, {"act": "decline", "words": " "})
        assert refused.status_code == 422
        assert new.post(answer, {"act": "accept"}).status_code == 302
        again = new.post(answer, {"act": "accept"}, follow=True)
        assert "đã được trả lời" in again.text
        assert "đã nhận hồ sơ" in own.get(HAND_IN).text
        gone = old.get(reverse("recognition:case", args=[case.pk]), follow=True)
        assert f"Hồ sơ {case.pk} đã chuyển về xã Đồng Trăng" in gone.text
        assert "Nguyễn Thị Hoa" not in gone.text
        assert new.get(reverse("recognition:case", args=[case.pk])).status_code == 200

    def test_the_officer_asks_for_who_moved(self, village: Village) -> None:
        there = Village("Đồng Trăng", village.unit.parent)
        case = village.submitted()
        with everyone(WHY):
            Residence.objects.filter(learner=case.learner).update(valid_from=timezone.localdate() - timedelta(days=9))
            move(case.learner, there.unit, by=case.learner.user)
        browser = signed_in(village.officer)
        browser.post(reverse("recognition:case_transfer", args=[case.pk]))
        assert "Đồng Trăng" in browser.get(reverse("recognition:transfers")).text
        with everyone(WHY):
            assert Transfer.objects.get().asked_by == village.officer


class TestOldPages:
    def test_points_typed_in_a_second_tab_do_not_stop_the_first_press(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = signed_in(learner.user)
        browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "8" for code in CODES})
        first_tab = form(browser)
        browser.post(POINTS, form(browser, POINTS) | {"points-A1": "7"})
        assert browser.post(HAND_IN, first_tab).status_code == 302
        with everyone(WHY):
            assert Submission.objects.get().self_points["A1"] == "7.00"

    def test_what_staff_changed_meanwhile_does(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = signed_in(learner.user)
        browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "8" for code in CODES})
        first_tab = form(browser)
        counter = reverse("recognition:counter_points", args=[learner.reference])
        staff = signed_in(village.staff)
        staff.post(counter, form(staff, counter) | {"points-A1": "7"})
        assert browser.post(HAND_IN, first_tab).status_code == 422
        with everyone(WHY):
            assert not Submission.objects.exists()

    def test_a_double_tap_hears_that_it_is_there(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = signed_in(learner.user)
        browser.post(POINTS, form(browser, POINTS) | {f"points-{code}": "8" for code in CODES})
        sent = form(browser)
        browser.post(HAND_IN, sent)
        again = browser.post(HAND_IN, sent, follow=True)
        assert "đã gửi lúc" in again.text or "đã được gửi" in again.text
        with everyone(WHY):
            assert Submission.objects.count() == 1
