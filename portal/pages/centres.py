"""The centre to call: the one that fits who asks, and the list of all for everybody else."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.public import centre_addresses, reader_of
from portal.kept.parts import unchanged
from portal.people.public import User, home_of, roles_held
from portal.places.public import Centre, find_units, name_today, names_of

SHOWN = 20


def help_centre(request: HttpRequest) -> Centre | None:
    """The centre whose telephone stands at the end of the page: of the commune where the person lives or works; for a
    stranger the only one there is. None: nobody's telephone is better than that of strangers.
    """
    if not hasattr(request, "_help_centre"):
        request._help_centre = _looked_up(request)
    return request._help_centre


def _looked_up(request: HttpRequest) -> Centre | None:
    if sitting := getattr(request, "sitting", None):
        return _centres().filter(pk=sitting.centre_id).first()
    known = request.user.is_authenticated
    return _centre_of(request.user) if known else unchanged("help-centre", _only_centre)


def _centres() -> QuerySet[Centre]:
    return Centre.objects.select_related("unit").annotate(place=name_today("unit"))


def _only_centre() -> Centre | None:
    found = list(_centres().order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _centre_of(user: User) -> Centre | None:
    """One question; `place` is what the centre's unit is called today."""
    roles = roles_held(user)
    own, units = ({getattr(role, name) for role in roles} - {None} for name in ("centre_id", "unit_id"))
    near = [When(unit__in=home_of(user), then=0)]
    near += [When(pk__in=own, then=1)] if own else []
    near += [When(unit__in=units, then=2)] if units else []
    found = list(_centres().annotate(nearness=Case(*near, default=3)).order_by("nearness", "pk")[:2])
    if not found or (found[0].nearness == 3 and len(found) > 1):
        return None
    return found[0]


def directory(request: HttpRequest) -> HttpResponse:
    """All centres by commune with address, telephone, page and timetable, twenty a page; ?xa= looks for a commune or a centre."""
    text = request.GET.get("xa", "").strip()[:60]
    found = _centres().order_by("place", "name", "pk")
    if text:
        units = [row.unit_id for row in find_units(text, limit=50)]
        found = found.filter(Q(unit__in=units) | Q(unit__parent__in=units) | Q(name__icontains=text))
    page = Paginator(found, SHOWN).get_page(request.GET.get("trang"))
    names = names_of([row.unit_id for row in page])
    pages = centre_addresses([row.pk for row in page], reader_of(request))
    for row in page:
        row.where, row.page = names.get(row.unit_id, ""), pages.get(row.pk, "")
    keep = urlencode({"xa": text}) + "&" if text else ""
    return render(request, "pages/centres.html", {"page": page, "text": text, "keep": keep})
