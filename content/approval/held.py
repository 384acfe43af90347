"""An act on a page reads the page only when nobody else can change it: the page's row is held before it is loaded.

Wagtail's pages for editors load a page, do much, and then write the whole row. Whatever another person did in between
(published it, approved it, moved it) would be written away. Whoever needs more than the page's row (the step of review,
a version) takes it after the page's, so that two never wait for each other.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

# What Wagtail's addresses call the page that an act changes, and the one under which it puts something: its place is told
# by its path, which changes when it is moved itself.
_NAMED = ("page_id", "page_to_move_id", "destination_id", "parent_page_id")


def locked(page: Page) -> Page:
    """The page's row as it is now, held until the transaction ends."""
    return Page.objects.select_for_update(of=["self"]).get(pk=page.pk)


def hold(pages: Iterable[int]) -> None:
    """Holds the rows of the pages (ids) until the transaction ends; those that are gone are left to who looks for them."""
    rows = Page.objects.select_for_update(of=["self"]).filter(pk__in=list(pages)).order_by("pk")
    list(rows.values_list("pk", flat=True))


def holding(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of one page; when it is sent something, the page it is about stands still from before it is loaded."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named = [kwargs[name] for name in _NAMED if name in kwargs]
        if request.method != "POST" or not named:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            hold(named)
            return view(request, *args, **kwargs)

    return wrapped


def read_again(pages: list[Page], goal: Page | None) -> None:
    """Holds several pages that were loaded already, and fills the list anew with them as they are now; one that was
    deleted meanwhile is left out. The same for the page under which they are to go, if any."""
    hold(page.pk for page in (*pages, *([goal] if goal else [])))
    if goal:
        goal.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
    now = {kind: kind._default_manager.in_bulk([page.pk for page in pages]) for kind in {type(page) for page in pages}}
    pages[:] = [now[type(page)][page.pk] for page in pages if page.pk in now[type(page)]]


class HeldPagesAPI(PagesAdminAPIViewSet):
    """The editors' API: its acts hold the page as well."""

    def action_view(self, request: Request, pk: int, action_name: str) -> HttpResponse:
        """As Wagtail acts, on a page that stands still; where it is moved to stands still as well."""
        sent = request.data if isinstance(request.data, dict) else {}
        goal = str(sent.get("destination_page_id", ""))
        with transaction.atomic():
            hold([pk, *([int(goal)] if goal.isdecimal() and len(goal) < 10 else [])])
            return super().action_view(request, pk, action_name)
