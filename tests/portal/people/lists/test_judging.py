"""What becomes of each row: mistakes by name, and people who are known already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.people.lists import keeping
from portal.people.lists.judging import ASKED, BEFORE, NEW, READY, SAME, WRONG, judge
from portal.people.lists.models import PeopleList
from portal.people.public import everyone
from portal.people.sign_in import keep_name
from portal.places.models import ResidentialGroup
from tests.builders.people import make_commune, make_learner, make_staff
from tests.builders.people_lists import ALL, MISTAKES, many, person, workbook


@pytest.fixture
def staff(commune):
    return make_staff(commune)


@pytest.fixture
def sent(staff, commune):
    def send(*rows, heads=ALL) -> PeopleList:
        return keeping.keep_file(staff, commune, workbook(rows, heads))

    return send


def judged(made: PeopleList):
    made.refresh_from_db()
    return judge(made, keeping.lines_of(made))


@pytest.mark.parametrize(
    ("row", "field", "word"), MISTAKES, ids=[f"{place}-{one[1]}" for place, one in enumerate(MISTAKES)]
)
def test_each_mistake_is_named_by_column_reason_and_next_step(sent, row, field, word):
    found = judged(sent(person("Nguyễn Thị Hoa"), row)).of(WRONG)
    assert [one.number for one in found] == [3]
    (problem,) = found[0].problems
    assert problem.field == field
    assert word.lower() in problem.text.lower()


def test_every_mistake_of_a_row_is_named_at_once(sent):
    (row,) = judged(sent(person("Hoa", "84", phone="123", consents="?"))).rows
    assert [one.field for one in row.problems] == ["full_name", "birth_year", "phone", "consents"]


def test_what_excel_makes_of_numbers_is_understood(sent, commune):
    ResidentialGroup.objects.create(unit=commune, name="Thôn Hạ", valid_from=commune.valid_from)
    row = person("Nguyễn Thị Hoa", 1984.0, address_form="CHI", subject_group="n1", group="thon ha", phone=912345678)
    (found,) = judged(sent([*row[:6], "X", ""])).rows
    assert found.state == READY, found.problems
    wish = found.wish
    assert (wish.person.birth_year, wish.person.address_form, wish.person.subject_group) == (1984, "chị", "N1")
    assert (wish.person.group.name, wish.phone, wish.consents) == ("Thôn Hạ", "+84912345678", True)


def test_the_same_name_in_the_same_commune_is_asked_about(sent, commune, province):
    known = make_learner(commune, "Nguyễn Thị Hoa")
    make_learner(make_commune("Khác", province), "Lê Văn Tùng")
    rows = judged(
        sent(
            person("NGUYEN THI HOA"),
            person("Hoa Nguyễn Thị"),
            person("Nguyễn Thị Hoa", "1990"),
            person("Lê Văn Tùng"),
            person("Nguyễn Thị Hòa", ""),
        )
    ).rows
    assert [row.state for row in rows] == [ASKED, READY, READY, READY, ASKED]
    (first,) = rows[0].candidates
    assert (first.facts, rows[0].facts) == ("1984", "1984")
    assert (first.key, first.full_name, first.birth_year) == (known.reference, "Nguyễn Thị Hoa", 1984)
    assert {one.key for one in rows[4].candidates} == {known.reference, "row-2", "row-4"}


def test_the_same_number_is_asked_about_in_the_own_commune_only(sent, commune, province):
    known, stranger = make_learner(commune), make_learner(make_commune("Khác", province), "Lê Văn Kín")
    keep_name(known.user, "0912345678")
    keep_name(stranger.user, "0987654321")
    made = sent(person("Trần Văn Khác", phone="0912 345 678"), person("Vũ Thị Xa", phone="0987654321"))
    first, second = judged(made).rows
    assert (first.state, first.candidates[0].facts) == (ASKED, "1984, cùng số điện thoại")
    assert (second.state, second.candidates, second.number_taken) == (READY, [], True)


def test_two_of_the_list_with_one_name_or_one_number(sent):
    made = sent(
        person("Nguyễn Thị Hoa", phone="0912345678"),
        person("Nguyễn Thị Hoa"),
        person("Trần Văn Hùng", phone="0912345678"),
    )
    rows = judged(made).rows
    assert [row.state for row in rows] == [READY, ASKED, READY]
    assert [one.row for one in rows[1].candidates] == [2]
    assert [row.number_taken for row in rows] == [False, False, True]


def test_answers_hold_until_somebody_comes_who_was_not_seen(sent, commune):
    known = make_learner(commune)
    made = sent(person("Nguyễn Thị Hoa"), person("Trần Văn Hùng"))
    found = judged(made)
    assert keeping.keep_answers(made, found, {2: known.reference, 3: NEW, 9: NEW}) == 1
    row = judged(made).rows[0]
    assert (row.state, row.chosen.key) == (SAME, known.reference)
    keeping.keep_answers(made, found, {2: NEW})
    assert judged(made).rows[0].state == READY
    assert keeping.keep_answers(made, found, {2: "somebody-else"}) == 0
    make_learner(commune)
    assert judged(made).rows[0].state == ASKED


def test_rows_marked_as_taken_in_are_left_alone(sent):
    rows = [[*person("Nguyễn Thị Hoa"), "Đã ghi"], [*person("Trần Văn Hùng"), "Năm sinh: sai"]]
    assert [row.state for row in judged(sent(*rows, heads=[*ALL, "Kết quả"])).rows] == [BEFORE, READY]


def test_a_list_of_two_hundred_names_every_mistake_with_a_handful_of_questions(sent, commune):
    with everyone("a test makes people"):
        for _one in range(3):
            make_learner(commune, "Nguyễn Thị Hoa")
    few, (rows, planted) = sent(person("Nguyễn Thị Hoa"), person("Hoa")), many(200, len(MISTAKES))
    made = sent(*rows)
    asked = []
    for one in (few, made):
        one, lines = PeopleList.objects.select_related("unit").get(pk=one.pk), keeping.lines_of(one)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = judge(one, lines)
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= 8
    assert {row.number: row.problems[0].field for row in found.of(WRONG)} == {
        row: said[0] for row, said in planted.items()
    }
    assert len(found.of(READY)) == 200 - len(planted)
