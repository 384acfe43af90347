"""QTI: what is not for who answers stays out of the question; what is said later goes where it belongs, or is noted."""

from decimal import Decimal

import pytest

from content.imports import qti
from content.imports.neutral import Read
from content.imports.words import left_out, of_question
from content.questions.asked import Question
from content.questions.kinds import REGISTER

SET = '<qti-set-outcome-value identifier="F"><qti-base-value base-type="identifier">{}</qti-base-value></qti-set-outcome-value>'
MATCH = '<qti-match><qti-variable identifier="R"/><qti-correct identifier="R"/></qti-match>'
IF_RIGHT = (
    f"<qti-response-condition><qti-response-if>{MATCH}{SET.format('good')}</qti-response-if>"
    f"<qti-response-else>{SET.format('bad')}</qti-response-else></qti-response-condition>"
)
BY_CHOICE = '<qti-set-outcome-value identifier="F"><qti-variable identifier="R"/></qti-set-outcome-value>'
ENTRY = '<p>Mấy? <qti-text-entry-interaction response-identifier="R"/></p>'


def choice(more: str = "", in_a: str = "") -> str:
    return (
        f'{more}<qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>Gì?</qti-prompt>'
        f'<qti-simple-choice identifier="A">xanh{in_a}</qti-simple-choice>'
        '<qti-simple-choice identifier="B">đỏ</qti-simple-choice></qti-choice-interaction>'
    )


def item(body: str, after: str = "", base: str = "identifier", right: str = "A", mapping: str = "") -> Read:
    correct = f"<qti-correct-response><qti-value>{right}</qti-value></qti-correct-response>" if right else ""
    (found,) = qti.read(
        (
            f'<qti-assessment-item identifier="i"><qti-response-declaration identifier="R" base-type="{base}">'
            f"{correct}{mapping}</qti-response-declaration>"
            f"<qti-item-body>{body}</qti-item-body>{after}</qti-assessment-item>"
        ).encode()
    )
    return found


def asked(read: Read) -> Question:
    assert read.question, read
    return read.question


def later(words: str, identifier: str, kind: str = "modal-feedback") -> str:
    return f'<qti-{kind} outcome-identifier="F" identifier="{identifier}" show-hide="show">{words}</qti-{kind}>'


@pytest.mark.parametrize("view", ["scorer", "author proctor", "tutor", "testConstructor"])
def test_words_for_markers_are_no_part_of_the_question(view: str) -> None:
    found = item(choice(f'<qti-rubric-block view="{view}"><p>Đáp án: xanh</p></qti-rubric-block><p>Lá màu</p>'))
    assert (asked(found).text, found.notes) == ("Lá màu\nGì?", ("left out: words for markers",))
    assert left_out(found)


def test_words_for_candidates_are() -> None:
    found = item(choice('<qti-rubric-block view="candidate scorer"><p>Đọc kỹ.</p></qti-rubric-block>'))
    assert (asked(found).text, found.notes) == ("Đọc kỹ.\nGì?", ())


@pytest.mark.parametrize("kind", ["feedback-block", "feedback-inline"])
def test_feedback_in_the_body_never_tells_the_answer(kind: str) -> None:
    found = item(f"<p>Lá {later('Đáp án là xanh', 'x', kind)} màu</p>" + choice())
    assert (asked(found).text, found.notes) == ("Lá màu\nGì?", ("left out: feedback",))
    entry = item(f"{later('Đáp án là ba', 'x', kind)}{ENTRY}", base="string", right="ba")
    assert (asked(entry).text, entry.notes) == ("Mấy?", ("left out: feedback",))


def test_feedback_to_whom_it_was_right_goes_to_the_right_choice() -> None:
    after = (
        f"<qti-response-processing>{IF_RIGHT}</qti-response-processing>" + later("Hay", "good") + later("Chưa", "bad")
    )
    found = item(choice(), after)
    assert [(one.right, one.feedback) for one in asked(found).choices] == [(True, "Hay"), (False, "Chưa")]
    assert found.notes == ()
    written = asked(item(ENTRY, after, base="string", right="ba"))
    assert (written.accepted, written.said_right, written.said_wrong) == (("ba",), "Hay", "Chưa")


