"""Forms of the counter and of the administrators."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.authority import helps_in
from portal.people.forms import ActForm, PersonForm, free_username, group_field, offer_groups, username_field
from portal.people.models import Role, User
from portal.people.sign_in import account_of
from portal.places.public import Unit, UnitField, commune_today, names_of


def offer_communes(field: forms.ChoiceField, staff: User) -> dict[str, Unit]:
    """Today's communes whose people the user serves, by key: the choices of the field by name, a single one chosen already."""
    units = {str(unit.pk): unit for unit in helps_in(staff).filter(kind=Unit.Kind.COMMUNE) if commune_today(unit)}
    names = names_of(units.values())
    choices = sorted(((key, names.get(unit.pk, "")) for key, unit in units.items()), key=lambda pair: pair[1])
    field.choices = choices
    if len(choices) == 1:
        field.initial = choices[0][0]
    return units


class CounterForm(PersonForm):
    """Staff register somebody of their commune."""

    unit = forms.ChoiceField(label=_("Commune"))
    group = group_field()
    username = username_field(
        required=False,
        help_text=_("Leave it empty for somebody without a phone: staff enter everything for them."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    consents = forms.BooleanField(
        label=_("The text was read to the person, who agrees."),
        help_text=_("For somebody under 16 a parent or guardian agrees as well."),
        required=False,
    )
    representative = forms.CharField(
        label=_("Parent or guardian of somebody under 16"),
        help_text=_("Full name of who is here and agrees. Empty for everybody else."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = [
        "full_name",
        "birth_year",
        "address_form",
        "subject_group",
        "unit",
        "group",
        "username",
        "consents",
        "representative",
    ]

    def __init__(self, *args, staff: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = offer_communes(self.fields["unit"], staff)
        if len(self.units) == 1:
            offer_groups(self, *self.units.values())
        else:
            del self.fields["group"]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        return free_username(name) if name else ""


class AccountForm(forms.Form):
    """The name to sign in with, for somebody who has no account yet."""

    username = username_field(
        help_text=_("A telephone number, or a short name that the person chooses."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_username(self) -> str:
        return free_username(self.cleaned_data["username"])


def _day_field(label: str, **more) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"required": _("The day is missing."), "invalid": _("Write the day as in 25/12/2026.")}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


class RoleForm(ActForm):
    """A new dated role, for an account that is there or a new one."""

    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=50,
        error_messages={"required": _("The name to sign in with is missing.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    new_account = forms.BooleanField(
        label=_("Open a new account with this name"),
        help_text=_("A slip with a code is shown for printing. With it the person chooses a password."),
        required=False,
    )
    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind.choices)
    unit = UnitField(
        label=_("Commune or province"),
        required=False,
        help_text=_("Its name or code. Empty only for an administrator of everything."),
    )
    begin = _day_field(pgettext_lazy("day", "From"), initial=timezone.localdate)
    end = _day_field(_("Until before"), required=False, help_text=_("The first day without the role. May stay empty."))

    def clean(self) -> dict[str, Any]:
        """Finds the account, or makes sure that its name is free."""
        data = super().clean()
        name = (data.get("username") or "").strip()
        if not name:
            return data
        data["user"] = None
        if data.get("new_account"):
            try:
                data["username"] = free_username(name)
            except ValidationError as problem:
                self.add_error("username", problem)
        else:
            data["user"] = account_of(name)
            if data["user"] is None:
                self.add_error(
                    "username",
                    _(
                        "Nobody signs in with this name. Check the spelling, or tick “Open a new account with this name”."
                    ),
                )
        return data
