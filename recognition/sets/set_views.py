"""Pages of administrators: all criteria sets with their versions, one of them, and its file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.people.public import administers_everything, for_role
from recognition.criteria.words import Criteria
from recognition.models import Campaign, CriteriaSet, SetDraft
from recognition.sets.difference_words import compared
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, shipped
from recognition.sets.titles_page import doubt_in_words
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import TITLES


def for_the_installation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for administrators of the whole installation: a set holds for everybody in it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administers_everything(request.user):
            raise PermissionDenied(
                _("Sets of criteria hold everywhere: only an administrator of everything changes them.")
            )
        return view(request, *args, **kwargs)

    return never_cache(for_role("administrator")(guarded))


@dataclass(frozen=True)
class Version:
    """One published version as the list shows it."""

    row: CriteriaSet
    criteria: Criteria
    in_force: bool
    sure: str
    unknown: int
    reading: bool


@dataclass(frozen=True)
class TitleSets:
    """A title with its versions, the newest first."""

    name: str
    key: str
    versions: tuple[Version, ...]


@require_GET
@never_cache
@for_role("administrator")
def sets(request: HttpRequest) -> HttpResponse:
    """Every title with the versions of its set; drafts for those who may publish."""
    everything = administers_everything(request.user)
    drafts = SetDraft.objects.filter(published=None, dropped_at=None).select_related("changed_by") if everything else []
    return render(
        request, "recognition/sets/sets.html", {"titles": _titles(), "drafts": drafts, "everything": everything}
    )


def _titles() -> list[TitleSets]:
    rows = CriteriaSet.objects.select_related("published_by", "projection").order_by("-published_at", "-pk")
    by_key: dict[str, list[CriteriaSet]] = {one.set_key: [] for one in TITLES}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [
        TitleSets(
            held[0].title if held else shipped(key).title, key, tuple(_version(row, _in_force(key)) for row in held)
        )
        for key, held in by_key.items()
    ]


def _in_force(key: str) -> CriteriaSet | None:
    try:
        return current(key)
    except NoCriteriaSet:
        return None


def _version(row: CriteriaSet, in_force: CriteriaSet | None) -> Version:
    criteria, projection = criteria_of(row), getattr(row, "projection", None)
    reading = projection is not None and projection.generation == 1 and projection.rebuilding_to is not None
    return Version(row, criteria, row == in_force, doubt_in_words(criteria.confidence), len(criteria.unknown), reading)


@require_GET
@never_cache
@for_role("administrator")
def criteria_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it rests on, what is not known of it, who goes by it, what differs from the version before."""
    row = get_object_or_404(CriteriaSet.objects.select_related("published_by", "projection"), pk=pk)
    before = CriteriaSet.objects.filter(key=row.key, pk__lt=row.pk).order_by("-pk").first()
    criteria = criteria_of(row)
    context = {
        "one": _version(row, _in_force(row.key)),
        "criteria": criteria,
        "before": before,
        "compared": compared(criteria_of(before), criteria) if before else None,
        "unknown": unknown_texts(criteria),
        "campaigns": Campaign.objects.filter(criteria_set=row).count(),
        "everything": administers_everything(request.user),
    }
    return render(request, "recognition/sets/set.html", context)


@require_GET
@never_cache
@for_role("administrator")
def set_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was published: to be read, or to begin the next version from."""
    row = get_object_or_404(CriteriaSet, pk=pk)
    answer = HttpResponse(row.text, content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.key}-{row.pk}.yaml"'
    return answer
