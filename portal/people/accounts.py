"""Accounts: opening one and changing its password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.attempts import present_password
from portal.people.models import Learner, User, opaque_name
from portal.people.sign_in import keep_name


def create_account(username: str, password: str | None, **fields: object) -> User:
    """An account that signs in with this name; without a password until a slip sets one.

    The account itself has a random user name. Raises ValidationError (for `username`) when it cannot be a name, or somebody
    else has it, also when that one was only just quicker.
    """
    with transaction.atomic():
        user = User.objects.create_user(username=opaque_name(), password=password, **fields)
        keep_name(user, username)
    return user


def open_nameless(learner: Learner, *, by: User) -> User:
    """An account without a name to sign in with, for a card and its pictures; inside the caller's transaction, the row locked."""
    learner.user = User.objects.create_user(username=opaque_name(), password=None)
    learner.save(update_fields=["user"])
    append("learner.account_opened", f"learner:{learner.learner_id}", by=by)
    return learner.user


def change_password(user: User, old: str, new: str) -> None:
    """Sets a new password for oneself. Raises ValidationError for `old` or `new`; all other sessions end."""
    wrong = _("This is not the present password. Type it again, or ask the centre for a slip.")
    known = present_password(user, old, "old", wrong)
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        if account.password != known:
            raise ValidationError({"old": wrong})
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
