"""The register book: every number in its order with what became of it, the same on the page, in PDF and in Excel."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from portal.people.public import everyone
from recognition.certificates.about import abouts_of_lines
from recognition.certificates.book_files import as_excel, as_pdf
from recognition.certificates.choices import Choice, choice_of, choose
from recognition.certificates.register import supersede_with
from recognition.certificates.register_book import PAGE, Line, book_of, leaves, missing_numbers
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Certificate, DecisionLine
from recognition.refusals import Incomplete, NotYours
from tests.builders.cases import WHY, Village
from tests.builders.people import make_user, signed_in

TODAY = timezone.localdate


@pytest.fixture
def kept(village: Village) -> Village:
    """Four issued; the first replaced, the second revoked, the third annulled."""
    with everyone(WHY):
        names = ("Lê Thị Đào", "Võ Văn Ổi", "Trần Mít", "=1+1")
        cases = [village.confirmed(name) for name in names]
        signing.sign(cases, village.body, "128/QĐ-UBND", TODAY(), village.signer)
        first, second, third, _fourth = Certificate.objects.order_by("number")
        supersede_with(first, village.signer, "In sai", {"born": "1990"})
        for kind, one in (("revoke", second), ("annul", third)):
            end_by_decision(one, kind, village.body, f"15-{kind}", TODAY(), "Nhầm", village.signer)
    return village


def test_words_of_lines_read_anew_ask_no_more_for_more_lines(kept: Village) -> None:
    def asked(most: int) -> tuple[int, list[int | None]]:
        lines = list(DecisionLine.objects.select_related("decision").order_by("pk")[:most])
        with CaptureQueriesContext(connection) as told:
            abouts = abouts_of_lines(lines)
        return len(told), [one.born for one in abouts]

    with everyone(WHY):
        few, (born,) = asked(1)
        assert asked(4) == (few, [born] * 4)


def test_every_number_in_its_order_with_what_became_of_it(kept: Village, django_assert_max_num_queries) -> None:
    year = TODAY().year
    with everyone(WHY), django_assert_max_num_queries(14):
        lines = book_of(kept.body, year)
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert missing_numbers(lines) == []
    assert missing_numbers(lines[:1] + lines[2:]) == [2]
    code = f"ĐS-{year}-000"
    day = TODAY().strftime("%d/%m/%Y")
    assert [line.note for line in lines] == [
        f"Cấp lại: thay bằng số {code}5",
        f"Thu hồi: Quyết định số 15-revoke, {day}",
        f"Hủy bỏ: Quyết định số 15-annul, {day}",
        "",
        f"Thay cho số {code}1",
    ]
    assert [(line.off, line.holds) for line in lines] == [
        (True, False),
        (False, False),
        (True, False),
        (False, True),
        (False, True),
    ]
    assert (lines[0].born, lines[4].born) == (about_born(kept), 1990)
    leaf = next(iter(leaves(lines)))
    assert leaf.sum.endswith("thay thế, hủy bỏ 2, thu hồi, hết thời hạn 1, còn hiệu lực 2.")


def about_born(village: Village) -> int | None:
    with everyone(WHY):
        return Certificate.objects.order_by("number")[0].line.birth_year


def test_page_pdf_and_excel_say_the_same(kept: Village) -> None:
    year = TODAY().year
    with everyone(WHY):
        lines = book_of(kept.body, year)
    text = " ".join(PdfReader(io.BytesIO(as_pdf(kept.body, year, lines, TODAY()))).pages[0].extract_text().split())
    sheet = load_workbook(io.BytesIO(as_excel(kept.body, year, lines))).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    page = signed_in(kept.signer).get(reverse("recognition:register_book", args=[kept.body.pk, year]))
    for line, row in zip(lines, rows, strict=True):
        assert row[:4] == (line.code, line.name, line.born, line.home)
        assert (row[7] or "") == line.note
        assert line.check in text.replace(" ", "")
        assert reverse("recognition:certificate_change", args=[line.token]) in page.text, (
            "the signer opens it from here"
        )
        for part in (line.code, line.note):
            assert part in page.text
            assert [
                word for word in part.split() if word not in text.replace(" ", "")
            ] == []  # a number may go over lines
    assert sheet["B6"].data_type == "s", "a name that begins with = computes nothing"
    assert sheet["A3"].font.strike
    assert not sheet["A4"].font.strike


def test_many_lines_many_pages_and_each_page_says_its_own(village: Village) -> None:
    day = TODAY()
    lines = [
        Line(
            n,
            f"ĐS-2026-{n:04d}",
            f"Người {n}",
            1980,
            "thôn Hạ, xã Đồng Sen, tỉnh Sen Hồng",
            day,
            "7KM-3RD-PW9-X4T",
            "",
            False,
            True,
        )
        for n in range(1, PAGE * 2 + 3)
    ]
    made = as_pdf(village.body, 2026, lines, day)
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 3
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    for page, last in zip(pages, (12, 24, 26), strict=True):
        assert f"ĐS-2026-{last:04d}:" in " ".join(page.extract_text().split())


def test_a_long_book_comes_in_several_files_and_none_leaves_a_number_out(kept: Village, monkeypatch) -> None:
    monkeypatch.setattr("recognition.certificates.book_views.MOST", 3)
    year, client = TODAY().year, signed_in(kept.officer)
    address = reverse("recognition:register_book_file", args=[kept.body.pk, year, "xlsx"])
    assert f"{address}?sau=3" in client.get(reverse("recognition:register_book", args=[kept.body.pk, year])).text
    found = []
    for part in ("", "?sau=3"):
        sheet = load_workbook(io.BytesIO(client.get(address + part).content)).active
        found += [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)]
    with everyone(WHY):
        assert found == [line.code for line in book_of(kept.body, year)]


def test_who_opens_the_book_and_its_files(kept: Village) -> None:
    year, client = TODAY().year, signed_in(kept.officer)
    here = reverse("recognition:register_book", args=[kept.body.pk, year])
    assert here in client.get(reverse("recognition:register_books")).text
    for kind in ("pdf", "xlsx"):
        address = reverse("recognition:register_book_file", args=[kept.body.pk, year, kind])
        got = client.get(address)
        assert (got.status_code, "no-store" in got["Cache-Control"]) == (200, True)
        assert signed_in(Village("Hạ Long").signer).get(address).status_code == 404
    assert client.get(here, {"sau": "4"}).context["lines"][0].number == 5
    assert client.get(here, {"sau": "x"}).status_code == 200
    assert client.get(reverse("recognition:register_book", args=[kept.body.pk, 1999])).status_code == 404


def test_a_place_chooses_its_design_and_what_is_issued_keeps_it(village: Village) -> None:
    admin, above = make_user("administrator", unit=village.unit), make_user("administrator", unit=village.unit.parent)
    assert choice_of(village.unit) == Choice("formal", False)
    choose(village.unit.parent, "modern", False, by=above)
    assert choice_of(village.unit) == Choice("modern", False)
    row = choose(village.unit, "dong-ho", True, by=admin)
    assert choose(village.unit, "dong-ho", True, by=admin) == row
    with everyone(WHY):
        one = (
            signing.sign([village.confirmed()], village.body, "128", TODAY(), village.signer)
            .lines.get()
            .certificates.get()
        )
    assert (one.design, one.printed_points) == ("dong-ho", True)
    choose(village.unit, "formal", False, by=admin)
    with everyone(WHY):
        one.refresh_from_db()
    assert one.design == "dong-ho"
    with pytest.raises(NotYours):
        choose(village.unit, "formal", False, by=village.signer)
    with pytest.raises(Incomplete):
        choose(village.unit, "ba chấm", False, by=admin)
    client = signed_in(admin)
    page = client.get(reverse("recognition:sheets"))
    assert "Tranh Đông Hồ" in page.text
    assert client.post(reverse("recognition:sheets"), {"unit": village.unit.pk, "design": "modern"}).status_code == 302
    assert choice_of(village.unit) == Choice("modern", False)
    assert client.post(reverse("recognition:sheets"), {"unit": "x", "design": "modern"}).status_code == 404
    assert client.get(reverse("recognition:sheet_sample", args=["modern"])).content.startswith(b"%PDF")
    assert client.get(reverse("recognition:sheet_sample", args=["khac"])).status_code == 404
    picture = client.get(reverse("recognition:sheet_picture", args=["modern"]))
    assert picture.content.startswith(b"\x89PNG")
    assert len(picture.content) < 30_000, "a phone fetches all of them"
