"""Whatever comes twice or beside it, an act of review is taken once."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from content.models import LessonPage
from tests.content.approval.acts import approve_in_editor, draft_of, edit, told


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
