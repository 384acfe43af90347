"""Cards to cut: ten on a sheet, for whom they were asked for, a thousand in bounded time."""

import resource
import time
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.classes.cards import MOST, Card, cards_pdf, chosen
from tests.builders.pages import site_with_courses
from tests.builders.people import make_commune, make_staff, signed_in
from tests.builders.people_lists import person, workbook


def text_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_a_thousand_cards_on_a_hundred_sheets():
    cards = [Card(f"{number:022}", f"Nguyễn Thị Hồng Đượm {number}", 1984, "Xã Đồng Sen") for number in range(MOST)]
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = text_of(cards_pdf(cards, "Thẻ"))
    assert len(pages) == MOST // 10
    assert ("Đượm 0" in pages[0], "Đượm 999" in pages[-1], pages[0].count("Xã Đồng Sen")) == (True, True, 10)
    assert time.process_time() - begun < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


def test_who_is_ticked():
    cards = [Card(one, one, None, "") for one in "abc"]
    assert [one.name for one in chosen(cards, ["c", "x"])] == ["c"]
    assert len(chosen(cards, [])) == 3


@pytest.mark.django_db
def test_cards_of_a_list_just_taken_in():
    site_with_courses()
    commune = make_commune()
    staff = signed_in(make_staff(commune))
    file = SimpleUploadedFile("a.xlsx", workbook([person("Nguyễn Thị Hoa"), person("Trần Văn Hùng")]))
    at = staff.post(reverse("people:lists"), {"unit": commune.pk, "file": file}).url
    staff.post(at, {"act": "take"})
    address = reverse("content:list_cards", args=[at.split("/")[-2]])
    assert address in staff.get(at).content.decode()
    page = staff.get(address).content.decode()
    (sheet,) = text_of(staff.post(address, {"part": "0"}).content)
    assert "Nguyễn Thị Hoa" in sheet
    assert "Trần Văn Hùng" in sheet
    reference = page.split('name="who" value="')[1].split('"')[0]
    (sheet,) = text_of(staff.post(address, {"who": reference}).content)
    assert ("Nguyễn Thị Hoa" in sheet, "Trần Văn Hùng" in sheet) == (True, False)
    assert staff.post(address).status_code == 422
    assert signed_in(make_staff(make_commune("Khác"))).get(address).status_code == 404


def test_cards_of_a_class(room):
    address = reverse("content:class_cards", args=[room.taught.pk])
    client = signed_in(room.staff)
    (sheet,) = text_of(client.post(address).content)
    assert "Nguyễn Thị Hoa" in sheet
    (sheet,) = text_of(client.post(address, {"who": room.people[0].reference}).content)
    assert sheet.count("19") >= 1
    assert signed_in(make_staff(make_commune("Đồng Xa"))).post(address).status_code == 404
