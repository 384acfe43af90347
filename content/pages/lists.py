"""Lists of pages, cut into pages of the list."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

ON_A_PAGE = 24


def paged(request: HttpRequest, rows: QuerySet, name: str, on_a_page: int = ON_A_PAGE) -> dict[str, Any]:
    """The rows of `?trang=` under `name`, and what `components/pages.html` shows; a wrong number is the nearest page."""
    page = Paginator(rows, on_a_page).get_page(request.GET.get("trang"))
    return {name: page.object_list, "listed": page}


def listed_in(page: Page) -> Q:
    """What stands in a list: its own children, and those of the lists of centres beside it.

    A centre's list lies one level deeper (home, centre, list), so what it holds does too: no question for the centres.
    """
    beside = Q(path__startswith=page.path[: -Page.steplen], depth=page.depth + 2)
    return Q(path__startswith=page.path, depth=page.depth + 1) | beside
