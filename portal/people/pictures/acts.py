"""The card and three of twelve pictures: chosen, taken away, and shown to sign in.

There are only 220 ways to choose. The card itself is what somebody has; the pictures stop a finder for as long as a few tries last.
So tries are counted for a card, for a browser and for a network, and after some the card stays shut until staff open it again.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.limits.public import Limit, closed_until, count, forget, when
from portal.people.accounts import open_nameless
from portal.people.authority import helps
from portal.people.identity import learner_by_reference
from portal.people.lookup import lookup_key
from portal.people.models import CardPictures, Learner, User
from portal.people.pictures.twelve import HOW_MANY, TWELVE
from portal.people.scope import everyone
from portal.people.slips import is_citizen

CARD = Limit("card_pictures", 4, 300)  # wrong pictures of one card
BROWSER = Limit("card_browser", 12, 600)  # from one browser, whatever the card
NETWORK = Limit("card_network", 200, 600)  # from one network: a whole class has one
UNKNOWN = Limit("card_unknown", 100, 600)  # codes that are no card, from one network
SHUT = 12  # wrong pictures in all, since they were last right; then staff open the card again


def _digest(user: User, chosen: Iterable[str]) -> str:
    text = f"pictures:{user.public_id}:{','.join(sorted(set(chosen)))}"
    return hmac.new(lookup_key(), text.encode(), "sha256").hexdigest()


def judged(chosen: Iterable[str]) -> set[str]:
    """The three pictures; raises ValidationError that says what to do."""
    found = {one for one in chosen if one in TWELVE}
    if len(found) != HOW_MANY:
        text = _("Three pictures belong to a card; %(number)s are ticked. Tick exactly three.")
        raise ValidationError(text % {"number": len(found)})
    return found


def has_pictures(user: User | None) -> bool:
    """Whether the card of this account opens with pictures."""
    return user is not None and CardPictures.objects.filter(user=user).exists()


def is_shut(user: User | None) -> bool:
    """Whether too many wrong pictures were ticked."""
    return user is not None and CardPictures.objects.filter(user=user, wrong__gte=SHUT).exists()


def may_have_pictures(user: User) -> bool:
    """Whether a card may sign this account in: a citizen's, without an app that is asked for at every sign-in."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return user.is_active and is_citizen(user) and not app.exists()


def choose_pictures(learner: Learner, chosen: Iterable[str], *, by: User) -> None:
    """The pictures of a card, by the person or at the counter with the person beside; a card that was shut opens again.

    Who has no account gets one without a name. Raises PermissionDenied, or ValidationError.
    """
    if learner.user_id != by.pk and not helps(by, learner):
        raise PermissionDenied(_("You can help people of your own commune only."))
    three = judged(chosen)
    with everyone("the person was judged above"), transaction.atomic():
        row = Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)
        if not row.is_person:
            raise PermissionDenied(_("A group has no account: the person who represents it acts for it."))
        user = row.user or open_nameless(row, by=by)
        if not may_have_pictures(user):
            raise ValidationError(
                _("This account has a role or a second step. It signs in with these, never with a card.")
            )
        new = {"digest": _digest(user, three), "chosen_at": timezone.now(), "wrong": 0}
        CardPictures.objects.update_or_create(user=user, defaults=new)
        append("card_pictures.chosen", f"user:{user.public_id}", by=by)
    forget(CARD, str(user.pk))


def take_pictures(learner: Learner, *, by: User) -> None:
    """The card opens nothing any longer, for one that is lost; whoever is signed in somewhere is not any longer."""
    if learner.user_id != by.pk and not helps(by, learner):
        raise PermissionDenied(_("You can help people of your own commune only."))
    with transaction.atomic():
        found, _rows = CardPictures.objects.filter(user=learner.user_id).delete()
        if found:
            if learner.user_id != by.pk:
                User.objects.filter(pk=learner.user_id).update(sessions_ended=F("sessions_ended") + 1)
            user = User.objects.get(pk=learner.user_id)
            append("card_pictures.taken", f"user:{user.public_id}", by=by)


def code_in(text: str) -> str:
    """The code of a card in what was typed, or in the address that its QR says."""
    return text.strip().rstrip("/").rpartition("/")[2][:40]


def card_known(text: str, *, network: str) -> str:
    """The code of a card that is somebody's; raises ValidationError. Its 128 random bits are guessed by nobody."""
    if closed := closed_until(UNKNOWN, network):
        raise ValidationError(_too_many(closed))
    code = code_in(text)
    if not code:
        raise ValidationError(_("The code is missing. It stands on the card, below the name."))
    with everyone("whoever holds a card is signed in by nobody yet"):
        learner = learner_by_reference(code)
    if learner is None or not learner.is_person:
        count(UNKNOWN, network)
        raise ValidationError(
            _("This code is not known. Look at each letter on the card again; capitals and small letters differ.")
        )
    return code


def _too_many(closed: datetime) -> str:
    text = _("Too many wrong tries. Try again at %(when)s, sign in with the password, or ask the staff of the centre.")
    return text % {"when": when(closed)}


def sign_in_by_card(code: str, chosen: Iterable[str], *, network: str, browser: str) -> User:
    """The account of a card whose three pictures these are. Raises ValidationError in words, with the way on."""
    keys = ((BROWSER, browser), (NETWORK, network))
    for limit, of in keys:
        if closed := closed_until(limit, of):
            raise ValidationError(_too_many(closed), code="closed")
    three = judged(chosen)
    with everyone("whoever holds a card is signed in by nobody yet"):
        learner = learner_by_reference(code)
        user = learner.user if learner is not None else None
    row = CardPictures.objects.filter(user=user).first() if user is not None else None
    if user is None or row is None or not may_have_pictures(user):
        raise ValidationError(
            _("This card does not sign in with pictures. Use the password, or ask the staff beside you.")
        )
    if closed := closed_until(CARD, str(user.pk)):
        raise ValidationError(_too_many(closed), code="closed")
    with transaction.atomic():  # one after the other: tries sent at once are counted each
        row = CardPictures.objects.select_for_update().get(pk=row.pk)
        right = row.wrong < SHUT and hmac.compare_digest(row.digest, _digest(user, three))
        row.wrong = 0 if right else min(row.wrong + 1, SHUT)
        row.save(update_fields=["wrong"])
    if right:
        forget(CARD, str(user.pk))
        return user
    for limit, of in (*keys, (CARD, str(user.pk))):
        count(limit, of)
    if row.wrong >= SHUT:
        raise ValidationError(
            _("Wrong pictures were ticked too often, so this card is shut. The staff of the centre open it again."),
            code="shut",
        )
    raise ValidationError(_("These are not the pictures of this card. Tick the three that you chose."))
