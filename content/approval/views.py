"""The editors' pages where acts of review are taken: each is taken once, and what is refused is told in words.

Wagtail's page saves the form by itself while one types or presses: the button of an act writes hidden fields into the
form, the form counts as changed, and the same act arrives a second time beside the first. Here such a saving carries no
act; two that arrive together wait for each other at the page's row (`content.approval.held`), and the later one is told
the state reached.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, Revision, TaskState

from content.approval import rule
from content.approval.contributions import same_content
from content.approval.held import holding, locked
from content.writing.explorer import PortalIndexView
from portal.text.sent import whole

_ACT = "action-workflow-action"


class TakesOnce:
    """What Wagtail's page for editing lacks: acts that are taken once, for the version on the screen."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A saving of the page's own accord never carries an act; of what was typed it keeps everything."""
        self.beside_an_act = self.expects_json_response and bool(request.POST.get(_ACT))
        if self.beside_an_act:
            sent = request.POST.copy()
            for name in (_ACT, "workflow-action-name", "workflow-action-extra-data"):
                sent.pop(name, None)
            request.POST = sent
        return super().post(request, *args, **kwargs)

    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        """As Wagtail finds it; an act that cannot be taken (any longer) is answered, not turned into a saving."""
        name, method = super().action_name_and_method
        if name == "save" and self.request.POST.get(_ACT):
            return name, self.tell_state
        return name, method

    def save_action(self) -> HttpResponse:
        """Beside an act there is nothing to save unless something was typed."""
        if self.beside_an_act and not self._typed(self.latest_revision):
            return self.json_error_response("blocked_by_hook", _("Your decision is being sent."))
        return super().save_action()

    def tell_state(self) -> HttpResponse:
        """The act was taken before, or is not this user's: says so."""
        newest = self.latest_revision
        own = newest is not None and self.request.user.pk in rule.authors_of(newest)
        step = self.page.current_workflow_task_state
        refusal = rule.own_work() if step and own else rule.taken_already(rule.last_step(self.page))
        return self._refuse(refusal, newest)

    def perform_workflow_action(self) -> HttpResponse:
        """Takes the act under the page's lock. What the reviewer typed beside it is kept as a draft, never approved."""
        with transaction.atomic():
            step = locked(self.page).current_workflow_task_state
            if step is None:
                return self._refuse(rule.taken_already(rule.last_step(self.page)), self.latest_revision)
            seen = self._seen()
            if self.workflow_action == "approve" and (seen is None or not self._still(seen)):
                return self._refuse(rule.changed_meanwhile(), seen)
            if self.workflow_action == "approve" and self._typed(self.latest_revision):
                return self._refuse(rule.own_work(), self.latest_revision)
            # Saved again without a change, the version read would not be the one that goes live.
            comments = self.form.formsets.get("comments")
            self.has_content_changes = self._typed(self.latest_revision) or bool(comments and comments.has_changed())
            try:
                with transaction.atomic():
                    if seen is not None:  # the newest version is the one that was read
                        TaskState.objects.filter(pk=step.pk).update(revision=seen)
                    return super().perform_workflow_action()
            except rule.Refused as refusal:
                return self._refuse(refusal, self.latest_revision)

    def submit_action(self) -> HttpResponse:
        """Handing in twice is handing in once."""
        with transaction.atomic():
            if locked(self.page).workflow_in_progress:
                messages.info(self.request, _("This page is handed in already and waits for a second person."))
                return self.save_action() if self._typed(self.latest_revision) else self.redirect_and_remain()
            return super().submit_action()

    def _seen(self) -> Revision | None:
        """The version the editor had on the screen; None: it was written into since, so nobody knows."""
        sent = self.request.POST
        number = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id") or ""
        revision = self.page.revisions.filter(pk=whole(number)).first()
        written = sent.get("loaded_revision_created_at")
        if revision is None or (written and written != revision.created_at.isoformat()):
            return None
        return revision

    def _still(self, seen: Revision) -> bool:
        newest = Page.objects.get(pk=self.page.pk).latest_revision
        return newest.pk == seen.pk or same_content(newest.content, seen.content)

    def _typed(self, since: Revision | None) -> bool:
        """Whether the form says something else than that version."""
        return since is not None and not same_content(self._posted, since.content)

    @cached_property
    def _posted(self) -> dict[str, Any]:
        """What the form says. From a form of its own: to ask it twice would add its new comments twice."""
        form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.get_object(),
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        form.defer_required_fields()
        return form.save(commit=False).serializable_data() if form.is_valid() else {}

    def _refuse(self, refusal: rule.Refused, seen: Revision | None) -> HttpResponse:
        """Says why nothing was decided; keeps what was typed over the version `seen` as a draft."""
        messages.add_message(self.request, refusal.level, str(refusal))
        if seen is not None and self._typed(seen):
            return super().save_action()
        return self.redirect_and_remain()


class PortalEditView(TakesOnce, EditView):
    """The page for editing."""


class PortalRevertView(TakesOnce, RevisionsRevertView):
    """The same, opened with an older version."""


class ReviewActView(WorkflowActionView):
    """The buttons of the list of what waits: they speak of the version that was handed in."""

    def get_task_state(self) -> TaskState:
        """The step, which has to be one of this page: its address names both."""
        states = TaskState.objects.for_instance(self.object)
        return states.get(pk=self.task_state_id).specific

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Remembers a step that is not there for `dispatch`, which can answer."""
        self.missing = False
        try:
            super().setup(request, *args, **kwargs)
        except TaskState.DoesNotExist:
            self.missing = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refusals become words on the page one came from."""
        try:
            if self.missing:
                raise rule.taken_already(None)
            if not self.object.workflow_in_progress:
                raise rule.taken_already(self.task_state)
            newest = self.object.get_latest_revision()
            if self.action_name == "approve" and newest and request.user.pk in rule.authors_of(newest):
                raise rule.own_work()
            return super().dispatch(request, *args, **kwargs)
        except rule.Refused as refusal:
            messages.add_message(request, refusal.level, str(refusal))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
        return redirect(self.redirect_url)


class ReviewedPages(PageViewSet):
    """All page types, with the pages above in the places of Wagtail's; every act finds its page standing still."""

    model = Page
    index_view_class = PortalIndexView
    edit_view_class = PortalEditView
    revisions_revert_view_class = PortalRevertView
    workflow_action_view_class = ReviewActView

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponse]:
        """As Wagtail makes it, of a page that is held while something is done to it."""
        return holding(super().construct_view(view_class, **kwargs))
