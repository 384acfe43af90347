"""What the clock does for the log."""

from celery import shared_task

from portal.audit.walking import walk


@shared_task(name="portal.audit.tasks.walk_chain")
def walk_chain() -> None:
    """Goes on along the chain, so that a page can say how far the log is whole."""
    walk()
