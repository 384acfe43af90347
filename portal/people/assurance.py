"""How surely a session knows who is there (ASVS 6.3.3): by a card and pictures, by a password, or by a second factor besides.

The level is read from what the session notes of each sign-in; what a role may do waits for the level that its kind asks for.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from enum import IntEnum

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from portal.people.models import Role, User


class Level(IntEnum):
    """Higher is surer."""

    LOW = 1  # a card and three pictures: learn, attend, see one's own progress
    NORMAL = 2  # a password, the code of a slip, or another provider
    HIGH = 3  # a second factor besides, or a passkey that asked for a finger, a face or a code


SECOND_FACTOR = (Role.Kind.OFFICER, Role.Kind.SIGNER, Role.Kind.ADMINISTRATOR)

# The request that is being answered: roles are asked for by account, and its own account has the level of its session.
asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)


def level_of(request: HttpRequest) -> Level:
    """The level of the session of somebody who is signed in."""
    methods = {one.get("method") for one in get_authentication_records(request, request.user)}
    if "mfa" in methods:
        return Level.HIGH
    return Level.LOW if methods == {"card"} else Level.NORMAL


def level_for(user: User) -> Level:
    """The level with which this account is asked about: that of the session for whoever asks, the highest for everybody else."""
    request = asking.get()
    if request is None or request.user.pk != user.pk:
        return Level.HIGH
    return level_of(request)


def asked_by(kind: str) -> Level:
    """The level from which on a role of this kind gives what it gives."""
    return Level.HIGH if kind in SECOND_FACTOR else Level.NORMAL


def kinds_at(level: Level) -> list[str]:
    """The kinds of roles that this level is enough for."""
    return [kind for kind in Role.Kind.values if asked_by(kind) <= level]


def level_needed(user: User, kinds: Iterable[str]) -> Level:
    """The level without which somebody with roles of these kinds gets nowhere."""
    if user.is_superuser or user.is_staff or any(kind in SECOND_FACTOR for kind in kinds):
        return Level.HIGH
    return Level.LOW
