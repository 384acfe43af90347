"""A new lesson that counts needs two people, an ordinary one needs one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from lxml import html
from wagtail.models import TaskState, WorkflowState

from content.models import LessonPage
from tests.builders.lessons import edit_url
from tests.builders.people import make_admin
from tests.content.approval.acts import SECOND, approve, create, edit, seen, waits
from tests.content.conftest import School


def in_view(client: Client, page: LessonPage) -> list[str]:
    """The acts that stand beside saving, out of the menu."""
    footer = "//nav[contains(@class, 'actions--primary')]/button"
    found = html.fromstring(client.get(edit_url(page)).text).xpath(footer)
    return [one.get("name") or one.get("data-workflow-action-name") for one in found]


class TestOneLesson:
    def test_an_ordinary_lesson_is_published_at_once(self, school: School, author: Client) -> None:
        page = create(school, author, mapped=False)
        assert page.live
        assert "Một dòng." in seen(page)
        edit(author, page, school, button="action-publish", text="Hai dòng.", mapped=False)
        assert "Hai dòng." in seen(page)

    def test_publish_on_a_new_lesson_that_counts_waits(self, school: School, author: Client) -> None:
        page = create(school, author)
        assert waits(page)
        assert "Một dòng." in page.get_latest_revision_as_object().body.raw_data[0]["value"]
        assert SECOND in author.get(edit_url(page)).text

    def test_the_button_says_to_whom_it_goes(self, school: School, author: Client) -> None:
        page = create(school, author, mapped=False)
        assert "Gửi người thứ hai duyệt" in author.get(edit_url(page)).text

    def test_the_next_act_stands_in_view_beside_saving(self, school: School, author: Client, second: Client) -> None:
        page = create(school, author, mapped=False)
        assert in_view(author, page) == ["action-publish"]
        waiting = create(school, author, slug="bai-cho-duyet")
        assert in_view(author, waiting) == []
        assert in_view(second, waiting) == ["approve"]
        waiting.current_workflow_task_state.task.specific.on_action(
            waiting.current_workflow_task_state, school.staff[1], "reject", comment="Sửa câu 1."
        )
        assert in_view(author, waiting) == ["action-submit"]

    def test_the_author_cannot_approve(self, school: School, author: Client) -> None:
        page = create(school, author)
        state = page.current_workflow_task_state
        assert approve(author, page).status_code in (302, 403)
        edit(author, page, school, button="action-workflow-action", **{"workflow-action-name": "approve"})
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, school.staff[0], "approve")
        assert waits(page)
        assert not TaskState.objects.filter(status=TaskState.STATUS_APPROVED).exists()

    def test_not_even_past_the_task_that_asks_who_it_is(self, school: School, author: Client) -> None:
        page = create(school, author)
        with pytest.raises(PermissionDenied):
            page.current_workflow_task_state.approve(user=school.staff[0])
        assert waits(page)

    def test_not_even_as_administrator_of_everything(self, school: School) -> None:
        client = school.client(make_admin())
        page = create(school, client)
        assert waits(page)
        approve(client, page)
        assert waits(page)

    def test_the_second_person_brings_it_before_the_public(self, school: School, mapped: LessonPage) -> None:
        assert "Bản đầu." in seen(mapped)
        state = TaskState.objects.get(revision=mapped.live_revision)
        assert (state.finished_by, mapped.live_revision.user) == (school.staff[1], school.staff[0])

    def test_the_list_of_what_waits_is_for_others_only(self, school: School, author: Client, second: Client) -> None:
        page = create(school, author)
        task = page.current_workflow_task
        assert not task.get_task_states_user_can_moderate(school.staff[0]).exists()
        assert task.get_task_states_user_can_moderate(school.staff[1]).count() == 1
        for client in (author, second):
            assert client.get(reverse("wagtailadmin_home")).status_code == 200

    def test_sent_back_and_handed_in_again(self, school: School, author: Client, second: Client) -> None:
        page = create(school, author)
        state = page.current_workflow_task_state
        second.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk]), {"comment": "x"})
        page = LessonPage.objects.get(pk=page.pk)
        assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
        edit(author, page, school, button="action-submit", text="Sửa rồi.")
        page = LessonPage.objects.get(pk=page.pk)
        assert waits(page)
        approve(second, page)
        assert "Sửa rồi." in seen(page)
