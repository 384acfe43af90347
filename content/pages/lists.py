"""Lists of pages, cut into pages of the list."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ON_A_PAGE = 24


def paged(request: HttpRequest, rows: QuerySet, name: str) -> dict[str, Any]:
    """The rows of `?trang=` under `name`, and what `components/pages.html` shows; a wrong number is the nearest page."""
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("trang"))
    return {name: page.object_list, "listed": page}
