"""The code that is typed by hand: its letters, its check, and what a slip of the pen does to it."""

import random

import pytest

from recognition.certificates.codes import ALPHABET, LENGTH, checked, is_right, new_code, register_form, threes, typed

CODE = checked("7KM3RDPW9X4")


def test_letters_that_cannot_be_taken_for_others() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 21
    assert not set(ALPHABET) & set("0O1IL2Z5SAEUYB")
    made = [new_code() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(len(one) == LENGTH and is_right(one) for one in made)


@pytest.mark.parametrize("how", [str.lower, threes, lambda code: f" {code[:3]} {code[3:6]}–{code[6:9]}.{code[9:]} "])
def test_typed_in_any_way(how) -> None:
    assert typed(how(CODE)) == CODE
    assert threes(CODE).count("-") == 3


def test_one_wrong_letter_and_two_neighbours_changed_always_come_out() -> None:
    for code in [CODE, *(new_code() for _ in range(5))]:
        for at in range(LENGTH):
            for other in ALPHABET:
                if other != code[at]:
                    assert not is_right(code[:at] + other + code[at + 1 :])
        for at in range(LENGTH - 1):
            if code[at] != code[at + 1]:
                assert not is_right(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_letters_further_apart_mostly_come_out() -> None:
    draw, missed, tried = random.Random(7), 0, 0
    for _ in range(2000):
        code, (one, two) = new_code(), sorted(draw.sample(range(LENGTH), 2))
        if code[one] == code[two]:
            continue
        tried += 1
        other = list(code)
        other[one], other[two] = other[two], other[one]
        missed += is_right("".join(other))
    assert missed < tried * 0.15


@pytest.mark.parametrize("text", ["", "7KM3RDPW9X4", CODE + CODE[0], "0" * 12, "đ" * 12])
def test_what_is_no_code(text: str) -> None:
    assert not is_right(text)


@pytest.mark.parametrize("text", ["ĐS-2026-0128", "đs-2026-128", "DS 2026/0128", " Ds – 2026 – 0128 ", "ĐS-2026-00128"])
def test_spellings_of_a_register_number(text: str) -> None:
    assert register_form(text) == "ds-2026-128"


def test_other_numbers_are_others() -> None:
    assert len({register_form(one) for one in ("ĐS-2026-0128", "ĐS-2026-1280", "ĐS-2025-0128", "SN-2026-0128")}) == 4
    assert register_form("ĐS-2026-0000") == "ds-2026-0"
