"""What follows each step of signing in: the session forgets the name typed, and gets another number when it may do more."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed
from django.dispatch import receiver
from django.http import HttpRequest

from portal.people.models import User

_TYPED = ("username", "email", "phone")


@receiver(authentication_step_completed)
def after_a_step(request: HttpRequest, user: User, **_more: Any) -> None:
    """The library notes with what name somebody came; a telephone number lies encrypted or nowhere.

    A step in a session that is there already: whoever knows its number from before shall not share what it may do now. At
    signing in Django changes the number itself.
    """
    for record in get_authentication_records(request, user):
        for name in _TYPED:
            record.pop(name, None)
    request.session.modified = True
    if getattr(request, "user", None) is not None and request.user.pk == user.pk:
        request.session.cycle_key()
