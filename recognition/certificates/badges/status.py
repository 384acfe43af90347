"""What became of badges, as lists of bits that say nothing of anybody (Bitstring Status List 1.0).

A revocation is final; a suspension lasts while the certificate is reviewed. A badge names two places in one list, a purpose
each. The list is signed when somebody asks, in both ways, and kept for as long as nothing in it changes on that day.
"""

import gzip
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.people.public import everyone
from recognition.certificates.badges.canonical import VC
from recognition.certificates.badges.did import address, did_of
from recognition.certificates.badges.keys import ED25519, RSA2048, base64url, in_use
from recognition.certificates.badges.proofs import as_jwt, with_proof, written
from recognition.certificates.fold import SUSPENDED
from recognition.certificates.life import standings
from recognition.models import Certificate, CertificateReview, CertificateStep, IssuingBody, StatusEntry, StatusList
from recognition.models.issuer_keys import LIST_BITS

REVOCATION, SUSPENSION = "revocation", "suspension"
PURPOSES = (REVOCATION, SUSPENSION)
FULL = LIST_BITS * 4 // 5  # beyond, a free place is found too seldom at random
HOLDS = timedelta(days=7)  # how long a copy of a list is believed: an old one would hide a revocation
_TRIES = 50
_WHY = "a list of states says nothing of a person"
_ENDED = (CertificateStep.What.SUPERSEDED, CertificateStep.What.REVOKED, CertificateStep.What.ANNULLED)


def place_of(certificate: Certificate, body: IssuingBody) -> StatusEntry:
    """The place of a certificate in a list of the body that signs its badge, drawn at random when it has none yet."""
    for _try in range(_TRIES):
        found = StatusEntry.objects.select_related("list__body").filter(certificate=certificate).first()
        if found is not None:
            return found
        with transaction.atomic():
            IssuingBody.objects.select_for_update().get(pk=body.pk)
            chosen, index = _list_with_room(body), secrets.randbelow(LIST_BITS)
            try:
                with transaction.atomic():
                    return StatusEntry.objects.create(list=chosen, index=index, certificate=certificate)
            except IntegrityError:
                continue  # the place is taken, or somebody else has just drawn one for this certificate
    raise RuntimeError("no free place was drawn in a list that has room")


def _list_with_room(body: IssuingBody) -> StatusList:
    last = StatusList.objects.filter(body=body).order_by("-number").first()
    with everyone(_WHY):
        if last is not None and last.entries.count() < FULL:
            return last
    return StatusList.objects.create(body=body, number=last.number + 1 if last else 1)


def entries(place: StatusEntry, suffix: str = "") -> list[dict[str, str]]:
    """What a badge says of its two places. `suffix`: of the form in which its verifier wants the list."""
    found = []
    for purpose in PURPOSES:
        where = list_address(place.list, purpose, suffix)
        found.append(
            {
                "id": f"{where}#{place.index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(place.index),
                "statusListCredential": where,
            }
        )
    return found


def list_address(status_list: StatusList, purpose: str, suffix: str = "") -> str:
    """Where a list is read."""
    return address("body_states", status_list.body.uuid, status_list.number, purpose) + suffix


def state_bits(status_list: StatusList, purpose: str) -> bytes:
    """The list as bytes, the first place being the highest bit of the first byte."""
    bits = bytearray(LIST_BITS // 8)
    with everyone(_WHY):
        places = StatusEntry.objects.filter(list=status_list)
        taken = _ended(places) if purpose == REVOCATION else _under_review(places)
    for index in taken:
        bits[index // 8] |= 128 >> index % 8
    return bytes(bits)


def _ended(places: QuerySet[StatusEntry]) -> list[int]:
    return list(places.filter(certificate__life__what__in=_ENDED).values_list("index", flat=True))


def _under_review(places: QuerySet[StatusEntry]) -> list[int]:
    """Those that the check page calls suspended today: a review runs, and nothing has ended them. A few questions."""
    opened = {"certificate__reviews__kind": CertificateReview.Kind.OPENED, "certificate__reviews__answered_at": None}
    found = list(places.filter(**opened).select_related("certificate"))
    today = standings([one.certificate for one in found])
    return [one.index for one in found if today[one.certificate_id].state == SUSPENDED]


def signed_list(status_list: StatusList, purpose: str, *, jwt: bool, suffix: str = "") -> str:
    """The list of one purpose as a signed credential."""
    body, bits, now = status_list.body, state_bits(status_list, purpose), timezone.now()
    key = in_use(body, RSA2048 if jwt else ED25519)
    said = hashlib.sha256(bits).hexdigest()
    mark = f"status-list:{status_list.pk}:{purpose}:{jwt}:{suffix}:{key.pk}:{timezone.localdate()}:{said}"
    found: str | None = cache.get(mark)
    if found is None:
        document = _credential(status_list, purpose, suffix, bits, now)
        found = as_jwt(document, body)[1] if jwt else with_proof(document, body, now)[1]
        cache.set(mark, found, 24 * 3600)
    return found


def _credential(status_list: StatusList, purpose: str, suffix: str, bits: bytes, now: datetime) -> dict[str, Any]:
    where = list_address(status_list, purpose, suffix)
    packed = gzip.compress(bits, mtime=0)
    return {
        "@context": [VC],
        "id": where,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(status_list.body),
        "validFrom": written(now),
        "validUntil": written(now + HOLDS),
        "credentialSubject": {
            "id": f"{where}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": "u" + base64url(packed),
        },
    }
