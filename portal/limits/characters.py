"""What no text of the database can hold does not come as far as a view."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


class StorableAddress:
    """Middleware, before anybody reads the query: the character U+0000, which PostgreSQL does not know, becomes a blank there.

    Left out, it would come together anew from “%0%000”. Forms refuse it by themselves; what stands in an address is asked for
    as it came. A path with it leads nowhere: 400.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise SuspiciousOperation("an address with U+0000")
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "+").replace("\0", "+")
        return self.get_response(request)
