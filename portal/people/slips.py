"""A forgotten password: staff print a one-time slip, the person sets a new one; staff never know it (ASVS 6.4.6)."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import administers, administers_everything, helps
from portal.people.models import Learner, ResetSlip, Role, User
from portal.people.scope import everyone

LIFETIME = timedelta(hours=24)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else; 12 of them: 59 bits


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def make_reset_slip(staff: User, user: User) -> str:
    """A new code in three groups of four, valid for a day; earlier ones of this user stop working.

    Staff make slips for citizens whom they serve at the counter; for somebody with a role (officer, signer, staff,
    administrator) only an administrator over all units of those roles. Raises PermissionDenied.
    """
    if not may_reset(staff, user):
        raise PermissionDenied(
            _("You can make a slip for citizens of your own commune only. For officials an administrator makes it.")
        )
    code = "".join(secrets.choice(_LETTERS) for _place in range(12))
    with transaction.atomic():
        ResetSlip.objects.filter(user=user, used_at=None).update(expires_at=timezone.now())
        slip = ResetSlip.objects.create(
            user=user, code_sha256=_digest(code), made_by=staff, expires_at=timezone.now() + LIFETIME
        )
        append("slip.made", f"slip:{slip.pk}", by=staff, details={"user": str(user.public_id)})
    return "-".join(code[start : start + 4] for start in (0, 4, 8))


def open_slip(user: User) -> ResetSlip | None:
    """The user's slip whose code still works today, if there is one."""
    return ResetSlip.objects.filter(user=user, used_at=None, expires_at__gt=timezone.now()).order_by("-pk").first()


def is_code_of(slip: ResetSlip, code: str) -> bool:
    """Whether this is the code on the slip."""
    return secrets.compare_digest(slip.code_sha256, _digest(code))


def _powers(user: User) -> QuerySet[Role]:
    """Roles the user holds or is going to hold."""
    return Role.objects.filter(user_id=user.pk).filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))


def may_reset(staff: User, user: User) -> bool:
    """Whether the first may help the second back in: with a slip, or when the second factor is lost."""
    if user.is_superuser and not staff.is_superuser:
        return False  # Django's flag stands above every role: whoever prints such a slip could take the account over
    if administers_everything(staff):
        return True
    if user.is_staff:
        return False
    powers = list(_powers(user).select_related("unit"))
    if not all(role.unit is not None and administers(staff, role.unit) for role in powers):
        return False
    with everyone("whether staff serve this account's owner is asked before anything is shown"):
        learner = Learner.objects.filter(user_id=user.pk).first()
        # A role given to a stranger's account must not open the stranger's own things: both have to hold.
        return helps(staff, learner) if learner else bool(powers)


def _holds(slip: ResetSlip) -> bool:
    """Whether the account is open, and whoever made the slip could make it today: a role may have ended since, or begun."""
    return slip.user.is_active and slip.made_by.is_active and may_reset(slip.made_by, slip.user)


def use_reset_slip(code: str, password: str) -> User:
    """Sets the new password with a slip's code, once; every session of the account ends.

    Raises ValidationError for `code` (unknown, used, expired) or `password`, saying what to do.
    """
    with transaction.atomic():
        slip = ResetSlip.objects.select_for_update().filter(code_sha256=_digest(code), used_at=None).first()
        if slip is None or slip.expires_at <= timezone.now() or not _holds(slip):
            raise ValidationError(
                {"code": _("This code is not valid (any longer). Check each letter, or ask the centre for a new slip.")}
            )
        try:
            validate_password(password, slip.user)
        except ValidationError as problem:
            raise ValidationError({"password": problem}) from problem
        slip.user.set_password(password)
        slip.user.save(update_fields=["password"])
        slip.used_at = timezone.now()
        slip.save(update_fields=["used_at"])
        append("slip.used", f"slip:{slip.pk}", by=slip.user)
    return slip.user


def is_citizen(user: User) -> bool:
    """Whether the account has no role, now or soon: such a person is signed in at once after using a slip."""
    return not (user.is_superuser or user.is_staff or _powers(user).exists())
