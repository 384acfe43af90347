"""The form that takes a list of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.counter_forms import offer_communes
from portal.people.forms import ActForm
from portal.people.models import User
from portal.places.public import Unit


class ListForm(ActForm):
    """A workbook with people of one commune."""

    unit = forms.ChoiceField(label=_("Commune"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx) with the columns of the sample, 5,000 people and 3 MB at most."),
        error_messages={
            "required": _("Choose the file with the people."),
            "empty": _("The file is empty."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, staff: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = offer_communes(self.fields["unit"], staff)

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]
