"""Who may see to the store: copies to other stores and files from elsewhere concern the whole installation."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.people.public import roles_today


def keeps_the_store(user) -> bool:
    """Whether the user is an administrator of the whole installation: one with a unit serves only that unit's people."""
    return bool(user.is_authenticated) and roles_today(user, "administrator").filter(unit=None).exists()


def for_the_keeper(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for administrators of the whole installation; others are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not keeps_the_store(request.user):
            raise PermissionDenied(_("This page is for administrators of the whole portal."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))
