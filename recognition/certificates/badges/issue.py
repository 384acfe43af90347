"""A badge for a certificate: signed when it is first asked for, kept as it was signed, given again word for word."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import decrypt, encrypt_for
from recognition.certificates.badges.credential import credential_of
from recognition.certificates.badges.proofs import as_jwt, with_proof
from recognition.certificates.badges.status import place_of
from recognition.certificates.bodies import as_on
from recognition.certificates.register import issuing_today
from recognition.models import Certificate, IssuedBadge
from recognition.refusals import WrongState

PROOF, JWT = IssuedBadge.Form.PROOF, IssuedBadge.Form.JWT


def badge_of(certificate: Certificate, form: str, *, by: Any) -> str:
    """The signed badge of a certificate in one form, as text.

    One that is there is given again, also once the certificate has ended: the list of states says so. One whose key others
    have is signed anew. Raises WrongState (ended, and never signed; the name is no longer kept), Incomplete (its body has
    ended, and none is entered in its place).
    """
    kept = _kept(certificate, form)
    if kept is not None:
        return kept
    with transaction.atomic():
        locked = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related("line__decision__body")
            .get(pk=certificate.pk)
        )
        return _kept(locked, form) or _signed(locked, form, by)


def _kept(certificate: Certificate, form: str) -> str | None:
    rows = IssuedBadge.objects.filter(certificate=certificate, form=form, key__compromised_at=None)
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    text = decrypt(row.text_sealed)
    if not text:
        raise _no_longer_kept()
    return text


def _no_longer_kept() -> WrongState:
    return WrongState(_("What stood in this badge is no longer kept: the decision's time is over."))


def _signed(certificate: Certificate, form: str, by: Any) -> str:
    if certificate.state != Certificate.State.VALID:
        raise WrongState(_("This certificate is no longer valid, so no badge is signed for it."))
    if not decrypt(certificate.name_encrypted):
        raise _no_longer_kept()
    now = timezone.now()
    place = place_of(certificate, issuing_today(certificate))
    body = place.list.body  # both forms have one issuer, and one place in its list
    name = as_on(body, timezone.localdate()).name
    document = credential_of(certificate, place, body, name, ".jwt" if form == JWT else "")
    key, text = as_jwt(document, body) if form == JWT else with_proof(document, body, now)
    sealed = encrypt_for(text, f"decision:{certificate.line.decision_id}")
    IssuedBadge.objects.create(certificate=certificate, form=form, key=key, text_sealed=sealed)
    details = {"form": form, "key": key.fingerprint}
    append("badge.signed", f"certificate:{certificate.pk}", by=by, details=details)
    return text
