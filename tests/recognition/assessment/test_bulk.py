"""Quiet cases decided together: the sample first, a last look at each, and one way back."""

import threading
from datetime import timedelta
from decimal import Decimal
from time import sleep

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.audit.models import Entry
from portal.people.public import acting_as, everyone
from recognition.assessment import kinship, marking
from recognition.assessment.bulk import deciding, preparing
from recognition.assessment.bulk.deciding import decide, drop, sample_of, undo_round
from recognition.assessment.bulk.preparing import campaigns_with_quiet_cases, prepare
from recognition.assessment.bulk.sample import order, size
from recognition.assessment.case_page import flag_text
from recognition.assessment.queue import claim
from recognition.cases import submission
from recognition.cases.flags import Flag
from recognition.decisions import signing
from recognition.models import BulkRound, Case, CaseEvent, Evidence, PaperOpened
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, WrongState
from tests.builders.cases import WHY, Village
from tests.builders.people import make_user
from tests.builders.quiet import quiet_case
from tests.builders.worlds import laid_in

pytestmark = pytest.mark.usefixtures("all_seeing")
NAMES = ("Lê An", "Lê Bình", "Lê Chi", "Lê Dung", "Lê Em", "Lê Giang", "Lê Hà")


def cases_of(village: Village, many: int = 7) -> list[Case]:
    return [quiet_case(village, name) for name in NAMES[:many]]


def judge_sample(row: BulkRound, officer) -> None:
    for one in sample_of(row):
        marking.confirm(one.line.case, officer)


def make_seven() -> Village:
    village = Village()
    cases_of(village)
    return village


@pytest.fixture
def seven(db) -> Village:
    """The village in which seven quiet cases wait."""
    return laid_in(make_seven)


def begun(village: Village) -> BulkRound:
    row = prepare(village.officer, village.campaign)
    judge_sample(row, village.officer)
    return row


def states() -> list[str]:
    return sorted(Case.objects.values_list("state", flat=True))


@given(many=st.integers(0, 300), percent=st.integers(1, 100), least=st.integers(1, 50))
def test_the_size_of_a_sample(many: int, percent: int, least: int) -> None:
    found = size(many, percent, least)
    assert found == many or (found >= least and found * 100 >= many * percent)
    assert found <= many


@given(numbers=st.sets(st.integers(1, 10_000), max_size=60), seed=st.text(max_size=8))
def test_anybody_draws_the_same_sample_again(numbers: set[int], seed: str) -> None:
    assert order(numbers, seed) == order(sorted(numbers, reverse=True), seed)
    assert sorted(order(numbers, seed)) == sorted(numbers)


def test_the_preview_holds_quiet_cases_only_and_says_who_is_left_out(village: Village) -> None:
    cases = cases_of(village, 5)
    helped = quiet_case(village, "Trần Được Giúp", helper=village.staff)
    weak = village.submitted("Trần Yếu", points="0")
    Case.objects.filter(pk=weak.pk).update(flags=0)
    family = quiet_case(village, "Trần Người Nhà")
    kinship.declare(family.learner, village.officer)
    later = quiet_case(village, "Trần Có Cờ")
    Evidence.objects.filter(learner=later.learner).update(withdrawn_at=timezone.now())
    assert campaigns_with_quiet_cases(village.officer) == [(village.campaign, 8)]
    row = prepare(village.officer, village.campaign)
    assert {line.case_id for line in row.lines.all()} == {case.pk for case in cases}
    assert {line.papers for line in row.lines.all()} == {19}
    assert all(line.total > line.mark > line.self_total for line in row.lines.all())
    told = dict(map(tuple, row.left_out))
    assert set(told) == {weak.pk, family.pk, later.pk}
    assert helped.pk not in told, "a case with a reason to look was never in it"
    assert row.lines.filter(sampled=True).count() == 3
    assert set(order([case.pk for case in cases], row.seed)[:3]) == {one.line.case_id for one in sample_of(row)}


def test_an_open_round_is_found_again_and_a_second_press_makes_no_other(seven: Village) -> None:
    row = prepare(seven.officer, seven.campaign)
    assert prepare(seven.officer, seven.campaign) == row
    assert preparing.open_round(seven.officer) == row
    assert preparing.open_round(seven.second_officer) is None


def test_too_few_cases_are_judged_one_by_one(village: Village) -> None:
    cases_of(village, 3)
    with pytest.raises(Incomplete):
        prepare(village.officer, village.campaign)


