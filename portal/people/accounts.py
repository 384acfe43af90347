"""Accounts: opening one and changing its password."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.audit.public import append
from portal.people.models import User

_PHONE = re.compile(r"(?:\+84|0084|84|0)(\d{9,10})")


def sign_in_name(typed: str) -> str:
    """The name as it is kept: a telephone number without blanks, dots and +84, anything else as typed."""
    phone = _PHONE.fullmatch(re.sub(r"[\s.()-]", "", typed))
    return f"0{phone.group(1)}" if phone else typed.strip()


def taken(username: str) -> bool:
    """Whether somebody signs in with this name, whatever its capitals."""
    return User.objects.filter(username__iexact=username).exists()


# marked for translation where forms use it too
ACCOUNT_EXISTS = gettext_noop(
    "This number or name has an account already. Is it yours? Sign in, or ask the centre for a slip. If not, choose another name."
)


def create_account(username: str, password: str | None) -> User:
    """An account, inside the caller's transaction; without a password until a slip sets one.

    Raises ValidationError (for `username`) when somebody else has the name, also when that one was only just quicker.
    """
    problem = ValidationError({"username": _(ACCOUNT_EXISTS)})
    if taken(username):
        raise problem
    try:
        with transaction.atomic():
            return User.objects.create_user(username=username, password=password)
    except IntegrityError:
        raise problem from None


def change_password(user: User, old: str, new: str) -> None:
    """Sets a new password for oneself. Raises ValidationError for `old` or `new`; all other sessions end."""
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        if not account.check_password(old):
            raise ValidationError(
                {"old": _("This is not the present password. Type it again, or ask the centre for a slip.")}
            )
        if old == new:
            raise ValidationError({"new": _("This is the present password. Choose another one.")})
        try:
            validate_password(new, account)
        except ValidationError as problem:
            raise ValidationError({"new": problem}) from problem
        account.set_password(new)
        account.save(update_fields=["password"])
        append("account.password_changed", f"user:{account.public_id}", by=account)
    user.password = account.password
