"""The work of somebody who writes lessons, as lists for a page of theirs; about a dozen questions to the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from content.approval.task import SecondPersonTask
from content.identities import Enrolment
from content.models import CoursePage, LessonPage
from portal.people.public import show_names

SHOWN = 8
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """A page somebody has to do something about: who wrote or judged it, since when, with which words."""

    title: str
    url: str
    at: datetime | None = None
    who: str = ""
    said: str = ""
    days: int = 0
    course: str = ""


@dataclass(frozen=True)
class Running:
    """A course that people learn in: its lessons, its learners (of the visitor's scope), those of the last seven days."""

    title: str
    url: str
    lessons: int
    learners: int
    new: int
    add_url: str
    pages_url: str


@dataclass(frozen=True)
class Desk:
    """All of it; `new_url` begins a new lesson, `waiting` is how many there are to approve, of which the longest are listed.

    `more_…`: there are more than are listed here; `content.writing.lists` has them all.
    """

    to_approve: list[Work]
    sent_back: list[Work]
    handed_in: list[Work]
    drafts: list[Work]
    running: list[Running]
    new_url: str
    waiting: int
    more_drafts: bool = False
    more_running: bool = False


def desk_of(user: Any) -> Desk:
    """What waits for this user, what this user wrote, and the courses at the user's places."""
    mine = list(
        WorkflowState.objects.filter(requested_by=user, status__in=("in_progress", "needs_changes"))
        .select_related("current_task_state__finished_by")
        .order_by("-created_at")[: 4 * SHOWN]
    )
    waiting, number = _to_approve(user)
    pages = Page.objects.in_bulk(
        {int(state.object_id) for state in mine} | {int(step.workflow_state.object_id) for step in waiting}
    )
    people = [step.workflow_state.requested_by for step in waiting]
    named = _names([*people, *(one.current_task_state.finished_by for one in mine)])
    back = [one for one in mine if one.status == WorkflowState.STATUS_NEEDS_CHANGES]
    drafts = list(unfinished(user, {int(one.object_id) for one in mine})[: SHOWN + 1])
    courses = list(courses_of(user).live()[: SHOWN + 1])
    return Desk(
        [_waits(step, pages, named) for step in waiting if int(step.workflow_state.object_id) in pages],
        [_judged(one, pages, named) for one in back if int(one.object_id) in pages][:SHOWN],
        [_sent(one, pages) for one in mine if one not in back and int(one.object_id) in pages][:SHOWN],
        as_work(drafts[:SHOWN]),
        running(courses[:SHOWN]),
        reverse("content:new_lesson"),
        number,
        len(drafts) > SHOWN,
        len(courses) > SHOWN,
    )


def _names(people: Iterable[Any]) -> dict[int, str]:
    """How these accounts are shown, by number: the same person comes as several objects, and is looked up once."""
    rows = {one.pk: one for one in people if one is not None}
    if rows:
        show_names(rows.values())
    return {pk: one.get_full_name() for pk, one in rows.items()}


def _to_approve(user: Any) -> tuple[list[TaskState], int]:
    """Those that have waited longest, and how many there are."""
    found: list[TaskState] = []
    number = 0
    for task in SecondPersonTask.objects.filter(active=True):
        states = task.get_task_states_user_can_moderate(user)
        number += states.count()
        found += states.select_related("workflow_state__requested_by").order_by("started_at")[:SHOWN]
    return sorted(found, key=lambda step: step.started_at)[:SHOWN], number


def _edit(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def _waits(step: TaskState, pages: dict[int, Page], named: dict[int, str]) -> Work:
    page, by = pages[int(step.workflow_state.object_id)], step.workflow_state.requested_by_id
    days = (timezone.localdate() - timezone.localtime(step.started_at).date()).days
    return Work(page.draft_title, _edit(page.pk), step.started_at, named.get(by, ""), days=days)


def _judged(state: WorkflowState, pages: dict[int, Page], named: dict[int, str]) -> Work:
    page, step = pages[int(state.object_id)], state.current_task_state
    return Work(page.draft_title, _edit(page.pk), step.finished_at, named.get(step.finished_by_id, ""), step.comment)


def _sent(state: WorkflowState, pages: dict[int, Page]) -> Work:
    page = pages[int(state.object_id)]
    return Work(page.draft_title, _edit(page.pk), state.created_at)


def waits_elsewhere(user: Any) -> set[int]:
    """Pages that this user handed in, or that came back: they are listed as such, not as drafts."""
    mine = WorkflowState.objects.filter(requested_by=user, status__in=("in_progress", "needs_changes"))
    return {int(pk) for pk in mine.values_list("object_id", flat=True)}


def unfinished(user: Any, elsewhere: Iterable[int]) -> QuerySet[Page]:
    """What the user wrote on last and nobody can read yet, the newest first."""
    open_ = Q(has_unpublished_changes=True) | Q(live=False, first_published_at=None)
    mine = Q(latest_revision__user=user) | Q(latest_revision=None, owner=user)
    found = Page.objects.filter(open_, mine, alias_of=None).exclude(pk__in=list(elsewhere))
    return found.order_by("-latest_revision_created_at", "-pk")


def as_work(pages: Iterable[Page]) -> list[Work]:
    """Drafts as rows of a list."""
    return [Work(page.draft_title, _edit(page.pk), page.latest_revision_created_at) for page in pages]


def courses_of(user: Any) -> QuerySet[CoursePage]:
    """The courses at the places where this user writes, in teaching order."""
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add").values("pk")
    return CoursePage.objects.filter(pk__in=mine, alias_of=None).order_by("path")


def running(courses: Sequence[CoursePage]) -> list[Running]:
    """Courses with what is in them and who learns there, in two queries for all."""
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    lessons = list(LessonPage.objects.filter(below, live=True).values_list("path", flat=True)) if courses else []
    recent = Q(made_at__gte=timezone.now() - _WEEK)
    rows = Enrolment.objects.filter(course__in=list(courses)).values("course")
    counted = {row["course"]: row for row in rows.annotate(all=Count("pk"), new=Count("pk", filter=recent))}
    return [_course(course, lessons, counted.get(course.pk, {})) for course in courses]


def _course(course: CoursePage, lessons: list[str], counted: dict[str, int]) -> Running:
    return Running(
        course.title,
        course.url or "",
        sum(path.startswith(course.path) for path in lessons),
        counted.get("all", 0),
        counted.get("new", 0),
        f"{reverse('content:new_lesson')}?khoa={course.pk}",
        reverse("wagtailadmin_explore", args=[course.pk]),
    )
