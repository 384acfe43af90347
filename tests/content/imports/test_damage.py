"""Files as they come when something went wrong: whatever is damaged, each is read or refused with line and reason, in good time."""

import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.imports import excel, formats, gift, moodle_xml, qti
from content.imports.into_lesson import fits
from content.imports.neutral import LARGEST, MOST, NoFile, Read
from content.imports.words import left_out, of_file, of_question

CASES = Path(__file__).parent / "cases"
TEXTS = {name: (CASES / name).read_bytes() for name in ("gift.txt", "moodle.xml", "qti.xml")}
SIGNS = [
    *"{}=~#:\\%[]<>&\"'|\n\0",
    "</",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "::",
    "//",
    "->",
    "\ufeff",
    "é",
    "\u202e",
    "9" * 40,
    *("1e9999999", "NaN", "<sup>", "</sub>", "// portal {", "$CATEGORY:"),
]
READERS = {"gift.txt": gift.read, "moodle.xml": moodle_xml.read, "qti.xml": qti.read}


def sheet() -> bytes:
    """An Excel file with every question that the other formats bring and Excel has."""
    found = [one.question for name, data in TEXTS.items() for one in READERS[name](data) if one.question]
    return excel.write(found)[0]


SHEET = sheet()


ITEM = (
    '<qti-assessment-item identifier="a" title="t"><qti-response-declaration identifier="R"><qti-correct-response>'
    "<qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>{}<qti-choice-interaction "
    'response-identifier="R" max-choices="1"><qti-simple-choice identifier="A">a</qti-simple-choice><qti-simple-choice '
    'identifier="B">b</qti-simple-choice></qti-choice-interaction></qti-item-body></qti-assessment-item>'
)


def test_a_file_of_more_elements_than_questions_have_is_refused() -> None:
    with pytest.raises(NoFile, match="large"):
        qti.read(ITEM.format("<b/>" * 200_001).encode())
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in "ab":
            packed.writestr(f"{name}.xml", ITEM.format("Gì?" + "<b/>" * 120_000))
    with pytest.raises(NoFile, match="large"):
        formats.read(package.getvalue(), "a.zip")


def test_items_inside_each_other_are_read_once() -> None:
    nested = ""
    for _deep in range(60):
        nested = ITEM.format("Gì?" + nested)
    assert len(qti.read(nested.encode())) == 1


def test_a_package_holds_no_more_questions_than_a_file() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in "ab":
            packed.writestr(f"{name}.xml", f"<x>{ITEM.format('Gì?') * (MOST // 2 + 1)}</x>")
    with pytest.raises(NoFile, match="many"):
        qti.read(package.getvalue())


def harmed(data: bytes, seed: int) -> bytes:
    """The file after something happened to it: cut, doubled, turned round, with signs where there were none."""
    chance, found = random.Random(seed), bytearray(data)
    for _harm in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(found) or 1), chance.randint(1, 40)
        piece = found[at : at + length]
        act = chance.choice(("cut", "double", "put", "end", "turn", "byte", "swap"))
        if act == "cut":
            del found[at : at + length]
        elif act == "double":
            found[at:at] = piece * chance.randint(1, 30)
        elif act == "put":
            found[at:at] = chance.choice(SIGNS).encode()
        elif act == "end":
            del found[at:]
        elif act == "turn":
            found[at : at + length] = piece[::-1]
        elif act == "byte" and found:
            found[at % len(found)] = chance.randrange(256)
        else:
            other = chance.randrange(len(found) or 1)
            found[at : at + length], found[other : other + length] = found[other : other + length], piece
    return bytes(found)


def read_of(read: Callable[[], list[Read]]) -> tuple[list[Read], NoFile | None]:
    try:
        return read(), None
    except NoFile as problem:
        return [], problem


def settled(read: Callable[[], list[Read]]) -> None:
    """Each is taken as it can stand in a lesson or refused in words, with its line; or the whole file is, in words."""
    found, problem = read_of(read)
    if problem:
        assert of_file(problem)
    assert len(found) <= MOST
    for one in found:
        assert one.line > 0, one
        if one.question is None:
            assert of_question(one), one
        else:
            fits(one.question)
            assert len(left_out(one)) == len(one.notes), one


