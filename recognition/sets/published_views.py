"""Published criteria sets for everybody: as a page, as the file, and as the bytes that their digest was made of."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recognition.models import CriteriaSet
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, digested
from recognition.sets.titles_page import doubt_in_words
from recognition.sets.wording import unknown_texts


def _published(key: str, version: str) -> CriteriaSet:
    row = CriteriaSet.objects.filter(key=key, version=version).first()
    if row is None:
        raise Http404
    return row


@require_safe
def published_sets(request: HttpRequest) -> HttpResponse:
    """All versions that were ever published, the newest of each title first."""
    rows = CriteriaSet.objects.order_by("key", "-published_at", "-pk")
    return render(request, "recognition/sets/published.html", {"rows": rows})


@require_safe
def published_set(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One version: what it asks for, where it comes from, its digest, and its two files."""
    row = _published(key, version)
    criteria = criteria_of(row)
    try:
        in_force = current(key) == row
    except NoCriteriaSet:
        in_force = False
    context = {
        "row": row,
        "criteria": criteria,
        "indicators": [{"code": one.code, "points": one.points, "wording": one.words()} for one in criteria.indicators],
        "sure": doubt_in_words(criteria.confidence),
        "unknown": unknown_texts(criteria),
        "in_force": in_force,
    }
    return render(request, "recognition/sets/published_set.html", context)


@require_safe
def published_yaml(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The file as it was published, letter by letter."""
    return _file(_published(key, version).text.encode(), "text/yaml; charset=utf-8", f"{key}-{version}.yaml")


@require_safe
def published_json(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The bytes whose SHA-256 is the digest of the set: what decisions and case files name."""
    return _file(digested(_published(key, version).text), "application/json", f"{key}-{version}.json")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "-" for one in name)
    answer["Content-Disposition"] = f'inline; filename="{safe}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
