"""The forms with which a key is made, changed and withdrawn."""

import re
import secrets
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from learning_records.access.issuing import LONGEST_REASON
from learning_records.access.origins import MOST, checked
from learning_records.access.overview import SCOPES
from learning_records.models import Authority

_KEY = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """A name for a key. The form carries it, so that the same form sent twice makes one key."""
    return secrets.token_hex(16)


def end_of(day: datetime) -> datetime:
    """The moment at which a key whose last day this is stops to work: midnight after it, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class KeyForm(forms.Form):
    """Whom the key is for, what it may do, and until when. With `authority` it is a further key of a known system."""

    label = forms.CharField(
        label=_("System"),
        max_length=100,
        help_text=_("Who will use the key. For example: Moodle of the province."),
        error_messages={"required": _("The name of the system is missing.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as little as will do."),
        error_messages={"required": _("Choose at least one.")},
    )
    expires = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After this day the key works no more. Empty: until it is withdrawn."),
    )
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, authority: Authority | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.authority = authority
        if authority is not None:
            label = self.fields["label"]
            label.label, label.required = _("What tells this key from the others"), False
            label.help_text = _("For example: new server. Empty: the name of the system.")
        self.fields["scopes"].choices = [
            (scope, format_html('{} <code>{}</code><span class="hint">{}</span>', said, scope, whom))
            for scope, (said, whom) in SCOPES.items()
        ]

    def clean_label(self) -> str:
        given = " ".join(self.cleaned_data["label"].split())
        return given or (self.authority.label if self.authority else "")

    def clean_expires(self) -> datetime | None:
        day = self.cleaned_data["expires"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return end_of(day) if day else None

    def clean_key(self) -> str:
        if not _KEY.fullmatch(self.cleaned_data["key"]):
            raise ValidationError(_("This form is not ours. Open the page anew."))
        return self.cleaned_data["key"]


class RevokeForm(forms.Form):
    """Why a key is withdrawn."""

    reason = forms.CharField(
        label=_("Why the key is withdrawn"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("The reason is missing.")},
        help_text=_("For example: the contract has ended; somebody else has seen the secret."),
    )


class OriginsForm(forms.Form):
    """From which addresses pages in a browser may use a key."""

    origins = forms.CharField(
        label=_("Addresses of pages"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("One a line, only the beginning: https://hoc.vi-du.vn. Empty: no page in a browser."),
    )

    def clean_origins(self) -> list[str]:
        return checked(self.cleaned_data["origins"].splitlines()[: MOST + 1])
