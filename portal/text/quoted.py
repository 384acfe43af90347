"""Names of things within a sentence: between quotation marks, not too long, not too many. Also a filter for templates."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django import template
from django.utils.translation import ngettext

register = template.Library()
_NAMED, _LETTERS = 3, 60  # things that are named, of more only their number is told; letters of one that are shown


def listed(names: Iterable[str]) -> str:
    """The first names one after the other, and how many more there are."""
    named = list(names)
    more = len(named) - _NAMED
    if more <= 0:
        return ", ".join(named)
    rest = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
    return f"{', '.join(named[:_NAMED])}, {rest}"


def quoted(text: str) -> str:
    """The words between quotation marks, without their own closing sign; marks within them become single ones."""
    words = " ".join(text.split())
    if len(words) > _LETTERS:
        words = f"{words[:_LETTERS].rsplit(' ', 1)[0].rstrip(' .,;:')}…"
    words = re.sub(r'["“]([^"“”]*)["”]', "‘\\1’", words.rstrip(" .;:,"))
    return f"“{words}”"


@register.filter
def by_words(indicators: Iterable[Any], codes: Collection[str]) -> str:
    """Of the indicators those with these codes, by their words: a code alone says nothing to who does not keep the set in mind."""
    return listed(quoted(one.wording or one.code) for one in indicators if one.code in codes)
