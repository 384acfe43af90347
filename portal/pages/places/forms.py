"""Forms of places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit.public import stamp
from portal.people.public import User, own_place, units_of
from portal.places.public import Centre, Unit, UnitField, lines_of_file, lines_of_plan
from portal.text.days import DayField
from portal.text.list_form import ListForm, file_field, lines_field


def first_day() -> DayField:
    """When communes end and others take over."""
    return DayField(
        label=_("First day of the new order"),
        help_text=_("As the resolution says. It can be entered from that day on."),
    )


def resolution() -> forms.CharField:
    """What decided it."""
    return forms.CharField(
        label=_("Resolution"),
        max_length=200,
        help_text=_("Number, who decided, and its date."),
        error_messages={"required": _("Write the resolution that decided it, with its number and date.")},
    )


class CentreForm(forms.Form):
    """What people need to find a centre and to call it."""

    unit = UnitField(label=_("Commune"), kind=Unit.Kind.COMMUNE, help_text=_("Its name or official code."))
    name = forms.CharField(
        label=_("Name of the centre"),
        max_length=200,
        help_text=_("In full, as people call it: Trung tâm học tập cộng đồng …"),
        error_messages={"required": _("The name of the centre is missing.")},
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("Where people find it, for example beside the market."),
    )
    phone = forms.RegexField(
        r"^\+?[\d .\-]{8,20}$",
        label=_("Telephone"),
        required=False,
        help_text=_("Stands at the end of every page of the people of this commune. May stay empty."),
        error_messages={"invalid": _("Write a telephone number, for example 0912 345 678.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=100,
        help_text=_("For example: Sáng thứ hai đến thứ sáu, 7 giờ đến 11 giờ. May stay empty."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, centre: Centre | None = None, **kwargs: Any) -> None:
        first = {"unit": own_place(by)}
        if centre is not None:
            first = {name: getattr(centre, name) for name in ("name", "address", "phone", "hours")}
            first["seen"] = stamp(centre)
        super().__init__(*args, initial=first, **kwargs)
        if centre is not None:
            del self.fields["unit"]  # its classes, staff and pages belong to people of this commune
        else:
            self.fields["unit"].within = units_of(by, "administrator")

    def values(self) -> dict[str, str]:
        """What the centre is to say."""
        return {name: " ".join(self.cleaned_data[name].split()) for name in ("name", "address", "phone", "hours")}


class GroupsForm(forms.Form):
    """A list of names for one commune."""

    unit = UnitField(label=_("Commune"), kind=Unit.Kind.COMMUNE, help_text=_("Its name or official code."))
    names = forms.CharField(
        label=_("Names, one a line"),
        max_length=60_000,
        help_text=_(
            "Type them, or paste a column from Excel or a message from Zalo. Numbers before the names do no harm."
        ),
        error_messages={
            "required": _("Write at least one name."),
            "max_length": _("More than 500 lines. Paste them in parts."),
        },
        widget=forms.Textarea(attrs={"rows": 10, "class": "tall", "placeholder": "Thôn Đông\nThôn Đoài\nTổ dân phố 1"}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].within = units_of(by, "administrator")


class AreaForm(ListForm):
    """A document and its lines. A file only fills the lines, where they can be corrected."""

    number = forms.CharField(
        label=_("Number of the document"),
        max_length=60,
        help_text=_("As it stands there, for example 12/QĐ-TTg."),
        error_messages={"required": _("The number of the document is missing.")},
    )
    signed_on = DayField(label=_("Day of the document"))
    issuer = forms.CharField(
        label=_("Who issued it"),
        max_length=200,
        help_text=_("For example: Thủ tướng Chính phủ"),
        error_messages={"required": _("Write who issued the document.")},
    )
    file = file_field(_("CSV or XLSX with three columns: code of the commune, class, first day."))
    lines = lines_field(
        _("One commune a line: code; class; first day. A file that is chosen fills this field."),
        most=600_000,
        too_many=_("More than 5,000 lines. Import them in parts."),
        placeholder="19288; khó khăn; 01/07/2026\n19291; bình thường; 01/07/2026",
    )
    read = staticmethod(lines_of_file)

    def document(self) -> dict[str, Any]:
        """What the document is called."""
        data = self.cleaned_data
        named = {name: " ".join(data[name].split()) for name in ("number", "issuer")}
        return {**named, "signed_on": data["signed_on"]}


class MergerForm(ListForm):
    """A resolution about several communes and its lines."""

    on, document = first_day(), resolution()
    file = file_field(_("CSV or XLSX with six columns, as the lines below."))
    lines = lines_field(
        _(
            "Commune that ends; residential group; commune that takes over; and of a new commune its kind and name; name of the "
            "group there. A line without a group speaks of everything else."
        ),
        most=600_000,
        too_many=_("More than 5,000 lines. Import them in parts."),
        placeholder="19288; ; 19291\n19294; Thôn Đông; 19291\n19294; ; 19300; Phường; Sen Mới",
    )
    read = staticmethod(lines_of_plan)
