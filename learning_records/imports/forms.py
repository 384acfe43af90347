"""The form with which a file is sent in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning_records.imports.authorities import writing_authorities


class IntakeForm(forms.Form):
    """A file, and which authority's its statements are."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("One statement a line (JSON Lines), plain or packed with gzip."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )
    authority = forms.ChoiceField(
        label=_("Store as coming from"),
        required=False,
        help_text=_(
            "The system that vouches for these records. They give no points unless a set of criteria names it."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [
            ("", _("Files brought in")),
            *((one.name, one.label) for one in writing_authorities()),
        ]
