"""What a badge says (Open Badges 3.0 on Verifiable Credentials 2.0): the title, by whose decision, and never a point.

The name stands in it salted and hashed, for a picture that was posted cannot be taken back: who holds the paper shows the
name, and any verifier compares.
"""

import hashlib
import secrets
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from learning_records import public as records
from portal.people.public import decrypt
from recognition.certificates.badges.canonical import OPEN_BADGES, VC
from recognition.certificates.badges.did import address, did_of
from recognition.certificates.badges.proofs import written
from recognition.certificates.badges.status import entries
from recognition.models import Certificate, CriteriaSet, IssuingBody, StatusEntry
from recognition.sets.publishing import criteria_of


def credential_of(
    certificate: Certificate, place: StatusEntry, body: IssuingBody, name: str, suffix: str = ""
) -> dict[str, Any]:
    """The badge of a certificate, not yet signed. `name`: of the body on this day; `suffix`: of the list's form."""
    line, decision = certificate.line, certificate.line.decision
    until = ends_on(certificate)
    return {
        "@context": [VC, OPEN_BADGES],
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{certificate.urn}#badge')}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": did_of(body), "type": ["Profile"], "name": name, "url": address("body_public", body.uuid)},
        "validFrom": _begin_of(decision.date),
        **({"validUntil": _begin_of(until)} if until else {}),
        "name": line.title,
        "credentialSubject": {
            "id": f"urn:uuid:{certificate.urn}",
            "type": ["AchievementSubject"],
            "identifier": [_identity(decrypt(certificate.name_encrypted))],
            "achievement": _achievement(certificate),
        },
        "evidence": [
            {
                "id": settings.PUBLIC_URL + reverse("recognition:check", args=[certificate.token]),
                "type": ["Evidence"],
                "name": f"Quyết định số {decision.number} ngày {decision.date:%d/%m/%Y} của {decision.body_name}",
                "narrative": f"Số vào sổ cấp giấy: {certificate.register_code}",
            }
        ],
        "credentialStatus": entries(place, suffix),
    }


def ends_on(certificate: Certificate) -> date | None:
    """The first day on which the title no longer holds, where it was given for a time."""
    last: date | None = getattr(certificate, "valid_to", None)
    return date.fromordinal(last.toordinal() + 1) if last else None


def _begin_of(day: date) -> str:
    return written(timezone.make_aware(datetime.combine(day, time())))


def _identity(name: str) -> dict[str, Any]:
    salt = secrets.token_urlsafe(16)
    digest = hashlib.sha256((name + salt).encode("utf-8")).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "name",
        "salt": salt,
    }


def _achievement(certificate: Certificate) -> dict[str, Any]:
    line = certificate.line
    criteria = criteria_of(CriteriaSet.objects.get(key=line.set_key, version=line.set_version))
    return {
        "id": f"{settings.IRI_BASE}/danh-hieu/{line.decision.title_key}/{line.set_version}",
        "type": ["Achievement"],
        "name": line.title,
        "description": f"Danh hiệu {line.title} năm {line.decision.campaign_year}",
        "criteria": {
            "narrative": f"Bộ tiêu chí {line.set_key}, phiên bản {line.set_version}, SHA-256 {line.set_digest}",
        },
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": one.words(line.subject_group)[:500] or one.code,
                "targetUrl": records.indicator_iri(line.set_key, one.code),
                "targetCode": one.code,
            }
            for one in criteria.indicators
        ],
    }
