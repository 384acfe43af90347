"""Files of what a second person approved: they are not exchanged behind the approval."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

_NAMED = 3  # lessons


def may_be_exchanged(file: Model) -> None:
    """Raises ValidationError when another file in the place of this document's or image's would change a lesson that
    counts for an indicator and that somebody approved, or is asked to approve now."""
    if file.pk is None:
        return
    titles = list(dict.fromkeys([*_in_live(file), *_in_versions(file)]))
    if titles:
        named = ", ".join(f"“{title}”" for title in titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
        told = _(
            "This file stands in a lesson that a second person approves: %(lessons)s. So it cannot be replaced here. "
            "Upload the new file as a new one, then choose it in the lesson."
        )
        raise ValidationError(told % {"lessons": named})


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
        if revision.content.get("alignments") and _uses(revision.as_object(), file):
            yield revision.content["title"]


def _uses(page: Any, file: Model) -> bool:
    kind = ReferenceIndex._get_base_content_type(file).pk
    told = ReferenceIndex._extract_references_from_object(page)
    return any((to, str(pk)) == (kind, str(file.pk)) for to, pk, _model, _content in told)
