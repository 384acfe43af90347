"""The face of content."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page

from content.activities import activities_of
from content.approval.task import set_up_editorial
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.models import CourseIndexPage, CoursePage, LessonPage, NewsPage
from content.progress import CourseState, LessonState, course_state
from content.recording import NoConsent, answer, complete, enrol, open_lesson
from content.rights.spaces import CentreSpace, give_space
from learning_records.public import activity_iri
from portal.people.public import Learner


@dataclass(frozen=True)
class Suggestion:
    """A lesson that would bring somebody further."""

    title: str
    url: str
    minutes: int
    kind: str
    picture: str
    activity_iri: str


def set_alignments(rows: Iterable[dict]) -> None:
    """Makes the choices of “counts for”: dicts with iri, kind, code, name, framework. Safe to run again."""
    for row in rows:
        Alignment.objects.update_or_create(
            iri=row["iri"], defaults={k: row[k] for k in ("kind", "code", "name", "framework")}
        )


def enrolled_courses(learner: Learner) -> list[CourseState]:
    """The learner's courses with their lessons, the newest enrolment first."""
    rows = Enrolment.objects.filter(learner=learner).order_by("-made_at")
    courses = CoursePage.objects.live().in_bulk([row.course_id for row in rows])
    return [course_state(courses[row.course_id], learner, row) for row in rows if row.course_id in courses]


def courses_for(alignment_iri: str) -> list[Suggestion]:
    """Live lessons mapped to an indicator or competence."""
    lessons = LessonPage.objects.live().filter(alignments__iri=alignment_iri).order_by("path")
    iris = activities_of(lessons)
    found: dict[str, Suggestion] = {}
    for page in lessons:
        if page.pk in iris:  # an alias is the same lesson again: one suggestion
            iri = iris[page.pk]
            found.setdefault(iri, Suggestion(page.title, page.url, page.minutes, "lesson", page.drawn, iri))
    return list(found.values())


def titles_of(iris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Title and address of the live pages behind activities of ours, by IRI; others are left out. Few questions for many."""
    uuids = {iri: uuid for iri in iris if (uuid := _uuid_in(iri))}
    pages = dict(PageActivity.objects.filter(uuid__in=uuids.values()).values_list("uuid", "page_id"))
    pages |= dict(QuestionActivity.objects.filter(uuid__in=uuids.values()).values_list("uuid", "page_id"))
    live = Page.objects.live().in_bulk(set(pages.values()))
    behind = {iri: live.get(pages.get(uuid)) for iri, uuid in uuids.items()}
    return {iri: (page.title, page.url) for iri, page in behind.items() if page}


def _uuid_in(iri: str) -> UUID | None:
    text = iri.rpartition("/")[2]
    try:
        return UUID(text) if iri == activity_iri(text) else None
    except ValueError:
        return None


def title_of(iri: str) -> tuple[str, str] | None:
    """Title and address of the page behind an activity of ours, or None."""
    return titles_of([iri]).get(iri)


def latest_news(limit: int) -> list[NewsPage]:
    """The newest news."""
    return list(NewsPage.objects.live().order_by("-date", "-pk")[:limit])


def featured_courses(limit: int) -> list[CoursePage]:
    """Courses for the home page, in the editors' order."""
    return list(CoursePage.objects.live().order_by("path")[:limit])


def courses_url() -> str:
    """The address of all courses, or of home while there is none."""
    page = CourseIndexPage.objects.live().first()
    return page.url if page else "/"


__all__ = [
    "CentreSpace",
    "CourseState",
    "LessonState",
    "NoConsent",
    "Suggestion",
    "answer",
    "complete",
    "course_state",
    "courses_for",
    "courses_url",
    "enrol",
    "enrolled_courses",
    "featured_courses",
    "give_space",
    "latest_news",
    "open_lesson",
    "set_alignments",
    "set_up_editorial",
    "title_of",
    "titles_of",
]
