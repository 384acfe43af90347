"""The form of a target. Any address will do, also one inside: a province may have its own store. Without TLS only on purpose."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from learning_records.forwarding.models import ForwardingTarget
from learning_records.spec.validation import is_iri

_PLAIN = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}


def _in_the_open(endpoint: str) -> bool:
    """Whether what is sent there leaves this machine unencrypted."""
    parts = urlsplit(endpoint)
    host = str(parts.hostname)
    if parts.scheme != "http" or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


class LinesField(forms.CharField):
    """Several texts, one a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def clean(self, value: str) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value


class TargetForm(forms.Form):
    """Settings of a target; with `target` given, an empty secret keeps the present one."""

    label = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("For example: record store of the province."),
        error_messages={"required": _("The name of the system is missing.")},
    )
    endpoint = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("The address of its xAPI endpoint, without “statements” at the end."),
        widget=forms.TextInput(attrs=_PLAIN | {"inputmode": "url"}),
        error_messages={"required": _("The address is missing.")},
    )
    unencrypted = forms.BooleanField(
        label=_("An address with http:// is inside our own network: the key may go unencrypted"), required=False
    )
    version = forms.ChoiceField(
        label=_("Version it speaks"),
        choices=ForwardingTarget.Version.choices,
        widget=forms.RadioSelect,
        initial="1.0.3",
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=200,
        widget=forms.TextInput(attrs=_PLAIN),
        error_messages={"required": _("The key is missing.")},
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown again."),
        error_messages={"required": _("The secret is missing.")},
    )
    verbs = LinesField(label=_("Only these verbs"), required=False, help_text=_("One IRI a line. Empty: every verb."))
    activity_prefixes = LinesField(
        label=_("Only these activities"),
        required=False,
        help_text=_(
            "Beginnings of IRIs, one a line; an activity counts wherever the statement names it. Empty: every activity."
        ),
    )
    since = forms.DateTimeField(
        label=_("Only what was stored after"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: from the first statement on."),
    )

    def __init__(self, *args, target: ForwardingTarget | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._target = target
        if target is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("Leave it empty to keep the present one.")

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        endpoint, allowed = cleaned.get("endpoint", ""), cleaned.pop("unencrypted", False)
        changed = self._target is None or endpoint != self._target.endpoint
        if endpoint and changed and _in_the_open(endpoint) and not allowed:
            self.add_error(
                "endpoint",
                _(
                    "With http:// everybody on the way can read the key and the records. Write https://, or tick below that "
                    "the line is inside your own network."
                ),
            )
        return cleaned

    def clean_endpoint(self) -> str:
        text = self.cleaned_data["endpoint"].rstrip("/").removesuffix("/statements")
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or not text.isascii() or any(sign.isspace() for sign in text):
            raise ValidationError(_("Write an address that begins with https:// or http://."))
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValidationError(_("Write the address alone: key and secret have fields of their own."))
        return text

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if ":" in key:
            raise ValidationError(_("A key has no colon."))
        return key

    def clean_verbs(self) -> list[str]:
        return self._iris("verbs")

    def clean_activity_prefixes(self) -> list[str]:
        return self._iris("activity_prefixes")

    def _iris(self, name: str) -> list[str]:
        for line in self.cleaned_data[name]:
            if not is_iri(line):
                raise ValidationError(
                    _("“%(line)s” does not begin like an IRI, for example https://…"), params={"line": line}
                )
        return self.cleaned_data[name]


class LeaveOutForm(forms.Form):
    """Why a statement is left out."""

    reason = forms.CharField(label=_("Why"), max_length=300)
