"""Whose a form is: every form carries a mark of the person it was made for, so that nobody sends another's words."""

from typing import Any

from django.utils.crypto import salted_hmac

FIELD = "typed_by"
NOBODY = "nobody"


def owner_of(user: Any) -> str:
    """The mark of this user; the same for everybody who is not signed in. Says nothing to who does not know the key."""
    if not user.is_authenticated:
        return NOBODY
    return salted_hmac("portal.unsent", str(user.pk), algorithm="sha256").hexdigest()[:20]


def may_send(owner: str, user: Any) -> bool:
    """Whether this user may send what was typed under the mark: one's own, and what somebody unknown typed here."""
    return owner in (NOBODY, owner_of(user))
