"""Accounts: opening one and changing its password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.models import User


def taken(username: str) -> bool:
    """Whether somebody signs in with this name, whatever its capitals."""
    return User.objects.filter(username__iexact=username).exists()


def create_account(username: str, password: str | None) -> User:
    """An account, inside the caller's transaction; without a password until a slip sets one.

    Raises ValidationError (for `username`) when somebody else has the name, also when that one was only just quicker.
    """
    problem = ValidationError({"username": _("Somebody uses this name already. Add a number or choose another one.")})
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
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        append("account.password_changed", f"user:{account.public_id}", by=account)
    user.password, user.must_change_password = account.password, False
