"""Acts of one officer and of a round: nothing typed is lost, no step is taken back over the person's, no sample is drawn twice."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.people.models import Residence
from portal.people.public import acting_as, everyone
from recognition.assessment import marking, receiving
from recognition.assessment.bulk import deciding
from recognition.assessment.bulk.preparing import prepare
from recognition.assessment.queue import claim
from recognition.assessment.rules import rules_of
from recognition.cases import submission, transfer
from recognition.cases.typed import checked_points
from recognition.certificates.bodies import FIELDS, change_body
from recognition.decisions import signing
from recognition.models import Mark
from recognition.refusals import MESSAGE, REASON, Incomplete, WrongState, said_in
from tests.builders.cases import WHY, Village, make_paper
from tests.builders.decisions import revoked
from tests.builders.people import make_user, signed_in
from tests.recognition.assessment.test_bulk import cases_of

pytestmark = pytest.mark.usefixtures("all_seeing")


class TestNothingTypedIsLost:
    @pytest.mark.parametrize("act", [marking.ask_for_more, marking.not_enough])
    def test_points_that_cannot_be_read_stop_the_act_and_are_not_dropped(self, village: Village, act) -> None:
        case = village.submitted()
        with pytest.raises(Incomplete) as refused:
            act(case, "Thiếu sổ đọc", village.officer, marks={"A1": ("9", "Sổ"), "A2": ("chín", "x")})
        assert refused.value.field == "A2"
        case.refresh_from_db()
        assert case.state == "submitted"
        client, here = signed_in(village.officer), reverse("recognition:case", args=[case.pk])
        act_name = "ask_for_more" if act is marking.ask_for_more else "not_enough"
        page = client.post(
            here, {"act": act_name, "message": "Thiếu sổ đọc", "points-A2": "chín", "reason-A2": "Vì sổ"}
        )
        assert page.status_code == 422
        for typed in ("Thiếu sổ đọc", "chín", "Vì sổ"):
            assert typed in page.text

    def test_beside_another_act_what_cannot_be_read_is_told(self, village: Village) -> None:
        case = claim(village.submitted(), village.officer)
        with pytest.raises(Incomplete) as refused:
            marking.keep_typed(case, {"A1": ("9", ""), "A2": ("chín", "x")}, village.officer)
        assert refused.value.field == "A2"
        assert Mark.objects.get().indicator == "A1", "the rest is kept"

    def test_long_words_are_refused_and_never_cut(self, village: Village) -> None:
        case, long = village.submitted(), "a" * (MESSAGE + 1)
        for act in (marking.ask_for_more, marking.not_enough):
            with pytest.raises(Incomplete) as refused:
                act(case, long, village.officer)
            assert refused.value.field == "message"
        with pytest.raises(Incomplete):
            marking.set_points(case, "A1", "9", long, village.officer)
        case = village.confirmed()
        with pytest.raises(Incomplete):
            signing.send_back(case, long, village.signer)

    def test_what_a_browser_adds_does_not_count(self) -> None:
        assert said_in(" a\r\nb\x00 ", 3, "x") == "a\nb"
        with pytest.raises(Incomplete):
            said_in("a" * (REASON + 1), REASON, "x")

    def test_a_character_that_no_text_holds_breaks_nothing(self, village: Village) -> None:
        case = marking.not_enough(village.submitted(), "Thiếu\x00 sổ", village.officer)
        assert case.events.last().message == "Thiếu sổ"

    @pytest.mark.parametrize("typed", ["0e999999", "1e1", "9" * 400, "-0", "0_8", ""])
    def test_points_that_are_no_points(self, typed: str) -> None:
        if typed == "-0":
            assert f"{checked_points('A1', typed, Decimal(10)):.2f}" == "0.00"
            return
        with pytest.raises(Incomplete):
            checked_points("A1", typed, Decimal(10))


class TestTakingBack:
    def test_a_wish_to_move_does_not_hide_that_the_person_began_to_change(self, village: Village) -> None:
        case = marking.not_enough(village.submitted(), "Chưa đủ", village.officer)
        submission.set_self_points(case, "A1", "9", case.learner.user)
        Residence.objects.filter(learner=case.learner).update(unit=Village("Sen Mới", village.unit.parent).unit)
        transfer.ask(case, case.learner.user)
        with pytest.raises(WrongState):
            marking.undo(case, village.officer)

    def test_papers_added_since_keep_the_step(self, village: Village) -> None:
        case = marking.ask_for_more(village.submitted(), "Thêm sổ đọc", village.officer)
        make_paper(case.learner, "A1", by=case.learner.user)
        with pytest.raises(WrongState):
            marking.undo(case, village.officer)


class TestRounds:
    def test_after_a_sample_that_differed_the_rest_is_drawn_in_no_other_round(self, village: Village) -> None:
        cases = cases_of(village, 7)
        row = prepare(village.officer, village.campaign)
        one = deciding.sample_of(row)[0].line.case
        lower = dict.fromkeys(("A1", "A2"), ("0", "Giấy không phải của người này"))
        marking.not_enough(one, "Chưa đủ", village.officer, marks=lower)
        deciding.drop(row, village.officer)
        for officer in (village.officer, village.second_officer):
            with pytest.raises(Incomplete):
                prepare(officer, village.campaign)
        assert len(cases) == 7

    def test_a_round_given_up_for_another_reason_begins_again(self, village: Village) -> None:
        cases_of(village, 5)
        row = prepare(village.officer, village.campaign)
        deciding.drop(row, village.officer)
        assert prepare(village.officer, village.campaign) != row

    def test_a_case_that_went_elsewhere_is_left_with_its_reason(self, village: Village) -> None:
        cases_of(village, 6)
        row = prepare(village.officer, village.campaign)
        for one in deciding.sample_of(row):
            marking.confirm(one.line.case, village.officer)
        gone = row.lines.filter(sampled=False).first().case
        there = Village("Sen Mới", village.unit.parent)
        Residence.objects.filter(learner=gone.learner).update(unit=there.unit)
        receiving.accept(transfer.ask(gone, gone.learner.user), there.officer)
        with acting_as(village.officer):
            assert deciding.decide(row, village.officer).confirmed == 2
        line = row.lines.get(case=gone)
        assert (line.result, bool(line.why)) == ("left", True)

    def test_a_sample_that_may_differ_by_one_can_be_decided_on_the_page(self, village: Village) -> None:
        rules = rules_of(village.campaign)
        rules.sample_differing = 1
        rules.save()
        cases_of(village, 6)
        row = prepare(village.officer, village.campaign)
        one, *others = deciding.sample_of(row)
        marking.ask_for_more(one.line.case, "Thêm giấy", village.officer)
        for other in others:
            marking.confirm(other.line.case, village.officer)
        page = signed_in(village.officer).get(reverse("recognition:bulk_round", args=[row.pk]))
        assert 'value="decide"' in page.text
        assert deciding.decide(row, village.officer).confirmed == 3


def test_a_slip_in_the_year_does_not_close_a_body(village: Village) -> None:
    values = {name: getattr(village.body, name) for name in FIELDS} | {"signer_name": "Lê Văn Mới"}
    admin = make_user("administrator", unit=village.unit)
    for year in (2126, 1026):
        with pytest.raises(Incomplete) as refused:
            change_body(village.body, village.body.valid_from.replace(year=year), values, by=admin)
        assert refused.value.field == "begin"


def test_a_reason_without_end_ends_no_certificate(village: Village) -> None:
    with everyone(WHY):
        decision = signing.sign(
            [village.confirmed()], village.body, "1", village.body.valid_from.today(), village.signer
        )
        held = decision.lines.get().certificates.get()
        with pytest.raises(Incomplete):
            revoked(held, village.signer, "a" * (REASON + 1))
