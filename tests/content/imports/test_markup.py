"""HTML as plain words: what is raised or lowered, numbered or underlined is never lost in silence."""

import pytest

from content.imports import moodle_xml
from content.imports.markup import plain_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>2</sup> = 100", "10² = 100"),
        ("10<SUP>−3</SUP>", "10⁻³"),
        ("2<sup>n+1</sup>", "2ⁿ⁺¹"),
        ("H<sub>2</sub>SO<sub>4</sub>", "H₂SO₄"),
        ("x<sub>n</sub>", "xₙ"),
        ("30<sup>o</sup>C", "30°C"),
        ("x<sup>ab</sup>", "x^(ab)"),
        ("x<sub>max</sub>", "xₘₐₓ"),
        ("x<sub>đầu</sub>", "x_(đầu)"),
        ("2<sup>3<sup>n</sup></sup>", "2^(3ⁿ)"),
        ("2<sup>3", "2³"),
        ("2<sup></sup>", "2"),
        ("2</sup>3", "23"),
        ("a<sup>&lt;</sup> &amp;lt;", "a^(<) &lt;"),
        ("<ol><li>một<li>hai</ol>", "1. một\n2. hai"),
        ('<ol start="3"><li>ba</li><li value="7">bảy</li><li>tám</li></ol>', "3. ba\n7. bảy\n8. tám"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\nb\n2. c"),
        ("<li>lẻ</li></ol>", "lẻ"),
    ],
)
def test_what_plain_words_can_hold_is_kept(html: str, text: str) -> None:
    assert plain_of(html) == (text, ())


@pytest.mark.parametrize(
    "html", ["<u>a</u>b", "<s>a</s>b", '<span style="text-decoration: underline">a</span>b', "<ins>a</ins>b"]
)
def test_lines_below_and_through_words_are_noted(html: str) -> None:
    assert plain_of(html) == ("ab", ("left out: underlining",))


def test_a_question_keeps_its_power() -> None:
    text = "<questiontext><text>&lt;p&gt;10&lt;sup&gt;2&lt;/sup&gt;?&lt;/p&gt;</text></questiontext>"
    answer = "<answer fraction='100'><text>100</text></answer><answer><text>20</text></answer>"
    (found,) = moodle_xml.read(f"<quiz><question type='multichoice'>{text}{answer}</question></quiz>".encode())
    assert found.question
    assert found.question.text == "10²?"


def test_pieces_in_each_other_without_end_cost_no_more_than_their_length() -> None:
    deep, _notes = plain_of("<sub>" * 50_000 + "x")
    assert len(deep) < 100
    assert plain_of("a<sup>b<sub>c</sub></sup>d")[0] == "a^(b_(c))d"
