"""The form of a campaign: what it is about, its windows as pairs of days, and why a day moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.public import stamp
from portal.look.templatetags.look import deskdate
from portal.people.public import User, units_of, where_to_begin
from portal.places.public import UnitField
from portal.text.days import DayField
from recognition.cases import changing
from recognition.cases.planning import FIELDS, stage
from recognition.models import Campaign, CriteriaSet
from recognition.sets.publishing import criteria_of
from recognition.titles.registry import TITLES

NAMES: dict[str, Promise] = {
    "registration": _("Registration"),
    "submission": _("Handing in"),
    "assessment": _("Judging"),
    "council": _("Council"),
    "decision": _("Decisions"),
    "evidence": _("Evidence that counts"),
}
_HINTS = {
    "registration": _("Empty: nobody has to register."),
    "submission": _("Between these days people hand their cases in."),
    "assessment": _("First day empty: as soon as cases are there. After the last day marks stand."),
    "council": _("Empty: no council meets."),
    "decision": _("Empty: from the first judged case until the campaign is closed."),
    "evidence": _("What happened before or after does not count. Empty: no bound."),
}
_NEEDED = ("submission_from", "submission_to", "assessment_to")


@dataclass(frozen=True)
class Pair:
    """A window in the form."""

    name: Any
    hint: Any
    first: BoundField
    last: BoundField


class CampaignForm(forms.Form):
    """All of a campaign. What may not change any longer stands there and cannot be typed into."""

    unit = UnitField(label=_("Commune or province"), help_text=_("Its name or official code."))
    title_key = forms.ChoiceField(label=_("Learning title"))
    year = forms.IntegerField(
        label=_("Year that is judged"),
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": _("Write the year with four digits."),
            "invalid": _("Write the year with four digits."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "class": "short", "autocomplete": "off"}),
    )
    criteria_set = forms.ChoiceField(
        label=_("Set of criteria"),
        required=False,
        help_text=_("Everybody is measured by it. It cannot be changed once somebody has handed in."),
    )
    reason = forms.CharField(
        label=_("Why the last day moves"),
        required=False,
        max_length=500,
        help_text=_("Only for a later last day of something that people rely on. It is kept with the campaign."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    warned = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, campaign: Campaign | None = None, **kwargs: Any) -> None:
        self.campaign = campaign
        super().__init__(*args, initial=_initial(campaign, by), **kwargs)
        self.fields["unit"].within = units_of(by, "administrator")
        sets = list(CriteriaSet.objects.filter(key__in=[one.set_key for one in TITLES]).order_by("-pk"))
        self.sets = {str(row.pk): row for row in sets if not criteria_of(row).unknown}
        scored = {row.key for row in self.sets.values()}  # a title whose set leaves values open cannot be judged yet
        titles = [one for one in TITLES if one.subject == "person" or one.set_key in scored]
        known = {row.key: row.title for row in sets}
        self.fields["title_key"].choices = [(one.key, known.get(one.set_key, one.key)) for one in titles]
        self.fields["criteria_set"].choices = [
            ("", _("The version in force on the first day of handing in")),
            *((key, f"{row.title}, {row.version}") for key, row in self.sets.items()),
        ]
        for window in NAMES:
            for end, label in (("from", pgettext_lazy("day", "From")), ("to", _("Until and with"))):
                name = f"{window}_{end}"
                self.fields[name] = DayField(label=label, required=name in _NEEDED)
        now = stage(campaign) if campaign else ""
        for name in FIELDS:
            self.fields[name].allowed = changing.may(name, now) if now else changing.FREE
            self.fields[name].disabled = self.fields[name].allowed == changing.FIXED
        if campaign is not None:
            del self.fields["unit"]  # a campaign does not move: what was announced there would be gone
        if not any(self.fields[name].allowed == changing.LATER for name in FIELDS if name in self.fields):
            del self.fields["reason"]

    def windows(self) -> Iterator[Pair]:
        """The pairs of days in the order of a year."""
        for window, name in NAMES.items():
            yield Pair(name, _HINTS[window], self[f"{window}_from"], self[f"{window}_to"])

    def clean_criteria_set(self) -> CriteriaSet | None:
        """The version itself."""
        return self.sets.get(self.cleaned_data["criteria_set"])

    def other_now(self, row: Campaign) -> list[tuple[Any, Any]]:
        """Label and present value of what the row says otherwise than was typed."""
        names = [name for name, typed in self.values().items() if getattr(row, name) != typed]
        windows = {f"{window}_{end}": name for window, name in NAMES.items() for end in ("from", "to")}
        labels = {one: f"{windows.get(one, '')} {self.fields[one].label}".strip() for one in names}
        return [(labels[one], _written(getattr(row, one))) for one in names]

    def values(self) -> dict[str, Any]:
        """What was typed well, by the names of the campaign's fields."""
        return {name: self.cleaned_data.get(name) for name in FIELDS if name in self.cleaned_data}


def _initial(campaign: Campaign | None, by: User) -> dict[str, Any]:
    if campaign is None:
        return {"unit": where_to_begin(by)}
    found = {name: getattr(campaign, name) for name in FIELDS}
    found["criteria_set"] = campaign.criteria_set_id or ""
    return found | {"seen": stamp(campaign)}


def _written(value: Any) -> Any:
    return deskdate(value) if isinstance(value, date) else value
