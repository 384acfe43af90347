"""The badge of a confirmed sheet of digital skills (Open Badges 3.0 on Verifiable Credentials 2.0).

A sheet never changes and nothing takes it back, so its badge names no list of states. The same sheet and key give the same bytes:
what looks drawn at random comes from the sheet's own token, which nobody else can guess.
"""

import hashlib
import hmac
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_records import public as records
from portal.audit.public import append
from portal.look.templatetags.look import points as number
from portal.people.public import Identity, User
from portal.places.public import Unit
from recognition.certificates.badges.baking import baked
from recognition.certificates.badges.canonical import OPEN_BADGES, VC
from recognition.certificates.badges.did import address, did_of
from recognition.certificates.badges.issue import JWT, PROOF
from recognition.certificates.badges.proofs import as_jwt, with_proof, written
from recognition.certificates.bodies import as_on
from recognition.models import IssuingBody, SkillSheet
from recognition.refusals import Incomplete
from recognition.skills.publishing import requirements_of

KINDS = {
    "png": (PROOF, "image/png"),
    "json": (PROOF, "application/vc+ld+json"),
    "jwt": (JWT, "application/jwt"),
}
# The order in which bodies of one place are asked: who governs it, then its agencies, then its association.
_FIRST = (IssuingBody.Kind.COMMITTEE, IssuingBody.Kind.AGENCY, IssuingBody.Kind.ASSOCIATION)


def skill_badge(sheet: SkillSheet, person: Identity | None, form: str, by: User) -> str:
    """The signed badge of a sheet in one form (`issue.PROOF`, `issue.JWT`), as text. The caller asked whose sheet it is.

    Raises Incomplete: no body of the place is entered, or the person's name is no longer kept.
    """
    if person is None or not person.full_name:
        raise Incomplete(_("The name that this badge would speak of is no longer kept."))
    body = body_of(sheet.unit)
    document = credential_of(sheet, body, person.full_name)
    with transaction.atomic():
        key, text = as_jwt(document, body) if form == JWT else with_proof(document, body, sheet.at)
        details = {"form": form, "key": key.fingerprint, "sheet": sheet.pk}
        append("badge.signed", f"learner:{sheet.learner_id}", by=by, details=details)
    return text


def file_of(sheet: SkillSheet, person: Identity | None, kind: str, by: User) -> tuple[bytes, str]:
    """The badge as a file of a kind (png, json, jwt), and its media type. Raises KeyError for another kind, Incomplete."""
    form, media_type = KINDS[kind]
    text = skill_badge(sheet, person, form, by)
    return (baked(text) if kind == "png" else text.encode("utf-8")), media_type


def body_of(unit: Unit) -> IssuingBody:
    """The body that signs for a place today. Raises Incomplete when none is entered."""
    today = timezone.localdate()
    running = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    rows = sorted(IssuingBody.objects.filter(running, unit=unit), key=lambda one: (_FIRST.index(one.kind), one.pk))
    if not rows:
        raise Incomplete(
            _("No body is entered for the place that confirmed this sheet, so nobody signs its badge yet.")
        )
    return rows[0]


def credential_of(sheet: SkillSheet, body: IssuingBody, name: str) -> dict[str, Any]:
    """The badge of a sheet, not yet signed: how much of which framework was confirmed, when, by which place."""
    row, requirements = sheet.requirement_set, requirements_of(sheet.requirement_set)
    begun = written(sheet.at)
    share = f"{sheet.shown}/{sheet.required} năng lực ({number(sheet.percent)} %)"
    return {
        "@context": [VC, OPEN_BADGES],
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{sheet.token}#badge')}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": did_of(body),
            "type": ["Profile"],
            "name": as_on(body, sheet.day).name,
            "url": address("body_public", body.uuid),
        },
        "validFrom": begun,
        "name": requirements.title,
        "credentialSubject": {
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, sheet.token)}",
            "type": ["AchievementSubject"],
            "identifier": [_identity(name, sheet.token)],
            "achievement": {
                "id": f"{settings.IRI_BASE}/nang-luc-so/{row.key}/{row.version}",
                "type": ["Achievement"],
                "name": requirements.title,
                "description": f"Cán bộ xác nhận ngày {sheet.day:%d/%m/%Y}: {share}",
                "criteria": {"narrative": f"Yêu cầu {row.key}, phiên bản {row.version}, SHA-256 {row.digest}"},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": requirements.by_code[code].name[:500],
                        "targetUrl": records.competence_iri(row.framework, code),
                        "targetCode": code,
                    }
                    for code, (level, _day) in sorted(sheet.content.items())
                    if code in requirements.by_code and level >= requirements.by_code[code].level
                ],
            },
        },
    }


def _identity(name: str, token: str) -> dict[str, Any]:
    """The name salted and hashed: a posted picture cannot be taken back."""
    salt = hmac.new(token.encode("ascii"), b"salt", "sha256").hexdigest()[:32]
    digest = hashlib.sha256((name + salt).encode("utf-8")).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "name",
        "salt": salt,
    }
