"""The centre to call: the one that fits who asks, and the list of all for everybody else."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.people.public import current_learner, residence_of, roles_today
from portal.places.public import Centre, find_units, names_of

SHOWN = 30


def help_centre(request: HttpRequest) -> Centre | None:
    """The centre whose telephone stands at the end of the page: of the commune where the person lives or works; for a
    stranger the only one there is. None: nobody's telephone is better than that of strangers.
    """
    if not hasattr(request, "_help_centre"):
        request._help_centre = _own_centre(request) or _only_centre()
    return request._help_centre


def _own_centre(request: HttpRequest) -> Centre | None:
    if not request.user.is_authenticated:
        return None
    learner = current_learner(request.user)
    home = residence_of(learner) if learner else None
    units = (
        [home.unit_id] if home else list(roles_today(request.user).exclude(unit=None).values_list("unit", flat=True))
    )
    if not units:
        return None
    return Centre.objects.select_related("unit").filter(unit__in=units).order_by("pk").first()


def _only_centre() -> Centre | None:
    some = Centre.objects.select_related("unit").order_by("pk")[:2]
    return some[0] if len(some) == 1 else None


def directory(request: HttpRequest) -> HttpResponse:
    """All centres with address and telephone, by name, thirty a page; ?xa= looks for a commune or a centre."""
    text = request.GET.get("xa", "").strip()[:60]
    found = Centre.objects.select_related("unit").order_by("name", "pk")
    if text:
        units = [row.unit_id for row in find_units(text, limit=50)]
        found = found.filter(Q(unit__in=units) | Q(unit__parent__in=units) | Q(name__icontains=text))
    page = Paginator(found, SHOWN).get_page(request.GET.get("trang"))
    names = names_of([row.unit_id for row in page])
    for row in page:
        row.where = names.get(row.unit_id, "")
    keep = urlencode({"xa": text}) + "&" if text else ""
    return render(request, "pages/centres.html", {"page": page, "text": text, "keep": keep})
