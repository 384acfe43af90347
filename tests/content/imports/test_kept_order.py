"""What a file says of the order of answers, of units and of words to a wrong number is kept, or noted."""

import pytest

from content.imports import gift, moodle_xml, qti
from content.imports.neutral import Read
from content.questions.asked import Question

CHOICE = '<answer fraction="100"><text>Cả hai</text></answer><answer fraction="0"><text>Chỉ một</text></answer>'
NUMBER = '<answer fraction="100"><text>5</text><tolerance>1</tolerance><feedback><text>Phải.</text></feedback></answer>'


def moodle(kind: str, *more: str) -> Read:
    asked = "<questiontext format='html'><text>Gì?</text></questiontext>"
    (found,) = moodle_xml.read(f"<quiz><question type='{kind}'>{asked}{''.join(more)}</question></quiz>".encode())
    return found


def asked(read: Read) -> Question:
    assert read.question, read
    return read.question


@pytest.mark.parametrize("single", ["true", "false"])
@pytest.mark.parametrize(("shuffle", "fixed"), [("0", True), ("false", True), ("1", False), ("true", False)])
def test_answers_that_moodle_does_not_shuffle_keep_their_order(single: str, shuffle: str, fixed: bool) -> None:
    marks = f"<single>{single}</single><shuffleanswers>{shuffle}</shuffleanswers>"
    assert asked(moodle("multichoice", marks, CHOICE)).fixed is fixed
    assert not asked(moodle("multichoice", f"<single>{single}</single>", CHOICE)).fixed


@pytest.mark.parametrize(
    ("attributes", "last", "fixed"),
    [
        ('shuffle="true"', "", False),
        ('shuffle="false"', "", True),
        ("", "", True),  # the specification's own default
        ('shuffle="true"', 'fixed="true"', True),
    ],
)
@pytest.mark.parametrize("version", [2, 3])
def test_choices_of_qti_are_shuffled_only_where_it_says_so(
    attributes: str, last: str, fixed: bool, version: int
) -> None:
    text = (
        '<qti-assessment-item identifier="i"><qti-response-declaration identifier="R" base-type="identifier">'
        "<qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>"
        f'<qti-choice-interaction response-identifier="R" max-choices="1" {attributes}><qti-prompt>Gì?</qti-prompt>'
        '<qti-simple-choice identifier="A">một</qti-simple-choice>'
        f'<qti-simple-choice identifier="B" {last}>cả hai</qti-simple-choice></qti-choice-interaction>'
        "</qti-item-body></qti-assessment-item>"
    )
    if version == 2:
        camel = {"response-identifier": "responseIdentifier", "base-type": "baseType", "max-choices": "maxChoices"}
        names = (
            "assessment-item",
            "response-declaration",
            "correct-response",
            "item-body",
            "choice-interaction",
            "simple-choice",
        )
        text = text.replace("qti-", "")
        for name in names:
            first, *rest = name.split("-")
            camel[name] = first + "".join(one.title() for one in rest)
        for kebab, other in camel.items():
            text = text.replace(kebab, other)
    (found,) = qti.read(text.encode())
    assert asked(found).fixed is fixed


def test_words_to_a_wrong_number_are_kept_and_part_marks_noted() -> None:
    wrong = '<answer fraction="0"><text>*</text><feedback><text>Chưa.</text></feedback></answer>'
    part = '<answer fraction="50"><text>7</text></answer>'
    for more, notes in ((wrong, ()), (wrong + part, ("left out: part marks",))):
        found = moodle("numerical", NUMBER, more)
        assert (asked(found).said_right, asked(found).said_wrong, found.notes) == ("Phải.", "Chưa.", notes)
    for more, notes in (("", ()), (" =%50%7:1", ("left out: part marks",))):
        (found,) = gift.read(f"Mấy? {{#=5:1#Phải. =%0%*#Chưa.{more}}}".encode())
        assert (asked(found).said_right, asked(found).said_wrong, found.notes) == ("Phải.", "Chưa.", notes)


@pytest.mark.parametrize(
    ("units", "unit", "notes"),
    [
        ("", "", ()),
        ("<unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit>", "kg", ()),
        (
            "<unit><multiplier>1000</multiplier><unit_name>g</unit_name></unit>"
            "<unit><multiplier>1.0</multiplier><unit_name>kg</unit_name></unit>",
            "kg",
            ("left out: units",),
        ),
        ("<unit><multiplier>1000</multiplier><unit_name>g</unit_name></unit>", "", ("left out: units",)),
    ],
)
def test_the_unit_of_a_number_may_be_written_behind_it(units: str, unit: str, notes: tuple[str, ...]) -> None:
    found = moodle("numerical", NUMBER, f"<units>{units}</units>")
    assert (asked(found).unit, found.notes) == (unit, notes)


def test_words_to_a_step_at_the_wrong_place_are_kept() -> None:
    steps = [
        f"<answer fraction='{n}'><text>{n}</text><feedback><text>Lời {n}</text></feedback></answer>" for n in (1, 2, 3)
    ]
    assert [one.feedback for one in asked(moodle("ordering", *steps)).choices] == ["Lời 1", "Lời 2", "Lời 3"]


ENTRY = '<qti-text-entry-interaction response-identifier="{}"/>'
HALF = '<qti-mapping><qti-map-entry map-key="A" mapped-value="1"/><qti-map-entry map-key="B" mapped-value="0.5"/></qti-mapping>'


def item(body: str, after: str = "", more: str = "", base: str = "identifier", right: str = "A") -> Read:
    declared = "".join(
        f'<qti-response-declaration identifier="{one}" base-type="{base}"><qti-correct-response><qti-value>{right}</qti-value>'
        f"</qti-correct-response>{more}</qti-response-declaration>"
        for one in ("R", "S")
    )
    text = f'<qti-assessment-item identifier="i">{declared}<qti-item-body>{body}</qti-item-body>{after}</qti-assessment-item>'
    (found,) = qti.read(text.encode())
    return found


CHOICES = (
    '<qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>Gì?</qti-prompt>'
    '<qti-simple-choice identifier="A">a</qti-simple-choice><qti-simple-choice identifier="B">b</qti-simple-choice>'
    "</qti-choice-interaction>"
)
FAR = (
    '<qti-response-processing><qti-equal tolerance-mode="absolute" tolerance="0.5"><qti-variable identifier="R"/>'
    '<qti-correct identifier="R"/></qti-equal></qti-response-processing>'
)


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (lambda: item(CHOICES, more=HALF), "part marks"),
        (lambda: item(f"<p>Viết {ENTRY.format('R')}</p>", more=HALF, base="string"), "part marks"),
        (lambda: item(CHOICES, '<qti-assessment-stimulus-ref identifier="s" href="s.xml"/>'), "stimulus"),
        (
            lambda: item(f"<p>{ENTRY.format('R')} và {ENTRY.format('S')}</p>", FAR, base="float", right="3"),
            "tolerance",
        ),
        (lambda: gift.read("Gì? {=a#Một. =b#Hai.}".encode())[0], "words to single answers"),
    ],
)
def test_what_an_answer_loses_is_noted(found, note: str) -> None:
    read = found()
    asked(read)
    assert read.notes == (f"left out: {note}",)