@pytest.mark.parametrize("name", TEXTS)
@given(seed=st.integers(0, 10**9))
@settings(max_examples=60)
def test_a_harmed_text_is_read_or_refused(name: str, seed: int) -> None:
    data = harmed(TEXTS[name], seed)
    settled(lambda: READERS[name](data))
    settled(lambda: formats.read(data, name))


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40)
def test_a_harmed_sheet_is_read_or_refused(seed: int) -> None:
    """The packed file as a whole, or one of the files in it."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        data = harmed(SHEET, seed)
    else:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(SHEET)) as packed, zipfile.ZipFile(written, "w") as out:
            inside = packed.namelist()
            hurt = chance.choice(inside)
            for entry in inside:
                out.writestr(entry, harmed(packed.read(entry), seed) if entry == hurt else packed.read(entry))
        data = written.getvalue()
    settled(lambda: formats.read(data, "cau-hoi.xlsx"))


def steps(work: Callable[[], object]) -> int:
    """Lines and calls of Python that the work takes: the same on a busy machine."""
    count = 0

    def noted(frame, event, arg):
        nonlocal count
        count += 1
        return noted

    before = sys.gettrace()
    sys.settrace(noted)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def many(name: str, number: int) -> bytes:
    """A file of so many questions."""
    if name == "gift.txt":
        return b"\n\n".join(b"::Cau %d:: Ai hoi ma? {=Khong ai#Dung ~Nguoi la ~Ban}" % n for n in range(number))
    if name == "moodle.xml":
        one = (
            '<question type="multichoice"><name><text>%d</text></name><questiontext><text>Ai?</text></questiontext>'
            '<single>true</single><answer fraction="100"><text>A</text></answer>'
            '<answer fraction="0"><text>B</text></answer></question>'
        )
        return f"<quiz>{''.join(one % n for n in range(number))}</quiz>".encode()
    if name == "qti.xml":
        one = (
            '<assessmentItem identifier="i%d"><responseDeclaration identifier="R"><correctResponse><value>A</value>'
            '</correctResponse></responseDeclaration><itemBody><rubricBlock view="scorer">x</rubricBlock>'
            '<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Ai?</prompt><simpleChoice identifier="A">a'
            '<feedbackInline identifier="A" outcomeIdentifier="F">x</feedbackInline></simpleChoice>'
            '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
        )
        return f"<items>{''.join(one % n for n in range(number))}</items>".encode()
    return excel.write([one.question for one in gift.read(many("gift.txt", number)) if one.question])[0]


@pytest.mark.parametrize("name", ["gift.txt", "moodle.xml", "qti.xml", "xlsx"])
def test_twice_as_much_takes_twice_as_long(name: str) -> None:
    small, large = many(name, 60), many(name, 120)
    formats.read(small)  # what is made once is made
    first, second = steps(lambda: formats.read(small)), steps(lambda: formats.read(large))
    assert first > 60
    assert second < 2.3 * first, (first, second)


@pytest.mark.parametrize(
    "text",
    [
        b"{" * 50_000,
        b"~=" * 50_000,
        b"::" * 50_000 + b"{}",
        b"Ai? {" + b"=a->b " * 20_000 + b"}",
        b"Ai? {" + b"~%50%a#" * 20_000 + b"}",
        b"\\" * 100_000 + b"{T}",
        b"Ai? {#" + b"1..2=" * 20_000 + b"}",
        b"<p>" + b"<sup>" * 20_000 + b"{T}",
        b"Ai? " + b"<a " * 20_000 + b"{T}",
        b"Ai? " + b"<b c" * 20_000 + b"=d {T}",
        b"// portal " + b"{" * 50_000 + b"\nA {T}",
        b"<item><itemBody>" + b"<feedbackBlock>x</feedbackBlock>" * 5000 + b"</itemBody></item>",
        b"<quiz>" + b"<question>" * 200 + b"</quiz>",
        b"<quiz>" + b"<question type='multichoice'><answer><text>&lt;" * 5000,
    ],
)
def test_what_was_made_to_take_long_does_not(text: bytes) -> None:
    assert steps(lambda: settled(lambda: formats.read(text))) < 60 * len(text) + 100_000


@pytest.mark.parametrize(("name", "reader"), READERS.items())
def test_more_than_a_file_may_hold_is_said_so(name: str, reader) -> None:
    with pytest.raises(NoFile) as large:
        formats.read(b" " * (LARGEST + 1), name)
    assert large.value.reason == "large"
    assert of_file(large.value)


@pytest.mark.parametrize("name", ["gift.txt", "moodle.xml"])
def test_more_questions_than_a_file_may_hold_are_refused_by_number(name: str) -> None:
    assert len(formats.read(many(name, MOST))) == MOST
    with pytest.raises(NoFile) as refused:
        formats.read(many(name, MOST + 1))
    assert refused.value.reason == "many"
    assert str(MOST) in of_file(refused.value).replace(".", "")
