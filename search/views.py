"""The one box."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.public import reader_of
from search import sought
from search.finding import Answer, answer
from search.models import SearchDocument
from search.request import SearchRequest


def _address(text: str, kind: str = "", page: int = 1) -> str:
    asked = {"q": text, "loai": kind, "trang": page if page > 1 else ""}
    return f"{reverse('search:search')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _tabs(given: Answer, text: str) -> list[dict]:
    chosen = given.request.kind
    kinds = [
        {"label": label, "n": given.results.facets[kind], "url": _address(text, kind), "current": kind == chosen}
        for kind, label in SearchDocument.Kind.choices
        if given.results.facets.get(kind)
    ]
    return kinds if len(kinds) > 1 or chosen else []


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `?loai=` kind of page, `?trang=` number. Any text is answered, none with an error."""
    asked = SearchRequest.clean(request.GET.get("q", ""), request.GET.get("loai", ""), request.GET.get("trang", "1"))
    given = answer(asked, reader_of(request))
    if asked.page == 1 and not asked.kind:
        sought.note(request, asked.text, found=bool(given.results.facets))
    page = given.request.page
    context = {
        "asked": asked,
        "answer": given,
        "shown": given.corrected or asked.text,
        "tabs": _tabs(given, asked.text),
        "all_url": _address(asked.text),
        "previous_url": _address(asked.text, asked.kind, page - 1) if page > 1 else "",
        "next_url": _address(asked.text, asked.kind, page + 1) if page < given.last_page else "",
    }
    return render(request, "search/search.html", context)
