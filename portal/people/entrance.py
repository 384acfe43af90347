"""Who may enter a page of officials, and what an old page is told."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from portal.audit.public import last_entry
from portal.people.models import Role, User
from portal.people.scope import has_role, roles_today, units_of
from portal.places.public import Unit, commune_of_centres, find_units, names_of, version_on


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


def own_place(user: User) -> str:
    """The name of the one place that somebody administers, to stand in a form already; empty with several, or everywhere."""
    held = {role.unit_id for role in roles_today(user, Role.Kind.ADMINISTRATOR)}
    unit = held.pop() if len(held) == 1 else None
    return names_of([unit]).get(unit, "") if unit else ""


def where_to_begin(user: User) -> str:
    """A place to stand in an administrator's form already: the own one; of several, the one commune that has centres; or none."""
    if name := own_place(user):
        return name
    within = units_of(user, Role.Kind.ADMINISTRATOR).filter(kind=Unit.Kind.COMMUNE)
    unit = commune_of_centres(within)
    version = version_on(unit, localdate()) if unit else None
    if version is None:
        return ""
    return version.full_name if len(find_units(version.full_name, limit=2, within=within)) == 1 else version.code


def changed_meanwhile(subject: str, reader: User) -> str:
    """What somebody reads whose page is older than the row: who changed it and when, and what to do."""
    entry = last_entry(subject)
    when = localtime(entry.at).strftime("%H:%M %d/%m/%Y") if entry else ""
    who = User.objects.filter(public_id=entry.actor).first() if entry and entry.actor else None
    if who is not None and who.pk == reader.pk:
        text = _(
            "You changed this yourself on another page, at %(when)s. Compare with what stands now, then save again."
        )
    else:
        text = _("%(who)s changed this at %(when)s. Compare with what stands now, then save again.")
    return text % {"who": who.get_full_name() if who else _("Somebody else"), "when": when}
