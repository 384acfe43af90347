"""At least 200 questions in the shapes that other systems write: each is read right, or refused with its line and reason.

Beside each question of `cases/` stands what must come of it: “= kind: parts”, with a star before what is right, or “! reason”.
The questions were made for these tests.
"""

import re
from pathlib import Path

import pytest
from lxml import etree

from content.imports import gift, moodle_xml, qti
from content.imports.into_lesson import fits
from content.imports.words import left_out, of_question
from content.questions.asked import Question

CASES = Path(__file__).parent / "cases"


def in_short(question: Question) -> str:
    """A question in the notation of the cases."""
    if question.kind == "true_false":
        parts = ["true" if question.choices[0].right else "false"]
    elif question.choices:
        parts = [("*" if one.right else "") + one.text.replace("\n", " ") for one in question.choices]
    elif question.kind == "number":
        parts = [f"{question.number.normalize():f} ±{question.tolerance.normalize():f}"]
    elif question.pairs:
        parts = [f"{one.left}={one.right}" for one in question.pairs]
    elif question.gaps:
        words = {gap.key: f"[{'/'.join(gap.accepted)}]" for gap in question.gaps}
        parts = [re.sub(r"\{(\w+)\}", lambda mark: words[mark[1]], question.sentence.replace("\n", " "))]
    else:
        parts = list(question.accepted)
    return f"= {question.kind}: {' | '.join(parts)}"


def places(name: str) -> list[int]:
    """The lines that say what must come of the next question."""
    text = (CASES / name).read_text(encoding="utf-8").split("\n")
    return [where for where, line in enumerate(text, 1) if re.match(r"(// |<!-- )[=!] ", line)]


def begins_here(line: str) -> bool:
    """Whether a question can begin in this line."""
    return bool(line.strip()) and not line.startswith(("//", "<!--"))


def wanted_of_text(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line[3:].strip() for line in lines if re.match("// [=!] ", line)]


def wanted_of_xml(name: str) -> list[str]:
    root = etree.parse(CASES / name).getroot()
    return [one.text.strip() for one in root.iter(etree.Comment) if re.match(r"\s*[=!] ", one.text or "")]


@pytest.mark.parametrize(
    ("reader", "name", "wanted"),
    [
        (gift.read, "gift.txt", wanted_of_text),
        (moodle_xml.read, "moodle.xml", wanted_of_xml),
        (qti.read, "qti.xml", wanted_of_xml),
    ],
)
def test_each_is_read_right_or_refused_with_line_and_reason(reader, name: str, wanted) -> None:
    found, told = reader((CASES / name).read_bytes()), wanted(name)
    assert len(found) == len(told) >= 60
    wrong = []
    for read, line in zip(found, told, strict=True):
        said = in_short(read.question) if read.question else f"! {read.reason}"
        if said != line or not read.line:
            wrong.append((read.line, line, said, read.detail))
        if read.question:
            assert fits(read.question) == "", read
            assert len(left_out(read)) == len(read.notes), read.notes
        else:
            assert of_question(read)
    assert wrong == []
    lines = enumerate((CASES / name).read_text(encoding="utf-8").split("\n"), 1)
    begins = [where for where, line in lines if begins_here(line)]
    wanted_lines = [next(where for where in begins if where > comment) for comment in places(name)]
    assert [read.line for read in found] == wanted_lines


SAID = re.compile(
    r"<[\w-]*(?:feedback|hint)(?:\s[^<>]*)?>(?:<qti-content-body>|<text>|<!\[CDATA\[|\s)*([^<>\]\s][^<>\]]*)"
)
SAID_IN_GIFT = re.compile(r"(?<!\\)#+([^#~=}\n{\d\s-][^#~=}\n{]*)")


@pytest.mark.parametrize(
    ("reader", "name", "said"),
    [(gift.read, "gift.txt", SAID_IN_GIFT), (moodle_xml.read, "moodle.xml", SAID), (qti.read, "qti.xml", SAID)],
)
def test_what_is_said_to_an_answer_is_kept_or_noted(reader, name: str, said: re.Pattern) -> None:
    """Every word of feedback, hint and explanation of a question that is taken stands in it, or something is noted of it."""
    text = (CASES / name).read_text(encoding="utf-8").split("\n")
    lost, seen, ends = [], 0, [*places(name)[1:], len(text) + 1]
    for read, end in zip(reader((CASES / name).read_bytes()), ends, strict=True):
        for words in map(str.strip, said.findall("\n".join(text[read.line - 1 : end - 1]))):
            if read.question:
                lost += [] if words in repr(read.question) or read.notes else [(read.line, words)]
                seen += 1
    assert lost == []
    assert seen


def test_there_are_two_hundred_of_them() -> None:
    assert sum(map(len, [wanted_of_text("gift.txt"), wanted_of_xml("moodle.xml"), wanted_of_xml("qti.xml")])) >= 200
