"""Residential groups of the administrator's communes: the list, names pasted and read back before they are added."""

import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.pages.places.forms import GroupsForm
from portal.people.public import for_role, units_of, where_to_begin
from portal.places.public import (
    Line,
    ResidentialGroup,
    Unit,
    add_groups,
    end_group,
    groups_of,
    names_of,
    one_unit,
    read_lines,
)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def groups(request: HttpRequest) -> HttpResponse:
    """The groups of one commune (?xa=); first press reads the list back line by line, the second adds what is new."""
    within = units_of(request.user, "administrator").filter(kind=Unit.Kind.COMMUNE)
    asked = request.GET.get("xa", "").strip()[:100] or where_to_begin(request.user)
    form = GroupsForm(request.POST or None, by=request.user, initial={"unit": asked})
    lines, unit = [], _unit(asked, within)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        lines = read_lines(form.cleaned_data["names"], [row.name for row in groups_of(unit)])
        fresh = [line.name for line in lines if line.state == "new"]
        bad = [line for line in lines if line.state == "wrong"]
        looked = request.POST.get("looked") == _mark(lines)
        if request.POST.get("act") == "save" and looked and not bad:
            try:
                made = add_groups(unit, fresh, by=request.user, within=within)
            except ValidationError as problem:
                form.add_error(None, problem)
            else:
                text = ngettext("%(n)s residential group is added.", "%(n)s residential groups are added.", len(made))
                messages.success(request, text % {"n": len(made)})
                return redirect(f"{reverse('places:groups')}?xa={_code(unit)}")
        elif bad:
            form.add_error("names", _("Some lines hold no name. Correct them here, then look again."))
    context = {
        "form": form,
        "lines": lines,
        "fresh": sum(line.state == "new" for line in lines),
        "looked": _mark(lines),
        "unit": unit,
        "where": names_of([unit.pk]).get(unit.pk, "") if unit else "",
        "rows": groups_of(unit) if unit else [],
        "asked": "" if unit else asked,
    }
    return render(request, "pages/places/groups.html", context, status=422 if form.errors else 200)


def _unit(text: str, within) -> Unit | None:
    try:
        return one_unit(text, within) if text else None
    except ValidationError:
        return None


def _mark(lines: list[Line]) -> str:
    """Which lines were read back: a list that was changed afterwards is read back once more."""
    return hashlib.sha256("\n".join(f"{line.state} {line.name}" for line in lines).encode()).hexdigest()[:12]


def _code(unit: Unit) -> str:
    """Its code of today; of a commune that has ended the last one."""
    return (
        unit.versions.filter(valid_from__lte=timezone.localdate())
        .order_by("-valid_from")
        .values_list("code", flat=True)[0]
    )


@require_POST
@never_cache
@for_role("administrator")
def group_end(request: HttpRequest, pk: int) -> HttpResponse:
    """From today on the group is offered to nobody."""
    within = units_of(request.user, "administrator")
    row = get_object_or_404(ResidentialGroup.objects.filter(unit__in=within.values("pk")).select_related("unit"), pk=pk)
    end_group(row, by=request.user, within=within)
    messages.success(
        request, _("“%(name)s” has ended. Whoever lives there keeps it until they choose another.") % {"name": row.name}
    )
    return redirect(f"{reverse('places:groups')}?xa={_code(row.unit)}")
