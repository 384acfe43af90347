"""The face of content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from wagtail.models import Page

from content.activities import activities_of
from content.aloud.voices import PACES, VOICE, VOICES
from content.approval.task import set_up_editorial
from content.bank.rebuilding import rebuild_bank
from content.centres.shelves import addresses_of as centre_addresses
from content.classes import public as classes
from content.identities import Alignment
from content.learnt import merged
from content.library.shelf import put as put_on_shelf
from content.models import CoursePage, LessonPage
from content.news.reads import is_a_program, is_a_reader, opened
from content.news.topics import make_first_topics
from content.outline import LISTED, courses_url
from content.pages.served import Served
from content.progress import CourseState, LessonState, course_state, course_states
from content.projection import enrolments, places
from content.recording import NoConsent, answer, complete, enrol, open_lesson
from content.rhythm import Week, week
from content.rights.grants import writes_here
from content.rights.opening import has_pages, open_pages
from content.rights.spaces import CentreSpace, give_space
from content.site_pages import make_centre_pages, make_first_pages, places_of_courses, publish
from content.teaching.learner_views import unread_of
from content.visibility import Reader, reader_of
from content.writing.pages_to_write import pages_to_write
from content.writing.work import desk_of
from portal.people.public import Learner

MANY = 10  # courses a learner is led back to at once; lessons proposed for one indicator


@dataclass(frozen=True)
class Suggestion:
    """A lesson that would bring somebody further."""

    title: str
    url: str
    minutes: int
    kind: str
    picture: str
    activity_iri: str
    categories: tuple[str, ...] = ()  # what finishing it would count for: IRIs of indicators and competences


def set_alignments(rows: Iterable[dict]) -> int:
    """Makes the choices of “counts for”: dicts with iri, kind, code, name, framework. Safe to run again.

    Returns how many rows were made or changed; what is right already is not written.
    """
    names = ("iri", "kind", "code", "name", "framework")
    known = {row["iri"]: row for row in Alignment.objects.values(*names)}
    wrong = [wanted for row in rows if (wanted := {name: row[name] for name in names}) != known.get(row["iri"])]
    for row in wrong:
        Alignment.objects.update_or_create(iri=row.pop("iri"), defaults=row)
    return len(wrong)


def enrolled_courses(learner: Learner, reader: Reader | None = None, limit: int = MANY) -> list[CourseState]:
    """The learner's courses with their lessons: those not finished first, then the newest enrolment first."""
    return learners_and_first_courses(learner, reader, limit, 0)[0]


def learners_and_first_courses(
    learner: Learner | None, reader: Reader | None = None, limit: int = MANY, first: int = 3
) -> tuple[list[CourseState], list[CourseState]]:
    """The learner's courses, and the first ones in the editors' order, with the same few queries for any number of both."""
    reader = reader or reader_of(None)
    rows: list[Any] = []
    if learner:
        unfinished = F("progress__finished_at").asc(nulls_first=True)
        rows = list(enrolments(learner).order_by(unfinished, "-made_at", "-pk")[:limit])
    mine = list(dict.fromkeys(row.course_id for row in rows))
    in_order = reader.filter(CoursePage.objects.all()).order_by("path")
    asked = Q(pk__in=mine) | Q(pk__in=in_order.values("pk")[:first])
    courses = reader.readable(CoursePage.objects.filter(asked).select_related("image").order_by("path"))
    states = {state.course_page.pk: state for state in course_states(courses, learner, reader, rows)}
    # In tree order nothing of the learner's own can stand before the first ones without being one of them.
    return [states[pk] for pk in mine if pk in states], [states[course.pk] for course in courses[:first]]


def suggestions_of(lessons: Iterable[Page]) -> list[Suggestion]:
    """These lessons as they are proposed, with what finishing them would count for; lessons without an activity are left out."""
    pages = list(lessons)
    activities = activities_of(pages)
    counts: dict[int, list[str]] = {page.pk: [] for page in pages}
    rows = LessonPage.alignments.through.objects.filter(lessonpage__in=list(counts))
    for pk, iri in rows.order_by("pk").values_list("lessonpage_id", "alignment__iri"):
        counts[pk].append(iri)
    return [
        Suggestion(
            page.title, page.url, page.minutes, "lesson", page.drawn, activities[page.pk], tuple(counts[page.pk])
        )
        for page in pages
        if page.pk in activities
    ]