def test_feedback_by_choice_goes_to_its_choice() -> None:
    after = f"<qti-response-processing>{BY_CHOICE}</qti-response-processing>" + later("Chưa", "B")
    found = item(choice(in_a=later("Hay", "A", "feedback-inline")), after)
    assert [one.feedback for one in asked(found).choices] == ["Hay", "Chưa"]
    assert [one.text for one in asked(found).choices] == ["xanh", "đỏ"]
    assert found.notes == ()


def test_feedback_of_no_choice_or_without_a_reason_is_noted() -> None:
    for after in (
        later("Chung", "x"),
        f"<qti-response-processing>{BY_CHOICE}</qti-response-processing>{later('Lạ', 'Z')}",
    ):
        found = item(choice(), after)
        assert [one.feedback for one in asked(found).choices] == ["", ""]
        assert found.notes == ("left out: feedback",)


@pytest.mark.parametrize("name", ["printed-variable", "template-block", "template-inline"])
def test_what_is_counted_anew_is_refused(name: str) -> None:
    found = item(choice(f'<p>Tính <qti-{name} identifier="SO"/> cộng 1</p>'))
    assert (found.reason, found.detail) == ("variable", "SO")
    assert of_question(found).endswith("(SO)")


def equal(more: str, name: str = "equal") -> str:
    compared = f'<qti-{name} {more}><qti-variable identifier="R"/><qti-correct identifier="R"/></qti-{name}>'
    branch = f"<qti-response-if>{compared}</qti-response-if>"
    return (
        f"<qti-response-processing><qti-response-condition>{branch}</qti-response-condition></qti-response-processing>"
    )


@pytest.mark.parametrize(
    ("more", "number", "tolerance"),
    [
        ('tolerance-mode="exact"', "10", "0"),
        ('tolerance-mode="absolute" tolerance="0.5"', "10", "0.5"),
        ('tolerance-mode="absolute" tolerance="1 3"', "11", "2"),
        ('tolerance-mode="relative" tolerance="5"', "10", "0.5"),
    ],
)
def test_a_number_keeps_how_far_an_answer_may_lie_from_it(more: str, number: str, tolerance: str) -> None:
    question = asked(item(ENTRY, equal(more), base="float", right="10"))
    assert (question.kind, question.text) == ("number", "Mấy?")
    assert (question.number, question.tolerance) == (Decimal(number), Decimal(tolerance))
    edge = f"{question.number + question.tolerance:f}".replace(".", ",")
    assert REGISTER["number"].mark(question, [edge]).right


def test_a_number_is_asked_for_by_float_or_by_how_it_is_compared() -> None:
    assert asked(item(ENTRY, base="float", right="3.14")).number == Decimal("3.14")
    assert asked(item(ENTRY, equal('tolerance-mode="exact"'), base="integer", right="7")).kind == "number"
    assert asked(item(ENTRY, base="integer", right="113")).kind == "short_text"
    assert item(ENTRY, base="float", right="ba").reason == "no number"
    assert (
        item(ENTRY, equal('tolerance-mode="absolute" tolerance="{X}"'), base="float", right="3").reason == "no number"
    )
    rounded = item(
        ENTRY, equal('rounding-mode="decimalPlaces" figures="1"', "equal-rounded"), base="float", right="3.1"
    )
    assert rounded.notes == ("left out: rounding",)


def test_capitals_that_matter_are_noted() -> None:
    mapping = '<qti-mapping><qti-map-entry map-key="Huế" mapped-value="1" case-sensitive="true"/></qti-mapping>'
    assert item(ENTRY, base="string", right="Huế", mapping=mapping).notes == ("left out: capitals",)
    assert item(ENTRY, base="string", right="Huế", mapping=mapping.replace("true", "false")).notes == ()


def test_signs_that_look_like_tags_are_words() -> None:
    found = item(choice("<p>So a&lt;b và c&gt;d</p>"))
    assert asked(found).text == "So a<b và c>d\nGì?"
    entry = item('<qti-choice-interaction response-identifier="R"><qti-prompt>Gì?</qti-prompt><qti-simple-choice identifier="A">'
                 'a&lt;b và c&gt;d</qti-simple-choice><qti-simple-choice identifier="B">b</qti-simple-choice>'
                 '</qti-choice-interaction>')  # fmt: skip
    assert asked(entry).choices[0].text == "a<b và c>d"
