"""Rich text between the database and a course file: the tags that its editor has, nothing else.

In a file a link to a document says `media="media/documents/….pdf"`, one to a lesson of the same course
`page="bai-mot"`; in the database Wagtail names both by number (`linktype`, `id`).
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from bs4 import BeautifulSoup, Tag
from django.utils.html import escape
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from content.courses.strict import CourseFileError

# The features of Wagtail's editor that have tags of their own; links are treated apart.
TAGS = {
    **{f"h{level}": (f"h{level}",) for level in range(1, 7)},
    "bold": ("b", "strong"),
    "italic": ("i", "em"),
    "ol": ("ol", "li"),
    "ul": ("ul", "li"),
    "hr": ("hr",),
    "blockquote": ("blockquote",),
    "superscript": ("sup",),
    "subscript": ("sub",),
    "strikethrough": ("s",),
    "code": ("code",),
}
LINKS = frozenset({"link", "document-link"})
_OURS = ("media", "page")  # attributes of a link in a file
_LINKED = ("linktype", "id")  # the same in the database
_NAMED = re.compile(r"[\w./-]{1,300}")


class Unknown(TypeError):
    """A feature of an editor whose tags nobody named here."""


class _Cleaner(Whitelister):
    """Only the tags of these features; what is inside any other tag stays as text."""

    def __init__(self, features: Iterable[str], attributes: tuple[str, ...]) -> None:
        tags = {"[document]", "p", "br"}
        for feature in features:
            if feature not in TAGS and feature not in LINKS:
                raise Unknown(feature)
            tags.update(TAGS.get(feature, ()))
        self.element_rules = dict.fromkeys(tags, allow_without_attributes)
        if LINKS.intersection(features):
            allowed = dict.fromkeys(attributes, _plain_name)
            self.element_rules["a"] = attribute_rule({"href": check_url, **allowed})


def _plain_name(value: str) -> str | None:
    return value if _NAMED.fullmatch(value) else None


@cache
def _cleaner(features: tuple[str, ...], attributes: tuple[str, ...]) -> _Cleaner:
    return _Cleaner(features, attributes)


def check_features(features: Iterable[str]) -> None:
    """Raises Unknown for a feature that a file cannot carry."""
    _Cleaner(features, ())


def out_of(html: str, features: Iterable[str], document: Callable[[int], str], page: Callable[[int], tuple[str, str]]):
    """The text for a file. `document` gives a number its place in the package ("": it has none), `page` its place in the
    course and its whole address (one of the two, or neither: then the words stay without a link)."""
    cleaned = _cleaner(tuple(features), _LINKED).clean(html)

    def change(link: Tag) -> None:
        kind, number = link.attrs.pop("linktype", ""), str(link.attrs.pop("id", ""))
        if not kind:
            return
        link.attrs.clear()
        if not number.isdecimal():
            return
        if kind == "document" and (media := document(int(number))):
            link["media"] = media
        elif kind == "page":
            place, address = page(int(number))
            if place or address:
                link["page" if place else "href"] = place or address

    return _each_link(cleaned, change)


def into(html: str, features: Iterable[str], document: Callable[[str], int | None], page: Callable[[str], int | None]):
    """The text for the database: safe whatever the file says. A link that leads nowhere leaves its words.

    Raises CourseFileError where tags lie in each other so deep that no editor made them.
    """
    try:
        cleaned = _cleaner(tuple(features), _OURS).clean(html)
    except RecursionError:
        raise CourseFileError(f"“{html[:40]}…”: tags lie too deep in each other") from None

    def change(link: Tag) -> None:
        media, place = link.attrs.pop("media", ""), link.attrs.pop("page", "")
        number = document(media) if media else page(place) if place else None
        if media or place:
            link.attrs.clear()
        if number is not None:
            link["id"], link["linktype"] = str(number), "document" if media else "page"

    return _each_link(cleaned, change)


def _each_link(html: str, change: Callable[[Tag], None]) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        change(link)
        if not link.attrs:
            link.unwrap()
    return soup.decode(formatter=escape)
