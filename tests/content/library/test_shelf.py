"""The shelf: found by words and topic, kept by the staff of the centre alone, taken in from Excel with a report per line."""

import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from content.library import shelf
from content.library.lines import EXAMPLE, HEADS, read_lines
from content.library.models import LibraryItem
from portal.places.models import Centre
from tests.builders.people import make_commune, make_staff, signed_in

VALUES = {"title": "", "author": "", "kind": "book", "topic": "", "copies": 1, "shelf": "", "link": "", "licence": ""}


def at(name: str, *args) -> str:
    return reverse(f"content:{name}", args=args)


@pytest.fixture
def centre(school) -> Centre:
    return Centre.objects.get(unit=school.unit)


def put(school, centre, title: str, **more) -> LibraryItem:
    return shelf.put(centre, uuid4(), VALUES | {"title": title} | more, by=school.staff[0])


def seen(centre, **asked) -> str:
    return Client().get(at("library", centre.pk), asked).content.decode().partition("<main")[2]


def test_found_by_words_without_marks_and_by_topic(school, centre):
    put(school, centre, "Kỹ thuật nuôi ong", author="Lê Văn Mật", topic="Chăn nuôi", shelf="kệ 2", copies=2)
    put(school, centre, "Đọc sách cùng con", topic="Gia đình")
    there = Centre.objects.create(unit=make_commune("Đồng Xa"), name="Khác")
    put(school, there, "Nuôi ong ở nơi khác")
    found = seen(centre, q="ong nuoi")
    assert "Kỹ thuật nuôi ong" in found
    assert "kệ 2" in found
    assert "Còn 2 bản trên kệ" in found
    assert "Đọc sách cùng con" not in found
    assert "nơi khác" not in found
    assert "Kỹ thuật nuôi ong" in seen(centre, q="mat le")
    by_topic = seen(centre, **{"chu-de": "Gia đình"})
    assert "Đọc sách cùng con" in by_topic
    assert "nuôi ong" not in by_topic
    for typed in ("%", "_", "\x00", "x" * 500, "ong ' or 1=1"):
        assert Client().get(at("library", centre.pk), {"q": typed}).status_code == 200
    assert "Không tìm thấy" in seen(centre, q="%")


def test_lent_is_counted_and_nobody_is_named(school, centre):
    item = put(school, centre, "Nuôi gà", copies=1)
    page = signed_in(school.staff[0])
    for _press in (1, 2):
        page.post(at("library_lend", item.pk), {"act": "out", "seen": "0"})
    item.refresh_from_db()
    assert item.out == 1, "pressed twice, one went out"
    assert "Đang cho mượn hết" in seen(centre)
    few = page.post(at("library_item", item.pk), {**VALUES, "title": "Nuôi gà", "copies": "0", "key": item.uuid})
    assert few.status_code == 422
    page.post(at("library_lend", item.pk), {"act": "back", "seen": "1"})
    page.post(at("library_lend", item.pk), {"act": "back", "seen": "0"})
    item.refresh_from_db()
    assert item.out == 0
    assert "Còn 1 bản trên kệ" in seen(centre)


def test_only_the_staff_of_the_centre_write(school, centre):
    item = put(school, centre, "Nuôi gà")
    elsewhere = make_commune("Đồng Xa")
    Centre.objects.create(unit=elsewhere, name="Khác")
    stranger, learner = signed_in(make_staff(elsewhere)), school.client()
    for who in (stranger, learner):
        for name, key in (("library_keep", centre.pk), ("library_item_new", centre.pk), ("library_take_in", centre.pk)):
            assert who.get(at(name, key)).status_code == 404
        assert who.post(at("library_item", item.pk), {"gone": "yes"}).status_code == 404
        assert who.post(at("library_lend", item.pk), {"act": "out", "seen": "0"}).status_code == 404
    assert LibraryItem.objects.get(pk=item.pk).gone_at is None
    assert "/login/" in Client().get(at("library_keep", centre.pk))["Location"]


def test_a_title_is_written_down_once_changed_and_taken_off(school, centre):
    page, key = signed_in(school.staff[0]), str(uuid4())
    form = VALUES | {"title": "Sổ tay  rau sạch", "copies": "3", "topic": "trồng trọt", "key": key}
    for _press in (1, 2):
        assert page.post(at("library_item_new", centre.pk), form).status_code == 302
    item = LibraryItem.objects.get()
    assert (item.title, item.copies) == ("Sổ tay rau sạch", 3)
    wrong = page.post(at("library_item", item.pk), form | {"link": "https://vi-du.example/sach.pdf"})
    assert wrong.status_code == 422
    assert "Nói rõ vì sao được chia sẻ" in wrong.content.decode()
    assert "https://vi-du.example/sach.pdf" in wrong.content.decode(), "what was typed stays"
    assert (
        page.post(at("library_item", item.pk), form | {"link": "javascript:alert(1)", "licence": "own"}).status_code
        == 422
    )
    page.post(at("library_item", item.pk), form | {"link": "https://vi-du.example/sach.pdf", "licence": "own"})
    shown = seen(centre)
    assert 'href="https://vi-du.example/sach.pdf"' in shown
    assert "Trung tâm tự soạn" in shown
    page.post(at("library_item", item.pk), {"gone": "yes"})
    assert "rau sạch" not in seen(centre)


