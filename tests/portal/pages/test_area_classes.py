"""Classes of areas: a document is read back line by line, imported whole or not at all, and put right by the next one."""

import io
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from portal.audit.public import Entry
from portal.places import public as places
from portal.places.area_file import read_area_lines
from portal.places.models import AreaClass, AreaImport, UnitVersion
from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin, make_commune, make_officer, make_province, make_staff, signed_in

PAGE = "/quan-ly/phan-loai-xa/"


@pytest.fixture
def world(db):
    site_with_courses()
    province = make_province()
    return province, make_commune("Đồng Sen", province), make_commune("Đồng Trăng", province)


def code(unit) -> str:
    return UnitVersion.objects.get(unit=unit).code


def typed(lines: str, **changes) -> dict:
    return {"number": "12/QĐ-TTg", "signed_on": "1/6/2026", "issuer": "Thủ tướng Chính phủ", "lines": lines, **changes}


def again(client, page, data):
    return client.post(PAGE, data | {"act": "save", "looked": page.context["looked"]})


def test_looked_at_then_imported_and_shown(world):
    province, sen, trang = world
    client = signed_in(make_admin(province))
    assert "chưa rõ: tính như xã bình thường" in client.get(PAGE).content.decode()
    data = typed(f"Mã; mức; ngày\n{code(sen)}; khó khăn; 1/7/2026\n{code(trang)}\tbình thường\t01/07/2026\n")
    looked = client.post(PAGE, data)
    assert (looked.status_code, AreaClass.objects.count()) == (200, 0)
    assert [(one.name, one.line.value) for one in looked.context["told"]] == [
        ("Xã Đồng Sen", "disadvantaged"),
        ("Xã Đồng Trăng", "ordinary"),
    ]
    made = again(client, looked, data)
    assert made.status_code == 302
    assert again(client, looked, data).url == made.url  # the button pressed twice
    assert (AreaImport.objects.count(), AreaClass.objects.count()) == (1, 2)
    assert places.area_class(sen, date(2026, 7, 1)) == "disadvantaged"
    assert places.area_class(sen, date(2026, 6, 30)) == "ordinary"  # not known yet
    assert Entry.objects.filter(act="area_classes.imported").count() == 1
    assert "12/QĐ-TTg" in client.get(made.url).content.decode()
    page = client.get(PAGE).content.decode()
    assert "Thủ tướng Chính phủ" in page
    assert (
        "Xã Đồng Trăng" not in client.get(PAGE, {"loc": "kho-khan"}).content.decode().partition('<nav class="tabs"')[2]
    )


def test_the_next_document_puts_it_right_and_the_first_one_is_kept(world):
    province, sen, _trang = world
    client, day = signed_in(make_admin(province)), date(2026, 9, 1)

    def bring(lines, **changes):
        data = typed(lines, **changes)
        looked = client.post(PAGE, data)
        return looked, again(client, looked, data)

    bring(f"{code(sen)}; khó khăn; 1/7/2026\n{code(sen)}; bình thường; 1/1/2027")
    assert (places.area_class(sen, day), places.area_class(sen, date(2027, 2, 1))) == ("disadvantaged", "ordinary")
    looked, _made = bring(f"{code(sen)}; bình thường; 1/7/2026", number="15/QĐ-TTg")
    assert "12/QĐ-TTg" in looked.content.decode()  # it says what it takes the place of
    assert places.area_class(sen, day) == "ordinary"
    assert places.classes_on(sen.parent.children.all(), day)[sen.pk].imported_in.number == "15/QĐ-TTg"
    assert places.known_places([sen]).area_classes[sen.pk]
    bring(f"{code(sen)}; khó khăn; 1/7/2026")  # the first document once more
    assert places.area_class(sen, date(2027, 2, 1)) == "disadvantaged"
    assert AreaClass.objects.count() == 4


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("99999; khó khăn; 1/7/2026", "Không có xã nào"),
        ("xã A; khó khăn; 1/7/2026", "mã"),
        ("{sen}; rất khó; 1/7/2026", "rất khó"),
        ("{sen}; khó khăn; 31/2/2026", "31/2/2026"),
        ("{sen}; khó khăn", "ngày"),
        ("{sen}; khó khăn; 1/7/2024", "01/07/2024"),
        ("{far}; khó khăn; 1/7/2026", "không thuộc"),
        ("{trang}; bình thường; 1/7/2026", "dòng 1"),
        ("{trang}; khó khăn; 1/7/2026", "dòng 1"),
    ],
)
def test_a_wrong_line_says_why_and_nothing_is_imported(world, line, why):
    province, sen, trang = world
    far = make_commune("Xa Lắm")
    client = signed_in(make_admin(province))
    names = {"sen": code(sen), "trang": code(trang), "far": code(far)}
    data = typed(f"{names['trang']}; khó khăn; 1/7/2026\n" + line.format(**names))
    page = client.post(PAGE, data | {"act": "save", "looked": "x"})
    assert page.status_code == 422
    (wrong,) = [one.line for one in page.context["told"] if one.line.wrong]
    assert wrong.number == 2
    assert why in wrong.wrong
    assert line.format(**names) in page.content.decode()  # what was typed stands in the field
    assert not AreaClass.objects.exists()


