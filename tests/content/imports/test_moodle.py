"""Moodle XML: what is typed is kept sign for sign, what is said is kept or noted, and nothing is guessed."""

import pytest

from content.imports import moodle_xml
from content.imports.markup import words_of
from content.imports.neutral import Read
from content.imports.words import left_out

LIKE = "a&lt;b và c&gt;d"


def question(kind: str, *more: str, text: str = "Gì?", form: str = "html") -> Read:
    asked = f'<questiontext format="{form}"><text>{text}</text></questiontext>'
    (found,) = moodle_xml.read(f"<quiz><question type='{kind}'>{asked}{''.join(more)}</question></quiz>".encode())
    return found


def answer(share: int, text: str, said: str = "", form: str = "") -> str:
    told = f"<feedback format='html'><text>{said}</text></feedback>" if said else ""
    mark = f" format='{form}'" if form else ""
    return f"<answer fraction='{share}'{mark}><text>{text}</text>{told}</answer>"


def test_what_is_typed_keeps_signs_that_look_like_tags() -> None:
    for form in ("", "moodle_auto_format", "plain_text", "html"):
        short = question("shortanswer", answer(100, LIKE, form=form))
        assert short.question
        assert (short.question.accepted, short.notes) == (("a<b và c>d",), ())
    sides = [
        f"<subquestion format='plain_text'><text>{LIKE} {n}</text><answer><text>{LIKE}</text></answer></subquestion>"
        for n in (1, 2)
    ]
    match = question("matching", *sides, text=LIKE, form="plain_text")
    assert match.question
    assert (match.question.text, match.notes) == ("a<b và c>d", ())
    assert [(one.left, one.right) for one in match.question.pairs] == [
        (f"a<b và c>d {n}", "a<b và c>d") for n in (1, 2)
    ]
    single = question("multichoice", answer(100, LIKE, form="plain_text"), answer(0, "x", form="plain_text"))
    assert single.question
    assert single.question.choices[0].text == "a<b và c>d"


@pytest.mark.parametrize(
    ("text", "words", "notes"),
    [
        ("a<b và c>d", "a<b và c>d", ("left out: formatting",)),
        ("a < b", "a < b", ()),
        ("a &lt; b &amp; c&nbsp;d", "a < b & c d", ()),
        ("AT&T; &khong;", "AT&T; &khong;", ()),
        ("<p>a</p><p>b</p>", "a\nb", ()),
        ('<font color="red">a</font>', "a", ()),
        ("10<sup>2</sup>", "10²", ()),
        ("a<br>b<br />c", "a\nb\nc", ()),
        ("<script>x</script>a", "a", ()),
    ],
)
def test_a_text_of_no_format_is_html_where_that_is_plain(text: str, words: str, notes: tuple[str, ...]) -> None:
    assert words_of(text) == (words, notes)


def test_what_is_said_before_and_after_goes_where_it_belongs() -> None:
    more = "<hint format='html'><text>Gợi ý {n}</text></hint>"
    after = "<generalfeedback format='html'><text>Vì thế.</text></generalfeedback>"
    for number, notes in ((1, ()), (2, ("left out: more hints",))):
        hints = [more.format(n=n) for n in range(1, number + 1)]
        found = question("truefalse", answer(0, "true", "Nhầm."), answer(100, "false", "Phải."), after, *hints)
        assert found.question
        assert (found.question.explanation, found.question.hint, found.notes) == ("Vì thế.", "Gợi ý 1", notes)
        assert [(one.text, one.right, one.feedback) for one in found.question.choices] == [
            ("Đúng", False, "Nhầm."),
            ("Sai", True, "Phải."),
        ]


@pytest.mark.parametrize(
    ("kind", "more", "note"),
    [
        ("multichoice", answer(100, "a") + answer(50, "b"), "part marks"),
        ("multichoice", "<single>true</single>" + answer(100, "a") + answer(0, "b&lt;img&gt;", form="html"), "picture"),
        ("shortanswer", answer(100, "a") + answer(50, "b"), "part marks"),
        ("shortanswer", answer(100, "a", "Một.") + answer(100, "b", "Hai."), "words to single answers"),
        ("shortanswer", "<usecase>1</usecase>" + answer(100, "a"), "capitals"),
        (
            "truefalse",
            "<questiontext/>" + answer(100, "true", "&lt;table&gt;x&lt;/table&gt;") + answer(0, "false"),
            "table",
        ),
        (
            "ddwtos",
            "<dragbox><text>a</text></dragbox><dragbox><text>b</text></dragbox>",
            "words too many",
        ),
    ],
)
def test_whatever_is_left_out_is_noted(kind: str, more: str, note: str) -> None:
    found = question(kind, more, text="Gì [[1]]?" if kind == "ddwtos" else "Gì?")
    assert found.question, found
    assert found.notes == (f"left out: {note}",)


def test_a_picture_that_lies_in_the_file_is_noted() -> None:
    found = moodle_xml.read(
        b"<quiz><question type='truefalse'><questiontext format='html'><text>A</text><file name='a.png'>eA==</file>"
        b"</questiontext><answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer>"
        b"</question></quiz>"
    )
    assert [one.notes for one in found] == [("left out: picture",)]


@pytest.mark.parametrize("share", [0, 100])
def test_a_sentence_that_is_both_or_neither_is_refused(share: int) -> None:
    assert question("truefalse", answer(share, "true"), answer(share, "false")).reason == "true or false"


def said(name: str, text: str) -> str:
    return f"<{name}feedback format='html'><text>{text}</text></{name}feedback>"


def test_what_is_said_to_every_answer_goes_to_each() -> None:
    shared = [said("correct", "Hay."), said("incorrect", "Chưa.")]
    single = question("multichoice", answer(100, "a", "Đúng."), answer(0, "b"), answer(0, "c"), *shared)
    assert single.question
    assert [one.feedback for one in single.question.choices] == ["Đúng. Hay.", "Chưa.", "Chưa."]
    assert single.notes == ()


def test_what_is_said_to_every_answer_and_has_no_place_is_noted() -> None:
    many = [answer(50, "a"), answer(50, "b"), answer(0, "c"), "<single>false</single>"]
    found = question("multichoice", *many, said("correct", "Hay."))
    assert found.notes == ("left out: words to everybody",)
    assert left_out(found)
    own = [said("correct", "Your answer is correct."), said("partiallycorrect", "Your answer is partially correct.")]
    assert question("multichoice", *many, *own).notes == ()


def test_a_star_is_any_word_and_behind_a_backslash_a_star() -> None:
    assert question("shortanswer", answer(100, "*")).reason == "star"
    assert question("shortanswer", answer(100, "3*5")).reason == "star"
    found = question("shortanswer", answer(100, "3\\*5"), answer(0, "*", "Chưa."))
    assert found.question
    assert (found.question.accepted, found.question.said_wrong) == (("3*5",), "Chưa.")
