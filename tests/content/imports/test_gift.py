"""GIFT: files as they are found are read or refused question by question; what we write comes back the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.imports import gift
from content.imports.neutral import LARGEST, MOST, NoFile, numbered, truth
from content.questions.asked import Choice, Pair, Question

# Signs that mean something in the format, blank lines and double blanks stand inside texts as they like.
PIECES = st.sampled_from(
    [*"abĐạ12=~#{}:\\.,?!-%*[]/“”<>&$ \n", "  ", "\n\n", "%50%", "%0%", "[html]", "[plain]", "//", "::", "####", "\\n", "\\*",
     "$CATEGORY: ", "<b>", "</b>", "&lt;", "a<b và c>d", "{T}", "TRUE", "1..2"]
)  # fmt: skip
TEXT = st.lists(PIECES, min_size=1, max_size=12).map(lambda pieces: "".join(pieces).strip()).filter(bool)
SAID = st.one_of(st.just(""), TEXT)
JOINED = TEXT.filter(lambda text: "->" not in text)  # an arrow cannot be written in a pair


@st.composite
def questions(draw) -> Question:
    kind = draw(st.sampled_from(["single", "several", "true_false", "short_text", "match", "number"]))
    about = {
        "text": draw(TEXT),
        "explanation": draw(SAID),
        "hint": draw(st.sampled_from(["", "Nghĩ kỹ.", 'Có "dấu"\nhai dòng'])),
    }
    texts = draw(st.lists(JOINED, min_size=2, max_size=6, unique=True))
    if kind in ("single", "several"):
        right = draw(st.integers(0, len(texts) - 1))
        marks = [n == right or kind == "several" and draw(st.booleans()) for n in range(len(texts))]
        found = [
            Choice(str(n), text, is_, draw(SAID)) for n, (text, is_) in enumerate(zip(texts, marks, strict=True), 1)
        ]
        return Question(kind, choices=tuple(found), fixed=draw(st.booleans()), **about)
    if kind == "true_false":
        return Question(kind, choices=truth(draw(st.booleans()), draw(SAID), draw(SAID)), **about)
    if kind == "short_text":
        return Question(kind, accepted=tuple(texts), said_right=draw(SAID), said_wrong=draw(SAID), **about)
    if kind == "match":
        pairs = [Pair(str(n), left, draw(JOINED), draw(SAID)) for n, left in enumerate(texts, 1)]
        return Question(kind, pairs=tuple(pairs), **about)
    number, tolerance = draw(st.decimals(-(10**6), 10**6, places=3)), draw(st.decimals(0, 50, places=3))
    said = {
        "said_right": draw(SAID),
        "said_wrong": draw(st.sampled_from(["", "Chưa đúng."])),
        "unit": draw(st.sampled_from(["", "kg"])),
    }
    return Question(kind, number=number, tolerance=tolerance, **said, **about)


@given(st.lists(questions(), min_size=1, max_size=5))
def test_what_is_written_comes_back(asked: list[Question]) -> None:
    data, left = gift.write((f"Câu {n}", question) for n, question in enumerate(asked, 1))
    assert left == []
    found = gift.read(data)
    assert [one.reason for one in found] == [""] * len(asked)
    assert [one.question for one in found] == [numbered(question) for question in asked]
    assert [one.name for one in found] == [f"Câu {n}" for n in range(1, len(asked) + 1)]


FOUND = [
    ("1+1=2 {T}", "true_false"),
    ("Đất tròn {TRUE#Sai rồi#Đúng rồi}", "true_false"),
    ("Màu? {=vàng # đúng ~đỏ # chưa ~lam}", "single"),
    ("Hai {=hai =2} là đủ.", "short_text"),
    ("Con gì? {\n=mèo -> chuột\n=chó -> xương\n}", "match"),
    ("Năm? {#1822:5}", "number"),
    ("Pi? {#3.141..3.142}", "number"),
    ("Ai? {~%-100%không ai ~%50%một ~%50%hai ~%-100%ba}", "several"),
    ("[html]<p>Chữ</p>{=a ~b}", "single"),
    ("Viết một đoạn {}", "free text"),
    ("Chỉ là lời dặn.", "no answers"),
    ("Dở {=a ~b", "braces"),
    ("Hai chỗ {=a ~b} và {=c ~d}", "several places"),
    ("Một {~a}", "choices: few"),
    ("Số {#ba}", "no number"),
    ("Sao {=a*b}", "star"),
    ("Sai hết {~a ~b}", "none right"),
    ("::Tên không đóng {T}", "name not closed"),
]


@pytest.mark.parametrize(("text", "becomes"), FOUND)
def test_each_question_is_taken_or_refused_by_name(text: str, becomes: str) -> None:
    (found,) = gift.read(f"// lời ghi\n\n{text}\n".encode())
    assert (found.question.kind if found.question else found.reason) == becomes
    assert found.line == 3


def test_a_file_is_read_with_lines_names_and_categories_left_out() -> None:
    text = "\ufeff$CATEGORY: $course$/A\r\n\r\n::Một:: A {T}\r\n\r\n\r\n// x\r\n::Hai:: B {\r\n\r\n=a\r\n~b\r\n}\r\n\r\nC {"
    found = gift.read(text.encode())
    assert [(one.line, one.name, one.reason) for one in found] == [
        (3, "Một", ""),
        (7, "Hai", ""),
        (13, "C {", "braces"),
    ]


def test_what_is_left_out_is_noted() -> None:
    (found,) = gift.read(b'[html]<p>A<img src="x"></p>{=a ~%30%b ~c}')
    assert found.notes == ("left out: picture", "left out: part marks")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "no questions"), (b"\n\n", "no questions"), ("Câu {T}".encode("utf-16"), "not utf-8"), (b"x" * (LARGEST + 1), "large"),
     (b"a {T}\n\n" * (MOST + 1), "many")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NoFile) as problem:
        gift.read(data)
    assert problem.value.reason == reason


def test_kinds_that_the_format_does_not_have_are_named() -> None:
    order = Question("order", "?", (Choice("a", "1", False), Choice("b", "2", False), Choice("c", "3", False)))
    asked = Question("number", "Mấy?", number=Decimal(3))
    data, left = gift.write([("Thứ tự", order), ("Số", asked)])
    assert (left, len(gift.read(data))) == (["Thứ tự"], 1)
    assert data.decode().endswith(": Thứ tự\n")


def test_what_only_this_portal_knows_is_a_comment_to_others() -> None:
    asked = Question("several", "Gì?", (Choice("1", "a", True), Choice("2", "b", False)), hint="Nghĩ.", fixed=True)
    data, left = gift.write([("Một", asked)])
    assert left == []
    assert data.decode().startswith('// portal {"hint": "Nghĩ.", "fixed": true, "kind": "several"}\n::Một::')
    assert gift.read(data)[0].question == asked


@pytest.mark.parametrize(
    "comment",
    [
        "{",
        "{}",
        '{"hint": 1, "fixed": "x", "kind": "number"}',
        '{"text": "x"}',
        '{"hint": "\\u0000\\ud800"}',
        "{" * 5000 + "}",
    ],
)
def test_a_comment_that_we_did_not_write_changes_nothing(comment: str) -> None:
    (found,) = gift.read(f"// portal {comment}\nA {{T}}".encode())
    assert found.question == Question("true_false", "A", truth(True))


def test_a_comment_belongs_to_the_next_question_alone() -> None:
    found = gift.read(b'A {T}\n\n// portal {"hint": "x"}\n\nB {T}\n\nC {T}')
    assert [one.question.hint for one in found if one.question] == ["", "x", ""]


def test_line_ends_of_a_form_are_line_ends() -> None:
    (found,) = gift.read(gift.write([("Một", Question("true_false", "A\r\n\r\nB", truth(True)))])[0])
    assert found.question
    assert found.question.text == "A\n\nB"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{=a ~%100%b ~c}", ["a", "b"]),
        ("{~%100%a ~b}", ["a"]),
        ("{~%100%a ~%100%b ~c}", ["a", "b"]),
        ("{=%50%a =%50%b ~c}", ["a", "b"]),
        ("{=a ~%0%b}", ["a"]),
    ],
)
def test_a_share_of_a_hundred_is_fully_right(text: str, right: list[str]) -> None:
    (found,) = gift.read(f"Gì? {text}".encode())
    assert found.question
    assert found.question.kind == ("single" if len(right) == 1 else "several")
    assert [one.text for one in found.question.choices if one.right] == right
    assert found.notes == ()


def test_words_after_the_two_of_true_or_false_are_noted() -> None:
    (found,) = gift.read(b"A {TRUE#sai#hay#them}")
    assert found.question
    assert [one.feedback for one in found.question.choices] == ["hay", "sai"]
    assert found.notes == ("left out: feedback",)


def test_a_category_right_after_a_question_is_no_text() -> None:
    found = gift.read(b"A {T}\n$CATEGORY: x\nB {F}\n$CATEGORY: y\n\nC {T\n$CATEGORY: z\nD {T}")
    assert [(one.line, one.reason, one.question and one.question.text) for one in found] == [
        (1, "", "A"),
        (3, "", "B"),
        (6, "braces", None),
        (8, "", "D"),
    ]


@pytest.mark.parametrize(
    ("text", "asked", "first"),
    [
        ("<p>10<sup>2</sup></p> {=a &lt; b ~c}", "10²", "a < b"),
        ("[moodle]a<br>b {=<b>c</b> ~d}", "a\nb", "c"),
        ("[plain]<b>a</b> {=a &lt; b ~c}", "<b>a</b>", "a &lt; b"),
        ("[plain]<b>a</b> {=[html]<i>c</i> ~d}", "<b>a</b>", "c"),
        ("[html]a {=[plain]<i>c</i> ~d}", "a", "<i>c</i>"),
        ("[plain][html] là gì {=a ~b}", "[html] là gì", "a"),
    ],
)
def test_a_text_without_a_format_is_html_where_that_is_plain(text: str, asked: str, first: str) -> None:
    (found,) = gift.read(text.encode())
    assert found.question
    assert (found.question.text, found.question.choices[0].text, found.notes) == (asked, first, ())


def test_what_only_looks_like_a_tag_is_kept_and_noted() -> None:
    (found,) = gift.read("So a<b và c>d {T}".encode())
    assert found.question
    assert (found.question.text, found.notes) == ("So a<b và c>d", ("left out: formatting",))
