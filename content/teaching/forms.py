"""Forms of a teacher's pages."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.teaching.models import Contact
from portal.text.days import DayField

WORDS = 200


class ContactForm(forms.Form):
    """“Called”, “wrote on Zalo”, “met”, with the day and a few words."""

    how = forms.ChoiceField(
        label=_("What was done"),
        choices=Contact.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was done."), "invalid_choice": _("Choose one of the three.")},
    )
    on = DayField(label=_("On which day"))
    words = forms.CharField(
        label=_("A few words for the next teacher"),
        max_length=WORDS,
        required=False,
        help_text=_("May stay empty. For example: busy with the harvest, goes on next week."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("At most %(limit_value)d letters; these are %(show_value)d. Make it shorter.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate(), "key": uuid4()}, **kwargs)
