"""The page on which a certificate changes: replaced, or ended or corrected by a decision that is drawn up, signed and recorded."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.people.public import decrypt, first_record, units_of
from recognition.certificates.register import decided_where, issuing_today, supersede
from recognition.decisions import signing
from recognition.decisions.ending import ENDING
from recognition.decisions.ending_drafts import CORRECT, FIRST_YEAR, draft_for_endings
from recognition.decisions.lines import read_all
from recognition.decisions.list_rows import CALLS
from recognition.decisions.views import DecisionForm
from recognition.models import Certificate, Decision
from recognition.officials import for_role, name_of
from recognition.refusals import Refused


class EndingForm(DecisionForm):
    """A decision that ends a certificate and was signed already; its number and date are typed by who records it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the decision does"),
        choices=[(one.value, one.label) for one in ENDING],
        widget=forms.RadioSelect,
        initial=Decision.Kind.ANNUL,
    )
    field_order = ("kind", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "date", "basis"):
            del self.fields[name]


class CorrectionForm(forms.Form):
    """What is right, where the list of the decision is wrong."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=100)
    call = forms.ChoiceField(
        label=gettext_lazy("Called on papers"), choices=[("", "–"), *((one, one) for one in CALLS)], required=False
    )
    born = forms.IntegerField(label=gettext_lazy("Year of birth"), min_value=FIRST_YEAR, required=False)
    group = forms.CharField(label=gettext_lazy("Residential group"), max_length=100, required=False)


@require_http_methods(["GET", "POST"])
@for_role("signer", "officer")
def certificate_change(request: HttpRequest, token: str) -> HttpResponse:
    """Replaces a certificate whose name was corrected in the record (signers); draws up what ends or corrects it (officers too)."""
    of = decided_where(units_of(request.user, "signer", "officer")).select_related(
        "line__decision__body__unit", "line__case"
    )
    certificate = get_object_or_404(of, token=token)
    refusal, act = None, request.POST.get("act", "")
    bodies = list(signing.bodies_for(request.user, "signer", "officer"))
    first = {"body": str(bodies[0].pk) if bodies else "", "kind": "annul"}
    form = EndingForm(request.POST if act == "decide" else None, bodies=bodies, initial=first)
    right = CorrectionForm(request.POST if act == "correct" else None, initial=_as_listed(certificate))
    if request.method == "POST":
        try:
            return _done(request, certificate, act, form, right, bodies)
        except Refused as problem:
            refusal = problem
            for one in (form, right):
                if one.is_bound and problem.field in one.fields:
                    one.add_error(problem.field, str(problem))
    return render(
        request,
        "recognition/decisions/change.html",
        {
            "form": form,
            "right": right,
            "bodies": bodies,
            "signs": decided_where(units_of(request.user, "signer")).filter(pk=certificate.pk).exists(),
            "act": act,
            "endings": [(one.value, one.label) for one in ENDING],
            "kind": request.POST.get("kind", Decision.Kind.ANNUL),
            "life": certificate.life.select_related("decision"),
            "certificate": certificate,
            "name": decrypt(certificate.name_encrypted),
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
            "name_now": name_of(first_record(certificate.learner)),
        },
        status=422 if refusal else 200,
    )


def _as_listed(certificate: Certificate) -> dict[str, Any]:
    (name,) = read_all([certificate.line])
    return {"name": name, **certificate.line.about}


def _done(
    request: HttpRequest, certificate: Certificate, act: str, form: EndingForm, right: CorrectionForm, bodies: list
) -> HttpResponse:
    """The act that was pressed, and where it leads. Raises Refused."""
    by, reason = request.user, request.POST.get("reason", "")
    of = {str(one.pk): one for one in bodies}
    if act == "supersede":
        supersede(certificate, by, reason)
        messages.success(request, _("A new certificate replaces the old one."))
        return redirect("recognition:sign_decision", certificate.line.decision_id)
    if act not in ("prepare", "correct", "decide"):
        raise Refused(_("This button is not known. Load the page again."))
    body = of.get(request.POST.get("body", "")) or issuing_today(certificate)
    if act == "correct":
        if not right.is_valid():
            raise Refused(_("Something is wrong in the correction: look below."))
        draft = draft_for_endings([certificate], CORRECT, body, by, changes=right.cleaned_data)
    else:
        kind = request.POST.get("kind", "")
        if kind not in ENDING:
            raise Refused(_("This button is not known. Load the page again."))
        if act == "decide" and not form.is_valid():
            raise Refused(_("Something is missing or wrong in the decision: look below."))
        draft = draft_for_endings([certificate], kind, body, by, reason=reason, signed=act == "decide")
        if act == "decide":
            messages.success(request, _("Noted. Another signer records number and date of the signed paper here."))
    return redirect("recognition:draft", draft.pk)
