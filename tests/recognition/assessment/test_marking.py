"""The officer's acts, the three different people, and two people on one case."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from portal.audit.models import Entry
from portal.people.public import acting_as, everyone
from portal.places.models import AreaClass
from recognition.assessment import marking
from recognition.assessment.bar import tipping_point
from recognition.assessment.queue import LONG, claim, held_by_another, next_in_queue, queue, release
from recognition.assessment.work import of_person, work_of
from recognition.cases import submission
from recognition.evidence.judged import with_verdicts
from recognition.models import Campaign, Case, Evidence, Mark, SubmittedItem
from recognition.refusals import Held, Incomplete, NotYours, OutsideCampaign, SamePerson, StaleCase, WrongState
from recognition.sets.publishing import criteria_of
from tests.builders.cases import CODES, WHY, Village, make_paper, refuse
from tests.builders.people import make_learner, make_user

EIGHTS = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))


def work(case: Case, officer):
    """What the officer has said of the case so far."""
    return work_of(case, of_person(case, officer))


def proposed(case: Case, officer, code: str = "C1") -> Decimal:
    return work(case, officer).answers[code].points


def verdict(paper) -> tuple[str, str]:
    """What the citizen is told of a paper, and why."""
    return with_verdicts(Evidence.objects.filter(pk=paper.pk)).values_list("verdict", "verdict_reason").get()


def test_the_queue_holds_the_own_commune_only(village: Village) -> None:
    ours, theirs = village.submitted("Trần Văn An"), Village("Hạ Long").submitted("Lê Thị Bình")
    with acting_as(village.officer):
        assert list(queue(village.officer)) == [ours]
        assert not Case.objects.filter(pk=theirs.pk).exists()
    with everyone(WHY):  # even without the scope, the queue itself keeps to the unit
        assert list(queue(village.officer)) == [ours]
        assert not queue(village.staff).exists()


@pytest.mark.usefixtures("all_seeing")
def test_filters_of_the_queue(village: Village) -> None:
    eyes, agree = village.submitted(), village.submitted()
    Case.objects.filter(pk=agree.pk).update(flags=0)
    Case.objects.filter(pk=eyes.pk).update(submitted_at=timezone.now() - timedelta(days=15))
    assert list(queue(village.officer, "eyes")) == [eyes]
    assert list(queue(village.officer, "agree")) == [agree]
    assert list(queue(village.officer, "long")) == [eyes]
    assert list(queue(village.officer)) == [eyes, agree]
    assert next_in_queue(village.officer, after=eyes) == agree


@pytest.mark.usefixtures("all_seeing")
def test_the_next_case_is_the_oldest_that_nobody_else_holds(village: Village) -> None:
    first, second, third = (village.submitted() for _ in range(3))
    now = timezone.now()
    Case.objects.filter(pk__in=[second.pk, third.pk]).update(submitted_at=now)  # at the same moment: by number
    Case.objects.filter(pk=first.pk).update(submitted_at=now - LONG)
    first, second, third = (Case.objects.get(pk=one.pk) for one in (first, second, third))
    officer, other = village.officer, village.second_officer
    assert list(queue(officer, "long")) == [first]  # on its fourteenth day
    assert next_in_queue(officer) == first
    assert next_in_queue(officer, after=second) == third
    assert next_in_queue(officer, after=third) is None
    claim(first, officer)
    assert (next_in_queue(officer), next_in_queue(other)) == (first, second)
    Case.objects.filter(pk=first.pk).update(lease_until=now - timedelta(minutes=1))
    assert next_in_queue(other) == first


@pytest.mark.usefixtures("all_seeing")
def test_a_lease_lasts_half_an_hour_and_only_its_holder_gives_it_back(village: Village) -> None:
    before = timezone.now()
    case = claim(village.submitted(), village.officer)
    assert before + timedelta(minutes=30) <= case.lease_until <= timezone.now() + timedelta(minutes=30)
    assert not held_by_another(case, village.officer)
    assert held_by_another(case, village.second_officer)
    case = claim(case, village.officer)  # the own lease again: nothing to tell
    assert release(case, village.second_officer).lease_holder == village.officer
    case = release(case, village.officer)
    assert (case.lease_holder, case.lease_until) == (None, None)
    assert not held_by_another(case, village.second_officer)
    claim(case, village.second_officer)
    acts = Entry.objects.filter(subject=f"case:{case.pk}").order_by("pk").values_list("act", flat=True)
    assert list(acts)[-3:] == ["case.claimed", "case.released", "case.claimed"]
    case.refresh_from_db()
    case.lease_until = timezone.now() - timedelta(seconds=1)
    assert not held_by_another(case, village.officer)


@pytest.mark.usefixtures("all_seeing")
def test_only_marks_that_differ_are_entered(village: Village) -> None:
    case, officer = village.submitted(), village.officer
    points = proposed(case, officer, "A1")
    seen = case.version
    case = marking.set_points(case, "A1", points, " ", officer)  # as proposed, nothing to say
    assert (case.version, Mark.objects.count()) == (seen, 0)
    case = marking.set_points(case, "A1", points, "Đã xem", officer)  # as proposed, with words
    case = marking.set_all_points(case, {"A1": (points, "Đã xem"), "A2": ("8", "Sổ")}, officer)
    assert (case.version, Mark.objects.count()) == (seen + 2, 2)
    case = marking.set_points(case, "A2", "8", "Sổ, trang 3", officer)  # other words
    case = marking.set_points(case, "A2", "9", "Sổ, trang 3", officer)  # other points
    assert Mark.objects.filter(indicator="A2").count() == 3
    assert work(case, officer).points["A2"] == 9
    assert Entry.objects.filter(act="case.officer_points").order_by("pk").last().details == {"points": {"A2": "9"}}


def with_paper(village: Village, learner, *papers) -> Case:
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    return submission.submit(case, learner.user)


@pytest.mark.usefixtures("all_seeing")
def test_points_and_papers_are_judged_only_while_the_case_waits(village: Village) -> None:
    learner, other = make_learner(village.unit), make_learner(village.unit, "Trần Văn An")
    paper = make_paper(learner, "C1", by=learner.user)
    make_paper(other, "C1", by=village.staff)
    case, theirs = with_paper(village, learner), with_paper(village, other)
    foreign = theirs.submission.items.get()
    with pytest.raises(Incomplete):
        marking.refuse_paper(case, foreign, "Không phải của người này", village.officer)
    item = case.submission.items.get()
    with pytest.raises(Incomplete) as refused:
        marking.refuse_paper(case, item, "  ", village.officer)
    assert refused.value.field == f"paper-{item.pk}"
    judged = marking.refuse_paper(case, item, " Mờ ", village.officer, case.version)
    assert (judged.version, judged.lease_holder) == (case.version + 1, village.officer)
    assert work(judged, village.officer).refused == {item.pk: "Mờ"}
    assert verdict(paper) == ("waiting", ""), "nobody's business until it is judged"
    marking.count_paper(judged, item, village.officer)
    case = marking.confirm(case, village.officer, marks=EIGHTS)
    assert verdict(paper) == ("counted", "")
    for act in (
        lambda: marking.set_points(case, "A1", "9", "x", village.officer),
        lambda: marking.refuse_paper(case, item, "x", village.officer),
        lambda: marking.confirm(case, village.officer),
        lambda: marking.ask_for_more(case, "x", village.officer),
    ):
        with pytest.raises(WrongState):
            act()
    case = marking.undo(case, village.officer)
    assert (case.state, case.assessment, verdict(paper)) == ("submitted", None, ("waiting", ""))
    assert case.events.order_by("-pk").first().act == "undo"


@pytest.mark.usefixtures("all_seeing")
def test_undoing_another_step_leaves_refused_papers_refused(village: Village) -> None:
    learner = make_learner(village.unit)
    paper = make_paper(learner, "C1", by=learner.user)
    case = refuse(paper, with_paper(village, learner), village.officer)
    case = marking.not_enough(case, " Còn thiếu ", village.officer)
    assert verdict(paper) == ("refused", "Mờ")
    case = marking.undo(case, village.officer)
    assert list(work(case, village.officer).refused.values()) == ["Mờ"]
    told, undone = case.events.order_by("pk")[1:]
    assert (told.act, told.message, undone.act) == ("not_enough", "Còn thiếu", "undo")
    case = marking.undo(marking.confirm(case, village.officer, marks=EIGHTS), village.officer)
    assert list(work(case, village.officer).refused.values()) == ["Mờ"]
    assert marking.history_of(case)[0].act == "submit"


@pytest.mark.usefixtures("all_seeing")
class TestWhoseWorkItIs:
    def test_another_officer_begins_with_nothing_of_the_first(self, village: Village) -> None:
        case = marking.set_points(village.submitted(), "A1", "9", "Sổ", village.officer)
        case = claim(case, village.second_officer, take_over=True)
        case = marking.set_points(case, "A2", "7", "Giấy", village.second_officer)
        assert set(work(case, village.second_officer).marks) == {"A2"}
        case = claim(case, village.officer, take_over=True)
        case = marking.set_points(case, "A3", "7", "Giấy", village.officer)
        assert set(work(case, village.officer).marks) == {"A1", "A3"}, "what was set before is not lost"

    def test_what_was_confirmed_and_taken_back_by_another_is_not_theirs(self, village: Village) -> None:
        case = marking.confirm(village.submitted(), village.officer, marks=EIGHTS)
        case = marking.undo(case, village.second_officer)
        with pytest.raises(Incomplete):
            marking.confirm(case, village.second_officer)
        case = marking.confirm(case, village.officer)  # the own marks stand
        assert case.assessment.assessor == village.officer

    def test_a_new_submission_begins_a_new_assessment(self, village: Village) -> None:
        case = marking.set_all_points(village.submitted(), EIGHTS, village.officer)
        case = marking.ask_for_more(case, "Thêm ảnh", village.officer)
        first = case.assessment
        assert first.points == dict.fromkeys(CODES, "8.00")
        case = submission.submit(case, case.learner.user)
        assert (case.assessment, work(case, village.officer).marks) == (None, {})
        with pytest.raises(Incomplete):
            marking.confirm(case, village.officer)
        first.refresh_from_db()
        assert first.outcome == "ask_for_more"

    def test_a_mark_that_no_longer_fits_the_proposed_points_needs_its_reason(self, village: Village) -> None:
        learner = make_learner(village.unit)
        paper = make_paper(learner, "C1", by=learner.user, rule="witness")
        case = with_paper(village, learner)
        tens = {code: (Decimal(10), "Đã xem") for code in CODES if code != "C1"} | {"C1": ("5", "")}
        case = marking.confirm(case, village.officer, marks=tens)
        case = refuse(paper, marking.undo(case, village.officer), village.officer)
        with pytest.raises(Incomplete) as refused:  # five were proposed, now none is
            marking.confirm(case, village.officer, marks={"C1": ("5", "")})
        assert refused.value.field == "C1"

    def test_what_was_typed_beside_another_act_is_kept(self, village: Village) -> None:
        case = village.submitted()
        with pytest.raises(Incomplete) as told:
            marking.keep_typed(case, {"A1": ("9", ""), "A2": ("chín", "x"), "A3": ("7,5", "Giấy")}, village.officer)
        assert told.value.field == "A2", "what cannot be read is told, after the rest was kept"
        found = work(case, village.officer)
        assert {code: (mark.points, mark.reason) for code, mark in found.marks.items()} == {
            "A1": (9, ""),
            "A3": (Decimal("7.5"), "Giấy"),
        }
        with pytest.raises(Incomplete) as refused:
            marking.confirm(case, village.officer)
        assert refused.value.field == "A1"


@pytest.mark.usefixtures("all_seeing")
def test_a_shortfall_is_told_by_floor_or_by_mark(village: Village) -> None:
    case = village.submitted()
    sevens = dict.fromkeys(CODES, (Decimal(7), "lý do"))
    with override("vi"):
        halves = {**sevens, "A1": ("7,5", "lý do")}
        with pytest.raises(Incomplete, match="70,5 điểm.* 80"):  # as people here write it
            marking.confirm(case, village.officer, marks=halves)
    with override("en"):
        with pytest.raises(Incomplete, match="Not enough: 70 points, the mark is 80"):
            marking.confirm(case, village.officer, marks=sevens)
        with pytest.raises(Incomplete, match="Not enough: A1, A2 under 5 points"):
            marking.confirm(case, village.officer, marks={**EIGHTS, "A1": ("4,75", "x"), "A2": ("0", "x")})


@pytest.mark.usefixtures("all_seeing")
class TestActs:
    def test_points_unlike_the_proposed_need_a_reason(self, village: Village) -> None:
        case = village.submitted()
        with pytest.raises(Incomplete) as refused:
            marking.set_points(case, "B2", "7", "  ", village.officer)
        assert refused.value.field == "B2"
        case = marking.set_points(case, "B2", "7", "Có giấy chứng nhận", village.officer)
        mark = work(case, village.officer).marks["B2"]
        assert (mark.points, mark.reason) == (Decimal(7), "Có giấy chứng nhận")

    def test_confirm_takes_the_proposed_points_where_nothing_was_set(self, village: Village) -> None:
        case = village.submitted()
        make_it = {code: mark for code, mark in EIGHTS.items() if code != "A2"}
        marking.set_all_points(case, {**make_it, "A1": (Decimal(10), "Sổ đọc đầy đủ")}, village.officer)
        with pytest.raises(Incomplete, match="A2"):  # proposed for A2 is 0: under the floor
            marking.confirm(case, village.officer)
        assert not Mark.objects.filter(indicator="A2").exists()
        learner = make_learner(village.unit)
        make_paper(learner, "C1", by=learner.user, rule="witness")
        second = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(second, dict.fromkeys(CODES, "8"), learner.user)
        second = submission.submit(second, learner.user)
        tens = {code: (Decimal(10), "Đã xem giấy tờ gốc") for code in CODES if code != "C1"}
        second = marking.confirm(second, village.officer, marks=tens)
        assert (second.state, Decimal(second.assessment.points["C1"])) == ("confirmed", 5)
        assert second.assessment.assessor == village.officer
        assert verdict(learner.evidence.get()) == ("counted", "")

    @pytest.mark.parametrize(
        ("change", "passes"),
        [({}, True), ({"A1": 7}, False), ({"A1": 10, "A2": 4}, False), ({"A1": 10, "A2": 5, "A3": 9}, True)],
    )
    def test_the_mark_and_the_floor_decide(self, village: Village, change: dict, passes: bool) -> None:
        case = village.submitted()
        marks = {**EIGHTS, **{code: (Decimal(value), "lý do") for code, value in change.items()}}
        if passes:
            assert marking.confirm(case, village.officer, marks=marks).state == "confirmed"
        else:
            with pytest.raises(Incomplete):
                marking.confirm(case, village.officer, marks=marks)
            case.refresh_from_db()
            assert case.state == "submitted"
            assert not Mark.objects.exists()

    def test_a_disadvantaged_area_has_its_own_mark(self, village: Village) -> None:
        AreaClass.objects.create(
            unit=village.unit, value="disadvantaged", document="QĐ thử", valid_from=timezone.localdate()
        )
        case = village.submitted()
        sevens = dict.fromkeys(CODES, (Decimal(7), "lý do"))
        assert marking.confirm(case, village.officer, marks=sevens).state == "confirmed"

    def test_asking_for_more_needs_words_and_lets_the_learner_go_on(self, village: Village) -> None:
        case = village.submitted()
        with pytest.raises(Incomplete):
            marking.ask_for_more(case, " ", village.officer)
        case = marking.ask_for_more(case, "Thêm ảnh sổ đọc sách", village.officer)
        paper = make_paper(case.learner, "A1", by=case.learner.user, rule="reading-log")
        Campaign.objects.update(submission_to=timezone.localdate() - timedelta(days=1))
        case = submission.submit(case, case.learner.user)  # who was asked may answer after the closing day
        assert (case.state, case.submission.number) == ("submitted", 2)
        assert [row.evidence for row in case.submission.items.all()] == [paper]

    def test_undo_until_signed_and_not_when_the_learner_moved_on(self, village: Village) -> None:
        case = marking.undo(village.confirmed(), village.officer)
        assert case.state == "submitted"
        case = marking.ask_for_more(case, "Thêm ảnh", village.officer)
        submission.set_self_points(case, "A1", "9", case.learner.user)
        with pytest.raises(WrongState):
            marking.undo(case, village.officer)

    def test_an_older_version_is_refused_with_who_and_when(self, village: Village) -> None:
        case = village.submitted()
        seen = case.version
        marking.set_points(case, "A1", "9", "lý do", village.officer, seen)
        release(case, village.officer)
        with pytest.raises(StaleCase) as refused:
            marking.confirm(case, village.second_officer, seen)
        assert refused.value.by == village.officer
        assert village.officer.get_full_name() in str(refused.value)

    def test_a_lease_keeps_the_second_officer_away_until_taken_over(self, village: Village) -> None:
        case = claim(village.submitted(), village.officer)
        with pytest.raises(Held):
            claim(case, village.second_officer)
        with pytest.raises(Held):
            marking.set_points(case, "A1", "9", "lý do", village.second_officer)
        case = claim(case, village.second_officer, take_over=True)
        assert case.lease_holder == village.second_officer
        Case.objects.filter(pk=case.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert claim(case, village.officer).lease_holder == village.officer

    def test_frozen_means_frozen(self, village: Village) -> None:
        case = village.submitted()
        day = timezone.localdate() - timedelta(days=1)
        Campaign.objects.update(submission_to=day, assessment_to=day)
        with pytest.raises(OutsideCampaign):
            marking.confirm(case, village.officer, marks=EIGHTS)

    def test_a_refused_paper_lowers_the_proposed_points(self, village: Village) -> None:
        learner = make_learner(village.unit)
        paper = make_paper(learner, "C1", by=learner.user, rule="witness")
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
        assert proposed(case, village.officer) == 5
        case = refuse(paper, case, village.officer, "Không đọc được")
        assert proposed(case, village.officer) == 0
        assert proposed(case, village.second_officer) == 5, "the other officer judges alone"
        case = marking.count_paper(case, SubmittedItem.objects.get(evidence=paper), village.officer)
        assert proposed(case, village.officer) == 5


@pytest.mark.usefixtures("all_seeing")
class TestThreePeople:
    def test_who_helped_does_not_judge(self, village: Village) -> None:
        case = village.submitted(helper=village.officer_at_the_counter())
        with pytest.raises(SamePerson):
            marking.confirm(case, village.officer, marks=EIGHTS)
        assert marking.confirm(case, village.second_officer, marks=EIGHTS).state == "confirmed"

    def test_who_entered_one_paper_does_not_judge(self, village: Village) -> None:
        learner = make_learner(village.unit)
        make_paper(learner, "C1", by=village.officer, rule="witness")
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
        with pytest.raises(SamePerson):
            claim(case, village.officer)

    def test_nobody_judges_the_own_case(self, village: Village) -> None:
        learner = make_learner(village.unit, user=village.officer)
        case = submission.draft_for(learner, village.officer)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), village.officer)
        case = submission.submit(case, village.officer)
        with pytest.raises(SamePerson):
            claim(case, village.officer)

    def test_other_roles_and_communes_do_not_judge(self, village: Village) -> None:
        case = village.submitted()
        for user in (village.staff, village.signer, make_user("officer", unit=Village("Hạ Long").unit), make_user()):
            with pytest.raises(NotYours):
                marking.confirm(case, user, marks=EIGHTS)


def test_the_tipping_point_is_the_least_that_still_passes(village: Village) -> None:
    criteria = criteria_of(village.submitted().submission.criteria_set)
    nines = dict.fromkeys(CODES, Decimal(9))
    assert tipping_point(criteria, nines, "B2", "ordinary") == 5  # the floor binds
    eights = {**dict.fromkeys(CODES, Decimal(8)), "A1": Decimal(9)}
    assert tipping_point(criteria, eights, "B2", "ordinary") == 7  # the mark binds
    assert tipping_point(criteria, {**eights, "A2": Decimal(4)}, "B2", "ordinary") is None
