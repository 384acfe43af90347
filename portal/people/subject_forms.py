"""Forms of groups at the counter."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.people.authority import helps_in
from portal.people.forms import ActForm, group_field
from portal.people.models import Learner, User
from portal.people.subjects import Subject
from portal.places.public import ResidentialGroup, Unit, commune_today, groups_of, names_of

KINDS = [(key, capfirst(name)) for key, name in Learner.Kind.choices if key != Learner.Kind.PERSON]


class SubjectForm(ActForm):
    """Staff register a group of their commune."""

    kind = forms.ChoiceField(label=_("What kind of group is it?"), choices=KINDS)
    name = forms.CharField(
        label=_("What is it called?"),
        max_length=150,
        required=False,
        help_text=_(
            "For example Hộ bà Nguyễn Thị Hoa. Empty for a residential group or a commune, which have their names."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=_("Commune"))
    group = group_field()
    agrees = forms.BooleanField(
        label=_("The text was read to who represents the family, who agrees."),
        help_text=_("For a household or clan only."),
        required=False,
    )

    def __init__(self, *args, staff: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = {
            str(unit.pk): unit for unit in helps_in(staff).filter(kind=Unit.Kind.COMMUNE) if commune_today(unit)
        }
        names = names_of(self.units.values())
        self.fields["unit"].choices = sorted(
            ((key, names.get(unit.pk, "")) for key, unit in self.units.items()), key=lambda pair: pair[1]
        )
        if len(self.units) == 1:
            only = next(iter(self.units.values()))
            self.fields["unit"].initial = str(only.pk)
            self.fields["group"].queryset = groups_of(only)
        else:
            self.fields["group"].queryset = ResidentialGroup.objects.filter(unit__in=self.units.values())

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def subject(self) -> Subject:
        """What was typed, for registering."""
        data: dict[str, Any] = self.cleaned_data
        return Subject(data["kind"], data["unit"], data["name"], data["group"])
