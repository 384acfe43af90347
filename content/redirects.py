"""Addresses that pages had once: Wagtail's redirects, only to pages that the visitor may read."""

from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from content.visibility import reader_of


class OpenRedirects(RedirectMiddleware):
    """In place of Wagtail's middleware, which names the new address of a page that was closed, its title in letters."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer, or the redirect when it was a 404 and what is there now is open to the visitor."""
        found = super().process_response(request, response)
        if found is response:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        redirect = get_redirect(request, path) or get_redirect(request, urlparse(path).path)
        page = redirect.redirect_page if redirect else None
        return response if page is not None and not reader_of(request).may_read(page) else found
