"""The first administrator: there is nobody yet who could give the role, so only the operator's command may."""

from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.people.accounts import taken
from portal.people.models import Role, User
from portal.people.roles import give_role

_LOCK = 0x41444D31  # one first administrator, even from two terminals


class AlreadyThere(Exception):
    """There is an administrator already, or the user name is taken; the message says which."""


def make_first_administrator(username: str, password: str) -> User:
    """An account with the administrator's role for the whole installation.

    Raises AlreadyThere when an administrator or an account of that name exists, ValidationError when
    the name or the password is not good enough. Nothing is written then.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Role.objects.filter(kind=Role.Kind.ADMINISTRATOR).exists():
            raise AlreadyThere(_("There is an administrator already; further ones are made in the administration."))
        if taken(username):
            raise AlreadyThere(_("This user name is taken; choose another one."))
        user = User(username=username)  # no flag: the powers are those of the role, and pass on with it
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save()
        give_role(user, Role.Kind.ADMINISTRATOR, by=user)
    return user
