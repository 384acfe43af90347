"""Courses that other centres offer: which ones, what they count for, why one cannot be taken; taking one; later changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.exchange.incoming import Taken, Whence, take
from content.exchange.licences import NO_CHANGES, NOT_SAID, refused
from content.exchange.origins import CourseOrigin, authors_of
from content.exchange.outgoing import gathered
from content.identities import Alignment
from content.pages.course import CoursePage
from content.pages.lesson import LessonPage
from content.rights.grants import page_grants
from content.visibility import reader_of
from portal.text.folding import fold


class NotOffered(PermissionDenied):
    """The course cannot be taken; its words say why."""


@dataclass(frozen=True)
class Offer:
    """A course of another centre: whose, how long, what it counts for, and why it cannot be taken ("": it can)."""

    course: Page
    whose: str
    lessons: int
    minutes: int
    counts_for: tuple[str, ...]
    refused: str
    licence: str


def offered(user: Any, words: str = "") -> QuerySet[CoursePage]:
    """Courses that everybody may read, outside the user's own places, whose centres offer them, by name; `words` are looked
    for in the name. What a centre shows to some only is nothing to copy, whoever looks."""
    found = CoursePage.objects.filter(offered=True, alias_of=None).filter(reader_of(None).where())
    own = [grant.page.path for grant in page_grants(user) if grant.permission.codename == "add_page"]
    if own:
        found = found.exclude(reduce(or_, (Q(path__startswith=path) for path in own)))
    if wanted := fold(words).split():
        names = found.values_list("pk", "title")
        found = found.filter(pk__in=[pk for pk, title in names if all(word in fold(title) for word in wanted)])
    return found.order_by("title", "pk")


def offers(courses: Iterable[Page]) -> list[Offer]:
    """The courses with what a reader of the list asks; as many questions to the database for one as for twenty."""
    rows = list(courses)
    if not rows:
        return []
    below = reduce(or_, (Q(path__startswith=course.path) for course in rows))
    open_to_all = LessonPage.objects.filter(below).filter(reader_of(None).where())
    lessons = list(open_to_all.values_list("pk", "path", "minutes", "licence", "title"))
    codes: dict[int, set[str]] = {}
    mapped = Alignment.objects.filter(kind=Alignment.Kind.INDICATOR, lessonpage__in=[pk for pk, *_rest in lessons])
    for name, code, lesson in mapped.values_list("name", "code", "lessonpage"):
        codes.setdefault(lesson, set()).add(f"{code}. {name}")
    whose = authors_of(rows)
    return [_offer(course, whose[course.pk], lessons, codes) for course in rows]


def _offer(course: Any, whose: str, lessons: list[tuple], codes: dict[int, set[str]]) -> Offer:
    mine = [row for row in lessons if row[1].startswith(course.path)]
    return Offer(
        course,
        whose,
        len(mine),
        sum(row[2] for row in mine),
        tuple(sorted(set().union(*(codes.get(row[0], set()) for row in mine)))),
        _why_not(course, [(row[3], row[4]) for row in mine]),
        course.licence,
    )


def _why_not(course: Any, lessons: list[tuple[str, str]]) -> str:
    """In words, for the first licence that forbids it; a lesson that says nothing has that of its course."""
    for licence, title in [(course.licence, course.title), *((one or course.licence, name) for one, name in lessons)]:
        reason = refused(licence)
        told = {"title": title, "licence": licence}
        if reason == NOT_SAID:
            return _("Nobody wrote down the licence of “%(title)s”: ask that centre to write it down.") % told
        if reason == NO_CHANGES:
            return _("The licence of “%(title)s” (%(licence)s) does not allow changes, so it is not copied.") % told
        if reason:
            words = _(
                "The licence of “%(title)s” (%(licence)s) does not say that others may change it: ask that centre."
            )
            return words % told
    return ""


def take_offered(user: Any, course: CoursePage, goal: Page, press: UUID) -> Taken:
    """The course as a draft at the user's centre, with its own files and identities. What people learnt stays where it is.

    Its pictures and files are copied into the library of the user's centre: shared, they would change or vanish behind what
    was approved here. Raises NotOffered.
    """
    if not offered(user).filter(pk=course.pk).exists():
        raise NotOffered(_("That course is not offered to other centres (any longer)."))
    (offer,) = offers([course])
    if offer.refused:
        raise NotOffered(offer.refused)
    return take(gathered(course, drafts=False), goal, user, press, Whence(offer.whose, course))


@dataclass(frozen=True)
class ChangedOrigin:
    """A course whose original was published anew after it was taken."""

    origin: CourseOrigin
    at: datetime


def changed_origins(courses: Iterable[Page]) -> dict[int, ChangedOrigin]:
    """Course (id) -> its original's newer state; those whose original stands as it was are left out."""
    rows = CourseOrigin.objects.filter(page__in=[course.pk for course in courses]).exclude(source_page=None)
    found = {}
    for row in rows.select_related("source_page"):
        below = Page.objects.descendant_of(row.source_page, inclusive=True).live()
        at = below.aggregate(at=Max("last_published_at"))["at"]
        if at and at > row.taken_at:
            found[row.page_id] = ChangedOrigin(row, at)
    return found
