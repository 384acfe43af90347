"""Keeps the index equal to the published pages: compares what is with what was indexed and mends the difference.

A rebuild is the same comparison from an empty index; a signal may start it early, its loss costs a minute.
"""

import hashlib
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from wagtail.models import Page

from content.public import reader_of
from portal.text import folding
from search import page_text, vectors
from search.models import SearchDocument

logger = logging.getLogger(__name__)
RECIPE = "2"  # raise when folding, reading or the vector changes: every page is then indexed again
_LOCK = 0x5345_4152  # one sweep at a time; "SEAR"


@dataclass(frozen=True)
class Wanted:
    """A page that belongs into the index, the state it is in, and what its place in the tree adds to it."""

    page_id: int
    kind: str
    state: str
    context: str
    lessons: int | None


def wanted() -> dict[int, Wanted]:
    """Every live page that anybody may read, by page id."""
    rows = list(
        reader_of(None)
        .filter(Page.objects.all())
        .filter(content_type__app_label="content", content_type__model__in=page_text.KINDS)
        .values_list("pk", "content_type__model", "path", "url_path", "title", "live_revision_id", "last_published_at")
    )
    courses = {path: title for _pk, model, path, _url, title, _rev, _at in rows if page_text.KINDS[model] == "course"}
    lessons: dict[str, list] = defaultdict(list)  # what each course's entry says depends on its lessons too
    for pk, model, path, _url, _title, revision, at in rows:
        if page_text.KINDS[model] == "lesson":
            lessons[_course_of(path, courses)].append((pk, revision, at))
    topics = page_text.topics_of_news()
    found = {}
    for pk, model, path, url_path, title, revision, published in rows:
        kind = page_text.KINDS[model]
        context = courses.get(_course_of(path, courses), "") if kind == "lesson" else ""
        inside = sorted(lessons[path], key=str) if kind == "course" else []
        state = _state(url_path, title, revision, published, context, str(inside), topics.get(pk, ""))
        found[pk] = Wanted(pk, kind, state, folding.nfc(context), len(inside) if kind == "course" else None)
    return found


def _course_of(path: str, courses: dict[str, str]) -> str:
    """The path of the course above a page: the longest beginning that is a course's; empty when there is none."""
    while path := path[: -Page.steplen]:
        if path in courses:
            return path
    return ""


def _state(*parts: str | int | datetime | None) -> str:
    return hashlib.sha256("\x1f".join(map(str, (RECIPE, *parts))).encode()).hexdigest()


def catch_up() -> int:
    """Indexes what is new or changed, drops what is gone; returns how many rows that were. Safe to run at any time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        pages = wanted()
        indexed = dict(SearchDocument.objects.values_list("pk", "state"))
        gone = [pk for pk in indexed if pk not in pages]
        SearchDocument.objects.filter(pk__in=gone).delete()
        stale = [page for pk, page in pages.items() if indexed.get(pk) != page.state]
        return len(gone) + sum(_index(page) for page in stale)


def rebuild() -> int:
    """Empties the index and fills it again, in one transaction: visitors see the old one until it is whole."""
    with transaction.atomic():
        SearchDocument.objects.all().delete()
        return catch_up()


def _index(want: Wanted) -> bool:
    """Writes one page's row. A page that cannot be read harms only itself: it is logged and tried at the next sweep."""
    try:
        with transaction.atomic():
            page = Page.objects.get(pk=want.page_id).specific
            url = page.get_url()
            if not url:  # outside every site: nobody can open it
                SearchDocument.objects.filter(pk=want.page_id).delete()
                return False
            SearchDocument.objects.update_or_create(pk=want.page_id, defaults=_row(want, page_text.read(page), url))
            return True
    except Exception:
        logger.exception("page %s could not be indexed", want.page_id)
        return False


def _row(want: Wanted, text: page_text.Reading, url: str) -> dict:
    return {
        "kind": want.kind,
        "url": url,
        "title": text.title,
        "folded_title": " ".join(folding.words(text.title))[:300],
        "context": want.context,
        "lead": text.lead,
        "body": text.body,
        "minutes": text.minutes,
        "lessons": want.lessons,
        "day": text.day,
        "vector": vectors.tsvector(
            [("A", text.title), ("A", text.tags), ("B", text.lead), ("C", want.context), ("C", text.body)]
        ),
        "state": want.state,
    }
