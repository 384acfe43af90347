"""The step of review in Wagtail's workflows, and the workflow of the whole tree."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState, Workflow, WorkflowPage, WorkflowTask
from wagtail.permissions import policy_registry

from content.approval import rule
from content.approval.contributions import same_content

WORKFLOW = "Người thứ hai duyệt"  # a name in the database, shown to editors as it stands


def reviews(user: Any, page: Page) -> bool:
    """Whether the user may bring pages of this place before the public today."""
    return policy_registry.get_by_type(Page).user_has_permission_for_instance(user, "publish", page)


class SecondPersonTask(Task):
    """Approval by somebody who may publish here and wrote nothing of what is approved."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        """Approve and give back; nothing for those who wrote a part of it, or who have no rights here."""
        newest = obj.get_latest_revision()
        if newest is None or not reviews(user, obj) or user.pk in rule.authors_of(newest):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for this user: in the user's part of the tree, and written by others alone."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        numbers = [int(pk) for pk in waiting.values_list("workflow_state__object_id", flat=True)]
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
        newest = list(Revision.objects.filter(pk__in=pages.filter(pk__in=numbers).values("latest_revision")))
        behind = rule.authors_of_each(newest)
        mine = [revision.object_id for revision in newest if user.pk not in behind[revision.pk]]
        return waiting.filter(workflow_state__object_id__in=mine)

    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, shown: int | None = None, **kwargs: Any
    ) -> Any:
        """Takes an act once, whatever else comes beside it.

        An approval speaks of the version `shown` (default: the one that was handed in), which has to be the page's newest
        still. Raises `rule.TakenAlready` with the state reached when the step is finished, `rule.Refused` when the
        page changed or the user wrote a part of it or has no rights at the page.
        """
        with transaction.atomic():
            # The page's row first: whoever writes a version on needs it too, so nobody slips in between.
            page = Page.objects.select_for_update(of=["self"]).get(pk=task_state.workflow_state.object_id)
            state = TaskState.objects.select_for_update(of=["self"]).get(pk=task_state.pk)
            if state.status != TaskState.STATUS_IN_PROGRESS:
                raise rule.taken_already(state)
            if not reviews(user, page):
                raise rule.Refused(_("You may review pages of your own centre only."))
            if action_name == "approve":
                self._settle_version(state, page, user, shown)
            return super().on_action(state, user, action_name, **kwargs)

    @staticmethod
    def _settle_version(state: TaskState, page: Page, user: Any, shown: int | None) -> None:
        newest = page.latest_revision
        if not _same_version(shown or state.revision_id, newest):
            raise rule.changed_meanwhile()
        if user.pk in rule.authors_of(newest):
            raise rule.own_work()
        if state.revision_id != newest.pk:
            state.revision = newest
            state.save(update_fields=["revision"])

    @classmethod
    def get_description(cls) -> str:
        return _("Somebody other than the author approves")


def _same_version(shown: int, newest: Revision) -> bool:
    """Whether the newest version is the one shown, or says the same to a reader (saved again without a change)."""
    if shown == newest.pk:
        return True
    seen = Revision.objects.filter(
        pk=shown, object_id=str(newest.object_id), base_content_type_id=newest.base_content_type_id
    ).first()
    return seen is not None and same_content(seen.content, newest.content)


def set_up_editorial() -> bool:
    """The workflow of the whole tree; safe to run again. Returns whether anything was missing."""
    with transaction.atomic():
        task = SecondPersonTask.objects.filter(name=WORKFLOW).first() or SecondPersonTask.objects.create(name=WORKFLOW)
        workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
        _step, joined = WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
        root = Page.objects.get(depth=1)
        if WorkflowPage.objects.filter(page=root, workflow=workflow).exists():
            return joined
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return True
