"""Where a learner stands: three columns, sums that hold, and a frozen case that stays as it was handed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone
from portal.places.models import AreaClass
from recognition.assessment.marking import ask_for_more, not_enough, set_points
from recognition.assessment.points_now import desk_work
from recognition.assessment.second.marking import end_second
from recognition.cases.state import title_state
from recognition.cases.submission import draft_for, set_all_self_points, submit, withdraw
from recognition.models import Assessment, AssessmentRules, Campaign, Case, Evidence
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of
from recognition.simulation import past_cases, trials
from recognition.tasks import catch_up
from tests.builders.cases import CODES, Village, make_paper, refuse
from tests.builders.people import make_learner
from tests.builders.recognition import WHY, next_version, statement, store

pytestmark = pytest.mark.django_db(transaction=True)
B1 = ("indicators/cong_dan_hoc_tap/B1",)


@pytest.fixture
def village():
    return Village()


def look(learner, **how):
    with everyone(WHY):
        return title_state(learner, **how)


def test_nothing_yet(village):
    state = look(make_learner(village.unit))
    assert (state.set_key, state.set_version, state.title) == ("cong_dan_hoc_tap", "2022.1", "Công dân học tập")
    assert [group.code for group in state.groups] == ["A", "B", "C"]
    assert [len(group.indicators) for group in state.groups] == [4, 4, 2]
    assert (state.mark, state.floor, state.missing_points, state.reached) == (80, 5, 80, False)
    assert (state.self_total, state.proposed_total, state.confirmed_total) == (0, 0, None)
    assert len(state.below) == 10
    assert state.values() == state.values("self") == state.values("confirmed") == [0.0] * 10
    assert state.rules_proposed
    assert state.source_notice
    assert all(one.wording_uncertain and one.rule_text and one.gaps for one in state.indicators)
    assert (state.case, state.campaign) == (None, village.campaign)


def test_parts_add_up_and_point_at_their_evidence(village):
    person = make_learner(village.unit)
    store(*[statement(person.pk, category=B1) for _ in range(3)])
    catch_up()
    make_paper(person, "B1", by=person.user, rule="digital-work")
    state = look(person)
    found = state.indicator("B1")
    assert found.proposed == 5 == sum(part.points for part in found.parts)
    ids = {item.id for item in found.evidence}
    assert all(set(part.evidence) <= ids for part in found.parts)
    assert {item.state for item in found.evidence} == {"counted", "waiting"}
    assert {item.kind: item.entered_by_self for item in found.evidence} == {"automatic": False, "manual": True}
    assert sum(one.proposed for one in state.indicators) == state.proposed_total
    assert found.below_floor is False
    gains = {gap.rule_id: gap.gain for gap in found.gaps}
    assert gains["b1-lessons"] == 1
    lessons = next(gap for gap in found.gaps if gap.rule_id == "b1-lessons")
    assert lessons.alignment_iri == found.iri


def test_refused_and_withdrawn_papers_do_not_count_but_are_shown(village):
    person = make_learner(village.unit)
    rows = [make_paper(person, "A1", by=person.user, rule="library-card") for _ in range(2)]
    with everyone(WHY):
        case = draft_for(person, person.user)
        case = submit(set_all_self_points(case, dict.fromkeys(CODES, "0"), person.user), person.user)
        case = refuse(rows[0], case, village.officer, "Thẻ đã hết hạn")
        assert {item.state for item in title_state(person).indicator("A1").evidence} == {"waiting"}, "still in work"
        ask_for_more(case, "Thêm thẻ mới", village.officer)
        Evidence.objects.filter(pk=rows[1].pk).update(withdrawn_at=rows[1].created_at)
    found = look(person).indicator("A1")
    assert (found.proposed, sorted(item.state for item in found.evidence)) == (0, ["refused", "withdrawn"])
    assert "Thẻ đã hết hạn" in [item.reason for item in found.evidence]


def test_what_comes_after_handing_in_is_said_not_to_be_in_the_case(village):
    person = make_learner(village.unit)
    make_paper(person, "A1", by=person.user, rule="library-card")
    with everyone(WHY):
        case = draft_for(person, person.user)
        submit(set_all_self_points(case, dict.fromkeys(CODES, "0"), person.user), person.user)
    make_paper(person, "A1", by=person.user, rule="library-card")
    assert sorted(item.state for item in look(person).indicator("A1").evidence) == ["later", "waiting"]


def test_evidence_outside_the_period_is_shown_and_does_not_count(village):
    person = make_learner(village.unit)
    make_paper(person, "A1", by=person.user, rule="library-card")
    Campaign.objects.update(evidence_from=timezone.localdate() + timedelta(days=1))
    found = look(person).indicator("A1")
    assert (found.proposed, [item.state for item in found.evidence]) == (0, ["outside"])
    with everyone(WHY):
        case = draft_for(person, person.user)
        case = submit(set_all_self_points(case, dict.fromkeys(CODES, "0"), person.user), person.user)
        assert [item.counts for item in case.submission.items.all()] == [False]
    assert look(person, case=case).indicator("A1").proposed == 0


def test_marks_in_work_are_not_shown_to_the_citizen(village):
    with everyone(WHY):
        case = set_points(village.submitted(), "A1", "9", "Sổ", village.officer)
    assert look(case.learner).indicator("A1").confirmed is None


def test_the_mark_of_the_area(village):
    person = make_learner(village.unit)
    AreaClass.objects.create(unit=village.unit, value="disadvantaged", document="thử", valid_from=date(2025, 7, 1))
    state = look(person)
    assert (state.area_class, state.mark) == ("disadvantaged", 70)


def test_a_handed_in_case_is_seen_as_it_was(village):
    case = village.submitted()
    person = case.learner
    make_paper(person, "A1", by=person.user, rule="library-card")
    AreaClass.objects.create(unit=village.unit, value="disadvantaged", document="thử", valid_from=date(2025, 7, 1))
    now, then = look(person), look(person, case=case)
    assert (now.indicator("A1").proposed, then.indicator("A1").proposed) == (2, 0)
    assert (now.handed_in_total, then.handed_in_total) == (0, 0), "what the officer sees"
    assert (now.mark, then.mark) == (80, 80), "it is judged by the mark of the day on which it was handed in"
    assert then.self_total == 80 == now.self_total
    assert now.case == case
    assert then.confirmed_total is None


def test_three_columns_stand_side_by_side(village):
    state = look(village.confirmed(points="9").learner)
    assert (state.self_total, state.proposed_total, state.confirmed_total) == (80, 0, 90)
    assert state.indicator("A1").confirmed == Decimal(9)
    assert state.values("confirmed") == [9.0] * 10
    assert state.indicator("A1").below_floor is False


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_who_moves_reads_the_mark_by_which_the_case_is_judged(village, state):
    AreaClass.objects.create(unit=village.unit, value="disadvantaged", document="thử", valid_from=date(2025, 7, 1))
    case = village.submitted() if state == "submitted" else village.confirmed(points="7.25")
    there = Village("Hạ Long")
    with everyone(WHY):
        case.learner.residences.update(unit=there.unit)
        page = Client()
        page.force_login(case.learner.user)
    now = look(case.learner)
    assert (now.area_class, now.mark) == ("disadvantaged", 70)
    assert page.get(reverse("pages:my_page")).context["t"].mark == 70
    if state == "confirmed":
        assert now.confirmed_verdict.passed
    with everyone(WHY):
        withdraw(case, case.learner.user)
    assert look(case.learner).mark == 80, "taken back it is judged where the person lives"


def test_my_page_tells_the_points_that_the_officer_sees(village):
    person = make_learner(village.unit)
    make_paper(person, "A1", by=person.user, rule="library-card")
    with everyone(WHY):
        case = draft_for(person, person.user)
        case = submit(set_all_self_points(case, dict.fromkeys(CODES, "8"), person.user), person.user)
    make_paper(person, "A2", by=person.user, rule="study-plan")
    assert look(person, case=case).proposed_total == look(person).handed_in_total == 2
    browser = Client()
    browser.force_login(person.user)
    assert "Cổng đề nghị 2 điểm, tự chấm 80 điểm" in " ".join(browser.get(reverse("pages:my_page")).text.split())


def test_a_draft_that_goes_to_another_version_of_the_set_keeps_what_fits_and_asks_for_the_rest(village):
    """Points of an indicator that is not there any more, or above what one may have, are nobody's fault."""
    person, there = make_learner(village.unit), Village("Hạ Long")
    with everyone(WHY):
        set_all_self_points(draft_for(person, person.user), dict.fromkeys(CODES, "8") | {"B2": "9.5"}, person.user)
        person.residences.update(unit=there.unit)
    row = next_version()
    Campaign.objects.filter(pk=there.campaign.pk).update(criteria_set=row)
    browser = Client()
    browser.force_login(person.user)
    assert browser.get(reverse("pages:my_page")).status_code == 200
    state = look(person)
    assert state.indicator("A1").self_points == 8
    assert (state.indicator("B2").self_points, state.indicator("C9").self_points, state.self_total) == (None, None, 64)
    with everyone(WHY):
        case = draft_for(person, person.user)
        with pytest.raises(Incomplete) as refused:
            submit(case, person.user)
        said = str(refused.value)  # B2, C9
        assert "“Sử dụng ngoại ngữ theo yêu cầu công việc”, “Hợp tác, chia sẻ trong lao động, hoạt động xã hội”" in said
        case = submit(set_all_self_points(case, {"B2": "9", "C9": "7"}, person.user), person.user)
        assert set(case.submission.self_points) == {*CODES, "C9"} - {"C2"}


