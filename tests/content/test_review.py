"""A lesson that counts needs two people, whichever button or door is used; an ordinary one needs one."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from content.approval.rule import authors_of
from content.models import CoursePage, LessonPage, PageActivity
from content.tasks import keep_up
from tests.builders.lessons import edit_form, edit_url, lesson_page
from tests.builders.pages import published
from tests.builders.people import make_admin, make_staff
from tests.content.conftest import School

SECOND = "người thứ hai"


def written(school: School, *, user, text: str = "Một dòng.", mapped: bool = True, **more) -> dict:
    alignments = [str(school.alignment.pk)] if mapped else []
    return edit_form(text=text, alignments=alignments, **more)


def create(school: School, client: Client, button: str = "action-publish", **more) -> LessonPage:
    """A new lesson through the editors' page, with this button pressed at once."""
    address = reverse("wagtailadmin_pages:add", args=["content", "lessonpage", school.course.pk])
    answer = client.post(address, written(school, user=None, **more) | {button: "1"})
    assert answer.status_code == 302, answer.text
    return LessonPage.objects.get(slug=more.get("slug", "bai-moi"))


def edit(client: Client, page: Page, school: School, *, button: str = "", text: str = "Một dòng.", **more):
    extra = {name: more.pop(name) for name in [*ACT, "overwrite_revision_id"] if name in more}
    sent = written(school, user=None, text=text, **more) | extra | ({button: "1"} if button else {})
    answer = client.post(edit_url(page), sent)
    assert answer.status_code == 302, answer.text
    return answer


def approve(client: Client, page: Page):
    """The button “Approve” as the list of pages that wait shows it."""
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return client.post(address)


ACT = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def approve_in_editor(
    client: Client, page: Page, school: School, *, text: str, on_screen: Revision | None = None, **more
):
    """The button “Approve” of the page for editing, with the form and the version that it shows."""
    shown = on_screen or LessonPage.objects.get(pk=page.pk).latest_revision
    loaded = {"loaded_revision_id": shown.pk, "loaded_revision_created_at": shown.created_at.isoformat()}
    slug = LessonPage.objects.get(pk=page.pk).slug
    return client.post(edit_url(page), written(school, user=None, text=text, slug=slug) | loaded | ACT, **more)


def draft_of(page: Page) -> str:
    """The text of the newest version."""
    return str(LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().body.raw_data[0]["value"])


def told(client: Client, answer) -> str:
    """What the page says after the answer was followed."""
    assert answer.status_code == 302, answer.text
    return client.get(answer.url, follow=True).text


def seen(page: Page) -> str:
    """What the public sees at the lesson's address; nothing when it is not there."""
    answer = Client().get(LessonPage.objects.get(pk=page.pk).url)
    return answer.text if answer.status_code == 200 else ""


def waits(page: Page) -> bool:
    page = LessonPage.objects.get(pk=page.pk)
    return page.workflow_in_progress and not page.live and seen(page) == ""


@pytest.fixture
def author(school: School) -> Client:
    return school.client(school.staff[0])


@pytest.fixture
def second(school: School) -> Client:
    return school.client(school.staff[1])


@pytest.fixture
def mapped(school: School, author: Client, second: Client) -> LessonPage:
    """A lesson that counts, live after the second person's approval."""
    page = create(school, author, text="Bản đầu.")
    assert approve(second, page).status_code == 302
    page.refresh_from_db()
    assert page.live
    return LessonPage.objects.get(pk=page.pk)


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


