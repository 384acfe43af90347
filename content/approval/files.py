"""Files of what a second person approved: they are neither exchanged nor deleted behind the approval."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

_NAMED = 3  # lessons


class StandsInALesson(PermissionDenied):
    """The file cannot be deleted; its words go to the person as they stand."""


def may_be_exchanged(file: Model) -> None:
    """Raises ValidationError when another file in the place of this document's or image's would change a lesson that
    counts for an indicator and that somebody approved, or is asked to approve now."""
    if lessons := _lessons(file):
        told = _(
            "This file stands in a lesson that a second person approves: %(lessons)s. So it cannot be replaced here. "
            "Upload the new file as a new one, then choose it in the lesson."
        )
        raise ValidationError(told % {"lessons": lessons})


def stays_in_lessons(instance: Model, **_signal: object) -> None:
    """Before a document or an image is deleted, whoever does it. Raises StandsInALesson when such a lesson would lose it."""
    if lessons := _lessons(instance):
        told = _(
            "“%(file)s” stands in a lesson that a second person approves: %(lessons)s. So it cannot be deleted. Take it "
            "out of the lesson first; it can be deleted when that is approved."
        )
        raise StandsInALesson(told % {"file": instance, "lessons": lessons})


def in_words(view: Callable[..., HttpResponse], back: str) -> Callable[..., HttpResponse]:
    """The library's view that deletes a file; a refusal is told on the file's own page (`back`), not as a lack of rights."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except StandsInALesson as refusal:
            messages.error(request, str(refusal))
            return redirect(back, *kwargs.values())

    return wrapped


def _lessons(file: Model) -> str:
    """The lessons by name; empty when there are none."""
    if file.pk is None:
        return ""
    titles = list(dict.fromkeys([*_in_live(file), *_in_versions(file)]))
    return ", ".join(f"“{title}”" for title in titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")


def _in_live(file: Model) -> list[str]:
    """Titles of live lessons that count and use the file."""
    used = ReferenceIndex.get_references_to(file).filter(content_type__model="lessonpage")
    numbers = [int(number) for number in set(used.values_list("object_id", flat=True))]
    live = Page.objects.live().filter(pk__in=numbers, lessonpage__alignments__isnull=False)
    return list(live.distinct().order_by("pk").values_list("title", flat=True))


def _in_versions(file: Model) -> Iterator[str]:
    """Titles of versions that count, use the file, and wait for the second person or, approved, for their hour."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    versions = Revision.objects.filter(Q(pk__in=waiting) | Q(approved_go_live_at__isnull=False))
    for revision in versions.filter(content_type__model="lessonpage").order_by("pk").iterator(chunk_size=50):
        content = revision.content
        # Only one that says the number anywhere is made a page: several files may be asked about in a row.
        if content.get("alignments") and str(file.pk) in str(content) and _uses(revision.as_object(), file):
            yield content["title"]


def _uses(page: Any, file: Model) -> bool:
    kind = ReferenceIndex._get_base_content_type(file).pk
    told = ReferenceIndex._extract_references_from_object(page)
    return any((to, str(pk)) == (kind, str(file.pk)) for to, pk, _model, _content in told)