@pytest.mark.parametrize("kind", ["second", "council"])
def test_a_refused_paper_stays_refused_whoever_ends_an_assessment_after_the_officer(village, kind):
    """The second assessor marks blind and the council votes on points: neither says of a paper that it counts."""
    person = make_learner(village.unit)
    paper = make_paper(person, "A1", by=person.user, rule="library-card")
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    with everyone(WHY):
        case = draft_for(person, person.user)
        case = submit(set_all_self_points(case, dict.fromkeys(CODES, "0"), person.user), person.user)
        case = not_enough(refuse(paper, case, village.officer, "Thẻ đã hết hạn"), "Chưa đủ", village.officer)
        if kind == "second":
            end_second(case, dict.fromkeys(CODES, ("3", "Đã xem giấy tờ gốc")), village.second_officer)
        else:
            made = Assessment.objects.create(
                submission=case.submission, kind=kind, assessor=village.second_officer, state="ended",
                ended_at=timezone.now(), outcome="not_enough", points=case.assessment.points,
            )  # fmt: skip
            Case.objects.filter(pk=case.pk).update(assessment=made)
        case = Case.objects.get(pk=case.pk)
        assert list(desk_work(case, village.officer).refused.values()) == ["Thẻ đã hết hạn"], "the officer's page"
        found = look(person).indicator("A1")
        assert [(item.state, item.reason) for item in found.evidence] == [("refused", "Thẻ đã hết hạn")]
        assert found.proposed == 0
        rows = past_cases.rows_of(past_cases.past_cases(case.title_key, case.year))
        sides = trials.sides_of(criteria_of(case.submission.criteria_set), [case.submission.criteria_set_id])
        (handed,) = past_cases.handed_in(rows, sides)
        assert list(handed.subject.items) == [], "a trial counts what the officer counted"
