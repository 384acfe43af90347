"""A title judged by targets is marked twice: a target that was left out is not a level of 0, on the pages and when counted."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.assessment.second.agreement import agreement
from recognition.assessment.second.marking import accept, differing, end_second, offer
from recognition.cases import submission
from recognition.council import meetings
from recognition.council.outcomes import close_meeting
from recognition.models import AssessmentRules, Case, SecondMarking
from recognition.refusals import Incomplete
from tests.builders.cases import WHY, Village, make_campaign
from tests.builders.council import Hall
from tests.builders.people import make_admin, signed_in
from tests.builders.subjects import make_subject, publish_invented

KEY = "don_vi_hoc_tap_tinh"
LEVELS = {"C1": ("2", "Đã xem"), "C2": ("2", "Đã xem"), "C3": ("2", "Đã xem")}
LEFT_OUT, NOT_MET = LEVELS | {"C4": ("-", "Mới lập")}, LEVELS | {"C4": ("0", "Chưa có kế hoạch")}


@pytest.fixture
def case(village: Village) -> Case:
    """Confirmed with C4 left out; drawn for a second marking."""
    publish_invented(KEY)
    AssessmentRules.objects.create(campaign=make_campaign(village.unit, title_key=KEY), second_percent=100)
    school = make_subject(village.staff, village.unit, "organisation", "Trường Tiểu học Đồng Sen")
    with everyone(WHY):
        case = submission.draft_for(school, village.staff, KEY)
        submission.set_all_self_points(case, {"C1": "2", "C2": "2", "C3": "2", "C4": "-"}, village.staff)
        return marking.confirm(submission.submit(case, village.staff), village.officer, marks=LEFT_OUT)


def test_left_out_by_one_and_not_met_for_the_other_is_a_difference(village: Village, case: Case) -> None:
    with everyone(WHY):
        done = end_second(case, NOT_MET, village.second_officer)
        assert done.settled_at is None
        assert differing(done) == ["C4"]
        assert (done.first_points["C4"], done.second_points["C4"]) == ("-", "0.00")
    page = signed_in(village.officer).get(reverse("recognition:second_settle", args=[case.pk])).text
    assert "Không áp dụng" in page
    assert "Chưa đạt" in page


def test_both_leave_it_out_and_nothing_differs(village: Village, case: Case) -> None:
    with everyone(WHY):
        assert end_second(case, LEFT_OUT, village.second_officer).how == SecondMarking.How.SAME


def test_a_target_is_left_out_by_agreement(village: Village, case: Case) -> None:
    with everyone(WHY):
        end_second(case, NOT_MET, village.second_officer)
        with pytest.raises(Incomplete):
            offer(case, {"C4": "0.5"}, "Xem lại", "", village.officer)
        with pytest.raises(Incomplete) as words:  # a level of 0 is not enough, so the group reads why
            offer(case, {"C4": "0"}, "Xem lại", "", village.officer)
        assert words.value.field == "words"
        offer(case, {"C4": "-"}, "Lập tháng 5 năm nay", "", village.second_officer)
        done = accept(case, {"C4": "-"}, village.officer)
        assert done.state == Case.State.CONFIRMED
        assert done.assessment.not_applicable == {"C4": "Lập tháng 5 năm nay"}
        assert done.assessment.points["C4"] == "0.00"


def test_what_was_left_out_is_chosen_again_when_the_page_is_loaded_again(village: Village, case: Case) -> None:
    client, here = signed_in(village.second_officer), reverse("recognition:second", args=[case.pk])
    sent = {f"points-{code}": value for code, (value, _why) in LEFT_OUT.items()}
    sent |= {f"reason-{code}": why for code, (_value, why) in LEFT_OUT.items()}
    assert client.post(here, sent | {"act": "save"}).status_code == 302
    page = client.get(here)
    rows = {row.state.code: row for row in page.context["s"].rows}
    assert (rows["C4"].value, rows["C3"].value) == ("-", "2")
    assert "Mức độ 2" in page.context["s"].told
    form = page.text.split('id="cham"', 1)[1].split("</form>")[0]
    assert "điểm" not in form, "levels are said here, and no points"


def test_agreement_counts_what_was_left_out_as_a_value_of_its_own(village: Village, case: Case) -> None:
    with everyone(WHY):
        end_second(case, NOT_MET, village.second_officer)
    here = reverse("recognition:campaign_agreement", args=[case.campaign_id])
    page = signed_in(make_admin(village.unit)).get(here)
    found = {one.code: one for one, _wording in page.context["rows"]}
    assert (found["C4"].same, found["C4"].apart) == (0, None)
    assert (found["C3"].same, found["C3"].apart) == (1, Decimal(0))
    both = agreement([({"C4": None}, {"C4": None})], ["C4"])
    assert (both[0].same, both[0].kappa, both[0].apart) == (1, 1.0, None)


def test_the_bar_of_the_desk_counts_targets_and_no_points(village: Village, case: Case) -> None:
    page = signed_in(village.officer).get(reverse("recognition:case", args=[case.pk])).text
    bar = page.split('id="thanh"', 1)[1].split('class="acts"', 1)[0]
    assert "Đạt 3 trong 3 chỉ tiêu" in " ".join(bar.split())
    assert "điểm" not in bar
    assert "Chỉ tiêu đạt" in page
    said = [
        " ".join(one.split())
        for one in page.split('class="past"', 1)[1].split("</ol>")[0].split("<li>")
        if "C4:" in one
    ]
    assert len(said) == 2, "by the group and by the officer"
    assert all("C4: <b>Không áp dụng</b>" in one for one in said), said


def test_reasons_to_look_speak_of_levels(village: Village, case: Case) -> None:
    school = make_subject(village.staff, village.unit, "organisation", "Trường Mầm non Đồng Sen")
    with everyone(WHY):
        high = submission.draft_for(school, village.staff, KEY)
        submission.set_all_self_points(high, {"C1": "2", "C2": "1", "C3": "0", "C4": "-"}, village.staff)
        high = submission.submit(high, village.staff)
    client = signed_in(village.officer)
    row = (
        client.get(reverse("recognition:queue"), {"loc": "eyes"}).text.split('class="because"', 1)[1].split("</ul>")[0]
    )
    assert "Tự đánh giá cao hơn mức hệ thống đề xuất (C1, C2)" in " ".join(row.split())
    table = client.get(reverse("recognition:case", args=[high.pk])).text.split('id="bang"', 1)[1].split("</table>")[0]
    assert "Tự đánh giá cao hơn hệ thống đề xuất 2 mức" in table
    assert "điểm" not in row + table.split("<tbody", 1)[1]


def test_a_missing_reason_is_asked_for_in_words(village: Village, case: Case) -> None:
    with everyone(WHY), pytest.raises(Incomplete, match="Mức độ 2") as refused:
        end_second(case, LEFT_OUT | {"C1": ("2", "")}, village.second_officer)
    assert refused.value.field == "C1"


def test_the_council_is_told_of_targets_when_it_cannot_propose(village: Village, case: Case) -> None:
    with everyone(WHY):
        end_second(case, NOT_MET, village.second_officer)
    hall = Hall(village, campaign=case.campaign)
    with everyone(WHY):
        meeting = hall.meeting(case, second=True)
        meetings.record(meeting, hall.votes(meeting, *("for",) * 5), {}, None, None, by=hall.secretary)
        with pytest.raises(Incomplete, match="chỉ tiêu"):
            close_meeting(meeting, None, by=hall.secretary)
