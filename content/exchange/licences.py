"""What a licence lets another centre do (pure). Without a word that allows it, nothing is allowed: that is what the law says."""

import re

ALLOWED, NO_CHANGES, NOT_SAID, UNKNOWN = "", "no changes", "not said", "unknown"
_FREE = re.compile(r"\bCC[ -]?0\b|PUBLIC DOMAIN|\bPHẠM VI CÔNG CỘNG\b")
_COMMONS = re.compile(r"\bCC[ -]BY\b|CREATIVE COMMONS")
_NO_CHANGES = re.compile(r"\bND\b|NO ?DERIV|KHÔNG (?:ĐƯỢC )?(?:SỬA|PHÁI SINH)")


def refused(licence: str) -> str:
    """Why a course under this licence is not copied and changed elsewhere: a name, ALLOWED (empty) when it is.

    A copy is made to be changed, so “ND” forbids it. “NC” does not: a centre earns nothing by teaching. “SA” asks for the same
    licence, which a copy keeps.
    """
    said = " ".join(licence.upper().split())
    if not said:
        return NOT_SAID
    if _NO_CHANGES.search(said):
        return NO_CHANGES
    return ALLOWED if _FREE.search(said) or _COMMONS.search(said) else UNKNOWN
