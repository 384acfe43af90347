"""Counts openings of pages, also of those that `public_cache` answers; whatever stands before the site answers unseen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from content.public import is_a_reader, opened, writes_here


class CountReads:
    """Middleware, around the kept pages. Nothing of the visitor goes on from here but that a page was opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        page = page_of(request)
        if page and _is_a_page(answer) and is_a_reader(request) and not _one_of_us(request):
            opened(page)
        return answer


def page_of(request: HttpRequest) -> int | None:
    """The number of the page that was shown: kept, or served by Wagtail now."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return getattr(request, "kept_page", None) or (route[0].pk if route else None)


def _is_a_page(answer: HttpResponseBase) -> bool:
    kind = answer.get("Content-Type", "")
    return isinstance(answer, HttpResponse) and answer.status_code == 200 and kind.startswith("text/html")


def _one_of_us(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and writes_here(user)
