"""The sweep, as beat and the nudge start it."""

from celery import shared_task

from search import indexing, sought


@shared_task(name="search.tasks.catch_up")
def catch_up() -> int:
    """Brings the index up to the published pages; returns how many rows changed. What was looked for a month ago goes."""
    sought.forget_old()
    return indexing.catch_up()
