"""What the pages of officials share: who may enter, how people are named."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.people.public import Learner, User, full_name, has_role


def for_role(*kinds: str) -> Callable:
    """A view only for people holding one of these roles today; others sign in (anonymous) or get 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not has_role(request.user, *kinds):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def name_of(learner: Learner) -> str:
    """The full name of a learner inside the present scope; empty when no record is kept."""
    record = getattr(learner, "record", None)
    return full_name(record) if record else ""


def official_name(user: User | None) -> str:
    """How an official is named to other officials: the name chosen for signing in (names of persons stay in records)."""
    return user.get_full_name() if user else ""
