"""A form that takes a list in: as a file, or typed; a file only fills the lines, where they can be corrected."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def file_field(help_text: Any) -> forms.FileField:
    """The file of the list; `help_text` says what stands in it."""
    return forms.FileField(
        label=_("File"), required=False, help_text=help_text, error_messages={"empty": _("The file is empty.")}
    )


def lines_field(help_text: Any, *, most: int, too_many: Any, placeholder: str) -> forms.CharField:
    """The lines of the list: `most` signs at most, else `too_many` is said; `placeholder` shows one or two."""
    return forms.CharField(
        label=_("Lines"),
        required=False,
        max_length=most,
        help_text=help_text,
        error_messages={"max_length": too_many},
        widget=forms.Textarea(attrs={"rows": 10, "class": "tall", "placeholder": placeholder}),
    )


class ListForm(forms.Form):
    """Has the fields `file` and `lines`; `read` makes lines of the bytes of a file and may raise ValidationError."""

    read: Callable[[bytes], str]

    def clean(self) -> dict[str, Any]:
        """The lines of the file, when one was chosen, stand in the field from now on."""
        data = super().clean() or {}
        if data.get("file"):
            try:
                data["lines"] = self.read(data["file"].read())
            except ValidationError as problem:
                self.add_error("file", problem)
            else:
                self.data = self.data.copy()
                self.data["lines"] = data["lines"]
        if not self.errors and not data.get("lines", "").strip():
            self.add_error("lines", _("Write at least one line, or choose a file."))
        return data
