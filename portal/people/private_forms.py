"""Forms of private details. What they hold is never sent back by itself: a field that is left empty stays as it was."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.forms import ActForm
from portal.people.models import Learner
from portal.people.private_detail import PrivateDetail
from portal.people.private_details import LONGEST, Why, checked_number, doubts_of
from portal.text.days import DayField

Kind = PrivateDetail.Kind
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class DetailsForm(ActForm):
    """One field a kind; the names are those of the kinds, which `portal.unsent` never copies."""

    identity_number = forms.CharField(
        label=_("Identity number"),
        help_text=_("The twelve digits on the card (căn cước)."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs=_QUIET | {"inputmode": "numeric"}),
    )
    birth_date = DayField(label=_("Date of birth"), help_text=_("For example 2/9/1984."), required=False)
    ethnicity = forms.CharField(
        label=_("Ethnicity"),
        help_text=_("For example Kinh, Chăm, Raglai."),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs=_QUIET),
    )
    religion = forms.CharField(
        label=_("Religion"), required=False, max_length=LONGEST, widget=forms.TextInput(attrs=_QUIET)
    )
    agreed = forms.BooleanField(label=_("I agree that what is written here is kept."), required=False)
    representative = forms.CharField(
        label=_("Parent or guardian of somebody under 16"),
        help_text=_("Full name of who is here and agrees."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=_QUIET),
    )
    sure = forms.BooleanField(label=_("It says so on the paper: keep it as it is written."), required=False)

    def __init__(self, *args: Any, learner: Learner, own: bool, agreed: bool, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        if agreed:
            del self.fields["agreed"]
        elif not own:
            self.fields["agreed"].label = _("The text was read to the person, who agrees.")
        if agreed or own or not child:
            del self.fields["representative"]

    def clean_identity_number(self) -> str:
        number = self.cleaned_data["identity_number"]
        return checked_number(number) if number else ""

    def clean(self) -> dict[str, Any]:
        """Says what does not fit together, once; whoever ticks that the paper says so is not told again."""
        data = super().clean() or {}
        doubts = {} if data.get("sure") else doubts_of(self.learner, {kind: data.get(kind) for kind in Kind.values})
        for kind, text in doubts.items():
            self.add_error(kind, ValidationError(text, code="doubt"))
        if not doubts and not data.get("sure"):
            del self.fields["sure"]
        return data

    def values(self) -> dict[str, Any]:
        """Kind -> what was written."""
        return {kind: self.cleaned_data.get(kind) for kind in Kind.values}


class WhyForm(forms.Form):
    """Why staff look at what is kept of somebody."""

    why = forms.ChoiceField(
        label=_("Why do you look at them?"),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you look at them. The log keeps it, and the person sees it.")},
    )
