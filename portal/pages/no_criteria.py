"""While no criteria set can be scored with, pages of recognition say so and who can do something about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recognition.public import NoCriteriaSet, NotKnown


class NoCriteria:
    """In place of the page for a fault of ours: a new installation, or a set whose sources leave values open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The page, as 503; None leaves any other exception to whoever is next."""
        if not isinstance(problem, NoCriteriaSet | NotKnown):
            return None
        return render(request, "no_criteria.html", status=503)
