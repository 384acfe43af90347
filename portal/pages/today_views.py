"""“Today”: where the staff of a centre begin. What waits for them, what they wrote, what runs."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.public import classes, desk_of, pages_to_write
from portal.pages.context import address
from portal.people.public import Role, has_role, roles_held, units_of
from search.public import sought_in


@login_required
@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The staff's own page."""
    if not has_role(request.user, Role.Kind.STAFF, Role.Kind.ADMINISTRATOR):
        raise PermissionDenied(_("This page is for the staff of a centre."))
    desk, due = desk_of(request.user), classes.due_session(request.user)
    centres = {role.centre.name for role in roles_held(request.user) if role.centre_id and role.centre}
    context = {
        "desk": desk,
        "heading": heading(desk.waiting, len(desk.sent_back), due),
        "today": timezone.localdate(),
        "centres": sorted(centres),
        "classes": address("content:classes"),
        "due": due,
        "counter": address("people:counter"),
        "pages_to_write": pages_to_write(request.user),
        "sought": sought_in(units_of(request.user, Role.Kind.STAFF, Role.Kind.ADMINISTRATOR)),
    }
    return render(request, "pages/today.html", context)


def heading(to_approve: int, sent_back: int, due: Any = None) -> str:
    """What the eye meets first: how much waits, in one line; where nothing does, the class whose register is due."""
    waiting = ngettext("%(n)s lesson waits for you", "%(n)s lessons wait for you", to_approve) % {"n": to_approve}
    back = ngettext("%(n)s came back to you", "%(n)s came back to you", sent_back) % {"n": sent_back}
    if to_approve and sent_back:
        return f"{waiting}, {back}"
    if to_approve:
        return waiting
    if sent_back:
        return ngettext("%(n)s lesson came back to you", "%(n)s lessons came back to you", sent_back) % {"n": sent_back}
    if due:
        return _("Class at %(hour)s: %(title)s") % {
            "title": due.taught.title,
            "hour": date_format(timezone.localtime(due.begins_at), "G:i"),
        }
    return _("Nothing waits for you")
