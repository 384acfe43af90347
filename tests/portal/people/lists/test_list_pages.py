"""The pages: send, read, answer, take in, give back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from portal.people.lists.models import ListedPerson, PeopleList
from portal.people.models import Learner
from portal.people.public import everyone
from tests.builders.people import (
    make_commune,
    make_learner,
    make_officer,
    make_province,
    make_staff,
    make_user,
    signed_in,
)
from tests.builders.people_lists import person, workbook

pytestmark = pytest.mark.usefixtures("pages")
LISTS = "/quay/danh-sach/"


@pytest.fixture
def staff(commune) -> Client:
    return signed_in(make_staff(commune))


def send(client: Client, commune, *rows) -> str:
    """Sends a list and returns the address of its page."""
    file = SimpleUploadedFile("danh sach.xlsx", workbook(rows))
    return client.post(LISTS, {"unit": commune.pk, "file": file}).url


def test_from_the_counter_to_people_who_are_found_there(staff, commune):
    assert LISTS in staff.get("/quay/").content.decode()
    at = send(staff, commune, person("Nguyễn Thị Hoa"), person("Hoa", "84"), person("Trần Văn Hùng"))
    page = staff.get(at).content.decode()
    assert "Ghi tên 2 người" in page
    assert "Họ và tên:" in page
    assert "“84” không phải năm sinh" in page
    assert staff.post(at, {"act": "take"}).url == at
    staff.post(at, {"act": "take"})
    page = staff.get(at).content.decode()
    assert "Ghi tên 2 người" not in page
    assert "“84” không phải năm sinh" in page
    assert "Trần Văn Hùng" in staff.post("/quay/", {"name": "tran hung"}).content.decode()
    stale = staff.post(at, {"act": "take"}, follow=True).content.decode()
    assert "Không còn ai để ghi" in stale
    assert "Đã ghi tên 0 người" not in stale


def test_a_file_that_cannot_be_read_is_refused_in_words(staff, commune):
    answer = staff.post(LISTS, {"unit": commune.pk, "file": SimpleUploadedFile("a.xlsx", b"x")})
    assert (answer.status_code, "không phải tệp Excel" in answer.content.decode()) == (422, True)
    assert "Hãy chọn tệp" in staff.post(LISTS, {"unit": commune.pk}).content.decode()


def test_who_is_asked_about_is_shown_with_the_way_there_and_answered(staff, commune):
    known = make_learner(commune)
    at = send(staff, commune, person("Nguyễn Thị Hoa"), person("Nguyễn Thị Hoa", ""))
    page = staff.get(at).content.decode()
    assert f"/quay/nguoi/{known.reference}/" in page
    assert "Chính là người ở dòng 2" in page
    staff.post(at, {"act": "answer", "row-2": known.reference, "row-3": "new"})
    assert "Ghi tên 1 người" in staff.get(at).content.decode()
    staff.post(at, {"act": "take"})
    with everyone("a test looks"):
        assert [one.registered for one in ListedPerson.objects.order_by("row")] == [False, True]


def test_a_row_that_is_the_person_of_another_row_leaves_nothing_to_press(staff, commune):
    at = send(staff, commune, person("Nguyễn Thị Hoa"), person("Nguyễn Thị Hoa", ""))
    staff.post(at, {"act": "answer", "row-3": "row-2"})
    assert 'value="take"' in staff.get(at).content.decode()
    staff.post(at, {"act": "take"})
    assert 'value="take"' not in staff.get(at).content.decode()


def test_all_who_are_clearly_known_are_answered_with_one_press(staff, commune):
    for name in ("Nguyễn Thị Hoa", "Trần Văn Hùng"):
        make_learner(commune, name)
    at = send(staff, commune, person("Nguyễn Thị Hoa"), person("Trần Văn Hùng"), person("Lê Văn Ba"))
    staff.post(at, {"act": "same"})
    staff.post(at, {"act": "take"})
    with everyone("a test looks"):
        assert (Learner.objects.count(), ListedPerson.objects.count()) == (3, 3)


def test_nonsense_for_an_answer_keeps_nothing(staff, commune):
    make_learner(commune)
    at = send(staff, commune, person("Nguyễn Thị Hoa"))
    staff.post(at, {"act": "answer", "row-2": "somebody", "row-²": "new", "row-99999999": "new"})
    assert PeopleList.objects.get().answers == {}
    assert staff.get(at + "?phan=hoi&trang=x").status_code == 200


def test_the_file_comes_back_with_what_became_of_each_row(staff, commune):
    at = send(staff, commune, person("Nguyễn Thị Hoa"), person("Hoa"))
    staff.post(at, {"act": "take"})
    back = staff.get(at + "tep/").content
    sheet = load_workbook(io.BytesIO(back)).worksheets[0]
    assert [sheet.cell(row, 9).value for row in (1, 2)] == ["Kết quả", "Đã ghi"]
    assert sheet.cell(3, 9).value.startswith("Họ và tên: ")
    sheet.cell(3, 1).value = "Lê Thị Hoa"
    out = io.BytesIO()
    sheet.parent.save(out)
    again = staff.post(LISTS, {"unit": commune.pk, "file": SimpleUploadedFile("b.xlsx", out.getvalue())}).url
    page = staff.get(again).content.decode()
    assert "Ghi tên 1 người" in page
    assert "Đây là ai?</h2>" not in page


def test_removing_the_file(staff, commune):
    at = send(staff, commune, person("Nguyễn Thị Hoa"))
    assert at in staff.get(LISTS).content.decode()
    staff.post(at, {"act": "drop"})
    assert at not in staff.get(LISTS).content.decode()
    assert staff.get(at + "tep/").status_code == 404
    assert staff.get(at).status_code == 200


def test_pages_stay_small_however_long_the_list_is(staff, commune):
    known = make_learner(commune)
    at = send(staff, commune, *[person("Nguyễn Thị Hoa")] * 60, *[person("Sai")] * 200)
    page = staff.get(at).content
    assert len(page) < 100_000
    assert known.reference in page.decode()
    assert "Trang 1 / 10" in page.decode() or "trang=2" in page.decode()


def test_the_sample(staff, commune):
    answer = staff.get(f"{LISTS}mau/?xa={commune.pk}")
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Danh sách", "Hướng dẫn", "Các lựa chọn"]
    assert staff.get(f"{LISTS}mau/?xa=x").status_code == 200


def test_nobody_else_comes_near(staff, commune, province):
    at = send(staff, commune, person("Nguyễn Thị Hoa"))
    strangers = [make_staff(make_commune("Khác", province)), make_officer(commune), make_user()]
    strangers.append(make_staff(make_commune("Xa", make_province("Tỉnh Khác"))))
    for stranger in strangers:
        client = signed_in(stranger)
        assert client.get(at).status_code in (403, 404)
        assert client.post(at, {"act": "take"}).status_code in (403, 404)
        assert client.get(at + "tep/").status_code in (403, 404)
    outside = {"unit": commune.pk, "file": SimpleUploadedFile("a.xlsx", workbook([person("Lê Văn Ba")]))}
    assert signed_in(strangers[0]).post(LISTS, outside).status_code == 422
    assert PeopleList.objects.count() == 1
