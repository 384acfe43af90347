"""Texts of Django's templates for Babel: an extraction method like those that Babel brings."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """What `extract_python` finds after Django wrote the template as something that looks like Python."""
    text = templatize(fileobj.read().decode("utf-8"), origin=getattr(fileobj, "name", None))
    # One line a piece, without indentation: Babel reads it with Python's tokenizer.
    bare = "\n".join(line.strip() for line in text.splitlines())
    yield from extract_python(BytesIO(bare.encode()), keywords, comment_tags, {"encoding": "utf-8"})
