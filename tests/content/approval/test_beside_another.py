"""Somebody's page saves itself in the very moment in which another decides about it: neither undoes the other."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, Revision

from content.models import CoursePage, LessonPage
from content.tasks import keep_up
from portal.people.public import everyone
from tests.builders.lessons import edit_url
from tests.builders.pages import published
from tests.builders.waiting import somebody_waits
from tests.content.approval.acts import approve, create, edit, written
from tests.content.conftest import School

pytestmark = pytest.mark.django_db(transaction=True)


class Beside:
    """The other's act, in a connection of its own: until it is done, or waits for ours."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act, self.came, self.over_well = act, False, False

    def _run(self) -> None:
        try:
            with everyone("the other connection"):
                self.act()
            self.over_well = True
        finally:
            connections.close_all()

    def now(self, *args: object, **kwargs: object) -> None:
        """Begins, once."""
        if self.came:
            return
        self.came = True
        self.other = threading.Thread(target=self._run)
        self.other.start()
        deadline = time.monotonic() + 120
        while not somebody_waits() and self.other.is_alive() and time.monotonic() < deadline:
            self.other.join(0.05)

    def over(self) -> None:
        self.other.join(120)
        assert self.over_well


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[None]:
    """While the page for editing has loaded a page, and not written it yet, `act` begins beside it."""
    meanwhile = Beside(act)
    with hooks.register_temporarily("before_edit_page", meanwhile.now):
        yield
    meanwhile.over()


def typed(client: Client, page: Page, school: School, **more) -> None:
    """The page for editing saves by itself."""
    sent = written(school, user=None, **more)
    client.post(edit_url(page), sent, headers={"accept": "application/json"})


def whole() -> bool:
    """Whether the tree of pages is sound: paths, depths, counts of children, addresses."""
    addresses = all(
        page.url_path == f"{page.get_parent().url_path}{page.slug}/" for page in Page.objects.filter(depth__gt=1)
    )
    return addresses and not any(Page.find_problems())


def clients(school: School) -> tuple[Client, Client]:
    return school.client(school.staff[0]), school.client(school.staff[1])


def test_an_approval_is_not_undone_by_the_author_s_page(school: School) -> None:
    author, second = clients(school)
    page = create(school, author)
    with beside(lambda: approve(second, page)):
        typed(author, page, school)
    page = LessonPage.objects.get(pk=page.pk)
    assert (page.live, page.live_revision is not None, page.workflow_in_progress) == (True, True, False)


def test_what_was_typed_first_keeps_the_approval_from_what_nobody_read(school: School) -> None:
    author, second = clients(school)
    page = create(school, author)
    with beside(lambda: approve(second, page)):
        typed(author, page, school, text="Gõ thêm.")
    page = LessonPage.objects.get(pk=page.pk)
    assert (page.live, page.workflow_in_progress) == (False, True)


def test_a_publication_is_not_undone(school: School) -> None:
    author, second = clients(school)
    page = create(school, author, button="x", mapped=False)
    with beside(lambda: edit(second, page, school, button="action-publish", mapped=False, text="Của B.")):
        typed(author, page, school, mapped=False, text="Gõ dở.")
    page = LessonPage.objects.get(pk=page.pk)
    assert (page.live, page.live_revision_id is not None) == (True, True)


@pytest.mark.parametrize("way", ["alone", "with others", "by the page above"])
def test_a_move_is_not_undone(school: School, way: str) -> None:
    author, second = clients(school)
    page = create(school, author, button="x", mapped=False)
    index = school.course.get_parent()
    goal = published(index, CoursePage(title="Nơi mới", slug="noi-moi"))
    course = published(index, CoursePage(title="Khóa con", slug="khoa-con"))

    def move() -> None:
        if way == "alone":
            second.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, goal.pk]))
        elif way == "with others":
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
            second.post(f"{address}?id={page.pk}&next=/", {"chooser": str(goal.pk)})
        else:
            Page.objects.get(pk=school.course.pk).move(Page.objects.get(pk=course.pk), pos="left")

    with beside(move):
        typed(author, page, school, mapped=False, text="Gõ dở.")
    assert whole()
    if way != "by the page above":
        assert LessonPage.objects.get(pk=page.pk).get_parent().pk == goal.pk


def test_what_appears_at_its_hour_forgets_no_version(school: School) -> None:
    """The clock's own act reads the page after it holds it: what is written meanwhile stays the newest."""
    page = school.lessons[1]
    due = page.save_revision()
    Revision.objects.filter(pk=due.pk).update(approved_go_live_at=timezone.now() - timedelta(hours=1))

    def write() -> None:
        mine = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        mine.title = "Viết thêm"
        mine.save_revision(user=school.staff[0])

    meanwhile, plain = Beside(write), LessonPage.with_content_json

    def read(lesson: LessonPage, content: dict) -> LessonPage:
        found = plain(lesson, content)
        meanwhile.now()
        return found

    with patch.object(LessonPage, "with_content_json", read):
        assert keep_up() == 1
    meanwhile.over()
    assert LessonPage.objects.get(pk=page.pk).latest_revision.content["title"] == "Viết thêm"


