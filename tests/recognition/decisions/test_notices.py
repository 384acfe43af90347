"""A refusal told on paper: what it says, one number a body and year, recorded as it was printed."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import decrypt, everyone
from recognition.assessment import marking
from recognition.decisions.notices import mark_of_notice, record_notice, refusal_of
from recognition.decisions.papers import notice_paper
from recognition.models import Case, IssuingBody, Notice
from recognition.refusals import Incomplete, NotYours, SamePerson, StaleList, WrongState
from tests.builders.cases import CODES, WHY, Village, make_body
from tests.builders.people import rename, signed_in

TODAY = timezone.localdate


def refused(village: Village, name: str = "Nguyễn Thị Hoa") -> Case:
    marks = dict.fromkeys(CODES, ("6", "Đã xem giấy tờ gốc"))
    with everyone(WHY):
        return marking.not_enough(village.submitted(name), "Thiếu giấy ở A1.", village.officer, marks=marks)


def recorded(village: Village, case: Case, number: str = "12", *, by=None, day=None, seen: str = "") -> Notice:
    with everyone(WHY):
        mark = seen or mark_of_notice(*refusal_of(case, village.body))
        return record_notice(case, village.body, number, day or TODAY(), by or village.signer, mark)


def test_what_it_says(village: Village) -> None:
    with everyone(WHY):
        told, _row = refusal_of(refused(village), village.body)
    paper = notice_paper(told)
    assert (paper.kind, paper.head.symbol, paper.foot.name) == ("Thông báo", "TB-UBND", "Trần Văn Bình")
    text = " ".join(f"{one.lead} {one.text}" for one in paper.blocks)
    for words in ("đạt 60 điểm, mức cần đạt là 80 điểm", "Thiếu giấy ở A1.", "xem xét lại", "Nguyễn Thị Hoa"):
        assert words in text


def test_recorded_once_with_one_number(village: Village) -> None:
    case = refused(village)
    row = recorded(village, case)
    assert (row.number, row.date) == ("12/TB-UBND", TODAY())
    assert "Thiếu giấy" in decrypt(row.said_encrypted)
    assert recorded(village, case) == row, "pressed twice"
    IssuingBody.objects.filter(pk=village.body.pk).update(signer_name="Người Đến Sau")
    shown = signed_in(village.signer).get(reverse("recognition:notice_file", args=[case.pk, "docx"]))
    text = zipfile.ZipFile(io.BytesIO(shown.content)).read("word/document.xml").decode().replace("\xa0", " ")
    assert ("Trần Văn Bình" in text, "Người Đến Sau" in text) == (True, False), (
        "what was signed is printed as it was signed"
    )
    other = refused(village, "Lê Văn Bé")
    for number, of in (("0012/tb-ubnd", other), ("13", case)):
        with pytest.raises(Incomplete) as problem:
            recorded(village, of, number)
        assert problem.value.field == "number"
    for sql in ("UPDATE recognition_notice SET number = 'x'", "DELETE FROM recognition_notice"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_not_before_the_judgement_not_of_what_changed_not_by_others(village: Village) -> None:
    case = refused(village)
    with everyone(WHY):
        seen = mark_of_notice(*refusal_of(case, village.body))
    with pytest.raises(Incomplete):
        recorded(village, case, day=TODAY() - timedelta(days=1))
    with pytest.raises(NotYours):
        recorded(village, case, by=Village("Hạ Long").signer)
    Role.objects.create(user=village.officer, kind="signer", unit=village.unit, valid_from=TODAY())
    with pytest.raises(SamePerson):
        recorded(village, case, by=village.officer)  # who judged it tells it in no notice
    with everyone(WHY):
        rename(case.learner_id, "Nguyễn Thị Hòa")
    with pytest.raises(StaleList):
        recorded(village, case, seen=seen)
    with everyone(WHY), pytest.raises(WrongState):
        refusal_of(village.confirmed("Lê Văn Bé"), village.body)


def test_from_the_list_to_the_number(village: Village) -> None:
    case, client = refused(village), signed_in(village.signer)
    association = make_body(village.unit)  # begins earlier in the alphabet than the committee
    IssuingBody.objects.filter(pk=association.pk).update(
        kind="learning_promotion_association", name="Hội Khuyến học xã", short_code="HK"
    )
    here = reverse("recognition:notice", args=[case.pk])
    assert here in client.get(reverse("recognition:sign")).text
    page = client.get(here)
    assert "Thiếu giấy ở A1." in page.text
    assert client.get(reverse("recognition:notice_file", args=[case.pk, "pdf"])).content.startswith(b"%PDF-")
    typed = {"number": "12", "date": TODAY().strftime("%d/%m/%Y"), "seen": page.context["seen"]}
    assert client.post(here, typed | {"seen": "x"}).status_code == 409
    assert client.post(here, typed)["Location"] == here
    assert "12/TB-UBND" in client.get(here).text
    with everyone(WHY):
        made = Notice.objects.get()
    assert made.body == village.body, "the committee tells it, not the association of its place"
    assert here not in client.get(reverse("recognition:sign")).text


def test_the_person_reads_its_number_on_the_own_page(village: Village) -> None:
    case = refused(village)
    before = signed_in(case.learner.user).get("/cua-toi/").text
    assert "thông báo số" not in before.lower()
    row = recorded(village, case)
    assert f"thông báo số {row.number}" in signed_in(case.learner.user).get("/cua-toi/").text
