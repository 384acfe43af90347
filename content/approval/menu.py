"""The editors' buttons: the next act stands in view beside “Save draft”, in words that go together."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem

from content.approval.task import WORKFLOW


class HandIn(SubmitForModerationMenuItem):
    """Wagtail's button; its label names the workflow, here within the sentence: “Gửi người thứ hai duyệt”."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["label"] = str(context["label"]).replace(WORKFLOW, WORKFLOW[:1].lower() + WORKFLOW[1:])
        return context


def in_our_words(items: list) -> None:
    """Puts ours in the place of Wagtail's."""
    for place, item in enumerate(items):
        if type(item) is SubmitForModerationMenuItem:
            items[place] = HandIn(item.order)


def next_act(items: list, request: HttpRequest, context: dict[str, Any]) -> None:
    """Takes what a page waits for out of the menu: its approval, else publishing it, else handing it in.

    What is in view is drawn after the menu (`wagtailadmin/pages/action_menu/menu.html`); the first of the items stays the one
    that Enter presses, which is saving.
    """
    chosen = next((item for rank in (_approves, _publishes, _hands_in) for item in items[1:] if rank(item)), None)
    if chosen is not None:
        items.remove(chosen)
        request.act_in_view = chosen.render_html(context)  # type: ignore[attr-defined]


def _approves(item: ActionMenuItem) -> bool:
    return isinstance(item, WorkflowMenuItem) and item.name == "approve" and not item.launch_modal


def _publishes(item: ActionMenuItem) -> bool:
    return isinstance(item, PublishMenuItem)


def _hands_in(item: ActionMenuItem) -> bool:
    return isinstance(item, SubmitForModerationMenuItem)