def test_pages_taken_down_together_are_read_when_they_are_held(school: School) -> None:
    author, second = clients(school)
    page, goal = school.lessons[1], published(school.course.get_parent(), CoursePage(title="Nơi mới", slug="noi-moi"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    def move(*args: object) -> None:
        if not LessonPage.objects.get(pk=page.pk).is_child_of(goal):
            LessonPage.objects.get(pk=page.pk).move(CoursePage.objects.get(pk=goal.pk), pos="last-child")

    with hooks.register_temporarily("before_bulk_action", move, order=-10):
        second.post(f"{address}?id={page.pk}&next=/", {})
    moved = LessonPage.objects.get(pk=page.pk)
    assert (moved.live, moved.get_parent().pk) == (False, goal.pk)
    assert whole()


def test_pages_moved_together_go_to_where_their_new_place_is_now(school: School) -> None:
    second, index = clients(school)[1], school.course.get_parent()
    page, goal = school.lessons[1], published(index, CoursePage(title="Nơi mới", slug="noi-moi"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])

    def move(*args: object) -> None:
        CoursePage.objects.get(pk=goal.pk).move(Page.objects.get(pk=index.pk), pos="first-child")

    with hooks.register_temporarily("before_bulk_action", move, order=-10):
        second.post(f"{address}?id={page.pk}&next=/", {"chooser": str(goal.pk)})
    assert LessonPage.objects.get(pk=page.pk).get_parent().pk == goal.pk
    assert whole()


@pytest.mark.parametrize("way", ["move", "a program", "add"])
def test_where_a_page_is_put_is_held_before_it_is_read(school: School, way: str) -> None:
    page, second = school.lessons[1], clients(school)[1]
    goal = published(school.course.get_parent(), CoursePage(title="Nơi mới", slug="noi-moi"))
    with CaptureQueriesContext(connection) as asked:
        if way == "move":
            second.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, goal.pk]))
        elif way == "add":
            address = reverse("wagtailadmin_pages:add", args=["content", "lessonpage", goal.pk])
            second.post(address, written(school, user=None, mapped=False, slug="bai-moi"))
        else:
            sent = {"destination_page_id": goal.pk, "position": "last-child"}
            second.post(f"/quan-tri/api/main/pages/{page.pk}/action/move/", sent, content_type="application/json")
    told = [query["sql"] for query in asked]
    named = re.compile(rf"\b{goal.pk}\b")
    held = [at for at, sql in enumerate(told) if "FOR UPDATE" in sql and named.search(sql.partition("WHERE")[2])]
    read = [at for at, sql in enumerate(told) if f'"wagtailcore_page"."id" = {goal.pk} ' in sql and "url_path" in sql]
    assert held[0] < read[0]
    assert LessonPage.objects.filter(slug="bai-moi" if way == "add" else page.slug).get().get_parent().pk == goal.pk


ACTS = {
    "edit": "wagtailadmin_pages:edit",
    "unpublish": "wagtailadmin_pages:unpublish",
    "delete": "wagtailadmin_pages:delete",
    "convert": "wagtailadmin_pages:convert_alias",
    "order": "wagtailadmin_pages:set_page_position",
    "lock": "wagtailadmin_pages:lock",
    "cancel": "wagtailadmin_pages:confirm_workflow_cancellation",
    **{
        f"a program: {act}": act for act in ("publish", "unpublish", "convert_alias", "move", "revert_to_page_revision")
    },
}


@pytest.mark.parametrize("name", ACTS)
def test_every_act_holds_the_page_before_it_reads_it(school: School, name: str) -> None:
    """The first whole row of the page that an act reads is one that nobody else can change any more."""
    page, second = school.lessons[1], clients(school)[1]
    by_program = name.startswith("a program")
    address = (
        f"/quan-tri/api/main/pages/{page.pk}/action/{ACTS[name]}/"
        if by_program
        else reverse(ACTS[name], args=[page.pk])
    )
    with CaptureQueriesContext(connection) as asked:
        sent = written(school, user=None) if name == "edit" else {}
        second.post(address, sent, **({"content_type": "application/json"} if by_program else {}))
    told = [query["sql"] for query in asked]
    held = next((at for at, sql in enumerate(told) if "FOR UPDATE" in sql and "wagtailcore_page" in sql), len(told))
    read = [at for at, sql in enumerate(told) if f'"wagtailcore_page"."id" = {page.pk} ' in sql and "url_path" in sql]
    assert held < len(told)
    assert [told[at] for at in read if at < held] == []
