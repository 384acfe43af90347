"""How a workflow ends. By itself: Wagtail imports it while its models are still being made."""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """What goes live is the version that was approved, not the newest (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    workflow_state.current_task_state.revision.publish(user=user)
