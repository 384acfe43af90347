"""Reads out of a Wagtail page what can be found in it. Knows field names, so that a new page type needs one line.

Questions are left out: a passage in the list of results must not show an answer before it was asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import Page
from wagtail.rich_text import RichText, get_text_for_indexing

from content.models import CoursePage, LessonPage, NewsPage
from content.public import reader_of
from content.questions.marking import KINDS as KINDS_OF_QUESTION
from portal.text import folding

# Model name of a page of `content` -> kind of result. A page type that is not named here is not found.
KINDS = {
    "coursepage": "course",
    "lessonpage": "lesson",
    "newspage": "news",
    "noticepage": "news",
    "centrepage": "centre",
}
LEAD_FIELDS = ("intro",)
BODY_FIELDS = ("outcomes", "body", "place", "byline")
TAG_FIELDS = ("tags", "topics")
_OPEN_END = re.compile(r"([^\s.,;:?!…>”])(</(?:h[1-6]|li)>)")
_HIDDEN_BLOCKS = KINDS_OF_QUESTION
_HIDDEN_KEYS = ("image", "drawn", "alt", "kind", "address")
LONGEST_BODY = 60_000


@dataclass(frozen=True)
class Reading:
    """The text of one page."""

    title: str
    lead: str
    body: str
    tags: str
    minutes: int | None
    day: date | None


def read(page: Page) -> Reading:
    """The text of a specific page, NFC."""
    day = getattr(page, "date", None)
    if day is None and page.first_published_at:
        day = timezone.localtime(page.first_published_at).date()
    return Reading(
        title=_clean(page.title),
        lead=_clean(" ".join(_fields(page, LEAD_FIELDS))),
        body=_clean(" ".join(_fields(page, BODY_FIELDS)))[:LONGEST_BODY],
        tags=_clean(
            " ".join(one.name for name in TAG_FIELDS if hasattr(page, name) for one in getattr(page, name).all())
        ),
        minutes=_minutes(page),
        day=day,
    )


def topics_of_news() -> dict[int, str]:
    """What each piece of news is about, by page id: a topic may get another name, and the page stays as it was published."""
    pairs = NewsPage.topics.through.objects.order_by("newspage", "newstopic").values_list("newspage", "newstopic__name")
    found: dict[int, str] = {}
    for page, name in pairs:
        found[page] = f"{found.get(page, '')} {name}"
    return found


def _minutes(page: Page) -> int | None:
    """The minutes of a lesson, or of all lessons of a course that everybody may read."""
    if isinstance(page, CoursePage):
        return reader_of(None).filter(LessonPage.objects.descendant_of(page)).aggregate(all=Sum("minutes"))["all"]
    return getattr(page, "minutes", None)


def _clean(text: str) -> str:
    return " ".join(folding.nfc(text).split())


def _fields(page: Page, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = getattr(page, name, None)
        if isinstance(value, str):
            yield _plain(value) if "<" in value else value
        elif isinstance(value, StreamValue):
            yield from stream_text(value)


def _plain(html: str) -> str:
    """The words of rich text. A heading or a list entry ends like a sentence, so that a passage can be read."""
    return get_text_for_indexing(_OPEN_END.sub(r"\1.\2", html))


def stream_text(value: Any) -> Iterator[str]:
    """Every piece of plain text in a stream, without questions and settings."""
    if isinstance(value, StreamValue):
        for child in value:
            if child.block_type not in _HIDDEN_BLOCKS:
                yield from stream_text(child.value)
    elif isinstance(value, RichText):
        yield _plain(value.source)
    elif isinstance(value, StructValue):
        for key, part in value.items():
            if key not in _HIDDEN_KEYS:
                yield from stream_text(part)
    elif isinstance(value, ListValue):
        for part in value:
            yield from stream_text(part)
    elif isinstance(value, TypedTable):
        yield from filter(None, (value.caption, *(column["heading"] for column in value.columns)))
        for row in value.rows:
            for cell in row:
                yield from stream_text(cell.value)
    elif isinstance(value, str):
        yield strip_tags(value)
