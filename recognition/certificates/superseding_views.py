"""The page where a signer corrects what is wrong on a sheet: another one takes its place."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.people.public import Learner, first_record, units_of
from recognition.certificates.about import CORRECTABLE, about_of
from recognition.certificates.register import decided_where, supersede_with
from recognition.certificates.superseding import CALLS, HOME, NAME
from recognition.models import Certificate
from recognition.officials import for_role, name_of
from recognition.refusals import REASON, Refused


class SheetForm(forms.Form):
    """What stands on the new sheet."""

    call = forms.ChoiceField(
        label=gettext_lazy("Word before the name"), choices=[(one, one) for one in CALLS], widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("Name on the sheet"), max_length=NAME, required=False)
    born = forms.CharField(label=gettext_lazy("Year of birth (may stay empty)"), max_length=10, required=False)
    home = forms.CharField(label=gettext_lazy("Home, in one line"), max_length=HOME, required=False)
    reason = forms.CharField(label=gettext_lazy("Why this change"), max_length=REASON, required=False)

    def __init__(self, *args, of_a_person: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not of_a_person:
            del self.fields["call"], self.fields["born"]


@require_http_methods(["GET", "POST"])
@for_role("signer")
def supersede_page(request: HttpRequest, token: str) -> HttpResponse:
    """What stands on the sheet, field by field; POST makes another one that replaces it."""
    rows = decided_where(units_of(request.user, "signer")).select_related(
        "line__decision__body__unit", "line__case", "learner"
    )
    certificate = get_object_or_404(rows, token=token)
    about, person = about_of(certificate), certificate.learner.kind == Learner.Kind.PERSON
    now = name_of(first_record(certificate.learner))
    first = {name: getattr(about, name) for name in CORRECTABLE} | {"name": now or about.name}
    form, refusal = SheetForm(request.POST or None, initial=first, of_a_person=person), None
    if request.method == "POST":
        if form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if name in CORRECTABLE}
            try:
                new = supersede_with(certificate, request.user, form.cleaned_data["reason"], said)
                messages.success(
                    request, _("The new certificate has the number %(code)s.") % {"code": new.register_code}
                )
                return redirect("recognition:sign_decision", certificate.line.decision_id)
            except Refused as problem:
                refusal = problem
                if problem.field in form.fields:
                    form.add_error(problem.field, str(problem))
        else:
            refusal = Refused(_("Something is missing or wrong: look below."))
    shown = {"form": form, "certificate": certificate, "about": about, "now": now, "refusal": refusal}
    shown["valid"] = certificate.state == Certificate.State.VALID
    return render(request, "recognition/certificates/supersede.html", shown, status=422 if refusal else 200)
