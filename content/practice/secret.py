"""How strong a secret is (pure). What comes of it is one word: the secret itself goes no further than this module.

Length first, then nothing that a stranger would try: what the person is called, when born, what everybody takes (NIST SP 800-63B,
section 3.1.1 and appendix A: length, lists of common ones; no rule about signs). Twelve characters: proposed by the portal.
"""

import re
from collections.abc import Iterable

from portal.text.folding import fold

LEAST, MOST = 12, 128
STRONG = "strong"
OUTCOMES = ("short", "common", "personal", "plain", STRONG)  # in the order in which they are told

_COMMON = (
    "password",
    "matkhau",
    "qwerty",
    "iloveyou",
    "yeuem",
    "yeuanh",
    "admin",
    "abcdef",
    "zaq",
    "asdfgh",
    "anhyeuem",
)
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")
_TOO_FEW = 6  # different characters
_LEFT = 8  # characters that must be left beside what everybody takes
_SUBSTRING = 4  # letters from which a word is looked for inside longer ones


def outcome(secret: str, avoid: Iterable[str] = ()) -> str:
    """One of `OUTCOMES`: the first that is wrong with the secret, else `STRONG`. `avoid`: words of the person, folded or not."""
    text = secret.strip()[:MOST]
    folded = fold(text)
    if len(text) < LEAST:
        return "short"
    if _is_common(folded):
        return "common"
    if _is_personal(folded, avoid):
        return "personal"
    if len(set(folded)) < _TOO_FEW:
        return "plain"
    return STRONG


def _is_common(folded: str) -> bool:
    """Whether little is left beside what everybody takes, and runs along the alphabet, the figures or the keys."""
    left = re.sub(r"[^a-z0-9]", "", folded)
    for word in _COMMON:
        left = left.replace(word, "")
    return len(_without_runs(left)) < _LEFT and len(_without_runs(left)) < len(re.sub(r"[^a-z0-9]", "", folded))


def _without_runs(text: str) -> str:
    """The text without runs of four and more along a row, forwards or backwards."""
    kept, at = [], 0
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    while at < len(text):
        length = next((n for n in range(len(text) - at, 3, -1) if any(text[at : at + n] in row for row in rows)), 1)
        if length == 1:
            kept.append(text[at])
        at += length
    return "".join(kept)


def _is_personal(folded: str, avoid: Iterable[str]) -> bool:
    words = re.findall(r"[a-z]+|[0-9]+", folded)
    joined = re.sub(r"[^a-z0-9]", "", folded)
    for one in avoid:
        word = re.sub(r"[^a-z0-9]", "", fold(one))
        if word and (word in words or (len(word) >= _SUBSTRING and word in joined)):
            return True
    return False
