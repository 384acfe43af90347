"""Forms of an administrator: how a campaign judges beyond one officer a case, and officers lent to a commune."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.people.public import User, account_of
from portal.text.days import DayField
from recognition.assessment.rules import FIELDS
from recognition.models import AssessmentRules

_COUNT = {"inputmode": "numeric", "maxlength": 3, "class": "short", "autocomplete": "off"}


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    wrong = format_lazy(_("Write a whole number from {least} to {most}."), least=least, most=most)
    said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        error_messages=said,
        widget=forms.TextInput(attrs=_COUNT),
    )


class RulesForm(forms.Form):
    """All rules of a campaign; what is shown first is what holds."""

    sample_percent = _number(_("Sample of a bulk round, of a hundred"), 1, 100)
    sample_least = _number(_("Sample of a bulk round, at least so many cases"), 1, 50)
    sample_differing = _number(
        _("So many of the sample may come out otherwise"), 0, 49, _("With more, the round is not decided together.")
    )
    second_percent = _number(_("Marked a second time, of a hundred judged cases"), 0, 100, _("0: none."))
    second_near = _number(
        _("Also marked a second time: sums at most so many points from the mark"), 0, 20, _("0: none.")
    )
    council = forms.ChoiceField(label=_("Council"), choices=AssessmentRules.Council.choices, widget=forms.RadioSelect)
    quorum_of_six = forms.TypedChoiceField(
        label=_("Members of the council that have to be present"),
        choices=[(3, _("half")), (4, _("two thirds")), (5, _("five sixths")), (6, _("all"))],
        coerce=int,
    )
    review_days = _number(
        _("Days in which a review can be asked for"), 0, 90, _("Counted from “not enough”. 0: no reviews.")
    )

    def __init__(self, *args: Any, rules: AssessmentRules, targets: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(rules, name) for name in FIELDS}, **kwargs)
        if targets:
            self.fields["second_near"].label = _("Also marked a second time: at most so many targets from the title")


class LoanForm(forms.Form):
    """An officer of the province who marks again in a commune."""

    officer = forms.CharField(label=_("Name for signing in, or telephone number of the officer"), max_length=150)
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean_officer(self) -> User:
        """The account that signs in so."""
        found = account_of(self.cleaned_data["officer"])
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this name or number."))
        return found
