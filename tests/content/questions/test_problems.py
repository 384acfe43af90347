"""What is said to an answer that is none: by kind what is missing and what to do, named as it stands on the page."""

import pytest

from content.practice.check import DONE, ON, PART
from content.practice.register import tasks
from content.practice.task import LOOKS
from content.questions.asked import Choice, Gap, HalfAnswer, NoAnswer, Pair, Question
from content.questions.kinds import REGISTER
from content.questions.marking import mark
from content.questions.problems import nothing, problem_of, quoted

LINES = ("Bấm “Gửi” rồi chờ.", "Đọc lại lá đơn", "Hỏi người nhà", "Ký tên", "Nộp ở xã")
ORDER = Question("order", "?", tuple(Choice(key, text, False) for key, text in zip("abcde", LINES, strict=True)))
MATCH = Question("match", "?", pairs=(Pair("a", "Công an", "113"), Pair("b", "Cấp cứu", "115")))
GAPS = Question("fill_in", "?", sentence="{1} {2} {3}", gaps=tuple(Gap(key, ("x",)) for key in "123"))


def told(question: Question, *answers: str) -> str:
    with pytest.raises((NoAnswer, HalfAnswer)) as refused:
        mark(question, answers)
    return problem_of(question, refused.value, answers)[0]


def test_every_kind_and_every_screen_says_what_is_missing() -> None:
    kinds = [nothing(Question(kind, "?")) for kind in REGISTER if kind != "task"]
    assert len(set(kinds)) == len(kinds), "no two kinds say the same"
    for look in LOOKS:
        assert nothing(Question("task", "?"), look).startswith("Chưa"), look


@pytest.mark.parametrize("task", tasks().values(), ids=lambda task: task.key)
def test_a_screen_sent_as_it_was_is_no_answer(task) -> None:
    variant = task.variants[0]
    screen = variant.screens[0]
    place = f"{variant.key}.{screen.key}"
    as_it_was = [f"{place}.{item.key}{PART}{ON}" for item in screen.items if item.now]
    said = told(Question("task", "?", task=task.key), *as_it_was, f"{place}{PART}{DONE}")
    if screen.look == "form":
        assert all(field.label in said for field in screen.fields[:3])
    else:
        assert said == nothing(Question("task", "?"), screen.look)


def test_an_empty_form_names_the_boxes_that_are_left() -> None:
    task = tasks()["dien-don"]
    for variant in task.variants:
        screens = [screen for screen in variant.screens if screen.look == "form"]
        for screen in screens:
            before = variant.screens[: variant.screens.index(screen)]
            assert before == (), "this test fills in nothing before the form"
            place = f"{variant.key}.{screen.key}"
            first, *others = screen.fields
            sent = [f"{place}.{one.key}{PART}{'x' if one is first else ' '}" for one in screen.fields]
            said = told(Question("task", "?", task=task.key), *sent, f"{place}{PART}{DONE}")
            assert said.startswith("Chưa điền: "), said
            assert first.label not in said
            assert all(one.label in said for one in others)


def test_lines_without_a_place_are_not_called_twice() -> None:
    assert told(ORDER, f"a{PART}1", f"c{PART}3", f"d{PART}3") == "Chưa chọn thứ tự cho: “Đọc lại lá đơn”, “Nộp ở xã”."
    said = told(ORDER, *(f"{key}{PART}{place}" for key, place in zip("abcde", "22345", strict=True)))
    assert "Số 2 được chọn cho nhiều dòng: “Bấm ‘Gửi’ rồi chờ”, “Đọc lại lá đơn”." in said
    assert "bước" not in said
    assert told(ORDER) == nothing(ORDER)
    assert told(ORDER, f"a{PART}1").endswith("“Đọc lại lá đơn”, “Hỏi người nhà”, “Ký tên”, 1 mục nữa.")


def test_gaps_and_pairs_are_all_named() -> None:
    assert told(GAPS, f"2{PART}x") == "Chưa điền chỗ trống 1, 3."
    assert told(MATCH, f"b{PART}b") == "Chưa ghép: “Công an”. Hãy chọn vế đi cùng."


def test_words_are_quoted_once() -> None:
    assert quoted('Bấm "Gửi" ngay.') == "“Bấm ‘Gửi’ ngay”"
    assert quoted("rất dài " * 20) == f"“{'rất dài ' * 7}rất…”".replace(" …", "…")
