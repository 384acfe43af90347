"""The form with which a file is sent in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning_records.imports.uploads import writing_keys


class IntakeForm(forms.Form):
    """A file, and under which key its statements are stored."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("One statement a line (JSON Lines), plain or packed with gzip."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )
    key = forms.ChoiceField(
        label=_("Store as coming from"),
        required=False,
        help_text=_(
            "The key says who vouches for these statements. They give no points unless a set of criteria names it."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [("", _("Files brought in"))] + [(key.key, key.label) for key in writing_keys()]
