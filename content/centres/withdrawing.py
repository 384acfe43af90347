"""A person no longer wants the own story to be told: page, versions and picture go at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import ReferenceIndex

from content.approval.files import StandsInALesson, stays_in_lessons
from content.pages.stories import StoryPage
from portal.audit.public import append


def addresses() -> list[URLPattern]:
    """The address of the act, below the editors'."""
    return [path("guong-hoc-tap/<int:pk>/rut/", withdraw, name="content_story_withdraw")]


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks on GET; on POST the story goes, and its picture where nothing else shows it."""
    page = get_object_or_404(StoryPage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "content/editing/withdraw_story.html", {"page": page})
    above = page.get_parent()
    take_away(page, by=request.user)
    messages.success(request, _("The story is withdrawn: the page and its picture are gone."))
    return redirect("wagtailadmin_explore", above.pk)


def take_away(page: StoryPage, *, by: Any) -> None:
    """Deletes the story with all its versions, the pictures of every version included; the log keeps that it was done."""
    with transaction.atomic():
        pictures = _pictures(page)
        append("story.withdrawn", f"page:{page.pk}", by=by)
        page.delete()
        for picture in pictures:
            if _shown_elsewhere(picture, page.pk):
                continue
            try:
                stays_in_lessons(picture)
            except StandsInALesson:
                continue
            picture.delete()


def _pictures(page: StoryPage) -> list[Any]:
    """Those at the head and those in the text, of the page and of every version."""
    model, body = StoryPage._meta.get_field("image").related_model, StoryPage._meta.get_field("body")
    keys = set()
    for told in (page, *(revision.as_object() for revision in page.revisions.all())):
        keys |= {
            told.image_id,
            *(int(key) for kind, key, *_place in body.extract_references(told.body) if kind is model),
        }
    return list(model.objects.filter(pk__in=keys - {None}))


def _shown_elsewhere(picture: Any, page: int) -> bool:
    rows = ReferenceIndex.get_references_to(picture)
    return rows.exclude(object_id=str(page)).exists()
