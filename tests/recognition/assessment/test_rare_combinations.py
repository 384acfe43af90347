"""States that seldom meet: family declared late, a review beside the council, a sample with a paper that nobody can open."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.people.models import LearnerAlias, Residence
from portal.people.public import near
from portal.places.models import Unit
from recognition.assessment import kinship, marking, receiving
from recognition.assessment.bulk.deciding import decide, sample_of
from recognition.assessment.bulk.preparing import prepare
from recognition.assessment.review.judgement import answer_review
from recognition.assessment.review.requests import ask_for_review
from recognition.assessment.second.marking import accept, end_second, offer
from recognition.assessment.three_people import too_near
from recognition.cases import submission, transfer
from recognition.cases.message import said_last
from recognition.cases.state import title_state
from recognition.council import meetings
from recognition.council.meetings import votes_of
from recognition.council.minutes import minutes_of
from recognition.council.outcomes import close_meeting
from recognition.decisions import signing
from recognition.models import (
    AssessmentRules,
    Campaign,
    Case,
    MeetingItem,
    OfficerLoan,
    PaperOpened,
    ReviewRequest,
    SecondMarking,
    Transfer,
    Upload,
)
from recognition.refusals import Incomplete, SamePerson, WrongState
from tests.builders.cases import CODES, EIGHTS, Village, make_campaign
from tests.builders.council import Hall
from tests.builders.people import make_learner, make_user, signed_in
from tests.builders.quiet import quiet_case
from tests.builders.subjects import make_member, make_subject, publish_invented

pytestmark = pytest.mark.usefixtures("all_seeing")
ONES = dict.fromkeys(CODES, ("1", "Giấy không khớp"))
TODAY = timezone.localdate


def sign(village: Village, case: Case):
    return signing.sign([case], village.body, "128/QĐ-UBND", TODAY(), village.signer)


class TestFamilyDeclaredLate:
    def test_a_case_that_family_proposed_is_not_signed_until_another_judged_it(self, village: Village) -> None:
        case = village.confirmed()
        kinship.declare(case.learner, village.officer)
        with pytest.raises(SamePerson, match="Nguyễn Thị Hoa"):
            sign(village, case)
        signing.send_back(case, "Người nhà đã xét", village.signer)
        with pytest.raises(SamePerson):
            marking.confirm(case, village.officer)
        case = marking.confirm(case, village.second_officer, marks=EIGHTS)
        assert sign(village, case).lines.get().assessor == village.second_officer

    def test_an_officer_who_turns_out_to_be_the_person(self, village: Village) -> None:
        case = village.confirmed()
        other = make_learner(village.unit, "Nguyễn Thị Hoa", user=village.officer)
        LearnerAlias.objects.create(learner=case.learner, alias=other.pk, joined_by=village.staff, proof="x")
        with pytest.raises(SamePerson):
            sign(village, case)

    def test_an_assessor_who_declares_family_settles_nothing_any_more(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        case = village.confirmed()
        end_second(case, EIGHTS | {"B2": ("9", "Chứng chỉ bậc 3")}, village.second_officer)
        seen = offer(case, {"B2": "8"}, "Đã thống nhất", "", village.officer).offered
        kinship.declare(case.learner, village.officer)
        with pytest.raises(WrongState):
            accept(case, seen, village.second_officer)
        third = make_user("officer", unit=village.unit)
        marking.undo(case, third)
        case = marking.confirm(case, third, marks=EIGHTS)
        accept(case, offer(case, {"B2": "9"}, "Bậc 3", "", third).offered, village.second_officer)
        assert sign(village, Case.objects.get(pk=case.pk))

    def test_what_two_settled_before_the_case_was_judged_anew_stops_nothing(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        case = village.confirmed()
        end_second(case, EIGHTS, village.second_officer)
        assert SecondMarking.objects.get().how == "same"
        kinship.declare(case.learner, village.second_officer)
        with pytest.raises(SamePerson):
            sign(village, Case.objects.get(pk=case.pk))
        signing.send_back(case, "Người nhà đã xét", village.signer)
        assert sign(village, marking.confirm(case, village.officer, marks=EIGHTS))


class TestReviewBesideOthers:
    def not_enough(self, village: Village) -> Case:
        case = village.submitted()
        return marking.not_enough(case, "Chưa đủ", village.officer, marks=ONES)

    def test_the_council_answers_a_review_that_waits(self, village: Village) -> None:
        hall = Hall(village)
        AssessmentRules.objects.update(review_days=10)
        case = self.not_enough(village)
        ask_for_review(case, "Xin xem lại A1", case.learner.user)
        meeting = hall.meeting(Case.objects.get(pk=case.pk))
        words = {meeting.items.get().pk: "Hội đồng thấy chưa đủ"}
        kept = meetings.record(meeting, hall.votes(meeting, *["against"] * 5), words, None, None, by=hall.secretary)
        close_meeting(kept, kept.version, by=hall.secretary)
        asked = ReviewRequest.objects.get()
        assert asked.answered_at
        assert asked.assessment.kind == "council"
        assert said_last(Case.objects.get(pk=case.pk)) == "Hội đồng thấy chưa đủ", (
            "and not what the officer wrote before"
        )
        with pytest.raises(WrongState):
            answer_review(Case.objects.get(pk=case.pk), EIGHTS, "Đủ rồi", village.second_officer)
        assert Case.objects.get().assessment.kind == "council"

    def test_two_who_agree_answer_it_too(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100, review_days=10)
        case = self.not_enough(village)
        ask_for_review(case, "Xin xem lại", case.learner.user)
        end_second(case, EIGHTS, village.second_officer)
        points = dict.fromkeys(CODES, "8")
        case = accept(case, offer(case, points, "Đủ giấy", "", village.officer).offered, village.second_officer)
        assert ReviewRequest.objects.get().assessment_id == case.assessment_id
        page = signed_in(case.learner.user).get(reverse("recognition:review_ask"))
        assert "“”" not in page.text

    def test_who_asked_for_the_person_neither_votes_nor_decides_in_bulk(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, review_days=10)
        case = self.not_enough(village)
        ask_for_review(case, "Xin xem lại", village.staff)
        assert too_near([case], village.staff) == {case.pk}


class TestSampleWithAPaperThatCannotBeOpened:
    def cases(self, village: Village, many: int = 7) -> list[Case]:
        return [quiet_case(village, f"Lê Thị {n}", file=f"{n:064}") for n in range(many)]

    def test_a_paper_that_is_held_back_keeps_its_case_out(self, village: Village) -> None:
        held = self.cases(village)[0]
        Upload.objects.filter(learner=held.learner).update(state=Upload.State.QUARANTINED)
        row = prepare(village.officer, village.campaign)
        assert dict(map(tuple, row.left_out)).keys() == {held.pk}
        assert row.lines.count() == 6

    def test_the_officer_says_that_a_file_does_not_open_and_the_round_ends(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, sample_differing=2)
        self.cases(village)
        row = prepare(village.officer, village.campaign)
        seen, *others = sample_of(row)
        for one in others:
            item = one.line.submission.items.get(upload__isnull=False)
            case = marking.refuse_paper(one.line.case, item, "Tệp không mở được", village.officer)
            marking.confirm(case, village.officer, marks={"A1": ("8", "Còn sổ đọc sách")})
        marking.confirm(seen.line.case, village.officer)
        assert {one.state for one in sample_of(row) if one.line == seen.line} == {"unopened"}
        item = seen.line.submission.items.get(upload__isnull=False)
        PaperOpened.objects.create(assessment=seen.line.submission.assessments.get(), item=item)
        assert "unopened" not in {one.state for one in sample_of(row)}
        assert decide(row, village.officer).confirmed == 4

    def test_a_virus_found_meanwhile_does_not_stop_the_round_for_ever(self, village: Village) -> None:
        self.cases(village)
        row = prepare(village.officer, village.campaign)
        first, *others = sample_of(row)
        Upload.objects.filter(learner=first.line.case.learner).update(state=Upload.State.INFECTED)
        marking.confirm(first.line.case, village.officer, marks={"A1": ("8", "Còn sổ đọc sách")})
        for one in others:
            marking.confirm(one.line.case, village.officer)
            item = one.line.submission.items.get(upload__isnull=False)
            PaperOpened.objects.create(assessment=one.line.submission.assessments.get(), item=item)
        assert {one.state for one in sample_of(row)} <= {"as_proposed", "differs"}

    def test_what_was_handed_in_anew_is_not_drawn_into_the_sample(self, village: Village) -> None:
        cases = [quiet_case(village, f"Lê Thị {n}") for n in range(7)]
        row = prepare(village.officer, village.campaign)
        sampled = {one.line.case_id for one in sample_of(row)}
        for case in cases:
            if case.pk not in sampled:
                submission.withdraw(case, case.learner.user)
                submission.set_all_self_points(case, {"A1": "4"}, case.learner.user)
                submission.submit(Case.objects.get(pk=case.pk), case.learner.user)
        marking.confirm(Case.objects.get(pk=min(sampled)), village.second_officer)
        with pytest.raises(Incomplete):
            decide(row, village.officer)
        assert {one.line.case_id for one in sample_of(row)} == sampled


def test_a_vote_about_a_case_taken_off_meanwhile_is_refused_in_words(village: Village) -> None:
    hall = Hall(village)
    meeting = hall.meeting(village.confirmed())
    item, member = MeetingItem.objects.get(), hall.council.members.first()
    meetings.record(meeting, {(item.pk, member.pk): "for"}, {}, None, None, by=hall.secretary)
    meetings.take_off(item, by=hall.secretary)
    with pytest.raises(Incomplete):
        meetings.record(meeting, {(item.pk, member.pk): ""}, {}, None, None, by=hall.secretary)
    assert votes_of(meeting) == {(item.pk, member.pk): "for"}


def test_who_stands_near_many_members_costs_no_question_each(village: Village, django_assert_max_num_queries) -> None:
    home = make_subject(village.staff, village.unit)
    people = [make_learner(village.unit, f"Nguyễn Văn {n}") for n in range(6)]
    for person in people:
        make_member(village.staff, home, person)
    with django_assert_max_num_queries(5):
        assert near([home.pk]) == {home.pk: {person.user_id for person in people}}


class TestTransfers:
    @pytest.fixture
    def there(self, village: Village) -> Village:
        return Village("Đồng Trăng", village.unit.parent)

    def asked(self, village: Village, there: Village, many: int) -> None:
        for n in range(many):
            case = village.submitted(f"Lê Thị {n}")
            Residence.objects.filter(learner=case.learner).update(unit=there.unit)
            Transfer.objects.create(
                case=case, from_unit=village.unit, to_unit=there.unit, asked_by=village.officer, on_behalf_of=False
            )

    def test_the_page_asks_no_more_for_more_rows(self, village: Village, there: Village) -> None:
        here, counts = reverse("recognition:transfers"), []
        client = signed_in(there.officer)
        for more in (1, 4):
            self.asked(village, there, more)
            client.get(here)
            with CaptureQueriesContext(connection) as questions:
                page = client.get(here)
            counts.append(len(questions))
        assert page.text.count('value="accept"') == 5
        assert counts[0] == counts[1]

    def test_it_shows_so_many_and_says_how_many_more(self, village: Village, there: Village, monkeypatch) -> None:
        monkeypatch.setattr(receiving, "SHOWN", 2)
        self.asked(village, there, 3)
        client = signed_in(there.officer)
        page = client.get(reverse("recognition:transfers"))
        assert page.text.count('value="accept"') == 2
        assert "1 hồ sơ" in page.text
        last = Transfer.objects.order_by("pk").last()
        refused = client.post(reverse("recognition:transfer_answer", args=[last.pk]), {"act": "decline"})
        assert (refused.status_code, f'id="words-{last.pk}"' in refused.text) == (422, True)

    def test_each_case_is_met_with_the_campaign_of_its_year_nearest_first(
        self, village: Village, there: Village
    ) -> None:
        province = make_campaign(village.unit.parent)
        case = village.submitted()
        asked = [(case, there.unit), (case, village.unit.parent), (case, village.unit)]
        assert transfer.receiving_campaigns(asked) == [there.campaign, province, village.campaign]
        there.campaign.closed_at = timezone.now()
        there.campaign.save()
        assert transfer.receiving_campaign(case, there.unit) == province


class TestSecondEyesOnRareDays:
    def test_what_was_typed_when_the_last_day_ended_stays_on_the_page(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        case = village.confirmed()
        Campaign.objects.update(submission_to=TODAY() - timedelta(days=1), assessment_to=TODAY() - timedelta(days=1))
        typed = {"act": "save", "points-A1": "9,25", "reason-A1": "Sổ đọc dày"}
        lost = signed_in(village.second_officer).post(reverse("recognition:second", args=[case.pk]), typed)
        assert lost.status_code == 422
        assert "9,25" in lost.text
        assert "Sổ đọc dày" in lost.text

    def test_differences_of_others_are_left_out_without_a_question_each(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        here, counts = reverse("recognition:second_list"), []
        third = signed_in(make_user("officer", unit=village.unit))
        for many in (1, 3):
            for _n in range(many):
                end_second(village.confirmed(), EIGHTS | {"B2": ("9", "Bậc 3")}, village.second_officer)
            third.get(here)
            with CaptureQueriesContext(connection) as questions:
                assert "Nguyễn Thị Hoa" not in third.get(here).text
            counts.append(len(questions))
        assert counts[0] == counts[1]
        assert signed_in(village.officer).get(here).text.count("Nguyễn Thị Hoa") == 4

    def test_a_loan_reaches_the_cases_of_a_commune_that_ended_into_it(self, village: Village) -> None:
        into = Village("Đồng Trăng", village.unit.parent)
        lent = make_user("officer", unit=Village("Đồng Hoa", village.unit.parent).unit)
        OfficerLoan.objects.create(
            officer=lent, unit=into.unit, valid_from=TODAY(), valid_to=TODAY(), reason="x", lent_by=village.signer
        )
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        case = village.confirmed()
        Unit.objects.filter(pk=village.unit.pk).update(heir=into.unit, valid_to=TODAY())
        page = signed_in(lent).get(reverse("recognition:second", args=[case.pk]))
        assert (page.status_code, "Nguyễn Thị Hoa" in page.text) == (200, True)

    def test_agreement_of_a_campaign_whose_title_has_no_set(self, village: Village) -> None:
        row = make_campaign(village.unit, title_key="dong_ho_hoc_tap")
        admin = signed_in(make_user("administrator", unit=village.unit))
        assert admin.get(reverse("recognition:campaign_agreement", args=[row.pk])).status_code == 200


def test_minutes_about_groups_count_cases_and_not_people(village: Village) -> None:
    publish_invented("gia_dinh_hoc_tap")
    campaign = make_campaign(village.unit, title_key="gia_dinh_hoc_tap")
    home, hoa = make_subject(village.staff, village.unit), make_learner(village.unit)
    make_member(village.staff, home, hoa, head=True)
    home.refresh_from_db()
    case = submission.draft_for(home, hoa.user, "gia_dinh_hoc_tap")
    codes = [one.code for one in title_state(home, title_key="gia_dinh_hoc_tap").indicators]
    case = submission.submit(submission.set_all_self_points(case, dict.fromkeys(codes, "1"), hoa.user), hoa.user)
    case = marking.not_enough(case, "Chưa đủ", village.officer, marks=dict.fromkeys(codes, ("0", "Chưa có giấy")))
    hall = Hall(village, campaign=campaign)
    meeting = hall.meeting(case)
    words = {meeting.items.get().pk: "Chưa đủ"}
    kept = meetings.record(meeting, hall.votes(meeting, *["against"] * 5), words, None, None, by=hall.secretary)
    close_meeting(kept, kept.version, by=hall.secretary)
    meeting.refresh_from_db()
    assert minutes_of(meeting).conclusion == ["Chưa đề nghị công nhận: 01 hồ sơ"]


def test_pages_of_many_officials_ask_no_question_each(village: Village) -> None:
    """Who judged, who declared family, who is lent: each a list that names other people's accounts."""
    province = make_user("administrator", unit=village.unit.parent)
    pages = (
        (village.signer, reverse("recognition:sign")),
        (province, reverse("recognition:kinship")),
        (province, reverse("recognition:campaign_loans", args=[village.campaign.pk])),
    )
    counts = []
    for more in (1, 3):
        for _n in range(more):
            officer = make_user("officer", unit=village.unit)
            marking.confirm(village.submitted(), officer, marks=EIGHTS)
            kinship.declare(make_learner(village.unit), officer)
            OfficerLoan.objects.create(
                officer=officer, unit=village.unit, valid_from=TODAY(), valid_to=TODAY(), reason="x", lent_by=province
            )
        found = []
        for user, page in pages:
            client = signed_in(user)
            client.get(page)
            with CaptureQueriesContext(connection) as questions:
                assert client.get(page).status_code == 200
            found.append(len(questions))
        counts.append(found)
    assert counts[0] == counts[1]