class TestAfterItIsLive:
    def test_the_button_publish_is_not_there_and_sent_all_the_same_keeps_a_draft(self, school, mapped, author) -> None:
        assert 'name="action-publish"' not in author.get(edit_url(mapped)).text
        assert 'name="action-publish"' in author.get(edit_url(school.lessons[1])).text
        edit(author, mapped, school, button="action-publish", text="Bản hai.")
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).has_unpublished_changes

    def test_an_edit_waits_and_the_old_version_stays(self, school: School, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        assert "Bản đầu." in seen(mapped)
        assert "Bản hai." not in seen(mapped)
        approve(second, LessonPage.objects.get(pk=mapped.pk))
        assert "Bản hai." in seen(mapped)

    def test_what_was_written_on_after_handing_in_is_not_approved_unseen(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        edit(author, mapped, school, text="Bản ba.")
        page = LessonPage.objects.get(pk=mapped.pk)
        assert approve(author, page).status_code in (302, 403)
        assert "đã thay đổi" in told(second, approve(second, page))
        assert "Bản đầu." in seen(mapped)
        assert not TaskState.objects.filter(
            status=TaskState.STATUS_APPROVED, revision__gt=mapped.live_revision
        ).exists()
        approve_in_editor(second, page, school, text="Bản ba.")
        assert "Bản ba." in seen(mapped)

    def test_who_changes_it_before_approving_wrote_it_too(self, school, mapped, author, second) -> None:
        """A writes, B touches: neither may approve; a third person may."""
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        answer = approve_in_editor(second, mapped, school, text="Bản của người duyệt.")
        assert "người khác" in told(second, answer)
        assert "Bản đầu." in seen(mapped)
        assert "Bản của người duyệt." in draft_of(mapped)
        for client in (author, second):
            approve(client, LessonPage.objects.get(pk=mapped.pk))
            approve_in_editor(client, mapped, school, text="Bản của người duyệt.")
            assert "Bản đầu." in seen(mapped)
        third = school.client(make_staff(school.unit))
        approve_in_editor(third, mapped, school, text="Bản của người duyệt.")
        assert "Bản của người duyệt." in seen(mapped)

    def test_saving_without_a_change_makes_nobody_an_author(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        edit(second, mapped, school, text="Bản hai.")
        assert LessonPage.objects.get(pk=mapped.pk).latest_revision.user == school.staff[1]
        approve_in_editor(second, mapped, school, text="Bản hai.")
        assert "Bản hai." in seen(mapped)

    def test_after_an_approval_the_count_begins_anew(self, school, mapped, author, second) -> None:
        """A wrote, B approved; now B writes and A may approve."""
        edit(second, mapped, school, button="action-submit", text="Bản của B.")
        approve_in_editor(author, mapped, school, text="Bản của B.")
        assert "Bản của B." in seen(mapped)

    def test_tidying_revisions_away_forgets_no_author(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, text="Bản hai.")
        edit(second, mapped, school, button="action-submit", text="Bản ba.")
        call_command("purge_revisions")
        approve_in_editor(author, mapped, school, text="Bản ba.")
        assert "Bản đầu." in seen(mapped)

    def test_an_approval_is_for_the_version_on_the_screen(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        on_screen = LessonPage.objects.get(pk=mapped.pk).latest_revision
        edit(author, mapped, school, text="Bản ba.")
        answer = approve_in_editor(second, mapped, school, text="Bản hai.", on_screen=on_screen)
        assert "đã thay đổi" in told(second, answer)
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).latest_revision.user == school.staff[0]
        assert LessonPage.objects.get(pk=mapped.pk).workflow_in_progress
        approve_in_editor(second, mapped, school, text="Bản ba.")
        assert "Bản ba." in seen(mapped)

    def test_a_version_written_into_again_is_another_one(self, school, mapped, author, second) -> None:
        """The author's page saves into the version that the reviewer has open."""
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        on_screen = LessonPage.objects.get(pk=mapped.pk).latest_revision
        edit(author, mapped, school, text="Lén sửa.", overwrite_revision_id=on_screen.pk)
        answer = approve_in_editor(second, mapped, school, text="Bản hai.", on_screen=on_screen)
        assert "đã thay đổi" in told(second, answer)
        assert "Bản đầu." in seen(mapped)

    def test_what_the_reviewer_typed_beside_a_refused_approval_is_kept(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        on_screen = LessonPage.objects.get(pk=mapped.pk).latest_revision
        edit(author, mapped, school, text="Bản ba.")
        approve_in_editor(second, mapped, school, text="Tôi gõ thêm.", on_screen=on_screen)
        assert "Tôi gõ thêm." in draft_of(mapped)
        assert "Bản đầu." in seen(mapped)

    def test_without_saying_what_was_seen_nothing_is_approved(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        sent = written(school, user=None, text="Bản hai.") | ACT
        second.post(edit_url(mapped), sent)
        assert "Bản đầu." in seen(mapped)

    def test_taking_the_mapping_away_waits_too(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, text="Không tính.", mapped=False)
        edit(author, mapped, school, button="action-submit", text="Không tính.", mapped=False)
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).alignments.count() == 1
        approve(second, LessonPage.objects.get(pk=mapped.pk))
        assert "Không tính." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).alignments.count() == 0

    def test_an_ordinary_lesson_that_is_to_count_waits(self, school: School, author, second) -> None:
        page = create(school, author, mapped=False)
        edit(author, page, school, button="action-publish", text="Nay được tính.")
        assert "Một dòng." in seen(page)
        assert LessonPage.objects.get(pk=page.pk).alignments.count() == 0
        approve(second, LessonPage.objects.get(pk=page.pk))
        assert LessonPage.objects.get(pk=page.pk).alignments.count() == 1

    def test_going_back_to_an_old_version_waits(self, school: School, mapped, author, second) -> None:
        first = mapped.live_revision
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        approve(second, LessonPage.objects.get(pk=mapped.pk))
        sent = written(school, user=None, text="Bản đầu.") | {"revision": first.pk}
        assert author.get(reverse("wagtailadmin_pages:revisions_revert", args=[mapped.pk, first.pk])).status_code == 200
        for button in ("action-publish", "action-submit"):
            author.post(edit_url(mapped), sent | {button: "1"})
        assert "Bản hai." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).workflow_in_progress

    def test_unpublishing_needs_one_publishing_again_needs_two(self, school: School, mapped, author) -> None:
        author.post(reverse("wagtailadmin_pages:unpublish", args=[mapped.pk]))
        assert seen(mapped) == ""
        edit(author, mapped, school, button="action-submit", text="Lại lên.")
        assert waits(mapped)


class TestTakenOnce:
    def test_the_saving_beside_an_approval_takes_no_act_and_writes_nothing(
        self, school, mapped, author, second
    ) -> None:
        """Wagtail's page saves the form, with the act in it, by itself while the button is pressed."""
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        newest = LessonPage.objects.get(pk=mapped.pk).latest_revision
        answer = approve_in_editor(second, mapped, school, text="Bản hai.", headers={"accept": "application/json"})
        assert answer.status_code == 400
        assert answer.json()["success"] is False
        page = LessonPage.objects.get(pk=mapped.pk)
        assert (page.workflow_in_progress, page.latest_revision) == (True, newest)
        approve_in_editor(second, mapped, school, text="Bản hai.", on_screen=newest)
        late = approve_in_editor(
            second, mapped, school, text="Bản hai.", on_screen=newest, headers={"accept": "application/json"}
        )
        assert late.status_code == 400
        page = LessonPage.objects.get(pk=mapped.pk)
        assert (page.live_revision, page.has_unpublished_changes) == (newest, False)

    def test_what_was_typed_is_saved_by_it_all_the_same(self, school, mapped, author, second) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        answer = approve_in_editor(second, mapped, school, text="Gõ dở.", headers={"accept": "application/json"})
        assert answer.json()["success"] is True
        page = LessonPage.objects.get(pk=mapped.pk)
        assert "Gõ dở." in draft_of(mapped)
        assert page.workflow_in_progress

    @pytest.mark.parametrize("way", ["editor", "list"])
    def test_pressed_twice_the_second_is_told_the_state(self, school, mapped, author, second, way: str) -> None:
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        page = LessonPage.objects.get(pk=mapped.pk)
        newest, state = page.latest_revision, page.current_workflow_task_state

        def press():
            if way == "editor":
                return approve_in_editor(second, mapped, school, text="Bản hai.", on_screen=newest)
            address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
            return second.post(address)

        press()
        assert "được duyệt rồi" in told(second, press())
        page = LessonPage.objects.get(pk=mapped.pk)
        assert (page.latest_revision, page.live_revision, page.has_unpublished_changes) == (newest, newest, False)
        assert (
            PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve", revision=newest).count() == 1
        )

    def test_handed_in_twice_it_waits_once(self, school, mapped, author) -> None:
        for _time in range(2):
            edit(author, mapped, school, button="action-submit", text="Bản hai.")
        for _time in range(2):
            edit(author, mapped, school, button="action-publish", text="Bản hai.")
        assert mapped.workflow_states.active().count() == 1


class TestOtherDoors:
    def test_several_pages_at_once(self, school: School, author: Client) -> None:
        ordinary = create(school, author, button="x", mapped=False, slug="bai-thuong")
        counts = create(school, author, button="x")
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        author.post(f"{address}?id={ordinary.pk}&id={counts.pk}", {"include_descendants": "on"})
        assert LessonPage.objects.get(pk=ordinary.pk).live
        assert not LessonPage.objects.get(pk=counts.pk).live

    def test_a_course_with_all_that_is_below(self, school: School, author: Client) -> None:
        counts = create(school, author, button="x")
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        author.post(f"{address}?id={school.course.pk}", {"include_descendants": "on"})
        assert not LessonPage.objects.get(pk=counts.pk).live

    def test_a_copy_that_should_be_public_stays_a_draft(self, school: School, mapped, author) -> None:
        form = {
            "new_title": "Bản sao",
            "new_slug": "ban-sao",
            "new_parent_page": str(school.course.pk),
            "publish_copies": "on",
        }
        assert author.post(reverse("wagtailadmin_pages:copy", args=[mapped.pk]), form).status_code == 302
        made = LessonPage.objects.get(slug="ban-sao")
        assert not made.live
        assert made.live_revision is None
        assert seen(made) == ""
        assert [row.iri for row in made.alignments.all()] == [school.alignment.iri]

    def test_a_copied_course_brings_out_only_what_counts_for_nothing(self, school: School, mapped, author) -> None:
        form = {
            "new_title": "Khóa sao",
            "new_slug": "khoa-sao",
            "new_parent_page": str(school.course.get_parent().pk),
            "copy_subpages": "on",
            "publish_copies": "on",
        }
        assert author.post(reverse("wagtailadmin_pages:copy", args=[school.course.pk]), form).status_code == 302
        made = CoursePage.objects.get(slug="khoa-sao")
        assert made.live
        live = {p.slug: p.live for p in LessonPage.objects.descendant_of(made)}
        assert live == {"bai-mot": True, "bai-hai": True, "bai-moi": False}

    def test_an_alias_shows_the_approved_words_and_is_the_same_activity(self, school, mapped, author, second) -> None:
        form = {
            "new_title": "Bài mới",
            "new_slug": "bai-cung",
            "new_parent_page": str(school.course.pk),
            "alias": "on",
        }
        assert author.post(reverse("wagtailadmin_pages:copy", args=[mapped.pk]), form).status_code == 302
        alias = LessonPage.objects.get(slug="bai-cung")
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        assert "Bản đầu." in seen(alias)
        assert "Bản hai." not in seen(alias)
        approve(second, LessonPage.objects.get(pk=mapped.pk))
        assert "Bản hai." in seen(alias)
        assert not PageActivity.objects.filter(page_id=alias.pk).exists()

        author.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
        alone = LessonPage.objects.get(pk=alias.pk)
        assert alone.alias_of is None
        assert not alone.live
        assert PageActivity.objects.get(page_id=alias.pk).origin == PageActivity.objects.get(page_id=mapped.pk).uuid

    def test_an_alias_of_a_draft_is_not_public(self, school: School, author: Client) -> None:
        page = create(school, author)
        form = {"new_title": "x", "new_slug": "bai-cung", "new_parent_page": str(school.course.pk), "alias": "on"}
        author.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form | {"publish_copies": "on"})
        assert seen(LessonPage.objects.get(slug="bai-cung")) == ""

    def test_a_copy_and_what_is_gone_back_to_keep_their_authors(self, school, mapped, author, second) -> None:
        """A writes, C copies: A is an author of the copy. B goes back to words of A: A is an author of them again."""
        third, fourth = make_staff(school.unit), make_staff(school.unit)
        edit(author, mapped, school, text="Bản hai.")
        form = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": str(school.course.pk)}
        school.client(third).post(reverse("wagtailadmin_pages:copy", args=[mapped.pk]), form)
        made = LessonPage.objects.get(slug="ban-sao")
        assert {school.staff[0].pk, third.pk} <= authors_of(made.latest_revision)
        assert fourth.pk not in authors_of(made.latest_revision)
        first = mapped.latest_revision
        edit(second, mapped, school, button="action-submit", text="Bản của B.")
        LessonPage.objects.get(pk=mapped.pk).save_revision(user=school.staff[1])
        old = LessonPage.objects.get(pk=mapped.pk).revisions.filter(user=school.staff[0]).latest("pk")
        assert old.pk != first.pk
        again = old.as_object()
        revision = again.save_revision(user=fourth, previous_revision=old)
        assert {school.staff[0].pk, fourth.pk} <= authors_of(revision)

    def test_the_editors_api_copies_with_the_authors(self, school, mapped, author, second) -> None:
        address = f"/quan-tri/api/main/pages/{mapped.pk}/action/copy/"
        answer = second.post(address, json.dumps({"slug": "ban-sao-may"}), "application/json")
        made = LessonPage.objects.get(pk=answer.json()["id"])
        assert {one.pk for one in school.staff} <= authors_of(made.latest_revision)

    def test_a_step_is_taken_at_its_own_page_only(self, school, mapped, author, second) -> None:
        """The address names page and step: a step of another page is none of this one."""
        page = create(school, author, slug="bai-khac")
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        state = LessonPage.objects.get(pk=mapped.pk).current_workflow_task_state
        second.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
        assert "Bản đầu." in seen(mapped)
        assert waits(page)

    @pytest.mark.parametrize("act", ["publish", "copy"])
    def test_the_editors_api(self, school: School, author: Client, act: str) -> None:
        page = create(school, author, button="x")
        address = f"/quan-tri/api/main/pages/{page.pk}/action/{act}/"
        answer = author.post(address, json.dumps({"keep_live": True}), "application/json")
        assert answer.status_code in (201, 403), answer.text
        assert not LessonPage.objects.filter(alignments=school.alignment, live=True).exists()

    def test_the_library_s_own_act_past_every_page(self, school: School, mapped: LessonPage, author: Client) -> None:
        edit(author, mapped, school, text="Bản hai.")
        newest = Revision.objects.get(pk=LessonPage.objects.get(pk=mapped.pk).latest_revision_id)
        with pytest.raises(PermissionDenied):
            PublishPageRevisionAction(newest).execute(skip_permission_checks=True)
        with pytest.raises(PermissionDenied):
            newest.publish(skip_permission_checks=True)
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).live

    def test_writing_into_the_approved_version_again_ends_the_approval(self, school, mapped, author) -> None:
        live = mapped.live_revision
        sent = written(school, user=None, text="Lén sửa.") | {"overwrite_revision_id": live.pk}
        author.post(edit_url(mapped), sent)
        live.refresh_from_db()
        assert "Lén sửa." in str(live.as_object().body.raw_data[0])
        with pytest.raises(PermissionDenied):
            live.publish()
        assert "Bản đầu." in seen(mapped)

    def test_made_by_a_program_it_is_a_draft(self, school: School) -> None:
        page = lesson_page("Từ máy", slug="tu-may", live=True, alignments=[school.alignment])
        school.course.add_child(instance=page)
        assert not LessonPage.objects.get(slug="tu-may").live
        assert published(school.course, lesson_page("Thường", slug="thuong")).live


