"""Numbers of files: what is none, or lies beyond every measure, refuses its question by line and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from content.imports import formats
from content.imports.neutral import Refused
from content.imports.numbers import number
from content.imports.words import of_question
from tests.content.conftest import School

BEYOND = [
    *("1e9999999", "9e999999", "-9e999999", "NaN", "sNaN", "Infinity", "-Infinity"),
    *("1e21", "1e-21", "1" * 41, "1_0", "٣", "1e", "."),
]


def _moodle(right: str = "3", tolerance: str = "0", fraction: str = "100") -> str:
    answer = f'<answer fraction="{fraction}"><text>{right}</text><tolerance>{tolerance}</tolerance></answer>'
    asked = "<questiontext><text>Mấy?</text></questiontext>"
    return f'<quiz>\n<question type="numerical">{asked}{answer}</question></quiz>'


def _qti(value: str) -> str:
    return (
        '<i>\n<qti-assessment-item identifier="i"><qti-response-declaration identifier="R" base-type="string">'
        "<qti-correct-response><qti-value>a</qti-value></qti-correct-response>"
        f'<qti-mapping><qti-map-entry map-key="a" mapped-value="{value}"/></qti-mapping></qti-response-declaration>'
        '<qti-item-body><p>Viết <qti-text-entry-interaction response-identifier="R"/></p></qti-item-body>'
        "</qti-assessment-item></i>"
    )


FILES: dict[str, Callable[[str], str]] = {
    "gift": lambda one: f"\nMấy? {{#{one}}}",
    "gift, far": lambda one: f"\nMấy? {{#3:{one}}}",
    "gift, ends": lambda one: f"\nMấy? {{#{one}..{one}}}",
    "gift, answers": lambda one: f"\nMấy? {{#={one} =%50%2}}",
    "moodle": lambda one: _moodle(right=one),
    "moodle, far": lambda one: _moodle(tolerance=one),
    "moodle, share": lambda one: _moodle(fraction=one),
    "qti": _qti,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("written", BEYOND)
def test_what_is_no_number_refuses_its_question_by_line(name: str, written: str) -> None:
    (found,) = formats.read(FILES[name](written).encode())
    assert (found.line, found.reason) == (2, "no number")
    assert "chữ số" in of_question(found)


@pytest.mark.parametrize(
    ("written", "read"), [("60", "60"), (" -2.5 ", "-2.5"), ("−3", "-3"), (".5", "0.5"), ("1e3", "1000"), ("0e99", "0")]
)
def test_numbers_are_read_as_written(written: str, read: str) -> None:
    assert number(written) == Decimal(read)


@given(st.text("0123456789.eE+-−_nNaIif ", max_size=45))
def test_nothing_else_is_raised_and_what_is_read_can_be_counted_with(written: str) -> None:
    with suppress(Refused):
        found = number(written)
        assert len(f"{(found + found) / 2:f}") < 70


@pytest.mark.parametrize("sent", ["Q {#9e999999..9e999999}", _moodle(tolerance="1e9999999"), _qti("NaN")])
def test_an_upload_with_such_a_number_is_a_report(school: School, sent: str) -> None:
    address = reverse("content_questions_read", args=[school.lesson.pk])
    report = school.client(school.staff[0]).post(address, {"file": SimpleUploadedFile("a.txt", sent.encode())})
    assert report.status_code == 200
    assert "không nhận được 1 câu" in report.text
