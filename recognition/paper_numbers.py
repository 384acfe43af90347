"""Numbers of papers, typed in from an agency's own register: how they are kept, and when two of them are the same number."""

import re
import unicodedata

from django.utils.translation import gettext as _

from recognition.refusals import Incomplete

_NUMBER = re.compile(r"(?=.*\d)\w[\w./\-]{0,39}")  # a number has a digit, and no stroke before it
_DASHES = str.maketrans("‐‑‒–—", "-----")  # word processors make them of a hyphen


def number_of_paper(typed: str, example: str) -> str:
    """The number as the register has it, without the spaces around its strokes. Raises Incomplete (`number`)."""
    text = " ".join(unicodedata.normalize("NFKC", typed).translate(_DASHES).split())
    text = re.sub(r"\s*([/.\-])\s*", r"\1", text)
    if not _NUMBER.fullmatch(text):
        raise Incomplete(
            _("Write the number as it stands in the register, for example %(example)s, without spaces.")
            % {"example": example},
            "number",
        )
    return text


def form_of(number: str) -> str:
    """What two spellings of one number have in common: no case, no spaces, no zeros before a number."""
    text = "".join(unicodedata.normalize("NFKC", number).translate(_DASHES).casefold().split())
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)
