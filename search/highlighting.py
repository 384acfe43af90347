"""Shows where the words stand: `<mark>` on the text as it was written, cut to the passage that says most."""

from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.text import folding

SNIPPET_WORDS = 34


def marked(text: str, words: Collection[str]) -> SafeString:
    """The text, escaped, with each run of the folded words inside one `<mark>`."""
    text = folding.nfc(text)
    runs: list[list[int]] = []
    for start, end, folded in folding.positions(text):
        if folded not in words:
            continue
        if runs and text[runs[-1][1] : start].isspace():
            runs[-1][1] = end
        else:
            runs.append([start, end])
    parts, at = [], 0
    for start, end in runs:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - every piece of text is escaped above


def snippet(text: str, words: Collection[str]) -> SafeString:
    """The passage of about `SNIPPET_WORDS` words with most of the words, marked; else the beginning."""
    text = " ".join(folding.nfc(text).split())
    places = folding.positions(text)
    if len(places) <= SNIPPET_WORDS:
        return marked(text, words)
    first = _best_start([folded for _start, _end, folded in places], words)
    last = min(first + SNIPPET_WORDS, len(places)) - 1
    start = places[first][0] if first else 0
    end = places[last][1] if last + 1 < len(places) else len(text)
    cut = marked(text[start:end], words)
    return mark_safe(("… " if start else "") + cut + (" …" if end < len(text) else ""))  # noqa: S308 - `cut` is escaped


def _best_start(folded: list[str], words: Collection[str]) -> int:
    best, best_start = -1.0, 0
    for start in range(0, max(1, len(folded) - SNIPPET_WORDS + 1)):
        window = folded[start : start + SNIPPET_WORDS]
        hits = [word for word in window if word in words]
        worth = 10 * len(set(hits)) + len(hits)
        if worth > best:
            best, best_start = worth, start
    if best <= 0:
        return 0
    # A few words before the first hit make the passage readable.
    hit = next(i for i in range(best_start, len(folded)) if folded[i] in words)
    return max(0, min(hit - 6, len(folded) - SNIPPET_WORDS))
