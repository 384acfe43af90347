"""What stands beside an article: other news, the way on, what readers said, what one may learn about it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from content.classes.models import ClassSession
from content.news import listing, ratings
from content.visibility import reader_of
from portal.kept.parts import unchanged


def beside(page: Any, request: HttpRequest) -> dict[str, Any]:
    """For the template; in the preview, where nothing may be kept or answered yet, what is there already."""
    reader = reader_of(request)
    preview = getattr(request, "is_preview", False)

    def found() -> dict[str, Any]:
        before, after = listing.neighbours(page, reader)
        return {"others": listing.others(page, reader), "before": before, "after": after}

    shown = unchanged(f"beside-{page.pk}", found) if reader.stranger and not preview else found()
    course = page.related_course if page.related_course_id and reader.may_read(page.related_course) else None
    return shown | {
        "topics": list(page.topics.all()),
        "list": page.get_parent(),
        "course": course,
        "session": _next(page.related_class_id),
        "answers": [] if preview else ratings.counts_kept(page, reader.stranger),
        "given": None if preview else ratings.given_by(request, page),
        "preview": preview,
        "share": _share(page, request),
    }


def _share(page: Page, request: HttpRequest) -> str:
    """Title and address as one pastes them into a message."""
    return f"{page.title}\n{page.get_full_url(request) or ''}"


def _next(taught: int | None) -> ClassSession | None:
    """The next session of the class that is not called off; none once the class has ended."""
    if taught is None:
        return None
    ahead = ClassSession.objects.filter(taught=taught, ends_at__gt=timezone.now(), called_off_at=None)
    return ahead.select_related("taught").order_by("begins_at").first()