class TestByTheClock:
    LATER = "2999-01-01 08:00"

    def test_a_lesson_that_counts_is_not_scheduled_alone(self, school: School, author: Client, second: Client) -> None:
        page = create(school, author, go_live_at=self.LATER)
        assert waits(page)
        assert not page.scheduled_revision
        approve(second, page)
        page = LessonPage.objects.get(pk=page.pk)
        assert page.scheduled_revision
        assert seen(page) == ""

        Revision.objects.filter(pk=page.scheduled_revision.pk).update(approved_go_live_at=timezone.now())
        due = Revision.objects.get(pk=page.latest_revision_id)
        due.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        due.save()
        assert keep_up() == 1
        assert "Một dòng." in seen(page)

    def test_what_lost_its_approval_is_left_out_and_holds_nobody_up(self, school, author, mapped) -> None:
        edit(author, mapped, school, text="Bản hai.")
        ordinary = school.lessons[1]
        other = ordinary.save_revision()
        past = timezone.now() - timedelta(hours=1)
        newest = Revision.objects.get(pk=LessonPage.objects.get(pk=mapped.pk).latest_revision_id)
        Revision.objects.filter(pk=newest.pk).update(approved_go_live_at=past - timedelta(hours=1))
        Revision.objects.filter(pk=other.pk).update(approved_go_live_at=past)
        assert keep_up() == 1
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=ordinary.pk).live_revision_id == other.pk
        assert keep_up() == 0

    def test_an_ordinary_lesson_appears_and_expires(self, school: School, author: Client) -> None:
        page = create(school, author, mapped=False)
        LessonPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        keep_up()
        assert seen(page) == ""

    def test_one_that_breaks_holds_up_no_other(self, school: School, caplog) -> None:
        one, two = school.lessons
        past = timezone.now() - timedelta(hours=1)
        broken, whole = one.save_revision(), two.save_revision()
        broken.content["minutes"] = "không phải số"
        broken.save()
        Revision.objects.filter(pk__in=[broken.pk, whole.pk]).update(approved_go_live_at=past)
        LessonPage.objects.filter(pk=one.pk).update(expire_at=past)
        with patch.object(LessonPage, "unpublish", side_effect=RuntimeError("hỏng")):
            assert keep_up() == 1
        assert LessonPage.objects.get(pk=two.pk).live_revision_id == whole.pk
        assert f"_publish {broken.pk} failed" in caplog.text
        assert f"_take_down {one.pk} failed" in caplog.text
        keep_up()
        assert not LessonPage.objects.get(pk=one.pk).live