def workbook(*rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_files_of_every_kind_fill_the_field(world):
    province, sen, _trang = world
    client, number = signed_in(make_admin(province)), code(sen)
    csv = f"mã,mức,ngày\r\n{number},khó khăn,2026-07-01\r\n"
    files = {
        "comma.csv": csv.encode(),
        "bom.csv": csv.replace(",", ";").encode("utf-8-sig"),
        "unicode.txt": csv.replace(",", "\t").encode("utf-16"),
        "book.xlsx": workbook(("Mã", "Mức", "Ngày"), (int(number), "Khó khăn", datetime(2026, 7, 1))),
    }
    for name, content in files.items():
        page = client.post(PAGE, typed("") | {"file": SimpleUploadedFile(name, content)})
        assert page.status_code == 200, (name, page.context["form"].errors)
        assert [(one.name, one.line.value, one.line.day) for one in page.context["told"]] == [
            ("Xã Đồng Sen", "disadvantaged", date(2026, 7, 1))
        ], name
        assert number in page.context["form"]["lines"].value()


def test_a_code_that_lost_its_zeros_gets_them_back():
    assert [line.code for line in read_area_lines("4; khó khăn; 1/7/2026\n00004; khó khăn; 2/7/2026")] == ["00004"] * 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0 a picture",
        b"PK\x03\x04 no workbook",
        b"a\0b",
        "mã;mức".encode("latin-1", "replace"),
        b"x" * 3_000_001,
        b"1;2;3\n" * 5_002,
    ],
    ids=["empty", "picture", "broken zip", "nul", "old letters", "too large", "too many lines"],
)
def test_what_is_no_list_is_refused_and_the_document_stays_typed(world, content):
    client = signed_in(make_admin(world[0]))
    page = client.post(PAGE, typed("") | {"file": SimpleUploadedFile("tep.csv", content)})
    assert page.status_code == 422
    assert list(page.context["form"].errors)[0] == "file"
    assert "12/QĐ-TTg" in page.content.decode()


def test_only_administrators_and_each_for_own_places(world):
    province, sen, trang = world
    for user in (make_staff(sen), make_officer(sen)):
        client = signed_in(user)
        assert client.get(PAGE).status_code == client.post(PAGE, typed("")).status_code == 403
    client = signed_in(make_admin(sen))
    page = client.post(PAGE, typed(f"{code(trang)}; khó khăn; 1/7/2026"))
    assert page.status_code == 422
    data = typed(f"{code(trang)}; khó khăn; 1/7/2026")
    chief = signed_in(make_admin(province))
    there = again(chief, chief.post(PAGE, data), data).url
    assert "Đồng Trăng" not in client.get(there).content.decode()


def test_a_whole_country_costs_few_questions(world, django_assert_max_num_queries):
    province = world[0]
    units = [make_commune(f"Xã số {n}", province) for n in range(60)]
    client = signed_in(make_admin(province))
    lines = "\n".join(f"{code(unit)}; khó khăn; {timezone.localdate():%d/%m/%Y}" for unit in units)
    looked = client.post(PAGE, typed(lines))
    with django_assert_max_num_queries(30):
        assert again(client, looked, typed(lines)).status_code == 302
    with django_assert_max_num_queries(24):
        client.get(PAGE)
