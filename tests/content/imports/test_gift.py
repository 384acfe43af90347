"""GIFT: files as they are found are read or refused question by question; what we write comes back the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.imports import gift
from content.imports.neutral import LARGEST, MOST, NoFile, numbered, truth
from content.questions.asked import Choice, Pair, Question

TEXT = st.text("abĐạ 12=~#{}:\\.,?!-%\n*[]/“”<>&", min_size=1, max_size=30).map(
    lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
)
SAID = st.one_of(st.just(""), TEXT)
PLAIN = TEXT.filter(bool)


def _fits(text: str) -> bool:
    """What the format itself can say: no arrow, star or name of a format where it would mean something."""
    return bool(text) and "->" not in text and "*" not in text and not text.startswith(("[", "%", "//", "$"))


OWN = PLAIN.filter(_fits)


@st.composite
def questions(draw) -> Question:
    kind = draw(st.sampled_from(["single", "several", "true_false", "short_text", "match", "number"]))
    about = {"text": draw(OWN), "explanation": draw(SAID.filter(lambda text: not text or _fits(text)))}
    said = SAID.filter(lambda text: not text or _fits(text))
    texts = draw(st.lists(OWN, min_size=2, max_size=6, unique=True))
    if kind == "single":
        right = draw(st.integers(0, len(texts) - 1))
        found = [Choice(str(n), text, n == right + 1, draw(said)) for n, text in enumerate(texts, 1)]
        return Question(kind, choices=tuple(found), **about)
    if kind == "several":
        marks = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)).filter(lambda one: sum(one) > 1))
        found = [
            Choice(str(n), text, is_, draw(said)) for n, (text, is_) in enumerate(zip(texts, marks, strict=True), 1)
        ]
        return Question(kind, choices=tuple(found), **about)
    if kind == "true_false":
        return Question(kind, choices=truth(draw(st.booleans()), draw(said), draw(said)), **about)
    if kind == "short_text":
        return Question(kind, accepted=tuple(texts), said_right=draw(said), said_wrong=draw(said), **about)
    if kind == "match":
        lefts = draw(st.lists(OWN, min_size=2, max_size=5, unique=True))
        pairs = [Pair(str(n), left, draw(OWN), draw(said)) for n, left in enumerate(lefts, 1)]
        return Question(kind, pairs=tuple(pairs), **about)
    number, tolerance = draw(st.decimals(-(10**6), 10**6, places=2)), draw(st.decimals(0, 50, places=2))
    return Question(kind, number=number, tolerance=tolerance, said_right=draw(said), **about)


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
