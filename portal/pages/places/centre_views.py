"""Centres of the administrator's places: the list, opening one with its first pages, changing how it is reached."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content.public import has_pages, open_pages
from portal.audit.public import append, stamp
from portal.pages.places.forms import CentreForm
from portal.people.public import User, changed_meanwhile, for_role, units_of
from portal.places.public import Centre, Changed, change_centre, name_today, open_centre

SHOWN = 50


def _governed(user: User) -> QuerySet[Centre]:
    rows = Centre.objects.filter(unit__in=units_of(user, "administrator").values("pk")).select_related("unit")
    return rows.annotate(place=name_today("unit")).order_by("place", "name", "pk")


@require_GET
@never_cache
@for_role("administrator")
def centres(request: HttpRequest) -> HttpResponse:
    """The centres by place, thirty a page."""
    page = Paginator(_governed(request.user), SHOWN).get_page(request.GET.get("trang"))
    return render(request, "pages/places/centres.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def centre_new(request: HttpRequest) -> HttpResponse:
    """Opens a centre with its first pages, both or neither."""
    form = CentreForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                unit, within = form.cleaned_data["unit"], units_of(request.user, "administrator")
                row = open_centre(unit, form.values(), by=request.user, within=within)
                open_pages(row, request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(
                request, _("The centre is open. Its staff can write lessons and news as soon as they have a role.")
            )
            return redirect("places:centre", row.pk)
    return render(request, "pages/places/centre.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def centre(request: HttpRequest, pk: int) -> HttpResponse:
    """How one centre is reached."""
    row = get_object_or_404(_governed(request.user), pk=pk)
    form, now = CentreForm(request.POST or None, by=request.user, centre=row), None
    if request.method == "POST" and form.is_valid():
        try:
            within = units_of(request.user, "administrator")
            change_centre(row, form.values(), form.cleaned_data["seen"], by=request.user, within=within)
        except ValidationError as problem:
            form.add_error(None, problem)
        except Changed:
            now = row
            form.add_error(None, changed_meanwhile(f"centre:{row.pk}", request.user))
            form.data = form.data.copy()
            form.data["seen"] = stamp(row)
        else:
            messages.success(request, _("The centre is changed."))
            return redirect("places:centres")
    context = {"form": form, "centre": row, "now": now, "has_pages": has_pages(row)}
    return render(request, "pages/places/centre.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@for_role("administrator")
def centre_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the first pages of a centre that has none."""
    row = get_object_or_404(_governed(request.user), pk=pk)
    with transaction.atomic():
        if not has_pages(row):
            open_pages(row, request.user)
            append("centre.pages_opened", f"centre:{row.pk}", by=request.user)
    messages.success(request, _("The pages of the centre are open."))
    return redirect("places:centre", pk)