def courses_for(alignment_iri: str, reader: Reader | None = None) -> list[Suggestion]:
    """Lessons mapped to an indicator or competence that the visitor (default: a stranger) may read."""
    return courses_for_each([alignment_iri], reader)[alignment_iri]


def courses_for_each(iris: Iterable[str], reader: Reader | None = None) -> dict[str, list[Suggestion]]:
    """The same for many indicators and competences, by IRI; few queries for many, `MANY` lessons each at most."""
    found: dict[str, dict[str, Suggestion]] = {iri: {} for iri in iris}
    links = LessonPage.alignments.through.objects.filter(alignment__iri__in=list(found))
    pairs = list(links.values_list("lessonpage_id", "alignment__iri"))
    rows = LessonPage.objects.live().filter(pk__in={pk for pk, _iri in pairs}).order_by("path")
    lessons = (reader or reader_of(None)).readable(rows.only(*LISTED))
    activities = activities_of(lessons)
    every: dict[int, list[str]] = {page.pk: [] for page in lessons}
    rows_of_all = LessonPage.alignments.through.objects.filter(lessonpage__in=list(every))
    for pk, iri in rows_of_all.order_by("pk").values_list("lessonpage_id", "alignment__iri"):
        every[pk].append(iri)
    wanted: dict[int, list[str]] = {}
    for pk, iri in pairs:
        wanted.setdefault(pk, []).append(iri)
    for page in lessons:
        activity = activities.get(page.pk, "")
        for iri in wanted[page.pk] if activity else ():  # an alias is the same lesson again: one suggestion
            if len(found[iri]) < MANY:
                made = Suggestion(
                    page.title, page.url, page.minutes, "lesson", page.drawn, activity, tuple(every[page.pk])
                )
                found[iri].setdefault(activity, made)
    return {iri: list(lessons.values()) for iri, lessons in found.items()}


def titles_of(iris: Iterable[str], reader: Reader | None = None) -> dict[str, tuple[str, str]]:
    """Title and address of the pages behind activities of ours that the visitor (default: a stranger) may read, by IRI.

    Others are left out. Few questions for many.
    """
    where = places(list(iris))
    pages = Page.objects.in_bulk({next(iter(one)) for one in where.values()})
    seen = {page.pk: page for page in (reader or reader_of(None)).readable(pages.values())}
    behind = {iri: seen.get(next(iter(one))) for iri, one in where.items()}
    return {iri: (page.title, page.url) for iri, page in behind.items() if page}


def title_of(iri: str, reader: Reader | None = None) -> tuple[str, str] | None:
    """Title and address of the page behind an activity of ours, or None."""
    return titles_of([iri], reader).get(iri)


def lesson_that_counts() -> tuple[str, str] | None:
    """Title and address of a lesson mapped to an indicator that a stranger may read, or None; one question."""
    counting = LessonPage.alignments.through.objects.filter(alignment__kind="indicator").values("lessonpage")
    lesson = reader_of(None).filter(LessonPage.objects.filter(pk__in=counting)).order_by("path").first()
    return (lesson.title, lesson.url or "") if lesson else None


def week_of_learning(states: Iterable[CourseState]) -> Week:
    """On which days of this week somebody learnt, of the states of the learner's courses."""
    return week(merged([state.sums for state in states]))


def featured_courses(limit: int, reader: Reader | None = None) -> list[CoursePage]:
    """Courses for the home page, in the editors' order."""
    return list((reader or reader_of(None)).filter(CoursePage.objects.all()).order_by("path")[:limit])


__all__ = [
    "PACES",
    "VOICE",
    "VOICES",
    "CentreSpace",
    "CourseState",
    "LessonState",
    "NoConsent",
    "Reader",
    "Served",
    "Suggestion",
    "answer",
    "centre_addresses",
    "classes",
    "complete",
    "course_state",
    "courses_for",
    "courses_for_each",
    "courses_url",
    "desk_of",
    "enrol",
    "enrolled_courses",
    "featured_courses",
    "give_space",
    "lesson_that_counts",
    "has_pages",
    "is_a_program",
    "is_a_reader",
    "make_first_topics",
    "opened",
    "pages_to_write",
    "writes_here",
    "make_centre_pages",
    "make_first_pages",
    "learners_and_first_courses",
    "open_lesson",
    "places_of_courses",
    "publish",
    "rebuild_bank",
    "put_on_shelf",
    "open_pages",
    "reader_of",
    "set_alignments",
    "set_up_editorial",
    "suggestions_of",
    "title_of",
    "titles_of",
    "unread_of",
    "week_of_learning",
]
