"""Signing in: how often a password may be tried. A centre has one address for a whole class, so limits are
tight for one account from one place and wide for a network; who signs in rightly is not counted.
"""

from datetime import datetime
from math import ceil
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.limits.public import Limit, closed_until, count, forget, network_of, when
from portal.people.models import User

ACCOUNT_HERE = Limit("sign_in_here", 5, 300)  # wrong passwords of one account from one network
ACCOUNT = Limit("sign_in_account", 50, 3600)  # of one account from everywhere
NETWORK = Limit("sign_in_network", 300, 600)  # of all accounts from one network
SIGN_UPS = Limit("sign_up", 200, 3600)  # forms sent from one network
SLIPS = Limit("slip", 60, 600)  # wrong codes from one network
OWN = Limit("own_password", 10, 600)  # wrong present passwords of somebody who is signed in


def attempt(request: HttpRequest, username: str) -> None:
    """Counts one try at a password; raises ValidationError with the time at which the next one is allowed."""
    name, network = username.lower(), network_of(request)
    closed = closed_until(ACCOUNT, name) or closed_until(NETWORK, network) or count(ACCOUNT_HERE, f"{name}\n{network}")
    if closed:
        text = _("Too many wrong passwords. Sign in again at %(when)s. Forgot it? The centre prints a slip.")
        raise ValidationError(text % {"when": when(closed)}, code="too_many_login_attempts")


def failed(request: HttpRequest, username: str) -> None:
    """The password was wrong."""
    count(ACCOUNT, username.lower())
    count(NETWORK, network_of(request))


def succeeded(request: HttpRequest, username: str) -> None:
    """The password was right: what was tried from here before is forgotten."""
    forget(ACCOUNT_HERE, f"{username.lower()}\n{network_of(request)}")


def too_many(limit: Limit, request: HttpRequest, *, counted: bool) -> datetime | None:
    """When it goes on, None when nothing is in the way; `counted` also counts this attempt."""
    network = network_of(request)
    return count(limit, network) if counted else closed_until(limit, network)


def closed_words(closed: datetime) -> str:
    """The refusal for people, with the time at which it goes on."""
    text = _("Too many attempts from this network. Try again at %(when)s. What you typed stays here.")
    return text % {"when": when(closed)}


def with_retry_after(answer: HttpResponse, closed: datetime | None) -> HttpResponse:
    """The answer, which says to programs too (Retry-After, RFC 9110 10.2.3) after how many seconds it goes on."""
    if closed:
        answer["Retry-After"] = str(max(1, ceil((closed - timezone.now()).total_seconds())))
    return answer


def present_password(user: User, typed: str, field: str, wrong: str) -> str:
    """The password as the account keeps it, which says later whether it was changed meanwhile.

    Raises ValidationError for `field`: with the words `wrong`, or, after ten wrong ones, with the time when it goes on. A device
    that somebody left signed in would otherwise be a place to guess at. Counted before anything is compared: many at one moment
    are many. Call it outside of a transaction: the count must stay.
    """
    if closed := count(OWN, str(user.pk)):
        text = _("Too many wrong passwords. Try again at %(when)s. Forgot it? The centre prints a slip.")
        raise ValidationError({field: text % {"when": when(closed)}})
    account = User.objects.get(pk=user.pk)
    if not account.check_password(typed):
        raise ValidationError({field: wrong})
    forget(OWN, str(user.pk))
    return account.password


def count_wrong(limit: Limit, request: HttpRequest) -> None:
    """Counts one wrong try from this network."""
    count(limit, network_of(request))


def credentials_name(credentials: dict[str, Any]) -> str:
    """The name among the credentials that the library hands over."""
    return str(credentials.get("username") or "")
