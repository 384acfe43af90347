"""The second factor of an account: what it has, what the demo gets, and the reset by an administrator."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.joining import accounts_of
from portal.people.models import Role, User
from portal.people.scope import in_force
from portal.people.sign_in import account_of
from portal.people.slips import may_reset

LONGEST_REASON = 300
_CHECKABLE = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether the account has an app or a passkey."""
    return bool(with_second_factor([user]))


def with_second_factor(users: Iterable[User]) -> set[int]:
    """Keys of those accounts that have an app or a passkey. One query."""
    rows = Authenticator.objects.filter(user__in={user.pk for user in users}, type__in=_FACTORS)
    return set(rows.values_list("user", flat=True))


def page_for(user: User) -> str:
    """The name of the page on which the account shows its second factor, or gets its first one."""
    types = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if not types & set(_FACTORS):
        return "mfa_index"
    return "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"


def asked_for_code(user: User) -> bool:
    """Whether the account has an app, whose code every way of signing in by something that is known asks for."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def note_act(act: str, user: User, kind: str) -> None:
    """Writes into the log what somebody did to the own second factor; inside the act's transaction."""
    append(act, f"user:{user.public_id}", by=user, details={"kind": kind})


def reset_second_factor(user: User, *, by: User, reason: str) -> bool:
    """Takes every second factor of the account away, for a device that is lost; all its sessions end, and it sets up another one.

    By another person who administers all units of the account's roles. Returns whether there was one. Raises PermissionDenied,
    or ValidationError for `reason`.
    """
    if by.pk in accounts_of(user) or not may_reset(by, user):
        raise PermissionDenied(_("Another administrator of all places of this account has to do this."))
    return _taken_away(user, by, _checked(reason))


def reset_from_the_machine(username: str, reason: str) -> User:
    """The same for the last administrator of the whole portal, whom nobody else can help: by the operator's command alone.

    Raises ValidationError when nobody of this name administers everything, when another one can help through the page, when
    there is nothing to take away, or for `reason`.
    """
    user = account_of(username)
    if user is None or not user.is_active or not _administrators().filter(pk=user.pk).exists():
        raise ValidationError(_("Nobody with this name administers the whole portal."))
    if _able_to_help(user):
        raise ValidationError(
            _("Another administrator of the whole portal can do it on the page of roles, and has to.")
        )
    if not _taken_away(user, None, _checked(reason)):
        raise ValidationError(_("This account has no second step; it sets one up at signing in."))
    return user


def _administrators() -> QuerySet[User]:
    roles = in_force(Role.Kind.ADMINISTRATOR).filter(unit=None)
    return User.objects.filter(is_active=True, pk__in=roles.values("user"))


def _able_to_help(user: User) -> bool:
    """Whether another administrator of everything has a second step, and so gets in."""
    with_one = Authenticator.objects.filter(type__in=_FACTORS).values("user")
    return _administrators().exclude(pk=user.pk).filter(pk__in=with_one).exists()


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if len(said) < 5:
        raise ValidationError(
            {"reason": _("The reason is missing. Write what happened to the device, in a few words.")}
        )
    if len(said) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(number)s letters.") % {"number": LONGEST_REASON}})
    return said


def _taken_away(user: User, by: User | None, reason: str) -> bool:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        gone, _kinds = Authenticator.objects.filter(user=user).delete()
        if gone:
            User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
            append("second_factor.reset", f"user:{user.public_id}", by=by, details={"reason": reason})
    return bool(gone)


def give_demo_factor(user: User, secret: str) -> None:
    """An app's secret for an account of the demo, which the runner prints: its codes are shown where they are asked for, and
    may be used again.
    """
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        row = TOTP.activate(user, secret).instance
        row.data["demo"] = True
        row.save(update_fields=["data"])


def demo_code(user: User) -> str:
    """The code of this moment, of an account of the demo alone."""
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    if row is None or not row.data.get("demo"):
        return ""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(decrypt(row.data["secret"]), counters[len(counters) // 2]))


def factors_to_check(user: User) -> list[Authenticator]:
    """What a typed code may belong to, the app first."""
    rows = Authenticator.objects.filter(user_id=user.pk, type__in=_CHECKABLE)
    return sorted(rows, key=lambda row: row.type != Authenticator.Type.TOTP)
