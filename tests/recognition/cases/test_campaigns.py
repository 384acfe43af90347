"""A campaign's windows, their extensions, the year after, and its end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.audit.models import Entry
from recognition.assessment import marking
from recognition.cases import campaigns, closing, lifecycle, submission
from recognition.decisions import signing
from recognition.models import Campaign, Case
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, Refused, WrongState
from tests.builders.cases import CODES, Village, make_campaign
from tests.builders.people import make_commune, make_learner, make_user

pytestmark = pytest.mark.usefixtures("all_seeing")
DAY = timedelta(days=1)
EIGHTS = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))


def over(campaign: Campaign, *, judged: bool = True) -> None:
    """The days for handing in have passed, and those for judging too."""
    today = timezone.localdate()
    campaign.submission_from, campaign.submission_to = today - 40 * DAY, today - 2 * DAY
    campaign.assessment_to = today - DAY if judged else today + DAY
    campaign.save()


def next_year(village: Village, **days) -> Campaign:
    return make_campaign(village.unit, year=village.campaign.year + 1, **days)


class TestWindows:
    def test_of_a_day(self, village: Village) -> None:
        one, today = village.campaign, timezone.localdate()
        assert campaigns.open_windows(one) == {"submission", "assessment", "decision"}
        one.registration_from, one.registration_to = today, today
        one.council_from = one.council_to = today
        assert campaigns.open_windows(one) == set(lifecycle.WINDOWS)
        assert campaigns.open_windows(one, one.submission_to + DAY) == {"assessment", "decision"}
        assert campaigns.open_windows(one, one.assessment_to + DAY) == {"decision"}
        one.decision_to = one.assessment_to
        assert campaigns.open_windows(one, one.assessment_to + DAY) == set()
        assert campaigns.open_windows(one, one.submission_from - DAY) == set()
        one.closed_at = timezone.now()
        assert campaigns.open_windows(one) == {"afterwards"}, "what was decided can still be reviewed and ended"
        assert campaigns.phase(one) == "closed"

    def test_frozen_means_that_marks_stand_and_signing_goes_on(self, village: Village) -> None:
        waiting, judged = village.submitted(), village.confirmed()
        over(village.campaign)
        with pytest.raises(OutsideCampaign):
            marking.confirm(waiting, village.officer, marks=EIGHTS)
        with pytest.raises(OutsideCampaign):
            marking.undo(judged, village.officer)
        with pytest.raises(OutsideCampaign):  # nobody could judge it again
            signing.send_back(judged, "Thiếu ngày", village.signer)
        assert signing.sign([judged], village.body, "1", timezone.localdate(), village.signer)
        assert submission.withdraw(waiting, waiting.learner.user).state == "withdrawn"

    def test_an_extension_is_kept_with_its_reason(self, village: Village) -> None:
        admin, one = make_user("administrator", unit=village.unit), village.campaign
        last = one.assessment_to + 5 * DAY
        with pytest.raises(NotYours):
            campaigns.extend(one, "submission", last, "Bão", by=village.officer)
        for window, until, reason in (
            ("submission", last, " "),
            ("submission", one.submission_to, "Bão"),
            ("council", last, "Bão"),
            ("decision", last, "Bão"),  # it has no end
        ):
            with pytest.raises(Incomplete):
                campaigns.extend(one, window, until, reason, by=admin)
        one = campaigns.extend(one, "submission", last, "Bão lụt", by=admin)
        assert (one.submission_to, one.assessment_to) == (last, last)
        told = list(one.extensions.values_list("window", "after", "reason"))
        assert told == [("submission", last, "Bão lụt"), ("assessment", last, "Bão lụt")]
        assert Entry.objects.filter(act="campaign.extended").count() == 1


class TestTheYearAfter:
    def test_who_was_recognised_begins_anew(self, village: Village) -> None:
        case = village.confirmed()
        signing.sign([case], village.body, "1", timezone.localdate(), village.signer)
        over(village.campaign)
        assert submission.case_of(case.learner).pk == case.pk
        next_year(village)
        assert submission.case_of(case.learner) is None
        again = submission.draft_for(case.learner, case.learner.user)
        assert (again.pk != case.pk, again.year) == (True, village.campaign.year + 1)
        assert submission.case_of(case.learner) == again

    def test_a_case_that_still_waits_is_shown_until_the_new_one_is_begun(self, village: Village) -> None:
        case = village.submitted()
        over(village.campaign, judged=False)
        next_year(village)
        assert submission.case_of(case.learner) == case

    def test_who_is_asked_for_more_after_the_closing_day_answers_in_that_case(self, village: Village) -> None:
        case = marking.ask_for_more(village.submitted(), "Thêm ảnh", village.officer)
        over(village.campaign, judged=False)
        today = timezone.localdate()
        next_year(village, submission_from=today + DAY, submission_to=today + 9 * DAY)
        learner = case.learner
        assert submission.case_of(learner) == case
        shown = submission.shown_case(learner, str(case.pk))
        case = submission.draft_for(learner, learner.user, shown=shown)
        case = submission.set_self_points(case, "A1", "9", learner.user)
        case = submission.submit(case, learner.user)
        assert (case.state, case.year, case.submission.number) == ("submitted", village.campaign.year, 2)
        assert Case.objects.filter(learner=learner).count() == 1, "no stray draft of the next year"

    def test_a_returned_case_whose_days_are_over_leaves_room_for_the_new_year(self, village: Village) -> None:
        case = marking.ask_for_more(village.submitted(), "Thêm ảnh", village.officer)
        over(village.campaign)
        next_year(village)
        assert submission.case_of(case.learner) is None
        with pytest.raises(OutsideCampaign):
            submission.submit(case, case.learner.user)

    def test_a_page_posts_to_the_case_it_shows_and_to_nobody_else_s(self, village: Village) -> None:
        theirs, learner = village.submitted(), make_learner(village.unit)
        assert submission.shown_case(learner, "") is None
        for number in (str(theirs.pk), "0", "x", "9" * 30, "²"):
            with pytest.raises(Refused):
                submission.shown_case(learner, number)


class TestMoving:
    def test_a_draft_follows_to_the_new_commune_s_campaign(self, village: Village) -> None:
        learner = make_learner(village.unit)
        case = submission.draft_for(learner, learner.user)
        there = Village("Hạ Long")
        learner.residences.update(unit=there.unit)
        again = submission.draft_for(learner, learner.user)
        assert (again.pk, again.campaign) == (case.pk, there.campaign)
        submission.set_all_self_points(again, dict.fromkeys(CODES, "8"), learner.user)
        assert submission.submit(again, learner.user).unit == there.unit

    def test_what_was_handed_in_stays_where_it_is_judged(self, village: Village) -> None:
        case = marking.ask_for_more(village.submitted(), "Thêm ảnh", village.officer)
        learner, there = case.learner, Village("Hạ Long")
        learner.residences.update(unit=there.unit)
        case = submission.submit(submission.draft_for(learner, learner.user, shown=case), learner.user)
        assert (case.unit, case.submission.unit, case.campaign) == (village.unit, village.unit, village.campaign)


class TestTheEnd:
    def test_every_open_case_ends_with_words(self, village: Village) -> None:
        admin = make_user("administrator", unit=village.unit)
        draft = submission.draft_for(learner := make_learner(village.unit), learner.user)
        waiting, proposed = village.submitted(), village.confirmed()
        signed = village.confirmed()
        signing.sign([signed], village.body, "1", timezone.localdate(), village.signer)
        with pytest.raises(NotYours):
            closing.close(village.campaign, "Đợt đã kết thúc", by=village.officer)
        with pytest.raises(Incomplete):
            closing.close(village.campaign, " ", by=admin)
        with pytest.raises(Incomplete) as refused:  # not over the signer's head
            closing.close(village.campaign, "Đợt đã kết thúc", by=admin)
        assert refused.value.field == "campaign"
        signing.send_back(proposed, "Thiếu ngày", village.signer)
        assert closing.close(village.campaign, "Đợt đã kết thúc", by=admin) == 3
        assert closing.close(village.campaign, "Đợt đã kết thúc", by=admin) == 0
        states = dict(Case.objects.values_list("pk", "state"))
        ended = {draft.pk, waiting.pk, proposed.pk}
        assert {pk for pk, state in states.items() if state == "ended"} == ended
        assert states[signed.pk] == "recognised"
        assert {case.events.order_by("-pk").first().message for case in Case.objects.filter(pk__in=ended)} == {
            "Đợt đã kết thúc"
        }

    def test_a_draft_of_somebody_who_moved_goes_on_where_the_person_lives(self, village: Village) -> None:
        """A case is one a year: had it ended here, the new commune could not take it any more."""
        learner = make_learner(village.unit)
        draft = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(draft, dict.fromkeys(CODES, "8"), learner.user)
        there = Village("Hạ Long")
        learner.residences.update(unit=there.unit)
        assert closing.close(village.campaign, "Hết", by=make_user("administrator", unit=village.unit)) == 0
        draft.refresh_from_db()
        assert (draft.state, draft.campaign) == ("draft", there.campaign)
        assert submission.submit(draft, learner.user).unit == there.unit

    def test_a_draft_that_no_other_campaign_takes_ends(self, village: Village) -> None:
        learner = make_learner(village.unit)
        draft = submission.draft_for(learner, learner.user)
        there = Village("Hạ Long")
        learner.residences.update(unit=there.unit)
        over(there.campaign)
        assert closing.close(village.campaign, "Hết", by=make_user("administrator", unit=village.unit)) == 1
        draft.refresh_from_db()
        assert draft.state == "ended"

    def test_nothing_begins_behind_it(self, village: Village) -> None:
        case = village.submitted()
        closing.close(village.campaign, "Hết", by=make_user("administrator", unit=village.unit))
        with pytest.raises(WrongState):
            submission.set_self_points(case, "A1", "9", case.learner.user)
        with pytest.raises(OutsideCampaign):
            submission.withdraw(case, case.learner.user)
        newcomer = make_learner(village.unit)
        with pytest.raises(OutsideCampaign):
            submission.draft_for(newcomer, newcomer.user)

    def test_interrupted_it_is_finished_by_the_next_try(self, village: Village) -> None:
        village.submitted()
        Campaign.objects.update(closed_at=timezone.now())  # killed behind the first transaction
        assert closing.close(village.campaign, "Hết", by=make_user("administrator", unit=village.unit)) == 1


def test_days_in_no_order_are_refused(village: Village) -> None:
    unit, day = make_commune("Phước Hải"), timezone.localdate()
    for days in ((day, day - DAY, day), (day, day, day - DAY)):
        with pytest.raises(Incomplete):
            campaigns.open_campaign(unit, 2026, *days, by=None)
