"""What helps to understand and to do in a step of a course file: things to do, hard words, a remark, a way elsewhere,
what one thinks. Pure."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from content.courses.marks import html
from content.courses.schema import Callout, Doing, Link, Picture, Poll, Reflection, Term
from content.courses.strict import Entry
from content.opinions.asked import LEAST_CHOICES, MOST_CHOICES

CALLOUTS = ("know", "beware", "remember")
_ENDS = (".gov.vn", ".example")  # sites that a course may lead to: the state's own, and invented ones


def read_explained(told: Entry, picture: Callable[[Entry], Picture]) -> dict[str, Any]:
    """The parts of a step that are there. Raises CourseFileError. `picture`: reads one."""
    return {
        "doing": tuple(_doing(one, picture) for one in told.entries("do", 2, 12)) if told.has("do") else (),
        "terms": tuple(map(_term, told.entries("terms", 1, 20))) if told.has("terms") else (),
        "callout": _callout(told.entry("callout")) if told.has("callout") else None,
        "link": _link(told.entry("link")) if told.has("link") else None,
        "poll": _poll(told.entry("poll")) if told.has("poll") else None,
        "reflection": _reflection(told.entry("reflection")) if told.has("reflection") else None,
    }


def _doing(told: Entry, picture: Callable[[Entry], Picture]) -> Doing:
    found = Doing(told.text("text", 500), picture(told.entry("picture")) if told.has("picture") else None)
    told.end()
    if found.picture and found.picture.caption:
        raise told.wrong("the picture of a step to do has no “caption”")
    return found


def _term(told: Entry) -> Term:
    found = Term(told.text("term", 80), told.text("meaning", 500))
    told.end()
    return found


def _callout(told: Entry) -> Callout:
    found = Callout(told.text("kind", 20), told.text("text", 1000))
    told.end()
    if found.kind not in CALLOUTS:
        raise told.wrong(f"there is no kind of remark “{found.kind}”; there are {', '.join(CALLOUTS)}")
    try:
        html(found.text)
    except ValueError as problem:
        raise told.wrong(f"“text”: {problem}") from problem
    return found


def _poll(told: Entry) -> Poll:
    found = Poll(told.text("question", 300), told.texts("choices", LEAST_CHOICES, MOST_CHOICES))
    told.end()
    if any(len(one) > 120 for one in found.choices):
        raise told.wrong("“choices”: each has at most 120 characters")
    return found


def _reflection(told: Entry) -> Reflection:
    found = Reflection(told.text("question", 300), told.text("hint", default=""))
    told.end()
    return found


def _link(told: Entry) -> Link:
    found = Link(told.text("title", 120), told.text("address", 300), told.text("about", default=""))
    told.end()
    parts = urlsplit(found.address)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(_ENDS) or parts.username:
        raise told.wrong(
            f"“address” begins with https:// and its site ends in {' or '.join(_ENDS)}, not {found.address}"
        )
    return found
