"""Questions of a lesson in and out as files, for who may edit it; how they are answered."""

import io
import re
import zipfile
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.imports import excel, gift
from content.imports.neutral import numbered
from content.imports.word.sample import sample as word_sample
from content.models import EnrolmentProgress, LessonPage
from content.public import answer
from content.questions.stats import items_of
from tests.builders.lessons import ids
from tests.builders.people import make_commune, make_learner, make_staff
from tests.content.conftest import School

GIFT = """::Một::Ai nên hỏi mã? {~Người lạ#Không đưa. =Không ai cả}

Kể về làng mình. {}

Một giờ có mấy phút? {#60:1}
"""


def address(name: str, lesson: LessonPage, *more: str) -> str:
    return reverse(f"content_questions{name}", args=[lesson.pk, *more])


def test_a_file_is_reported_line_by_line_and_what_is_ticked_goes_into_the_draft(school: School) -> None:
    client, lesson = school.client(school.staff[0]), school.lessons[1]
    before = lesson.live_revision_id
    report = client.post(address("_read", lesson), {"file": SimpleUploadedFile("a.txt", GIFT.encode())})
    assert "Nhận được 2 câu, không nhận được 1 câu." in report.text
    assert "tự luận" in report.text
    assert re.search(r'<td data-th="Dòng">3</td>\s*<td class="asked">Kể về làng', report.text)
    kept = re.search('name="kept" value="([^"]+)"', report.text)[1]
    for _press in (1, 2):  # pressed twice, taken once
        done = client.post(address("_take", lesson), {"kept": kept, "take": ["0", "1", "77", "x"]})
    assert done.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert client.get(done.url).status_code == 200
    page = LessonPage.objects.get(pk=lesson.pk)
    draft = page.get_latest_revision_as_object()
    assert [one.kind for one in draft.questions().values()] == ["single", "number"]
    assert page.live_revision_id == before
    assert not page.questions()
    for sent, told in (({"kept": kept[:-2], "take": "0"}, "quá lâu"), ({"kept": kept}, "Chưa đánh dấu câu nào")):
        again = client.post(address("_take", lesson), sent | {"text": "Chữ đã gõ {=a}"})
        assert (again.status_code, again.text.count(told)) == (422, 1)
        assert "Chữ đã gõ {=a}</textarea>" in again.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (None, "Hãy chọn một tệp"),
        (b"\xff\xfe\x00", "không phải tệp chữ"),
        (b"\xff\xfe", "Không đọc được chữ"),
        (b"<quiz><question type='essay'>", "Tệp XML bị hỏng"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>', "DOCTYPE"),
        (b"PK\x03\x04junk", "Không mở được gói này"),
        (b"%PDF-1.7 x", "tệp PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tệp kiểu cũ"),
        ("Câu một, đúng\nCâu hai, sai".encode(), "giữa hai ngoặc nhọn"),
        (b"x" * 5_000_001, "Tệp lớn quá"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(school: School, sent: bytes | None, told: str) -> None:
    files = {"file": SimpleUploadedFile("a", sent)} if sent else {}
    found = school.client(school.staff[0]).post(address("_read", school.lesson), files)
    assert found.status_code == 422
    assert told in found.text


@pytest.mark.parametrize(
    ("name", "sent", "told"),
    [
        ("a.xlsx", b"\x00\x01 broken", "Lưu lại trong Excel thành .xlsx"),
        ("a.xlsx", b"PK\x03\x04 broken", "Lưu lại trong Excel thành .xlsx"),
        ("a.csv", "Kiểu,Câu hỏi\nsố,Mấy {giờ}?".encode(), ".csv"),
        ("a.zip", b"x{=a ~b}", "Không mở được gói này"),
        ("a.docx", "packed", "Từ tệp Word thành bài học"),
        ("a.png", b"\x89PNG\r\n", "tệp ảnh"),
    ],
)
def test_no_kind_of_file_is_taken_for_another(school: School, name: str, sent: bytes | str, told: str) -> None:
    if sent == "packed":
        sent = word_sample()
    files = {"file": SimpleUploadedFile(name, sent), "text": "Một? {=a ~b}"}
    found = school.client(school.staff[0]).post(address("_read", school.lesson), files)
    assert found.status_code == 422
    error = re.search(r'id="q-file-error"[^>]*>([^<]+)', found.text)
    assert error
    assert told in error[1]
    assert "Một? {=a ~b}</textarea>" in found.text


def test_what_was_typed_stays_in_the_field(school: School) -> None:
    client, lesson, typed = school.client(school.staff[0]), school.lessons[1], "Một? {=a ~b}\n\nHai? {=a"
    report = client.post(address("_read", lesson), {"text": typed})
    assert "Nhận được 1 câu, không nhận được 1 câu." in report.text
    assert f"{typed}</textarea>" in report.text
    assert "Đặt { trước đáp án đầu" in report.text
    both = client.post(address("_read", lesson), {"text": typed, "file": SimpleUploadedFile("a.txt", GIFT.encode())})
    assert "Nhận được 2 câu" in both.text
    assert "Đã đọc tệp “a.txt”" in both.text
    assert f"{typed}</textarea>" in both.text
    long = client.post(address("_read", lesson), {"text": "x" * 200_001})
    assert long.status_code == 422
    assert re.search(r'id="q-text-error"[^>]*>[^<]*dài quá', long.text)


def test_only_who_may_edit_the_lesson_comes_here(school: School) -> None:
    client = school.client(make_staff(make_commune("Ao Sen")))
    names = [("", "get"), ("_read", "post"), ("_take", "post")]
    for name, how in names:
        assert getattr(client, how)(address(name, school.lesson)).status_code in (302, 403)
    assert client.get(address("_file", school.lesson, "gift")).status_code in (302, 403)
    assert school.client().get(address("", school.lesson)).status_code in (302, 403)


def test_questions_go_out_and_come_back_the_same(school: School) -> None:
    client, asked = school.client(school.staff[0]), [numbered(one) for one in school.lesson.questions().values()]
    out = client.get(address("_file", school.lesson, "gift"))
    assert [one.question for one in gift.read(out.content)] == asked
    sheet = excel.read(client.get(address("_file", school.lesson, "xlsx")).content)
    assert [one.question.text for one in sheet] == [one.text for one in asked]
    assert [one.question.choices for one in sheet] == [one.choices for one in asked]
    filled = excel.read(client.get(reverse("content_questions_sheet")).content)
    assert [one.reason for one in filled] == [""] * 8
    with zipfile.ZipFile(io.BytesIO(excel.write(asked)[0])) as book:
        assert b"<f>" not in b"".join(
            book.read(one) for one in book.namelist() if one.startswith("xl/worksheets/sheet")
        )


def test_counts_show_difficulty_and_answers_nobody_takes(school: School, django_assert_max_num_queries) -> None:
    lesson, block = school.lesson, ids(school.lesson)[0]
    for n in range(5):
        answer(make_learner(school.unit) if n else school.learner, lesson, block, ["a" if n else "b"])
    with django_assert_max_num_queries(4):
        first = items_of(lesson, lesson.questions())[0]
    assert (first.answered, first.right, first.share, first.difficulty) == (5, 1, 20, "hard")
    assert dict(first.picked) == {"a": 4, "b": 1}
    row = EnrolmentProgress.objects.first()
    held = row.learnt[str(lesson.pk)]["answers"][str(block)]
    held["revision"] = "before"
    row.save()
    assert (items_of(lesson, lesson.questions())[0].older, UUID(str(block))) == (1, block)
    page = school.client(school.staff[0]).get(address("", lesson)).text
    assert "Có từ 5 người trả lời mới tính tỷ lệ." in page
    edit = school.client(school.staff[0]).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
    assert address("", lesson) in edit
