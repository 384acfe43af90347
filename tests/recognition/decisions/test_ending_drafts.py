"""Decisions that revoke, annul and correct, drawn up, printed and recorded; nothing that was decided is edited."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document

from portal.people.public import everyone
from recognition.assessment import kinship
from recognition.certificates.checking import check
from recognition.decisions import drafts, signing
from recognition.decisions.ending_drafts import draft_for_endings, record_ending
from recognition.decisions.lines import read_all
from recognition.decisions.printing import facts_of_decision, papers_of
from recognition.models import Certificate, Decision, DecisionDraft
from recognition.refusals import Incomplete, SamePerson, StaleList, WrongState
from tests.builders.cases import WHY, Village, make_body
from tests.builders.decisions import printed, written
from tests.builders.people import make_user, signed_in

TODAY = timezone.localdate


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        decision = signing.sign([village.confirmed()], village.body, "128/QĐ-UBND", TODAY(), village.signer)
        return decision.lines.get().certificates.get()


def drawn_up(village: Village, held: Certificate, kind: str, **more) -> DecisionDraft:
    """By the officer, so that the signer may record it."""
    with everyone(WHY):
        row = draft_for_endings([held], kind, village.body, village.officer, **({"reason": "Nhầm người"} | more))
    return printed(written(row, village.officer), village.officer)


def recorded(row: DecisionDraft, by, number: str = "15", date=None) -> Decision:
    with everyone(WHY):
        return record_ending(row, number, date or TODAY(), by, row.version)


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(("kind", "state"), [("annul", "annulled"), ("revoke", "revoked")])
def test_drawn_up_by_one_recorded_by_another(village: Village, held, kind: str, state: str) -> None:
    row = drawn_up(village, held, kind)
    held.refresh_from_db()
    assert held.state == "valid", "nothing ends by printing"
    decision = recorded(row, village.signer)
    held.refresh_from_db()
    assert (held.state, held.state_reason, decision.kind, decision.number) == (state, "Nhầm người", kind, "15/QĐ-UBND")
    with everyone(WHY):
        paper = papers_of(facts_of_decision(decision))["quyet-dinh"]
    assert "128/QĐ-UBND" in paper.blocks[-3].text
    assert "Nhầm người" in paper.blocks[-3].text
    row.refresh_from_db()
    assert (row.state, row.lines.count()) == ("recorded", 0)


def test_who_drew_it_up_does_not_record_it(village: Village, held) -> None:
    with everyone(WHY):
        row = draft_for_endings([held], "revoke", village.body, village.signer, reason="Nhầm người")
    row = printed(written(row, village.signer), village.signer)
    with pytest.raises(SamePerson):
        recorded(row, village.signer)
    other = make_user("signer", unit=village.unit)
    with everyone(WHY):
        kinship.declare(held.learner, other)
    with pytest.raises(SamePerson):
        recorded(row, other)
    assert recorded(row, make_user("signer", unit=village.unit)).kind == "revoke"


@pytest.mark.parametrize("kind", ["revoke", "annul", "correct"])
def test_on_the_page_another_pair_of_eyes_records_it(village: Village, held, kind: str) -> None:
    """Who drew it up is refused in words, with what was typed kept; an officer records nothing; another signer does."""
    mine = signed_in(village.signer)
    about = {"act": "prepare", "kind": kind, "reason": "Nhầm người"}
    if kind == "correct":
        about = {"act": "correct", "name": "Nguyễn Thị Hòa", "call": "bà"}
    mine.post(reverse("recognition:certificate_change", args=[held.token]), about)
    row = written(DecisionDraft.objects.get(), village.signer)
    mine.post(reverse("recognition:draft_paper", args=[row.pk, "quyet-dinh", "docx"]))
    here = reverse("recognition:draft_record", args=[row.pk])
    number = {"number": "15", "date": TODAY().strftime("%d/%m/%Y"), "act": "record", "version": str(row.version)}
    for act in ("look", "record"):  # the summary asks about nothing that would be refused
        refused = mine.post(here, number | {"act": act})
        assert refused.status_code == 422, act
        assert "người ký khác ghi nhận" in refused.text
        assert 'value="15"' in refused.text
    with everyone(WHY):
        held.refresh_from_db()
    assert held.state == "valid"
    assert not Decision.objects.filter(kind=kind).exists()
    assert signed_in(village.officer).post(here, number).status_code == 403
    other = signed_in(make_user("signer", unit=village.unit)).post(here, number)
    made = Decision.objects.get(kind=kind)
    assert other["Location"] == reverse("recognition:sign_decision", args=[made.pk])


@pytest.mark.usefixtures("all_seeing")
def test_what_lies_on_a_draft_is_not_ended_beside_it(village: Village, held) -> None:
    row = drawn_up(village, held, "revoke")
    sent = {"act": "decide", "kind": "revoke", "body": village.body.pk, "reason": "Nhầm người"}
    refused = signed_in(village.signer).post(reverse("recognition:certificate_change", args=[held.token]), sent)
    assert refused.status_code == 422
    assert f"nằm trong dự thảo {row.pk}" in refused.text
    assert "Nhầm người" in refused.text
    assert not Decision.objects.filter(kind="revoke").exists()
    assert recorded(row, village.signer).kind == "revoke"


@pytest.mark.usefixtures("all_seeing")
def test_what_ended_meanwhile_is_not_ended_again(village: Village, held) -> None:
    row = drawn_up(village, held, "revoke")
    Certificate.objects.filter(pk=held.pk).update(state="annulled")
    with pytest.raises(WrongState):
        recorded(row, village.signer)


@pytest.mark.usefixtures("all_seeing")
def test_a_correction_gives_a_new_line_and_a_new_certificate(village: Village, held, capsys) -> None:
    row = drawn_up(village, held, "correct", reason="", changes={"name": "Nguyễn Thị Hòa", "born": 1950})
    decision = recorded(row, village.signer)
    held.refresh_from_db()
    with everyone(WHY):
        line = decision.lines.get()
        new = line.certificates.get()
        assert read_all([line]) == ["Nguyễn Thị Hòa"]
        assert (line.corrects, line.birth_year, line.age_band, line.unit_name) == (held.line, 1950, 1950, "Xã Đồng Sen")
        assert read_all([held.line]) == ["Nguyễn Thị Hoa"], "what was decided stays"
        assert (line.points, line.submission, line.assessment, line.total) == (
            held.line.points, held.line.submission, held.line.assessment, 80,
        )  # fmt: skip
        assert line.case.decision_line == line
        assert (held.state, held.superseded_by, new.state, new.number) == ("superseded", new, "valid", 2)
        assert held.life.last().decision == decision
        assert check(new.token).name == "Nguyễn Thị Hòa"
        paper = papers_of(facts_of_decision(decision))["quyet-dinh"]
    assert "đã ghi “họ và tên: Nguyễn Thị Hoa" in paper.blocks[-3].text
    assert "nay ghi là “họ và tên: Nguyễn Thị Hòa; năm sinh: 1950”" in paper.blocks[-3].text
    call_command("replay_decisions")
    assert "2 dòng" in capsys.readouterr().out, "the line that corrects is computed anew like the one it corrects"


def test_what_is_refused_before_anything_is_drawn_up(village: Village, held) -> None:
    other = make_body(Village("Hạ Long").unit)
    for kind, body, more, field in (
        ("revoke", village.body, {"reason": ""}, "reason"),
        ("revoke", other, {"reason": "x"}, "body"),
        ("correct", village.body, {"changes": {"name": "Nguyễn Thị Hoa"}}, "name"),
        ("correct", village.body, {"changes": {"name": " "}}, "name"),
        ("correct", village.body, {"changes": {"born": TODAY().year + 1}}, "born"),
    ):
        with everyone(WHY), pytest.raises(Incomplete) as refused:
            draft_for_endings([held], kind, body, village.officer, **more)
        assert refused.value.field == field
    assert not DecisionDraft.objects.exists()
    with everyone(WHY):
        draft_for_endings([held], "revoke", village.body, village.officer, reason="x")
        with pytest.raises(Incomplete):
            draft_for_endings([held], "annul", village.body, village.officer, reason="x")


def test_the_paper_comes_after_what_it_ends_and_is_what_was_printed(village: Village, held) -> None:
    row = drawn_up(village, held, "revoke")
    with pytest.raises(Incomplete) as refused:
        recorded(row, village.signer, date=TODAY() - timedelta(days=1))
    assert refused.value.field == "date"
    with everyone(WHY):
        again = drafts.write_words(
            row, drafts.Words(row.words | {"who": "Trưởng thôn Hạ"}), village.officer, row.version
        )
    with pytest.raises(StaleList):
        recorded(again, village.signer)


def test_on_the_page_of_the_certificate(village: Village, held) -> None:
    client, here = signed_in(village.officer), reverse("recognition:certificate_change", args=[held.token])
    page = client.get(here)
    assert 'value="supersede"' not in page.text, "an officer draws up; what a signer does is not offered"
    assert client.post(here, {"act": "supersede", "reason": "x"}).status_code == 422
    assert "revoke" not in [one for one in page.text.split('"') if one.startswith("act")]
    made = client.post(here, {"act": "prepare", "kind": "revoke", "reason": "Nhầm người"})
    row = DecisionDraft.objects.get()
    assert made["Location"] == reverse("recognition:draft", args=[row.pk])
    assert "Nhầm người" in client.get(made["Location"]).text
    with everyone(WHY):
        drafts.drop(row, village.signer)
    wrong = client.post(here, {"act": "correct", "name": "Nguyễn Thị Hoa", "born": 1800})
    assert wrong.status_code == 422
    assert client.post(here, {"act": "revoke", "reason": "Nhầm người"}).status_code == 422
    with everyone(WHY):
        held.refresh_from_db()
    assert held.state == "valid"
    made = client.post(here, {"act": "correct", "name": "Nguyễn Thị Hòa", "call": "bà"})
    row = written(DecisionDraft.objects.get(state="open"), village.signer)
    paper = client.post(reverse("recognition:draft_paper", args=[row.pk, "quyet-dinh", "docx"]))
    assert "Nguyễn Thị Hòa" in "\n".join(one.text for one in Document(io.BytesIO(paper.content)).paragraphs)