def _workbook(*rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("sach.xlsx", out.getvalue())


def test_a_list_from_excel_says_what_becomes_of_each_line(school, centre):
    put(school, centre, "Nuôi gà", copies=1)
    page, address = signed_in(school.staff[0]), at("library_take_in", centre.pk)
    rows = (EXAMPLE, ("Nuôi gà", "", "sách", "chăn nuôi", 4, "", "", ""), ("Lạ", "", "hòn đá", "", 1, "", "", ""))
    first = page.post(address, {"file": _workbook(*rows), "act": "look"})
    told = first.content.decode()
    assert first.status_code == 422
    assert "“hòn đá” không phải là loại" in told
    assert "đã có: 1 bản thành 4 bản" in told
    assert "Sổ tay nuôi gà thả vườn" in told.partition("<textarea")[2].partition("</textarea>")[0], (
        "lines stay to be corrected"
    )
    assert LibraryItem.objects.count() == 1, "nothing is taken in before all is right"
    lines = "\n".join("; ".join(str(cell) for cell in row) for row in rows[:2])
    assert "Đưa vào tủ sách" in page.post(address, {"lines": lines, "act": "look"}).content.decode()
    for _press in (1, 2):
        assert page.post(address, {"lines": lines, "act": "save"}).status_code == 302
    assert LibraryItem.objects.count() == 2
    assert LibraryItem.objects.get(title="Nuôi gà").copies == 4
    damaged = page.post(address, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 hong"), "lines": "Nuôi vịt"})
    assert damaged.status_code == 422
    assert "Nuôi vịt" in damaged.content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(page.get(at("library_sample")).content)).active
    assert [cell.value for cell in sheet[1]] == list(HEADS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("; Lê Văn A", "title is missing"),
        ("Sách; ; ; ; 0", "no number of copies"),
        ("Sách; ; ; ; ²", "no number of copies"),
        ("Sách; ; ; ; 1; ; https://a.example; vì thích", "why it may be shared"),
        ("Sách; ; ; ; 1; ; https://a.example", "why it may be shared"),
        ("x" * 201, "too long"),
    ],
)
def test_lines_that_are_wrong_say_why(line, reason):
    with translation.override("en"):
        assert reason in read_lines(line)[0].wrong


def test_more_are_out_than_a_list_says(school, centre):
    item = put(school, centre, "Nuôi gà", copies=3)
    for number in range(2):
        assert shelf.lend(item, 1, number)
    answer = signed_in(school.staff[0]).post(
        at("library_take_in", centre.pk), {"lines": "Nuôi gà; ; ; ; 1", "act": "save"}
    )
    assert answer.status_code == 422
    assert "đang cho mượn 2 bản" in answer.content.decode()


def test_twenty_a_page_and_questions_do_not_grow(school, centre):
    counts = []
    for _more in range(2):
        for _number in range(15):
            put(school, centre, f"Sách {uuid4()}")
        seen(centre)
        with CaptureQueriesContext(connection) as asked:
            shown = seen(centre)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert shown.count("<b>Sách ") == 20


def test_letters_that_fold_to_several_have_room(school, centre):
    row = put(school, centre, "한" * 200, author="국" * 200, topic="글" * 100)
    assert "한" * 200 in seen(centre, **{"chu-de": row.topic})
    assert "한" * 200 in seen(centre, q="한한")
    shelf.change(row, VALUES | {"title": "책" * 200, "topic": "글" * 100})
    assert "책" * 200 in seen(centre)


def test_what_goes_out_leaves_staff_on_the_page_where_they_were(school, centre):
    rows = [put(school, centre, f"Sách {n:02}", topic="Chăn nuôi") for n in range(25)]
    staff, asked = signed_in(school.staff[0]), {"q": "sach", "chu-de": "Chăn nuôi", "trang": "2"}
    page = staff.get(at("library_keep", centre.pk), asked).content.decode()
    form = page.partition(at("library_lend", rows[24].pk))[2].partition("</form>")[0]
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) | {"act": "out"}
    after = staff.post(at("library_lend", rows[24].pk), sent, follow=True)
    assert "cho mượn 1 trong 1 bản" in after.content.decode()
    assert after.context["page"].number == 2
    assert after.context["topic"] == "Chăn nuôi"


def test_two_who_write_at_once_take_nothing_back(school, centre):
    row = put(school, centre, "Nuôi ong", shelf="kệ 1", kind="book")
    client, url = signed_in(school.staff[0]), at("library_item", row.pk)
    hidden = dict(re.findall(r'<input type="hidden" name="(was-[a-z]+)" value="([^"]*)">', client.get(url).text))
    typed = VALUES | {"title": "Nuôi ong", "shelf": "kệ 1", "key": str(row.uuid)} | hidden
    assert {"was-title", "was-kind", "was-copies"} <= hidden.keys()
    assert client.post(url, typed | {"copies": "3", "kind": "leaflet"}).status_code == 302
    assert client.post(url, typed | {"shelf": "kệ 2"}).status_code == 302, "another hand, from the page of before"
    row.refresh_from_db()
    assert (row.copies, row.kind, row.shelf) == (3, "leaflet", "kệ 2")
    asked = client.post(url, typed | {"copies": "5", "shelf": "kệ 2"})
    assert asked.status_code == 422
    assert "“3”" in asked.text
    row.refresh_from_db()
    assert row.copies == 3
