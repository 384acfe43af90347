"""The officer's acts, the three different people, and two people on one case."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from portal.audit.models import Entry
from portal.people.public import acting_as, everyone
from recognition.assessment import marking
from recognition.cases import submission
from recognition.evidence.frozen import answers_of_case, eyes_of, tipping_point
from recognition.models import Campaign, Case
from recognition.refusals import Held, Incomplete, NotYours, OutsideCampaign, SamePerson, StaleCase, WrongState
from recognition.sets.publishing import criteria_of
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner, make_user

EIGHTS = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))


def test_the_queue_holds_the_own_commune_only(village: Village) -> None:
    ours, theirs = village.submitted("Trần Văn An"), Village("Hạ Long").submitted("Lê Thị Bình")
    with acting_as(village.officer):
        assert list(marking.queue(village.officer)) == [ours]
        assert not Case.objects.filter(pk=theirs.pk).exists()
    with everyone(WHY):  # even without the scope, the queue itself keeps to the unit
        assert list(marking.queue(village.officer)) == [ours]
        assert not marking.queue(village.staff).exists()


@pytest.mark.usefixtures("all_seeing")
def test_filters_of_the_queue(village: Village) -> None:
    eyes, agree = village.submitted(), village.submitted()
    Case.objects.filter(pk=agree.pk).update(eyes=0)
    Case.objects.filter(pk=eyes.pk).update(submitted_at=timezone.now() - timedelta(days=15))
    assert list(marking.queue(village.officer, "eyes")) == [eyes]
    assert list(marking.queue(village.officer, "agree")) == [agree]
    assert list(marking.queue(village.officer, "long")) == [eyes]
    assert list(marking.queue(village.officer)) == [eyes, agree]
    assert marking.next_in_queue(village.officer, after=eyes) == agree


@pytest.mark.usefixtures("all_seeing")
def test_the_next_case_is_the_oldest_that_nobody_else_holds(village: Village) -> None:
    first, second, third = (village.submitted() for _ in range(3))
    now = timezone.now()
    Case.objects.filter(pk__in=[second.pk, third.pk]).update(submitted_at=now)  # at the same moment: by number
    Case.objects.filter(pk=first.pk).update(submitted_at=now - marking.LONG)
    first, second, third = (Case.objects.get(pk=one.pk) for one in (first, second, third))
    officer, other = village.officer, village.second_officer
    assert list(marking.queue(officer, "long")) == [first]  # on its fourteenth day
    assert marking.next_in_queue(officer) == first
    assert marking.next_in_queue(officer, after=second) == third
    assert marking.next_in_queue(officer, after=third) is None
    marking.claim(first, officer)
    assert (marking.next_in_queue(officer), marking.next_in_queue(other)) == (first, second)
    Case.objects.filter(pk=first.pk).update(lease_until=now - timedelta(minutes=1))
    assert marking.next_in_queue(other) == first


@pytest.mark.usefixtures("all_seeing")
def test_a_lease_lasts_half_an_hour_and_only_its_holder_gives_it_back(village: Village) -> None:
    before = timezone.now()
    case = marking.claim(village.submitted(), village.officer)
    assert before + timedelta(minutes=30) <= case.lease_until <= timezone.now() + timedelta(minutes=30)
    assert not marking.held_by_another(case, village.officer)
    assert marking.held_by_another(case, village.second_officer)
    case = marking.claim(case, village.officer)  # the own lease again: nothing to tell
    assert marking.release(case, village.second_officer).lease_holder == village.officer
    case = marking.release(case, village.officer)
    assert (case.lease_holder, case.lease_until) == (None, None)
    assert not marking.held_by_another(case, village.second_officer)
    marking.claim(case, village.second_officer)
    acts = Entry.objects.filter(subject=f"case:{case.pk}").order_by("pk").values_list("act", flat=True)
    assert list(acts)[-3:] == ["case.claimed", "case.released", "case.claimed"]
    case.refresh_from_db()
    case.lease_until = timezone.now() - timedelta(seconds=1)
    assert not marking.held_by_another(case, village.officer)


@pytest.mark.usefixtures("all_seeing")
def test_only_marks_that_differ_are_entered(village: Village) -> None:
    case = village.submitted()
    proposed = marking.marks_of(case)["A1"]
    seen = case.version
    case = marking.set_points(case, "A1", proposed, " ", village.officer)  # as proposed, nothing to say
    assert (case.version, case.entries.filter(kind="officer").count()) == (seen, 0)
    case = marking.set_points(case, "A1", proposed, "Đã xem", village.officer)  # as proposed, with words
    case = marking.set_all_points(case, {"A1": (proposed, "Đã xem"), "A2": ("8", "Sổ")}, village.officer)
    assert (case.version, case.entries.filter(kind="officer").count()) == (seen + 2, 2)
    case = marking.set_points(case, "A2", "8", "Sổ, trang 3", village.officer)  # other words
    case = marking.set_points(case, "A2", "9", "Sổ, trang 3", village.officer)  # other points
    assert case.entries.filter(kind="officer", indicator="A2").count() == 3
    assert marking.marks_of(case)["A2"] == 9
    assert Entry.objects.filter(act="case.officer_points").order_by("pk").last().details == {"points": {"A2": "9"}}
    assert not case.entries.filter(kind="officer", on_behalf_of=True).exists()


@pytest.mark.usefixtures("all_seeing")
def test_points_and_papers_are_judged_only_while_the_case_waits(village: Village) -> None:
    learner = make_learner(village.unit)
    paper, foreign = (
        make_paper(learner, "C1", by=learner.user),
        make_paper(make_learner(village.unit, "Trần Văn An"), "C1", by=village.staff),
    )
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    case = submission.submit(case, learner.user)
    with pytest.raises(Incomplete):
        marking.refuse_evidence(case, foreign, "Không phải của người này", village.officer)
    with pytest.raises(Incomplete) as refused:
        marking.refuse_evidence(case, paper, "  ", village.officer)
    assert refused.value.field == f"paper-{paper.pk}"
    judged = marking.refuse_evidence(case, paper, " Mờ ", village.officer, case.version)
    assert (judged.version, judged.lease_holder) == (case.version + 1, village.officer)
    paper.refresh_from_db()
    assert (paper.verdict, paper.verdict_reason) == ("refused", "Mờ")
    marking.accept_evidence(judged, paper, village.officer)
    case = marking.confirm(case, village.officer, marks=EIGHTS)
    paper.refresh_from_db()
    assert (paper.verdict, paper.verdict_reason) == ("counted", "")
    for act in (
        lambda: marking.set_points(case, "A1", "9", "x", village.officer),
        lambda: marking.refuse_evidence(case, paper, "x", village.officer),
        lambda: marking.confirm(case, village.officer),
        lambda: marking.ask_for_more(case, "x", village.officer),
    ):
        with pytest.raises(WrongState):
            act()
    case = marking.undo(case, village.officer)
    paper.refresh_from_db()
    assert (case.state, paper.verdict) == ("submitted", "waiting")
    assert case.events.order_by("-pk").first().act == "undo"


@pytest.mark.usefixtures("all_seeing")
def test_undoing_another_step_leaves_refused_papers_refused(village: Village) -> None:
    learner = make_learner(village.unit)
    paper = make_paper(learner, "C1", by=learner.user)
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    case = marking.refuse_evidence(submission.submit(case, learner.user), paper, "Mờ", village.officer)
    case = marking.undo(marking.not_enough(case, " Còn thiếu ", village.officer), village.officer)
    told, undone = case.events.order_by("pk")[1:]
    assert (told.act, told.message, undone.act) == ("not_enough", "Còn thiếu", "undo")
    case = marking.undo(marking.confirm(case, village.officer, marks=EIGHTS), village.officer)
    paper.refresh_from_db()
    assert paper.verdict == "refused"
    assert marking.history_of(case)[0].act == "submit"


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
        entry = submission.latest_entries(case, "officer")["B2"]
        assert (entry.points, entry.reason, entry.on_behalf_of) == (Decimal(7), "Có giấy chứng nhận", False)

    def test_confirm_takes_the_proposed_points_where_nothing_was_set(self, village: Village) -> None:
        case = village.submitted()
        make_it = {code: mark for code, mark in EIGHTS.items() if code != "A2"}
        marking.set_all_points(case, {**make_it, "A1": (Decimal(10), "Sổ đọc đầy đủ")}, village.officer)
        with pytest.raises(Incomplete, match="A2"):  # proposed for A2 is 0: under the floor
            marking.confirm(case, village.officer)
        assert not case.entries.filter(kind="officer", indicator="A2").exists()
        learner = make_learner(village.unit)
        make_paper(learner, "C1", by=learner.user, rule="witness")
        second = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(second, dict.fromkeys(CODES, "8"), learner.user)
        second = submission.submit(second, learner.user)
        tens = {code: (Decimal(10), "Đã xem giấy tờ gốc") for code in CODES if code != "C1"}
        second = marking.confirm(second, village.officer, marks=tens)
        taken = submission.latest_entries(second, "officer")["C1"]
        assert (taken.points, taken.entered_by, taken.reason) == (Decimal(5), village.officer, "")
        assert second.state == "confirmed"
        assert learner.evidence.get().verdict == "counted"

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
            assert not case.entries.filter(kind="officer").exists()

    def test_a_disadvantaged_area_has_its_own_mark(self, village: Village) -> None:
        case = village.submitted()
        Case.objects.filter(pk=case.pk).update(area_class="disadvantaged")
        sevens = dict.fromkeys(CODES, (Decimal(7), "lý do"))
        assert marking.confirm(case, village.officer, marks=sevens).state == "confirmed"

    def test_asking_for_more_needs_words_and_lets_the_learner_go_on(self, village: Village) -> None:
        case = village.submitted()
        with pytest.raises(Incomplete):
            marking.ask_for_more(case, " ", village.officer)
        case = marking.ask_for_more(case, "Thêm ảnh sổ đọc sách", village.officer)
        paper = make_paper(case.learner, "A1", by=case.learner.user, rule="reading-log")
        Campaign.objects.update(closes=timezone.localdate() - timedelta(days=1))
        case = submission.submit(case, case.learner.user)  # who was asked may answer after the closing day
        assert (case.state, case.submissions) == ("submitted", 2)
        assert [row.evidence for row in case.evidence_list.filter(submission=2)] == [paper]

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
        marking.release(case, village.officer)
        with pytest.raises(StaleCase) as refused:
            marking.confirm(case, village.second_officer, seen)
        assert refused.value.by == village.officer
        assert village.officer.get_full_name() in str(refused.value)

    def test_a_lease_keeps_the_second_officer_away_until_taken_over(self, village: Village) -> None:
        case = marking.claim(village.submitted(), village.officer)
        with pytest.raises(Held):
            marking.claim(case, village.second_officer)
        with pytest.raises(Held):
            marking.set_points(case, "A1", "9", "lý do", village.second_officer)
        case = marking.claim(case, village.second_officer, take_over=True)
        assert case.lease_holder == village.second_officer
        Case.objects.filter(pk=case.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert marking.claim(case, village.officer).lease_holder == village.officer

    def test_frozen_means_frozen(self, village: Village) -> None:
        case = village.submitted()
        day = timezone.localdate() - timedelta(days=1)
        Campaign.objects.update(closes=day, freezes=day)
        with pytest.raises(OutsideCampaign):
            marking.confirm(case, village.officer, marks=EIGHTS)

    def test_a_refused_paper_lowers_the_proposed_points(self, village: Village) -> None:
        learner = make_learner(village.unit)
        paper = make_paper(learner, "C1", by=learner.user, rule="witness")
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
        assert answers_of_case(case)["C1"].points == 5
        with pytest.raises(Incomplete):
            marking.refuse_evidence(case, paper, "", village.officer)
        case = marking.refuse_evidence(case, paper, "Không đọc được", village.officer)
        assert answers_of_case(case)["C1"].points == 0
        assert answers_of_case(marking.accept_evidence(case, paper, village.officer))["C1"].points == 5


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
            marking.claim(case, village.officer)

    def test_nobody_judges_the_own_case(self, village: Village) -> None:
        learner = make_learner(village.unit, user=village.officer)
        case = submission.draft_for(learner, village.officer)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), village.officer)
        case = submission.submit(case, village.officer)
        with pytest.raises(SamePerson):
            marking.claim(case, village.officer)

    def test_other_roles_and_communes_do_not_judge(self, village: Village) -> None:
        case = village.submitted()
        for user in (village.staff, village.signer, make_user("officer", unit=Village("Hạ Long").unit), make_user()):
            with pytest.raises(NotYours):
                marking.confirm(case, user, marks=EIGHTS)


@pytest.mark.usefixtures("all_seeing")
def test_flags_say_why_eyes_are_needed(village: Village) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=village.staff, rule="witness")
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, {**dict.fromkeys(CODES, "0"), "C1": "5", "B2": "3"}, learner.user)
    case = submission.submit(case, learner.user)
    own = {code: entry.points for code, entry in submission.latest_entries(case, "self").items()}
    rows = [row.evidence for row in case.evidence_list.all()]
    flags = eyes_of(case.criteria_set, answers_of_case(case), own, rows)
    assert [flag.kind for flag in flags["C1"]] == ["new_paper", "helped"]
    assert [(flag.kind, flag.difference) for flag in flags["B2"]] == [("self_higher", 3), ("below_floor", 0)]


def test_the_tipping_point_is_the_least_that_still_passes(village: Village) -> None:
    criteria = criteria_of(village.submitted().criteria_set)
    nines = dict.fromkeys(CODES, Decimal(9))
    assert tipping_point(criteria, nines, "B2", "ordinary") == 5  # the floor binds
    eights = {**dict.fromkeys(CODES, Decimal(8)), "A1": Decimal(9)}
    assert tipping_point(criteria, eights, "B2", "ordinary") == 7  # the mark binds
    assert tipping_point(criteria, {**eights, "A2": Decimal(4)}, "B2", "ordinary") is None
