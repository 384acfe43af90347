"""“Begin”: the administrators' way from an empty site to the first certificate, for the communes they administer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from content.public import make_centre_pages
from portal.audit.public import append
from portal.pages import readiness
from portal.pages.models import HomePage
from portal.people.public import administers_everything, has_role, units_of
from portal.places.public import Centre, Unit, UnitVersion, commune_of_centres, find_units, names_of, version_on
from portal.text.sent import whole


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for administrators of any place; others are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, "administrator"):
            raise PermissionDenied(_("This page is for administrators."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def _communes(request: HttpRequest) -> QuerySet[Unit]:
    """The communes of the administrator's places that exist today."""
    mine = units_of(request.user, "administrator")
    return mine.filter(kind=Unit.Kind.COMMUNE, valid_to=None).select_related("parent")


@for_administrators
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """One commune's rows; with more than one, the communes that have begun and a field to choose any."""
    communes = _communes(request)
    asked = request.GET.get("xa", "").strip()[:60]
    everything = administers_everything(request.user)
    context: dict[str, Any] = {
        "asked": asked,
        "everything": everything,
        "installation": readiness.installation_rows() if everything else [],
        "several": communes[:2].count() > 1,
    }
    unit, context["candidates"] = _chosen(communes, asked)
    if unit is None and not asked:
        unit = commune_of_centres(communes) if context["several"] else communes.first()
    if unit is not None:
        context |= _one(request, unit)
    elif not context["candidates"]:
        context |= _many(request, communes)
    nothing = asked and unit is None and not context["candidates"]
    return render(request, "pages/start.html", context, status=404 if nothing else 200)


def _chosen(communes: QuerySet[Unit], asked: str) -> tuple[Unit | None, list[dict[str, str]]]:
    """The commune that a name or code means, or those that it may mean."""
    if not asked:
        return None, []
    found = [row for row in find_units(asked, limit=50) if row.unit.kind == Unit.Kind.COMMUNE]
    mine = communes.in_bulk([row.unit_id for row in found])
    found = [row for row in found if row.unit_id in mine]
    exact = [row for row in found if row.code == asked] or found
    if len(exact) == 1:
        return mine[exact[0].unit_id], []
    above = names_of([mine[row.unit_id].parent_id for row in found if mine[row.unit_id].parent_id])
    return None, [
        {"name": row.full_name, "code": row.code, "province": above.get(mine[row.unit_id].parent_id, "")}
        for row in found[: readiness.TOGETHER]
    ]


def _one(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    known = readiness.known_of([unit])
    rows = readiness.rows_of(unit, known)
    rows.insert(2, readiness.pages_row(unit, known))
    version = version_on(unit, timezone.localdate())
    onward = readiness.onward(unit, known, request.user)
    return {
        "unit": unit,
        "code": version.code if version else "",
        "unit_name": version.full_name if version else str(unit),
        "rows": rows,
        "done": sum(row.done for row in rows),
        "begin_with": next((row.name for row in rows if not row.done and (row.url or row.button)), ""),
        "onward": onward,
        "handed_in": any(row.done for row in onward if row.name == "case"),
    }


def _many(request: HttpRequest, communes: QuerySet[Unit]) -> dict[str, Any]:
    """The communes that have begun: those with a centre, a page of them at a time."""
    begun = communes.filter(centres__isnull=False).distinct().order_by("pk")
    page = Paginator(begun, readiness.TOGETHER).get_page(request.GET.get("trang"))
    units = list(page)
    known, names = readiness.known_of(units), _names_and_codes(units)
    rows = [
        {"name": names[unit.pk][0], "code": names[unit.pk][1], "missing": readiness.missing(unit, known)}
        for unit in units
        if unit.pk in names
    ]
    return {"page": page, "begun": rows}


def _names_and_codes(units: list[Unit]) -> dict[int, tuple[str, str]]:
    """What the communes are called today, and their codes, with one question."""
    day = timezone.localdate()
    rows = UnitVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit__in=units, valid_from__lte=day)
    return {row.unit_id: (row.full_name, row.code) for row in rows}


@for_administrators
@require_POST
def centre_pages(request: HttpRequest) -> HttpResponse:
    """Makes the pages of a centre in the administrator's places, which its staff then own."""
    number = request.POST.get("centre", "")
    mine = Centre.objects.filter(unit__in=units_of(request.user, "administrator").values("pk"))
    centre = get_object_or_404(mine, pk=whole(number))
    home = HomePage.objects.order_by("path").first()
    if home is None:
        messages.error(request, _("The site has no home page yet. The operator runs: manage.py prepare"))
    else:
        with transaction.atomic():
            make_centre_pages(centre, home, request.user)
            append("centre.pages_made", f"centre:{centre.pk}", by=request.user)
        messages.success(
            request, _("%(centre)s has its pages. Its staff can write there now.") % {"centre": centre.name}
        )
    version = version_on(centre.unit, timezone.localdate())
    return redirect(f"{reverse('pages:start')}?xa={version.code}" if version else "pages:start")
