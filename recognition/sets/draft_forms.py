"""The form of a draft: the file's text, or a file that takes its place."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recognition.sets.drafts import MOST_LETTERS

_MOST_BYTES = 4 * MOST_LETTERS
_MONO = {"rows": 24, "class": "tall source", "spellcheck": "false", "autocomplete": "off"}


class SetField(forms.CharField):
    """A text that is kept letter for letter."""

    def __init__(self, **more: Any) -> None:
        wrong = {"max_length": _("The file has more than 200,000 letters. Send a smaller file.")}
        super().__init__(max_length=MOST_LETTERS, strip=False, required=False, error_messages=wrong, **more)

    def to_python(self, value: Any) -> str:
        """With the line ends of a file."""
        return super().to_python(value).replace("\r\n", "\n")


class DraftForm(forms.Form):
    """A criteria file and its golden cases, typed or sent."""

    file = forms.FileField(
        label=_("File of the set"),
        required=False,
        help_text=_("YAML or JSON. It takes the place of what stands in the field below."),
        error_messages={"empty": _("The file is empty.")},
    )
    text = SetField(label=_("Text of the set"), widget=forms.Textarea(attrs=_MONO))
    cases_file = forms.FileField(
        label=_("File of golden cases"),
        required=False,
        help_text=_("Not needed. Cases that have to come out as they say, or nothing is published."),
        error_messages={"empty": _("The file is empty.")},
    )
    cases = SetField(label=_("Golden cases"), widget=forms.Textarea(attrs=_MONO | {"rows": 10}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What was sent as a file stands in its field from now on."""
        data = super().clean() or {}
        for file, field in (("file", "text"), ("cases_file", "cases")):
            sent = data.get(file)
            if sent:
                try:
                    data[field] = _text_of(sent)
                except ValidationError as problem:
                    self.add_error(file, problem)
        if not self.errors and not data.get("text", "").strip():
            self.add_error("file", _("Choose a file, or type the set into the field."))
        return data


def _text_of(sent: Any) -> str:
    if sent.size > _MOST_BYTES:
        raise ValidationError(_("The file has more than 200,000 letters. Send a smaller file."))
    try:
        text = sent.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ValidationError(_("This file is no UTF-8 text. Save it as UTF-8, then send it again.")) from None
    if "\0" in text:
        raise ValidationError(_("This is no text file. Send the set as YAML or JSON."))
    if len(text) > MOST_LETTERS:
        raise ValidationError(_("The file has more than 200,000 letters. Send a smaller file."))
    return str(text)
