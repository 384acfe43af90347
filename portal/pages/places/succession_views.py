"""A commune that ends: first press reads back who and what goes where, the second enters it, once."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.pages.places.succession_forms import SuccessionForm
from portal.people.public import for_role, living_by_group, succeed_unit
from portal.places.public import Centre


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def succession(request: HttpRequest) -> HttpResponse:
    """The page; whoever presses twice, or comes back with an old page, hears that it is entered already."""
    form = SuccessionForm(request.POST or None, by=request.user)
    looked = form.is_bound and form.is_valid()
    if looked and request.POST.get("act") == "save" and request.POST.get("looked") == _mark(form):
        data = form.cleaned_data
        try:
            done = succeed_unit(data["unit"], form.parts(), on=data["on"], document=data["document"], by=request.user)
        except ValidationError as problem:
            _tell(form, problem)
        except PermissionDenied as problem:
            form.add_error(None, str(problem))
        else:
            text = ngettext(
                "Entered. %(n)s person lives in the successor now.",
                "Entered. %(n)s people live in the successors now.",
                done.people,
            )
            messages.success(request, text % {"n": done.people})
            return redirect("places:succession")
    context = {"form": form, "looked": "", "rows": [], "names": form.names() if looked else []}
    if looked:
        context |= _read_back(form)
    return render(request, "pages/places/succession.html", context, status=422 if form.errors else 200)


def _tell(form: SuccessionForm, problem: ValidationError) -> None:
    for name, told in problem.message_dict.items():
        field = {"code": "new_code"}.get(name, name)
        form.add_error(field if field in form.fields else None, told)


def _read_back(form: SuccessionForm) -> dict:
    unit = form.cleaned_data["unit"]
    people = living_by_group(unit)
    rows = [{"row": row, "people": people.get(row.group.pk, 0)} for row in form.rows]
    return {
        "looked": _mark(form),
        "rows": rows,
        "unit": unit,
        "without": sum(people.values()) - sum(one["people"] for one in rows),
        "people": sum(people.values()),
        "centres": list(Centre.objects.filter(unit=unit).order_by("name")),
    }


def _mark(form: SuccessionForm) -> str:
    """What was read back: whoever changes a word of it reads it once more before it is entered."""
    data = form.cleaned_data
    rows = [(row.group.pk, row.to, row.name) for row in form.rows]
    said = repr((data["unit"].pk, data["on"], data["document"], form.names(), rows))
    return hashlib.sha256(said.encode()).hexdigest()[:12]
