"""What no text of the database can hold does not come as far as a view."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


class StorableAddress:
    """Middleware: an address with the character U+0000, which PostgreSQL does not know, is answered 400.

    Nobody types one. Forms refuse it by themselves; what stands in an address is asked for as it came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query:
            raise SuspiciousOperation("an address with U+0000")
        return self.get_response(request)
