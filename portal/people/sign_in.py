"""Names for signing in: a telephone number, a chosen name, or both; encrypted, and found by a keyed digest."""

import re
from collections.abc import Iterable

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.audit.public import append
from portal.people.attempts import present_password
from portal.people.keys import decrypt_all, encrypt, key_of
from portal.people.lookup import as_dialled, lookup, phone_of, plain
from portal.people.models import SignInName, User

LONGEST = 50  # letters of a name for signing in
# marked for translation where forms use it too
ACCOUNT_EXISTS = gettext_noop(
    "This number or name has an account already. Is it yours? Sign in, or ask the centre for a slip. If not, choose another name."
)


class SignInBackend(ModelBackend):
    """Finds the account by the digest of what was typed; permissions are Django's own."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> User | None:
        """The active account with this name and password, or None; as slow for a name that nobody has."""
        if not username or password is None:
            return None
        user = account_of(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def account_of(text: str) -> User | None:
    """The account that signs in with this name or telephone number, however it is written."""
    if len(text) > 2 * LONGEST:
        return None
    found = SignInName.objects.select_related("user").filter(lookup=lookup(text)).first()
    return found.user if found else None


def taken(text: str) -> bool:
    """Whether somebody signs in with this name, however it is written."""
    return account_of(text) is not None


def checked(text: str) -> str:
    """The name as it is kept, when it can be one; raises ValidationError that says what to write instead."""
    phone, name = phone_of(text), text.strip()
    if not phone and not re.fullmatch(r"[\w.@+-]+", name):
        raise ValidationError(_("Use letters, digits, dots and dashes only, without spaces."))
    if len(name) > LONGEST:
        raise ValidationError(_("At most %(number)s letters.") % {"number": LONGEST})
    return phone or plain(name)


def keep_name(user: User, text: str) -> SignInName:
    """Gives the account this name, in place of another of its kind, inside the caller's transaction.

    Raises ValidationError (for `username`) when it cannot be a name or somebody else has it, also when that one was only
    just quicker.
    """
    try:
        name = checked(text)
    except ValidationError as problem:
        raise ValidationError({"username": problem}) from problem
    kind = SignInName.Kind.PHONE if phone_of(name) else SignInName.Kind.NAME
    new = {"lookup": lookup(name), "text_encrypted": encrypt(name, key_of(f"user:{user.public_id}"))}
    try:
        with transaction.atomic():
            row, _made = SignInName.objects.update_or_create(user=user, kind=kind, defaults=new)
    except IntegrityError:
        raise ValidationError({"username": ValidationError(_(ACCOUNT_EXISTS), code="taken")}) from None
    user.__dict__.pop("_shown", None)
    return row


def change_name(user: User, text: str, password: str) -> None:
    """A name or telephone number for signing in, by oneself; the log keeps its kind alone.

    Raises ValidationError for `username` or `password`.
    """
    wrong = _("This is not the present password. Type it again.")
    known = present_password(user, password, "password", wrong)
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        if account.password != known:
            raise ValidationError({"password": wrong})
        row = keep_name(account, text)
        append("account.sign_in_name_changed", f"user:{account.public_id}", by=account, details={"kind": row.kind})
    user.__dict__.pop("_shown", None)


def sign_in_names(users: Iterable[User]) -> dict[int, str]:
    """What each account signs in with, in full, as people write it, by primary key; several are parted by a comma. Two queries.

    For the person, and for whoever may give the person a slip: nobody else is shown a telephone number.
    """
    rows = list(SignInName.objects.filter(user__in=[user.pk for user in users]).order_by("user", "kind"))
    found: dict[int, str] = {}
    for row, kept in zip(rows, decrypt_all(row.text_encrypted for row in rows), strict=True):
        text = as_dialled(kept)
        found[row.user_id] = f"{found[row.user_id]}, {text}" if row.user_id in found else text
    return found


def sign_in_name(user: User) -> str:
    """The same for one account."""
    return sign_in_names([user]).get(user.pk, "")
