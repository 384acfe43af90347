"""The face of content."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import Page

from content.activities import activities_of
from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from content.models import CourseIndexPage, CoursePage, LessonPage, NewsPage
from content.progress import CourseState, LessonState, course_state
from content.recording import NoConsent, answer, complete, enrol, open_lesson
from content.workflow import set_up_editorial, sync_editors
from portal.people.models import Learner


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


def title_of(iri: str) -> tuple[str, str] | None:
    """Title and address of the page behind an activity of ours, or None."""
    uuid = iri.rpartition("/")[2]
    if len(uuid) != 36:
        return None
    row = PageActivity.objects.filter(uuid=uuid).first()
    question = None if row else QuestionActivity.objects.filter(uuid=uuid).first()
    page = Page.objects.filter(pk=getattr(row or question, "page_id", None)).live().first()
    return (page.title, page.url) if page else None


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
    "latest_news",
    "open_lesson",
    "set_alignments",
    "set_up_editorial",
    "sync_editors",
    "title_of",
]
