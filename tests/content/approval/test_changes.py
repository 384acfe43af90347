"""A change to a lesson that is live waits for the second person; the approval is for what was seen."""

from django.core.management import call_command
from django.urls import reverse
from wagtail.models import TaskState

from content.models import LessonPage
from tests.builders.lessons import edit_url
from tests.builders.people import make_staff
from tests.content.approval.acts import (
    ACT,
    approve,
    approve_in_editor,
    create,
    draft_of,
    edit,
    seen,
    told,
    waits,
    written,
)
from tests.content.conftest import School


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
