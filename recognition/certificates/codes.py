"""The code of a certificate that is typed by hand: 12 letters and figures without look-alikes, printed in threes."""

import secrets

from portal.text.folding import words

ALPHABET = "346789CDFHJKMNPQRTVWX"  # no 0 O, 1 I L, 2 Z, 5 S, no A E U Y: no look-alikes, and no words
SIZE = len(ALPHABET)
LENGTH = 12
# Each weight and each difference of neighbours shares no factor with 21: so one wrong letter, and two neighbours that changed
# places, always come out. Further apart they differ by remainders of 7, which finds most other swaps.
WEIGHTS = (1, 2, 10, 11, 19, 20) * 2
_BETWEEN = str.maketrans("", "", " \t\r\n-–—._/\u00a0")


def new_code() -> str:
    """A code made of eleven random letters (48 bits) and one that checks them."""
    return checked("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def checked(letters: str) -> str:
    """Eleven letters of the alphabet with the twelfth that checks them."""
    rest = _sum(letters)
    return letters + next(one for one in ALPHABET if (rest + WEIGHTS[-1] * ALPHABET.index(one)) % SIZE == 0)


def is_right(code: str) -> bool:
    """Whether the twelve letters check each other: no slip of the pen, though perhaps no certificate either."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _sum(code) % SIZE == 0


def typed(text: str) -> str:
    """A code as it was typed, without what stands between its letters, in capitals."""
    return text.translate(_BETWEEN).upper()


def threes(code: str) -> str:
    """“7KM-3RD-PW9-X4T”, as it is printed and read out on the telephone."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))


def _sum(letters: str) -> int:
    return sum(weight * ALPHABET.index(one) for weight, one in zip(WEIGHTS, letters, strict=False))


def register_form(text: str) -> str:
    """What all spellings of a register number share: “ĐS-2026-0128”, “ds 2026/128”, “ĐS – 2026 – 128”."""
    return "-".join(word.lstrip("0") or "0" if word.isdecimal() else word for word in words(text))
