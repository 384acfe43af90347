"""Dated roles: who may do what, where, from when until when."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import administers
from portal.people.models import Role, User
from portal.people.scope import roles_changed
from portal.places.public import Centre, Unit


def give_role(
    user: User,
    kind: str,
    *,
    by: User,
    unit: Unit | None = None,
    centre: Centre | None = None,
    begin: date | None = None,
    end: date | None = None,
) -> Role:
    """A role in a unit from `begin` (default: today) until before `end`.

    `by` administers the unit; the very first administrator has nobody above and may be made by oneself.
    Raises PermissionDenied, or ValidationError naming `unit`, `end` or `user` (has the role already).
    """
    start = begin or timezone.localdate()
    if unit is None and kind != Role.Kind.ADMINISTRATOR:
        raise ValidationError({"unit": _("This role belongs to a commune or province. Write its name.")})
    if end is not None and end <= start:
        raise ValidationError({"end": _("The end lies before the beginning. Choose a later day.")})
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if not administers(by, unit) and not _first(kind, user, by):
            raise PermissionDenied(_("You can give roles in your own units only."))
        same = Role.objects.filter(user=user, kind=kind, unit=unit).filter(Q(valid_to=None) | Q(valid_to__gt=start))
        if same.filter(Q(valid_from__lt=end) if end else Q()).exists():
            raise ValidationError({"user": _("This account has the role here already. End the earlier one first.")})
        role = Role.objects.create(user=user, kind=kind, unit=unit, centre=centre, valid_from=start, valid_to=end)
        details = {"user": str(user.public_id), "kind": kind, "unit": str(unit.uuid) if unit else None}
        roles_changed()
        append("role.given", f"role:{role.pk}", by=by, details=details)
    return role


def _first(kind: str, user: User, by: User) -> bool:
    nobody = not Role.objects.filter(kind=Role.Kind.ADMINISTRATOR).exists()
    return kind == Role.Kind.ADMINISTRATOR and user.pk == by.pk and nobody


def end_role(role: Role, *, by: User) -> None:
    """The role and its powers end at once, today; one that has not begun never will. The row stays as a trace.

    Raises PermissionDenied when `by` does not administer the role's unit, or for the own administrator's role: somebody
    else ends that, so that an installation is never left without one by a slip of the hand.
    """
    with transaction.atomic():
        row = Role.objects.select_for_update(of=["self"]).select_related("user", "unit").get(pk=role.pk)
        if not administers(by, row.unit):
            raise PermissionDenied(_("You can end roles in your own units only."))
        if row.user_id == by.pk and row.kind == Role.Kind.ADMINISTRATOR:
            raise PermissionDenied(_("Another administrator has to end your own role."))
        day = max(row.valid_from, timezone.localdate())
        if row.valid_to is not None and row.valid_to <= day:
            return
        row.valid_to = role.valid_to = day
        row.save(update_fields=["valid_to"])
        roles_changed()
        append("role.ended", f"role:{row.pk}", by=by, details={"user": str(row.user.public_id), "kind": row.kind})