def test_nothing_is_prepared_outside_the_days_of_judging(seven: Village) -> None:
    seven.campaign.assessment_to = timezone.localdate() - timedelta(days=1)
    with pytest.raises(OutsideCampaign):
        prepare(seven.officer, seven.campaign)


def test_nothing_is_decided_before_the_sample_was_judged(seven: Village) -> None:
    row = prepare(seven.officer, seven.campaign)
    with pytest.raises(Incomplete, match="3"):
        decide(row, seven.officer)
    assert states() == ["submitted"] * 7


def test_after_the_sample_all_others_are_confirmed_each_with_its_own_step(seven: Village) -> None:
    row = begun(seven)
    done = decide(row, seven.officer)
    assert (done.confirmed, done.left) == (4, [])
    assert states() == ["confirmed"] * 7
    assert CaseEvent.objects.filter(act="confirm", by=seven.officer).count() == 7
    assert Entry.objects.filter(act="bulk.decided").get().details["confirmed"] == 4
    assert decide(row, seven.officer).confirmed == 4, "pressed twice, done once"
    assert CaseEvent.objects.filter(act="confirm").count() == 7


def test_a_paper_of_the_sample_has_to_be_opened(village: Village) -> None:
    for n, name in enumerate(NAMES):
        quiet_case(village, name, file=f"{n:064}")
    row = prepare(village.officer, village.campaign)
    judge_sample(row, village.officer)
    assert [one.state for one in sample_of(row)] == ["unopened"] * 3
    with pytest.raises(Incomplete):
        decide(row, village.officer)
    for one in sample_of(row):
        item = one.line.submission.items.get(upload__isnull=False)
        PaperOpened.objects.create(assessment=one.line.submission.assessments.get(), item=item)
    assert decide(row, village.officer).confirmed == 4


def test_a_sample_that_comes_out_otherwise_stops_the_round(seven: Village) -> None:
    row = prepare(seven.officer, seven.campaign)
    first, *others = sample_of(row)
    lower = dict.fromkeys(("A1", "A2"), ("0", "Giấy không phải của người này"))
    marking.not_enough(first.line.case, "Giấy không phải của người này", seven.officer, marks=lower)
    for one in others:
        marking.confirm(one.line.case, seven.officer)
    with pytest.raises(Incomplete):
        decide(row, seven.officer)
    assert states().count("submitted") == 4
    drop(row, seven.officer)
    assert row.lines.count() == 7
    assert preparing.open_round(seven.officer) is None


def test_points_that_differ_from_the_proposed_stop_it_too(seven: Village) -> None:
    row = prepare(seven.officer, seven.campaign)
    first, *others = sample_of(row)
    marking.confirm(first.line.case, seven.officer, marks={"A2": ("9", "Kế hoạch sơ sài")})
    for one in others:
        marking.confirm(one.line.case, seven.officer)
    assert sorted(one.state for one in sample_of(row)) == ["as_proposed", "as_proposed", "differs"]
    with pytest.raises(Incomplete):
        decide(row, seven.officer)


def test_a_case_that_gained_a_reason_to_look_drops_out_by_name(seven: Village) -> None:
    row = begun(seven)
    line = row.lines.filter(sampled=False).first()
    Evidence.objects.filter(learner=line.case.learner).update(withdrawn_at=timezone.now())
    done = decide(row, seven.officer)
    assert done.confirmed == 3
    assert [one.case_id for one in done.left] == [line.case_id]
    assert done.left[0].why == flag_text(Flag("gone")), "in the words of the desk"
    case = Case.objects.get(pk=line.case_id)
    assert case.state == "submitted"
    assert case.flags > 0, "the queue shows it as one to look at"


def test_any_reason_there_is_can_be_the_one_that_is_told(seven: Village, monkeypatch) -> None:
    row = begun(seven)
    like = Flag("same_picture", "A1", Decimal(1))
    monkeypatch.setattr("recognition.cases.flags.flags_of", lambda *_of: [Flag("near_mark", number=Decimal(1)), like])
    done = decide(row, seven.officer)
    assert done.confirmed == 0
    assert {one.why for one in done.left} == {flag_text(like)}, "the gravest"


