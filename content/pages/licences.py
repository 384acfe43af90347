"""Licences in words: what a reader may do, instead of the letters that lawyers know. Pure."""

import re

from django.utils.translation import gettext_lazy as _

_CREATIVE = re.compile(r"^CC[ -]?(BY(?:-SA|-ND|-NC|-NC-SA|-NC-ND)?|0)(?:[ -]?\d\.\d)?$", re.IGNORECASE)
_WORDS = {
    "0": _("Everybody may use and change it freely."),
    "BY": _("Everybody may use and change it, naming its author."),
    "BY-SA": _("Everybody may use and change it, naming its author and passing it on in the same way."),
    "BY-ND": _("Everybody may use it unchanged, naming its author."),
    "BY-NC": _("Everybody may use and change it without earning from it, naming its author."),
    "BY-NC-SA": _(
        "Everybody may use and change it without earning from it, naming its author and passing it on in the same way."
    ),
    "BY-NC-ND": _("Everybody may use it unchanged and without earning from it, naming its author."),
}


def in_words(licence: str) -> str:
    """What the licence allows; one that is not known stays as its author wrote it."""
    known = _CREATIVE.match(licence.strip())
    return str(_WORDS[known[1].upper()]) if known else licence.strip()
