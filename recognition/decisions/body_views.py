"""Pages of administrators: the bodies that decide in their places, with their names and signers through time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import User, for_role, units_of, where_to_begin
from portal.places.public import UnitField, names_of
from portal.text.days import DayField
from portal.text.sent import whole
from recognition.certificates.bodies import FIELDS, add_deputy, as_on, change_body, end_deputy, open_body
from recognition.models import IssuingBody
from recognition.refusals import Refused

SHOWN = 200


def _text(label: Any, length: int, hint: Any = "", **more: Any) -> forms.CharField:
    missing = {"required": gettext_lazy("This stands on every paper: write it.")}
    return forms.CharField(label=label, max_length=length, help_text=hint, error_messages=missing, **more)


def _maybe(label: Any, length: int, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, help_text=hint, required=False)


_example = lazy(lambda hint, example: str(hint) % {"example": example}, str)


def _symbol(label: Any, example: str) -> forms.RegexField:
    hint = gettext_lazy("Empty: as usual for its kind, for example %(example)s.")
    return forms.RegexField(
        r"^[A-Za-zĐđ]+(-[^\W\d_]+)*$",
        label=label,
        max_length=20,
        required=False,
        help_text=_example(hint, example),
        error_messages={"invalid": gettext_lazy("Letters with hyphens between them, no spaces.")},
        widget=forms.TextInput(attrs={"class": "symbol", "autocomplete": "off"}),
    )


class BodyForm(forms.Form):
    """A body, or what it is called from a day on."""

    unit = UnitField(label=gettext_lazy("Decides in"), help_text=gettext_lazy("Its name or official code."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of body"), choices=IssuingBody.Kind.choices)
    name = _text(
        gettext_lazy("Name on papers"),
        200,
        gettext_lazy("As it stands in the head of a decision: Ủy ban nhân dân xã …"),
    )
    place_name = _text(
        gettext_lazy("Place before the date"), 100, gettext_lazy("For example: Đồng Sen, ngày 05 tháng 02 …")
    )
    short_code = forms.RegexField(
        r"^[^\W_]{1,10}$",
        label=gettext_lazy("Short code"),
        help_text=gettext_lazy("Begins each certificate's number: ĐS-2026-0128. Letters and digits, ten at most."),
        error_messages={
            "required": gettext_lazy("Write a short code."),
            "invalid": gettext_lazy("Letters and digits only, ten at most, no spaces."),
        },
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    signer_title = _text(gettext_lazy("Office of the signer"), 100, initial="Chủ tịch")
    signer_name = _text(gettext_lazy("Name of the signer"), 100, gettext_lazy("Printed under the signature."))
    superior = _maybe(
        gettext_lazy("Body above it"), 200, gettext_lazy("Stands above the name on its papers; empty for a committee.")
    )
    collective = _maybe(
        gettext_lazy("Signs for a collective"),
        100,
        gettext_lazy("What stands after “TM.”, for example Ban Chấp hành. Empty: the head decides alone."),
    )
    symbol = _symbol(gettext_lazy("Symbol of its decisions"), "QĐ-UBND")
    proposal_symbol = _symbol(gettext_lazy("Symbol of its proposals"), "TTr-HKH")
    notice_symbol = _symbol(gettext_lazy("Symbol of its notices"), "TB-UBND")
    begin = DayField(label=gettext_lazy("Holds from"), initial=timezone.localdate)

    def __init__(self, *args: Any, by: User, body: IssuingBody | None = None, **kwargs: Any) -> None:
        first = {"unit": where_to_begin(by)}
        if body is not None:
            first = {name: getattr(as_on(body, timezone.localdate()), name) for name in FIELDS}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["unit"].within = units_of(by, "administrator")
        if body is not None:
            del self.fields["unit"], self.fields["kind"]

    def values(self) -> dict[str, str]:
        """What stands on papers."""
        return {name: " ".join(self.cleaned_data[name].split()) for name in FIELDS}


def _governed(user: User) -> QuerySet[IssuingBody]:
    rows = IssuingBody.objects.filter(unit__in=units_of(user, "administrator").values("pk"))
    return rows.select_related("unit").prefetch_related("changes")


@require_GET
@never_cache
@for_role("administrator")
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the administrator's places as they are called today."""
    today, rows = timezone.localdate(), list(_governed(request.user).order_by("pk")[:SHOWN])
    names = names_of([row.unit_id for row in rows])
    told = []
    for row in rows:
        begun = [one for one in row.changes.all() if one.valid_from <= today]
        told.append({"row": row, "now": begun[-1] if begun else row, "where": names.get(row.unit_id, "")})
    return render(request, "recognition/decisions/bodies.html", {"rows": told})


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def body_new(request: HttpRequest) -> HttpResponse:
    """Makes a body."""
    form = BodyForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            open_body(data["unit"], data["kind"], data["begin"], form.values(), by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("The body can decide. Give its signer the role of a signer."))
            return redirect("recognition:bodies")
    return render(request, "recognition/decisions/body.html", {"form": form}, status=422 if form.errors else 200)


class DeputyForm(forms.Form):
    """Who signs for the head."""

    name = _text(gettext_lazy("Name of the deputy"), 100, gettext_lazy("Printed under the signature."))
    office = _text(gettext_lazy("Office of the deputy"), 100, initial="Phó Chủ tịch")
    since = DayField(label=gettext_lazy("Signs from"), initial=timezone.localdate)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """A body through time; POST gives it another name or signer from a day on, a deputy, or ends one."""
    row = get_object_or_404(_governed(request.user), pk=pk)
    act = request.POST.get("act", "change")
    form = BodyForm(request.POST if request.POST and act == "change" else None, by=request.user, body=row)
    deputy = DeputyForm(request.POST if act == "deputy" else None)
    bound = next((one for one in (form, deputy) if one.is_bound), None)
    if act.startswith("end-"):
        ended = get_object_or_404(row.deputies, pk=whole(act.removeprefix("end-")) or 0)
        end_deputy(ended, by=request.user)
        messages.success(
            request, _("%(name)s signs no more. Papers signed before stay as they were.") % {"name": ended.name}
        )
        return redirect("recognition:body", pk)
    if bound is not None and bound.is_valid():
        try:
            _keep(row, bound, request.user)
        except Refused as refusal:
            field = "since" if bound is deputy else refusal.field
            bound.add_error(field or None, str(refusal))
        else:
            messages.success(request, _("Kept. Papers before that day stay as they were."))
            return redirect("recognition:body", pk)
    context = {
        "form": form,
        "deputy": deputy,
        "deputies": row.deputies.order_by("valid_to", "name"),
        "body": row,
        "steps": [*reversed(row.changes.all()), row],
    }
    wrong = bound is not None and bound.errors
    return render(request, "recognition/decisions/body.html", context, status=422 if wrong else 200)


def _keep(row: IssuingBody, form: forms.Form, by: User) -> None:
    said = form.cleaned_data
    if isinstance(form, BodyForm):
        change_body(row, said["begin"], form.values(), by=by)
    else:
        name, office = (" ".join(said[part].split()) for part in ("name", "office"))
        add_deputy(row, name, office, said["since"], by=by)
