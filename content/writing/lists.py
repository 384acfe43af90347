"""All of one's drafts, and all courses one writes for: what the staff's first page shows the newest of."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.pages.lists import paged
from content.rights.grants import held
from content.writing.work import as_work, courses_of, running, unfinished, waits_elsewhere

ON_A_PAGE = 20


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"content/writing/{name}.html", context)


def _only_writers(user: Any) -> None:
    if not held(user).edits:
        raise PermissionDenied(_("This page is for those who write lessons."))


@login_required
@never_cache
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Where writing begins: a new lesson, a Word document, and what one has not finished."""
    _only_writers(request.user)
    listed = paged(request, unfinished(request.user, waits_elsewhere(request.user)), "rows", ON_A_PAGE)
    return _page(request, "drafts", listed | {"rows": as_work(listed["rows"])})


@login_required
@never_cache
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """The courses one writes for, each with the way to its lessons and to the next one."""
    _only_writers(request.user)
    listed = paged(request, courses_of(request.user), "rows", ON_A_PAGE)
    return _page(request, "courses", listed | {"rows": running(list(listed["rows"]))})
