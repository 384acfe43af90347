"""The form of a commune that ends: which, when, by what document, into which others, and where each of its groups goes."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.pages.places.forms import first_day, resolution
from portal.people.public import User, own_place, units_of
from portal.places.public import (
    NewUnit,
    Part,
    ResidentialGroup,
    Unit,
    UnitField,
    UnitVersion,
    groups_of,
    names_of,
    one_unit,
)
from portal.text.sent import whole

MOST_OTHERS = 9
_TYPES = [UnitVersion.Type.COMMUNE, UnitVersion.Type.WARD, UnitVersion.Type.SPECIAL_ZONE]


@dataclass(frozen=True)
class GroupRow:
    """One residential group: to which of the successors (by place in their list) it goes, and what it is called there."""

    group: ResidentialGroup
    to: int
    name: str


class SuccessionForm(forms.Form):
    """The successors stand in one list: the commune that takes over first, then the others. Groups point to a place in it."""

    unit = UnitField(
        label=gettext_lazy("Commune that ends"),
        kind=Unit.Kind.COMMUNE,
        help_text=gettext_lazy("Its name or official code."),
    )
    on, document = first_day(), resolution()
    into = UnitField(
        label=gettext_lazy("Commune that takes over"),
        kind=Unit.Kind.COMMUNE,
        required=False,
        help_text=gettext_lazy("All that no residential group leads elsewhere goes there, the centre too."),
    )
    new_type = forms.ChoiceField(
        label=gettext_lazy("Or a new one: its kind"),
        required=False,
        choices=[("", "–"), *((kind.value, kind.label) for kind in _TYPES)],
    )
    new_name = forms.CharField(label=gettext_lazy("Name of the new one"), required=False, max_length=100)
    new_code = forms.RegexField(
        r"^[0-9]{1,10}$",
        label=gettext_lazy("Official code of the new one"),
        required=False,
        error_messages={"invalid": gettext_lazy("A code has digits only.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    others = forms.CharField(
        label=gettext_lazy("Further communes, when it is split"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("One a line, name or code. Below you then choose which group goes where."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = units_of(by, "administrator")
        self.fields["unit"].within = self.fields["into"].within = self.within
        self.fields["unit"].initial = own_place(by)
        self.rows: list[GroupRow] = []
        self.places: list[Unit | NewUnit] = []

    def clean(self) -> dict[str, Any]:
        """The successors in their order, and where each group goes: what was chosen, else the first."""
        data = super().clean() or {}
        if "into" in data and not self.errors.get("new_code"):
            self.places = self._places(data)
        unit = data.get("unit")
        if unit is not None:
            self.rows = [self._row(group) for group in groups_of(unit)]
        return data

    def _places(self, data: dict[str, Any]) -> list[Unit | NewUnit]:
        new = (data.get("new_type", ""), " ".join(data.get("new_name", "").split()), data.get("new_code", ""))
        found: list[Unit | NewUnit] = []
        if any(new) and data["into"] is not None:
            self.add_error("new_name", _("Write either the commune that takes over, or a new one."))
        elif any(new) and not all(new):
            self.add_error("new_name", _("A new commune needs its kind, its name and its official code."))
        elif all(new):
            found.append(NewUnit(*new))
        elif data["into"] is not None:
            found.append(data["into"])
        else:
            self.add_error("into", _("Write the commune that takes over."))
        lines = [line for line in data.get("others", "").splitlines() if line.strip()]
        if len(lines) > MOST_OTHERS:
            self.add_error("others", _("At most nine further communes."))
        for line in lines[:MOST_OTHERS]:
            try:
                found.append(one_unit(line, self.within.filter(kind=Unit.Kind.COMMUNE)))
            except ValidationError as problem:
                self.add_error("others", problem)
        return found

    def _row(self, group: ResidentialGroup) -> GroupRow:
        said = self.data.get(f"to-{group.pk}", "")
        to = whole(said, 4) or 0
        to = to if to < len(self.places) else 0
        return GroupRow(group, to, " ".join(self.data.get(f"name-{group.pk}", group.name).split())[:100])

    def parts(self) -> list[Part]:
        """What `succeed_unit` is asked for."""
        return [
            Part(place, {row.group.pk: row.name for row in self.rows if row.to == number})
            for number, place in enumerate(self.places)
        ]

    def names(self) -> list[str]:
        """What the successors are called, in their order."""
        known = names_of([place.pk for place in self.places if isinstance(place, Unit)])
        kinds = {kind.value: kind.label for kind in _TYPES}
        return [
            known.get(place.pk, "")
            if isinstance(place, Unit)
            else f"{kinds[UnitVersion.Type(place.type)]} {place.name}"
            for place in self.places
        ]
