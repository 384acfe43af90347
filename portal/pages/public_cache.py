"""Whole public pages, kept for a moment for strangers. Nobody who signed in, and nothing restricted, passes through here.

A page is kept per address, language and look, only for a visitor without any session, and only when Wagtail served it
openly. A form's token is taken out before a page is kept and the visitor's own put in when it is shown. How long:
`portal.kept.parts`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from wagtail.models import Collection, Page, PageViewRestriction, Site

from content.public import reader_of
from portal.kept.parts import forget_after_commit, stamp
from portal.kept.site import know_site
from portal.pages.models import SiteContact
from portal.places.public import Centre

_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+(")')
_PLACE = b"\x00token\x00"
_KEPT_HEADERS = ("Content-Type", "Content-Language")
_LARGEST = 512 * 1024
_CHOSEN = ("letters", "contrast", "voice", "pace")
_LOOKS = {*_CHOSEN, settings.LANGUAGE_COOKIE_NAME}
_PLACES, _LONGEST = {"trang", "buoc"}, 30  # what names a page of a list, or a step of a lesson
WATCHED = (Page, Site, PageViewRestriction, Collection, Centre, SiteContact)


@dataclass(frozen=True)
class _Kept:
    stamp: int
    body: bytes
    headers: dict[str, str]
    tokens: bool
    page: int


def changed(instance: object = None, **_signal: object) -> None:
    """After commit nothing kept before is shown any more. Losing this costs PUBLIC_PAGES_SECONDS."""
    if isinstance(instance, WATCHED):
        forget_after_commit()


def _is_stranger(request: HttpRequest) -> bool:
    return not (request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME} - _LOOKS or "Authorization" in request.headers)


def _key(request: HttpRequest) -> str | None:
    """Under which name the answer to this stranger may be kept; None: it may not."""
    if request.method not in ("GET", "HEAD") or request.GET.keys() - _PLACES:
        return None
    places = urlencode(sorted(request.GET.items()))
    if len(places) > _LONGEST:
        return None
    looks = "|".join(request.COOKIES.get(name, "")[:6] for name in _CHOSEN)
    return f"{request.scheme}|{request.get_host()}|{request.path}|{places}|{get_language()}|{looks}"


class PublicPages:
    """Middleware: inside those that add headers and the visitor's own CSRF token to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.PUBLIC_PAGES_SECONDS or not _is_stranger(request):
            return self.get_response(request)
        key = _key(request)
        if key is None:
            know_site(request)
            return self.get_response(request)
        now, shelf = stamp(), caches["pages"]
        kept = shelf.get(key)
        if kept is not None and kept.stamp == now:
            request.kept_page = kept.page  # type: ignore[attr-defined]
            return _shown(request, kept)
        know_site(request)
        answer = self.get_response(request)
        if _may_be_kept(request, answer):
            body, tokens = _TOKEN.subn(rb"\g<1>" + _PLACE + rb"\g<2>", answer.content)
            headers = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
            shelf.set(key, _Kept(now, body, headers, bool(tokens), _page(request)), settings.PUBLIC_PAGES_SECONDS)
        return answer


def _page(request: HttpRequest) -> int:
    return request._wagtail_route_for_request[0].pk  # type: ignore[attr-defined]


def _may_be_kept(request: HttpRequest, answer: HttpResponseBase) -> bool:
    route = getattr(request, "_wagtail_route_for_request", None)
    if not isinstance(answer, HttpResponse) or answer.status_code != 200 or route is None or answer.cookies:
        return False
    if "Cache-Control" in answer or request.method != "GET" or len(answer.content) > _LARGEST:
        return False
    session = getattr(request, "session", None)
    return not (session is not None and session.modified) and not reader_of(request).restrictions_on(route[0])


def _shown(request: HttpRequest, kept: _Kept) -> HttpResponse:
    body = kept.body.replace(_PLACE, get_token(request).encode()) if kept.tokens else kept.body
    answer = HttpResponse(body, headers=kept.headers)
    patch_vary_headers(answer, ["Cookie"])
    return answer
