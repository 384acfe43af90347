"""Classes of areas: what holds today in the administrator's communes, a document imported after it was read back, past ones."""

import hashlib
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.pages.places.forms import AreaForm
from portal.people.public import for_role, units_of
from portal.places.public import (
    AreaClass,
    AreaImport,
    Checked,
    Unit,
    UnitVersion,
    check_lines,
    classes_on,
    import_classes,
    name_today,
    names_of,
    read_area_lines,
)

SHOWN, WRONG_SHOWN = 50, 200


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def area_classes(request: HttpRequest) -> HttpResponse:
    """First press reads the lines back, each with what becomes of it; the second imports all of them."""
    within = units_of(request.user, "administrator")
    form = AreaForm(request.POST or None, request.FILES or None)
    checked: list[Checked] = []
    if request.method == "POST" and form.is_valid():
        checked = check_lines(read_area_lines(form.cleaned_data["lines"]), within=within)
        wrong = any(one.line.wrong for one in checked)
        if not checked or wrong:
            form.add_error("lines", _("Some lines are wrong. Correct them here, then look again."))
        elif request.POST.get("act") == "save" and request.POST.get("looked") == _mark(form, checked):
            try:
                row, n = import_classes(form.cleaned_data["lines"], form.document(), by=request.user, within=within)
            except ValidationError as problem:
                form.add_error(None, problem)
            else:
                text = ngettext(
                    "The class of %(n)s commune is imported.", "The classes of %(n)s communes are imported.", n
                )
                messages.success(request, text % {"n": n})
                return redirect("places:area_import", row.pk)
    context = {
        "form": form,
        "told": _told(checked),
        "more": max(0, len(checked) - WRONG_SHOWN),
        "n": len(checked),
        "looked": _mark(form, checked) if checked and not form.errors else "",
        **_today(request),
        "imports": AreaImport.objects.select_related("by")[:SHOWN],
    }
    return render(request, "pages/places/area_classes.html", context, status=422 if form.errors else 200)


def _mark(form: AreaForm, checked: Sequence[Checked]) -> str:
    """What was read back: whoever changes a line or the document afterwards reads it back once more."""
    said = [f"{one.line.code} {one.line.value} {one.line.day}" for one in checked]
    said += [str(form.cleaned_data.get(name)) for name in ("number", "signed_on", "issuer")]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _told(checked: Sequence[Checked]) -> list[Checked]:
    """The lines that are shown: those that are wrong first, then as they came."""
    return sorted(checked, key=lambda one: not one.line.wrong)[:WRONG_SHOWN]


def _today(request: HttpRequest) -> dict:
    """The communes of the administrator with the class that holds, those of which nothing is known too."""
    mine = units_of(request.user, "administrator").filter(kind=Unit.Kind.COMMUNE, valid_to=None)
    held = classes_on(mine)
    disadvantaged = sum(row.value == AreaClass.Value.DISADVANTAGED for row in held.values())
    total, kind = mine.count(), request.GET.get("loc", "")
    if kind == "chua-ro":
        shown = mine.exclude(pk__in=list(held))
    elif kind == "kho-khan":
        shown = mine.filter(pk__in=[pk for pk, row in held.items() if row.value == AreaClass.Value.DISADVANTAGED])
    else:
        kind, shown = "", mine
    page = Paginator(shown.annotate(place=name_today("pk")).order_by("place", "pk"), SHOWN).get_page(
        request.GET.get("trang")
    )
    listed = UnitVersion.objects.filter(unit__in=[unit.pk for unit in page], valid_to=None)
    codes = dict(listed.values_list("unit", "code"))  # what the lines of a document are written with
    rows = [(unit.place, codes.get(unit.pk, ""), held.get(unit.pk)) for unit in page]
    counts = {"total": total, "unknown": total - len(held), "disadvantaged": disadvantaged}
    return {"page": page, "rows": rows, "counts": counts, "kind": kind}


@require_GET
@never_cache
@for_role("administrator")
def area_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One imported document with its lines about the administrator's places."""
    row = get_object_or_404(AreaImport.objects.select_related("by"), pk=pk)
    mine = row.classes.filter(unit__in=units_of(request.user, "administrator").values("pk"))
    page = Paginator(mine.select_related("unit").order_by("valid_from", "pk"), SHOWN).get_page(request.GET.get("trang"))
    names = names_of([one.unit for one in page])
    return render(
        request,
        "pages/places/area_import.html",
        {"row": row, "page": page, "rows": [(names.get(one.unit_id, ""), one) for one in page]},
    )
