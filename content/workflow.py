"""Who publishes what: staff publish ordinary lessons; a lesson that counts needs a second person (settled 9)."""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from portal.people.public import Role, User

# Names kept in the database, shown to editors as they stand.
EDITORS = "Cán bộ trung tâm"
WORKFLOW = "Người thứ hai duyệt"


class SecondPersonTask(GroupApprovalTask):
    """Approval by a member of the group who did not write the version that is approved."""

    def _is_author(self, obj, user) -> bool:
        revision = obj.get_latest_revision()
        return bool(revision and revision.user_id == user.pk)

    def get_actions(self, obj, user):
        """The author sees no approval of the own work."""
        return [] if self._is_author(obj, user) else super().get_actions(obj, user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """What waits for this user: not the own versions."""
        return super().get_task_states_user_can_moderate(user, **kwargs).exclude(revision__user=user)

    def on_action(self, task_state, user, action_name, **kwargs):
        """Approves the newest version, for that is the one that goes live; refuses its author, whatever way it came."""
        if action_name == "approve":
            newest = task_state.workflow_state.content_object.get_latest_revision()
            if newest.user_id == user.pk:
                raise PermissionDenied(_("This lesson counts for an indicator: a second person has to approve it."))
            if task_state.revision_id != newest.pk:
                task_state.revision = newest  # somebody wrote on after it was handed in
                task_state.save(update_fields=["revision"])
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return _("Somebody other than the author approves")


def set_up_editorial() -> Group:
    """The editors' group with its rights, and the workflow of the whole tree; safe to run again."""
    with transaction.atomic():
        group, _made = Group.objects.get_or_create(name=EDITORS)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        root = Page.objects.get(depth=1)
        for codename in ("add_page", "change_page", "publish_page"):
            right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
        everywhere = Collection.get_first_root_node()
        for app, codename in (
            ("wagtailimages", "add_image"),
            ("wagtailimages", "choose_image"),
            ("wagtaildocs", "add_document"),
            ("wagtaildocs", "choose_document"),
        ):
            right = Permission.objects.get(content_type__app_label=app, codename=codename)
            GroupCollectionPermission.objects.get_or_create(group=group, collection=everywhere, permission=right)
        task = SecondPersonTask.objects.filter(name=WORKFLOW).first() or SecondPersonTask.objects.create(name=WORKFLOW)
        task.groups.add(group)
        workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return group


def sync_editors() -> None:
    """Puts exactly those with a staff or administrator role today into the editors' group."""
    group = Group.objects.filter(name=EDITORS).first() or set_up_editorial()
    day = timezone.localdate()
    today = Role.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    kinds = (Role.Kind.STAFF, Role.Kind.ADMINISTRATOR)
    group.user_set.set(User.objects.filter(pk__in=today.filter(kind__in=kinds).values("user")))
