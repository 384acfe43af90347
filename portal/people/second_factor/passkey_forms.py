"""What a browser answers for a passkey: the library takes it for well-formed, and anybody can send anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as StructError
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ODD = (ArithmeticError, AttributeError, EOFError, InvalidSignature, LookupError, StructError, TypeError, ValueError)


@contextmanager
def _refused_in_words() -> Iterator[None]:
    try:
        yield
    except ValidationError:
        raise
    except _ODD as problem:
        raise ValidationError(_("The passkey was not accepted. Try again.")) from problem


class PasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey that a browser made: it always signs in alone too, so it always asks for a finger, a face or a code."""

    name = forms.CharField(
        label=_("Name of the device"),
        required=False,
        max_length=50,
        help_text=_("So that you know it again, for example “my telephone”."),
        error_messages={"max_length": _("At most 50 letters.")},
    )
    passwordless = (
        None  # not a question: the view asks the browser for such a key, and the library checks that it is one
    )

    def clean(self) -> dict[str, Any]:
        with _refused_in_words():
            return super().clean()


class _Shown(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with _refused_in_words():
            return super().clean_credential()


class KeyForm(_Shown):
    """A passkey after the password."""


class KeyAgainForm(_Shown, webauthn.ReauthenticateWebAuthnForm):
    """A passkey in a session that is there already."""


class KeyAloneForm(_Shown, webauthn.LoginWebAuthnForm):
    """A passkey and nothing else."""