def test_cases_that_moved_on_or_are_held_or_became_family_are_left(seven: Village) -> None:
    row = begun(seven)
    taken, held, kin, free = (line.case for line in row.lines.filter(sampled=False))
    submission.withdraw(taken, taken.learner.user)
    claim(held, seven.second_officer)
    kinship.declare(kin.learner, seven.officer)
    done = decide(row, seven.officer)
    assert done.confirmed == 1
    assert {one.case_id for one in done.left} == {taken.pk, held.pk, kin.pk}
    free.refresh_from_db()
    assert free.state == "confirmed"


def test_a_sampled_case_taken_back_is_replaced_by_the_next_drawn(seven: Village) -> None:
    row = prepare(seven.officer, seven.campaign)
    gone = sample_of(row)[0].line.case
    submission.withdraw(gone, gone.learner.user)
    with pytest.raises(Incomplete, match="1"):
        decide(row, seven.officer)
    fourth = order(list(row.lines.values_list("case", flat=True)), row.seed)[3]
    assert {one.line.case_id for one in sample_of(row) if one.state == "waits"} > {fourth}
    for one in sample_of(row):
        if one.state == "waits":
            marking.confirm(one.line.case, seven.officer)
    assert decide(row, seven.officer).confirmed == 3


def test_only_who_began_a_round_decides_it_and_only_as_an_officer_of_the_place(seven: Village) -> None:
    row = begun(seven)
    with pytest.raises(NotYours):
        decide(row, seven.second_officer)
    with pytest.raises(NotYours):
        undo_round(row, seven.second_officer)
    seven.officer.roles.update(valid_to=timezone.localdate())
    done = decide(row, seven.officer)
    assert done.confirmed == 0
    assert len(done.left) == 4


def test_the_whole_round_is_taken_back(seven: Village) -> None:
    row = begun(seven)
    decide(row, seven.officer)
    assert undo_round(row, seven.officer) == 4
    assert states() == ["confirmed"] * 3 + ["submitted"] * 4
    with pytest.raises(WrongState):
        undo_round(row, seven.officer)


@pytest.mark.parametrize("happened", ["signed", "withdrawn", "undone", "sent back and judged again"])
def test_once_anything_happened_to_one_the_round_stays_whole(seven: Village, happened: str) -> None:
    row = begun(seven)
    decide(row, seven.officer)
    case = row.lines.filter(sampled=False).first().case
    if happened == "signed":
        signing.sign([case], seven.body, "1/QĐ", timezone.localdate(), seven.signer)
    elif happened == "withdrawn":
        submission.withdraw(case, case.learner.user)
    elif happened == "undone":
        marking.undo(case, seven.officer)
    else:
        signing.send_back(case, "Xem lại", seven.signer)
        marking.confirm(case, seven.officer)
    before = states()
    with pytest.raises(WrongState, match="Lê"):
        undo_round(row, seven.officer)
    assert states() == before


def test_the_officer_of_another_commune_prepares_nothing_of_ours(seven: Village) -> None:
    stranger = make_user("officer", unit=Village("Hạ Long").unit)
    with acting_as(stranger), pytest.raises(Incomplete):
        prepare(stranger, seven.campaign)


def test_preparing_asks_no_more_for_more_cases(seven: Village, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(60):
        prepare(seven.officer, seven.campaign)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_press_at_once_confirm_each_case_once() -> None:
    with everyone(WHY):
        village = Village()
        cases_of(village)
        rows = [prepare(officer, village.campaign) for officer in (village.officer, village.second_officer)]
        for row, officer in zip(rows, (village.officer, village.second_officer), strict=True):
            for one in sample_of(row):
                if one.state == "waits":
                    marking.confirm(one.line.case, officer)
        for row in rows:  # the same cases for both: what one sampled, the other lists
            row.rule = {**row.rule, "least": 0}
            row.save()
        done = {}

        def press(row, officer) -> None:
            with everyone(WHY):
                for _again in range(
                    200
                ):  # one of the sample is drawn anew, and waits until the other round has judged it
                    try:
                        done[officer.pk] = decide(row, officer).confirmed
                        break
                    except Incomplete:
                        sleep(0.05)
            connections.close_all()

        threads = [
            threading.Thread(target=press, args=pair)
            for pair in zip(rows, (village.officer, village.second_officer), strict=True)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(done) == 2
        assert set(states()) == {"confirmed"}
        confirmed = CaseEvent.objects.filter(act="confirm").values_list("case", flat=True)
        assert len(confirmed) == len(set(confirmed)) == 7
        assert deciding.lines_of(rows[0])
