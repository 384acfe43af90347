"""From a list to papers without a number, and from a signed paper to its record: what was printed is what is recorded."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit import public as audit
from portal.people.models import PersonalRecord, Role
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.decisions import drafts, signing
from recognition.decisions.printing import print_draft
from recognition.decisions.recording import record
from recognition.models import BodySigner, Case, Certificate, Decision, DecisionDraft, DraftLine, DraftPrint
from recognition.refusals import Incomplete, NotYours, SamePerson, StaleList, WrongState
from tests.builders.cases import WHY, Village, make_body
from tests.builders.decisions import draft_of, printed, recorded, written
from tests.builders.people import rename, signed_in

TODAY = timezone.localdate


@pytest.fixture
def three(village: Village) -> list:
    return [village.confirmed(name) for name in ("Trần Thị Yến", "Nguyễn Văn Ân", "Lê Thị An")]


def test_a_draft_is_printed_signed_and_recorded(village: Village, three: list) -> None:
    row = printed(draft_of(village, *three), village.signer)
    assert not Decision.objects.exists(), "nothing is decided by printing"
    decision = recorded(row, village.signer)
    row.refresh_from_db()
    assert (row.state, row.decision, decision.number) == ("recorded", decision, "128/QĐ-UBND")
    assert decision.list_digest
    with everyone(WHY):
        assert list(decision.lines.order_by("number").values_list("case", flat=True)) == [
            three[2].pk, three[1].pk, three[0].pk,
        ]  # fmt: skip
        assert Certificate.objects.filter(state="valid").count() == 3
        assert not DraftLine.objects.exists(), "what was said of people lies in the decision alone"
    assert audit.check() is None
    with pytest.raises(WrongState):
        record(row, "129", TODAY(), village.signer, row.version)


@pytest.mark.parametrize("number", ["128/QĐ-UBND", "0128/qđ-ubnd", "128"])
def test_one_number_in_whatever_spelling(village: Village, number: str) -> None:
    recorded(printed(draft_of(village, village.confirmed()), village.signer), village.signer)
    second = printed(draft_of(village, village.confirmed("Lê Văn Bé")), village.signer)
    with pytest.raises(Incomplete) as refused:
        recorded(second, village.signer, number)
    assert refused.value.field == "number"


def _undone(village: Village, case) -> None:
    marking.undo(case, village.officer)


def _renamed(village: Village, case) -> None:
    rename(case.learner_id, "Nguyễn Thị Hồng")


def _reborn(village: Village, case) -> None:
    PersonalRecord.objects.filter(learner=case.learner_id).update(birth_year=1931)


@pytest.mark.parametrize("change", [_undone, _renamed, _reborn])
def test_a_list_that_is_no_longer_what_was_printed_is_not_recorded(village: Village, three: list, change) -> None:
    row = printed(draft_of(village, *three), village.signer)
    with everyone(WHY):
        change(village, three[0])
    with pytest.raises(StaleList) as refused:
        recorded(row, village.signer)
    assert ("Trần Thị Yến" if change is not _renamed else "Nguyễn Thị Hồng") in str(refused.value)
    assert not Decision.objects.exists()
    if change is not _undone:
        again = printed(row, village.signer)
        assert again.version == row.version + 1
        with everyone(WHY):
            assert recorded(again, village.signer).lines.count() == 3


def test_what_is_changed_after_printing_has_to_be_printed_again(village: Village, three: list) -> None:
    row = draft_of(village, *three)
    with pytest.raises(StaleList):
        recorded(row, village.signer)
    row = printed(row, village.signer)
    said = {three[0].pk: {"call": "bà", "note": "Trưởng thôn"}, three[1].pk: {}}
    with everyone(WHY):
        row = drafts.choose(row, [one.pk for one in three[:2]], said, village.signer, row.version)
        same = drafts.choose(row, [one.pk for one in three[:2]], said, village.signer, row.version)
    assert same.version == row.version, "kept twice is kept once"
    with pytest.raises(StaleList):
        recorded(row, village.signer)
    with everyone(WHY), pytest.raises(StaleList):
        drafts.choose(row, [three[0].pk], {}, village.signer, row.version - 1)
    decision = recorded(printed(row, village.signer), village.signer)
    with everyone(WHY):
        line = decision.lines.get(case=three[0])
        assert (line.about["call"], line.about["note"]) == ("bà", "Trưởng thôn")
        three[2].refresh_from_db()
        assert three[2].state == "confirmed"
        assert signing.waiting_list(village.unit).get() == three[2]


def test_who_lies_in_one_draft_lies_in_no_other(village: Village, three: list) -> None:
    first = draft_of(village, *three[:2])
    with everyone(WHY), pytest.raises(Incomplete):
        drafts.draft_of([three[1].pk, three[2].pk], village.body, village.signer)
    with everyone(WHY):
        drafts.drop(first, village.signer)
        assert draft_of(village, *three[1:]).lines.count() == 2


def test_who_lies_on_a_draft_is_not_signed_beside_it(village: Village, three: list) -> None:
    """Neither on the page, which offers no box and names the draft, nor by an older page that still had one."""
    client, here = signed_in(village.signer), reverse("recognition:sign")
    before = client.get(here)
    marks = {f"seen-{one['case'].pk}": one["seen"] for one in before.context["rows"]}
    row = draft_of(village, three[0])
    page = client.get(here)
    assert f'name="cases" value="{three[0].pk}"' not in page.text
    assert reverse("recognition:draft", args=[row.pk]) in page.text
    assert (page.context["chosen"], page.context["free"]) == (2, 2)
    day = TODAY().strftime("%d/%m/%Y")
    sent = {"body": village.body.pk, "number": "128/QĐ-UBND", "date": day, "cases": [one.pk for one in three]} | marks
    empty = client.post(here, sent | {"act": "sign", "number": "", "date": ""})
    assert set(empty.context["form"].errors) == {"number", "date"}, "both are told at once"
    refused = client.post(here, sent | {"act": "sign"})
    assert refused.status_code == 422
    assert f"dự thảo số {row.pk}" in refused.text
    assert 'value="128/QĐ-UBND"' in refused.text
    assert not Decision.objects.exists()
    with everyone(WHY):
        drafts.drop(row, village.signer, row.version)
    look = client.post(here, sent | {"act": "sign", "basis": "Tờ trình số 5"})
    assert (look.status_code, Decision.objects.exists()) == (200, False), "first one looks at it once more"
    for said in ("128/QĐ-UBND", "3 người", "Lê Thị An … Trần Thị Yến", "Ủy ban nhân dân"):
        assert said in look.text
    with everyone(WHY):
        assert {one.state for one in Case.objects.all()} == {"confirmed"}
    back = client.post(here, sent | {"act": "again", "basis": "Tờ trình số 5", "cases": [three[0].pk]})
    assert (back.status_code, back.context["chosen"]) == (200, 1)
    for typed in ('value="128/QĐ-UBND"', day, "Tờ trình số 5", 'id="da-ky-ngoai" open'):
        assert typed in back.text, "nothing typed is lost"
    assert client.post(here, sent | {"act": "record"}).status_code == 302
    with everyone(WHY):
        assert Decision.objects.get().lines.count() == 3


def test_who_may_prepare_and_who_may_record(village: Village, three: list) -> None:
    other = Village("Hạ Long")
    with everyone(WHY), pytest.raises(NotYours):
        drafts.draft_of([three[0].pk], village.body, other.signer)
    row = printed(draft_of(village, *three, by=village.officer), village.officer)
    with pytest.raises(NotYours):
        recorded(row, village.officer)
    with everyone(WHY), pytest.raises(NotYours):
        drafts.drop(row, other.officer)
    elsewhere = other.confirmed()
    with everyone(WHY), pytest.raises(Incomplete) as refused:
        drafts.choose(row, [one.pk for one in (*three, elsewhere)], {}, village.officer, row.version)
    assert refused.value.field == "body", "what lies on a draft is kept from every other one"
    helper = village.staff
    Role.objects.create(user=helper, kind="signer", unit=village.unit, valid_from=TODAY())
    with everyone(WHY):
        fourth = village.confirmed("Lê Văn Bé", helper=helper)
    theirs = printed(draft_of(village, fourth), village.signer)
    with pytest.raises(SamePerson):
        recorded(theirs, helper)
    assert recorded(row, village.signer).signer == village.signer


def test_brackets_are_written_before_anything_is_printed(village: Village, three: list) -> None:
    with everyone(WHY):
        row = drafts.draft_of([one.pk for one in three], village.body, village.signer)
        with pytest.raises(Incomplete) as refused:
            print_draft(row, "quyet-dinh", "pdf", village.signer)
        assert refused.value.field == "words"
        assert "677/QĐ-TTg" not in str(refused.value)
        row = written(row, village.signer)
        print_draft(row, "quyet-dinh", "docx", village.signer)
        drafts.drop(row, village.signer)
        again = drafts.draft_of([one.pk for one in three], village.body, village.signer)
    assert again.words == row.words, "the next draft begins with what was written"


def test_the_date_is_that_of_the_paper(village: Village) -> None:
    row = printed(draft_of(village, village.confirmed()), village.signer)
    for days in (-1, 1):
        with everyone(WHY), pytest.raises(Incomplete) as refused:
            record(row, "128", TODAY() + timedelta(days=days), village.signer, row.version)
        assert refused.value.field == "date"
    deputy = BodySigner.objects.create(
        body=village.body, name="Lê Thị Na", office="Phó Chủ tịch", valid_from=TODAY() - timedelta(days=9),
        valid_to=TODAY() - timedelta(days=1), by=village.signer,
    )  # fmt: skip
    DecisionDraft.objects.update(deputy=deputy)
    with everyone(WHY), pytest.raises(Incomplete, match="Lê Thị Na") as refused:
        record(row, "128", TODAY(), village.signer, row.version)
    assert refused.value.field == "date", "who signed for the head did so on that day"


def test_what_was_printed_only_grows(village: Village) -> None:
    printed(draft_of(village, village.confirmed()), village.signer)
    for act in (DraftPrint.objects.update, DraftPrint.objects.all().delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act(**({"digest": "x"} if act == DraftPrint.objects.update else {}))


class TestPages:
    def test_from_the_list_to_the_number(self, village: Village, three: list) -> None:
        client = signed_in(village.signer)
        made = client.post(
            reverse("recognition:draft_make"), {"body": village.body.pk, "cases": [one.pk for one in three]}
        )
        row = DecisionDraft.objects.get()
        here = reverse("recognition:draft", args=[row.pk])
        assert made["Location"] == here
        page = client.get(here)
        order = [page.text.index(name) for name in ("Lê Thị An", "Nguyễn Văn Ân", "Trần Thị Yến")]
        assert order == sorted(order)
        refused = client.post(reverse("recognition:draft_paper", args=[row.pk, "quyet-dinh", "pdf"]))
        words = reverse("recognition:draft_words", args=[row.pk])
        assert refused["Location"] == words
        form = client.get(words).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields} | {"proposer": "Hội Khuyến học xã"}
        kept = client.post(words, typed | {"act": "unbracket", "version": row.version})
        assert kept["Location"] == here, kept.context["form"].errors
        paper = client.post(reverse("recognition:draft_paper", args=[row.pk, "quyet-dinh", "pdf"]))
        assert paper.content.startswith(b"%PDF-")
        assert "attachment" in paper["Content-Disposition"]
        row.refresh_from_db()
        record_at = reverse("recognition:draft_record", args=[row.pk])
        typed = {"number": "128", "date": TODAY().strftime("%d/%m/%Y"), "version": row.version}
        look = client.post(record_at, typed | {"act": "look"})
        assert "128/QĐ-UBND" in look.text
        assert "Lê Thị An" in look.text
        assert 'value="128"' in client.post(record_at, typed | {"act": "type"}).text, "back to what was typed"
        assert not Decision.objects.exists()
        assert 'value="128"' in client.post(record_at, typed | {"act": "type"}).text, "typed again with what was typed"
        early = typed | {"date": (TODAY() - timedelta(days=1)).strftime("%d/%m/%Y"), "act": "look"}
        assert "trước ngày xét xong" in client.post(record_at, early).text
        done = client.post(record_at, typed | {"act": "record"})
        decision = Decision.objects.get()
        there = reverse("recognition:sign_decision", args=[decision.pk])
        assert done["Location"] == there
        assert client.post(record_at, typed | {"act": "record"})["Location"] == there, "pressed twice"
        assert "quyet-dinh.docx" in client.get(there).text
        filled = client.get(reverse("recognition:decision_paper", args=[decision.pk, "danh-sach", "docx"]))
        assert filled.status_code == 200
        assert client.get(reverse("recognition:decision_paper", args=[decision.pk, "x", "docx"])).status_code == 404

    def test_all_and_nobody_without_script(self, village: Village, three: list) -> None:
        client, row = signed_in(village.signer), draft_of(village, *three)
        here = reverse("recognition:draft", args=[row.pk])
        for act, many in (("all", 3), ("none", 0)):
            page = client.post(here, {"act": act, "version": row.version, f"note-{three[0].pk}": "Trưởng thôn"})
            assert (page.status_code, page.context["chosen"]) == (200, many)
            assert 'value="Trưởng thôn"' in page.text, "what was typed beside it is not lost"
        assert client.post(here, {"act": "keep", "version": row.version}).status_code == 422
        assert client.post(here, {"act": "keep", "version": 1, "cases": [three[0].pk]}).status_code == 409
        listed = client.post(reverse("recognition:sign"), {"act": "none"})
        assert (listed.status_code, listed.context["chosen"]) == (200, 0)
        two = {"body": village.body.pk, "cases": [one.pk for one in three[:2]], "basis": "Tờ trình số 5"}
        refused = client.post(reverse("recognition:draft_make"), two)
        assert refused.status_code == 422
        for words in (f"dự thảo khác (số {row.pk})", "Tờ trình số 5"):
            assert words in refused.text

    def test_the_signer_reads_a_case_and_judges_nothing(self, village: Village, three: list) -> None:
        client, here = signed_in(village.signer), reverse("recognition:sign_case", args=[three[0].pk])
        page = client.get(here)
        assert "Đã xem giấy tờ gốc" in page.text
        assert reverse("recognition:kinship_declare", args=[three[0].pk]) in page.text
        assert "Hệ thống đề xuất" in page.text, "the columns are called as at the officer's desk"
        assert [word for word in ("<textarea", 'name="act"', 'name="points') if word in page.text] == []
        assert client.post(here).status_code == 405
        assert signed_in(Village("Hạ Long").signer).get(here).status_code == 404

    def test_questions_do_not_grow_with_people(self, village: Village, three: list) -> None:
        client = signed_in(village.signer)
        few, many = draft_of(village, three[0]), draft_of(village, *three[1:], village.confirmed("Lê Văn Bé"))
        asked = []
        for row in (few, many, few):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("recognition:draft", args=[row.pk]))
            asked.append(len(queries))
        assert asked[1] <= asked[2]


def test_a_body_of_another_place_decides_nothing_here(village: Village) -> None:
    other = make_body(Village("Hạ Long").unit)
    with everyone(WHY), pytest.raises(NotYours):
        drafts.draft_of([village.confirmed().pk], other, village.signer)
