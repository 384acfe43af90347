"""Codes and the password once more: how often they may be tried is counted in the database, for all processes."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import get_totp_secret, validate_totp_code
from allauth.mfa.utils import decrypt
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.limits.public import Limit, closed_until, count, forget, when
from portal.people.attempts import present_password
from portal.people.forms import ActForm, password_field
from portal.people.models import User
from portal.people.second_factor.acts import factors_to_check

CODES = Limit("second_factor", 10, 600)  # codes tried for one account since the last right one
CODES_OF_A_DAY = Limit("second_factor_day", 50, 86_400)  # the same; the first one alone leaves a guesser 1,400 a day
USED = Limit("second_factor_used", 1, 120)  # a code works once; it is good for a minute and a half
LONGEST, APP_DIGITS = 20, 6


def _code_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=LONGEST,
        help_text=help_text,
        error_messages={
            "required": _("The code is missing. Type the digits that the app shows now."),
            "max_length": _("A code has six digits, one of the paper eight."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _tried(user: User) -> None:
    """Counts one try, before anything is compared: many at one moment are many. Raises ValidationError once they are too many."""
    limits = (CODES_OF_A_DAY, CODES)
    closed = [limit for limit in limits if count(limit, str(user.pk))]
    if closed:
        text = _("Too many wrong codes. Try again at %(when)s. Is the telephone lost? Ask another administrator.")
        raise ValidationError(text % {"when": when(closed_until(closed[0], str(user.pk)) or timezone.now())})


def _right(user: User) -> None:
    for limit in (CODES_OF_A_DAY, CODES):
        forget(limit, str(user.pk))


def _wrong(code: str) -> ValidationError:
    if len(code) > APP_DIGITS:  # whoever types a code of the paper has no app to look at
        return ValidationError(_("This code of the paper is not right, or was used. Type another one of the paper."))
    return ValidationError(_("This code is not right, or no longer. Wait for the next one in the app and type that."))


class CodeForm(ActForm):
    """A code of the app, or one of the paper, at signing in."""

    code = _code_field(_("The six digits that the app shows now, or one of the codes from the paper."))
    again = False

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        _tried(self.user)
        code = _digits(self.cleaned_data["code"])
        for row in factors_to_check(self.user):
            if self._fits(row, code):
                row.user = self.user
                self.authenticator = row
                _right(self.user)
                return code
        raise _wrong(code)

    def _fits(self, row: Authenticator, code: str) -> bool:
        if row.type != Authenticator.Type.TOTP:
            return row.wrap().validate_code(code)
        if not validate_totp_code(decrypt(row.data["secret"]), code):
            return False
        return bool(row.data.get("demo")) or count(USED, f"{self.user.pk}:{code}") is None

    def save(self) -> None:
        """The session knows from now on."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.again)


class CodeAgainForm(CodeForm):
    """The same in a session that is there already."""

    again = True


class AppForm(ActForm):
    """The first code of an app, which shows that it has the secret."""

    code = _code_field(_("The six digits that the app shows now."))

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        # The same secret as long as the page is loaded again: the app may have it already.
        self.secret = get_totp_secret()

    def clean_code(self) -> str:
        _tried(self.user)
        code = _digits(self.cleaned_data["code"])
        if not validate_totp_code(self.secret, code):
            raise _wrong("")
        _right(self.user)
        count(USED, f"{self.user.pk}:{code}")
        return code


class PasswordAgainForm(ActForm):
    """The password of somebody who is signed in already."""

    password = password_field(_("Password"), "current-password")

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            present_password(self.user, cleaned["password"], "password", str(_("This is not the present password.")))
        return cleaned
