"""Whether an article says something else than before. Pure."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from portal.text.folding import words

_TAG = re.compile(r"<[^>]{0,2000}>")
_NOT_SAID = {"id", "type", "image", "drawn", "file", "captions", "alt", "caption", "credit"}


def said_in(*texts: str, body: Iterable[Any] = ()) -> str:
    """A mark of the words of an article, blocks as a StreamField stores them.

    Marks of letters, capitals, blanks, punctuation and markup do not matter: a slip of the pen that was mended is no news.
    """
    folded = (" ".join(words(_TAG.sub(" ", text))) for text in (*texts, *_texts(list(body))))
    return sha256("\n".join(one for one in folded if one).encode()).hexdigest()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOT_SAID:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
