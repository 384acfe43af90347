"""What editors do to a lesson that counts, as their pages send it, and what the public then sees."""

from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision

from content.models import LessonPage
from tests.builders.lessons import edit_form, edit_url
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


def copied(client: Client, page: Page, parent: Page, slug: str, **more: str) -> None:
    """The page's copy (or alias) below this parent, as the form of copying makes it."""
    form = {"new_title": "Bản sao", "new_slug": slug, "new_parent_page": str(parent.pk)} | more
    assert client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form).status_code == 302


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
