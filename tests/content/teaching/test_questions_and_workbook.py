"""The questions of a course in numbers that show nobody, and the workbook."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from content.models import CentreSpace
from content.public import answer
from content.questions.stats import items_of
from portal.audit.models import Entry
from tests.builders.lessons import ids
from tests.builders.people import make_commune, make_learner, rename
from tests.content.teaching.conftest import Hall


def asked(hall: Hall, *given: str) -> None:
    """So many people answer the first question, one after the other from another commune as well."""
    far = make_commune("Đồng Mây", "Sen Mây")
    for number, choice in enumerate(given):
        who = make_learner(far if number % 2 else hall.school.unit, f"Lê Thị Sen {number}")
        answer(who, hall.school.lesson, ids(hall.school.lesson)[0], [choice])


def page(hall: Hall, query: str = ""):
    return hall.client().get(reverse("content:teaching_questions", args=[hall.course.pk]) + query)


def test_right_at_once_and_the_choice_taken_wrongly(hall: Hall) -> None:
    asked(hall, "a", "a", "b", "a")
    late = make_learner(hall.school.unit, "Cao Thị Ánh")
    for choice in ("a", "b"):
        answer(late, hall.school.lesson, ids(hall.school.lesson)[0], [choice])
    found = page(hall)
    item = found.context["items"][0]
    assert (item.answered, item.first, item.right) == (6, 2, 3), "the one who finished counts too"
    assert (item.first_share, item.share, item.likeliest_wrong) == (33, 50, ("Người lạ", 50))
    text = " ".join(found.content.decode().split())
    assert "6 người đã trả lời: 33 % đúng ngay, 50 % nay đã đúng." in text
    assert "Hay chọn nhầm nhất: “Người lạ”, 50 %." in text
    assert "Sen" not in text.partition("teach-questions")[2].partition("</ol>")[0]


def test_few_answers_show_no_share(hall: Hall) -> None:
    asked(hall, "a", "a", "a")
    item = page(hall).context["items"][0]
    assert (item.share, item.first_share, item.likeliest_wrong, item.nobody_right) == (None, None, None, False)


def test_a_question_that_nobody_gets_right(hall: Hall) -> None:
    far = make_commune("Đồng Mây", "Sen Mây")
    for number in range(4):
        answer(make_learner(far, f"Lê Thị Sen {number}"), hall.school.lesson, ids(hall.school.lesson)[3], ["Huế"])
    assert page(hall).context["nobody"] == 0, "one who finished got it right"
    answer(hall.people["finished"], hall.school.lesson, ids(hall.school.lesson)[3], ["Vinh"])
    text = page(hall).content.decode()
    assert "Có 1 câu chưa ai trả lời đúng" in text


def test_another_lesson_and_a_number_that_is_none(hall: Hall) -> None:
    assert page(hall, "?bai=2").context["lesson"].title == "Bài hai"
    for wrong in ("0", "99", "²", "x", "9" * 30):
        assert page(hall, f"?bai={wrong}").context["lesson"].title == "Bài một"


def test_who_may_edit_is_led_to_the_question(hall: Hall) -> None:
    block = ids(hall.school.lesson)[0]
    edit = reverse("wagtailadmin_pages:edit", args=[hall.school.lesson.pk])
    assert f"{edit}#block-{block}-section" in page(hall).content.decode()
    CentreSpace.objects.all().delete()
    assert edit not in page(hall).content.decode()


def test_as_many_questions_of_the_database_for_many_answers(hall: Hall, django_assert_max_num_queries) -> None:
    client, address = hall.client(), reverse("content:teaching_questions", args=[hall.course.pk])
    client.get(address)
    with django_assert_max_num_queries(22) as few:
        client.get(address)
    asked(hall, *"abababab")
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def workbook(hall: Hall):
    answer = hall.client().get(reverse("content:teaching_excel", args=[hall.course.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="khoa-hoc-{hall.course.pk}.xlsx"'
    return load_workbook(io.BytesIO(answer.content))


def test_people_and_lessons_by_name_and_the_questions(hall: Hall) -> None:
    book = workbook(hall)
    people, questions = book.worksheets
    rows = list(people.iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == [
        "Nguyễn Văn An", "Trần Thị Bưởi", "Bùi Thị Cúc", "Đặng Văn Hòa", "Phạm Thị Mai", "Lê Văn Tám",
    ]  # fmt: skip
    assert rows[1][3:] == ("Học xong", "Học xong hôm nay", None, "học xong", "học xong")
    assert rows[2][6] == "đang học"
    asked_rows = list(questions.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in asked_rows] == [1, 2, 3, 4]
    assert asked_rows[0][0] == "Bài một"


@pytest.mark.parametrize("name", ["=CMD() Hoa", "+84 Hoa", "-Hoa", "@Hoa"])
def test_no_name_becomes_a_formula(hall: Hall, name: str) -> None:
    rename(hall.people["stuck"].pk, name)
    cells = [row[0] for row in workbook(hall).worksheets[0].iter_rows(min_row=3)]
    cell = next(one for one in cells if one.value == name)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_who_took_the_file_stands_in_the_log(hall: Hall) -> None:
    workbook(hall)
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.subject, entry.details) == ("export.made", f"page:{hall.course.pk}", {"lines": 6})
    assert "Vũ Người Nơi Khác" not in [row[0] for row in workbook(hall).worksheets[0].iter_rows(values_only=True)]


def test_the_numbers_count_everybody(hall: Hall) -> None:
    asked(hall, "a", "b")
    first = items_of(hall.school.lesson, hall.school.lesson.questions())[0]
    assert first.answered == 3
