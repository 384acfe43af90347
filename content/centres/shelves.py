"""What lies in a centre's part of the page tree: its courses and other pages, as a visitor may read them."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import F, Q
from wagtail.models import Page

from content.rights.spaces import CentreSpace
from content.visibility import Reader

SHOWN, FEW = 6, 3
_LISTS = {"storyindexpage": "stories", "officialdocumentindexpage": "documents"}


def part_of(page: Page) -> Q:
    """Everything below the pages that the centre of this page owns, and below the page itself."""
    paths = {page.path}
    rows = CentreSpace.pages.through.objects.filter(centrespace__centre=page.centre_id)
    paths |= set(rows.values_list("page__path", flat=True))
    return reduce(or_, (Q(path__startswith=path) for path in sorted(paths)))


def addresses_of(centres: Iterable[int], reader: Reader) -> dict[int, str]:
    """Centre -> the address of its page that the visitor may read; one question for any number."""
    pages = apps.get_model("content", "CentrePage").objects.filter(centre__in=list(centres), alias_of=None)
    found: dict[int, str] = {}
    for page in reader.filter(pages).order_by("path"):
        found.setdefault(page.centre_id, page.url or "")
    return found


def courses_of(page: Page, reader: Reader) -> list[Page]:
    """The first courses of the centre, in the editors' order."""
    courses = apps.get_model("content", "CoursePage").objects.filter(part_of(page)).select_related("image")
    return list(reader.filter(courses).order_by("path")[:SHOWN])


def stories_of(page: Page, reader: Reader) -> list[Page]:
    """The newest stories of exemplary people."""
    stories = apps.get_model("content", "StoryPage").objects.filter(part_of(page)).select_related("image")
    return list(reader.filter(stories).order_by("-pk")[:FEW])


def documents_of(page: Page, reader: Reader) -> list[Page]:
    """The newest official documents."""
    rows = apps.get_model("content", "OfficialDocumentPage").objects.filter(part_of(page))
    return list(reader.filter(rows).order_by(F("signed_on").desc(nulls_last=True), "-pk")[:FEW])


def lists_of(page: Page, reader: Reader) -> dict[str, Page]:
    """The first list of each kind in the centre's part: stories, documents."""
    rows = Page.objects.filter(part_of(page), content_type__model__in=_LISTS).select_related("content_type")
    found: dict[str, Page] = {}
    for row in reader.filter(rows).order_by("path"):
        found.setdefault(_LISTS[row.content_type.model], row)
    return found
