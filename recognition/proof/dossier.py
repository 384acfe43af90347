"""What belongs into the file of a case: statements as they were stored, copies, set, judgement, line, life, log."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import yaml
from django.conf import settings

from learning_records import public as records
from portal.audit.public import Entry, blocks_since, place_of
from portal.people.public import decrypt, everyone, records_of
from recognition.certificates.badges.did import did_of, document_of
from recognition.certificates.badges.issue import JWT, badge_of
from recognition.certificates.badges.keys import ED25519, in_use
from recognition.certificates.register import issuing_today
from recognition.evidence.items import item_of
from recognition.models import (
    Assessment,
    Certificate,
    CriteriaSet,
    DecisionLine,
    IssuingBody,
    StatusEntry,
    SubmittedItem,
)
from recognition.proof.replay import fallen
from recognition.refusals import Refused
from recognition.sets.publishing import authorities_of

README = (Path(__file__).parent / "README.txt").read_text(encoding="utf-8")
_WHY = "the file of a case holds everything that its decision rests on"


def files_of(line: DecisionLine) -> tuple[dict[str, bytes], IssuingBody]:
    """The files of a case by name, and the body that signs them. Raises Incomplete: no body signs for the one that ended."""
    with everyone(_WHY):
        certificates = list(line.certificates.order_by("pk").prefetch_related("life"))
        body = issuing_today(certificates[-1]) if certificates else line.decision.body
        in_use(body, ED25519)
        items = list(line.submission.items.select_related("evidence", "upload"))
        stored = records.find_many({one.statement_id for one in items if one.statement_id})
        badges = _badges(certificates, body)  # first: one may need a key that `did.json` then names
        files = badges | {
            "README.txt": README.encode("utf-8"),
            "set.json": said_by(line.submission.criteria_set),
            "submission.json": as_json(_submission(line, items)),
            "items.json": as_json([_item(one) for one in items]),
            "assessment.json": as_json(_assessment(line.assessment)),
            "decision.json": as_json(_decision(line)),
            "certificates.json": as_json([_certificate(one) for one in certificates]),
            "audit.json": as_json(_log(line, certificates)),
            "did.json": as_json(document_of(body)),
        }
        files |= {f"statements/{pk}.json": one.text.encode("utf-8") for pk, one in stored.items()}
    files["manifest.json"] = as_json(_manifest(line, body, files))
    return files, body


def as_json(value: Any) -> bytes:
    """JSON that people can read too; the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode("utf-8")


def said_by(row: CriteriaSet) -> bytes:
    """The very bytes that the digest of a set was made of (`publishing.digest`)."""
    return orjson.dumps(yaml.safe_load(row.text), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _manifest(line: DecisionLine, body: IssuingBody, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "format": "ho-so-kiem-chung/1",
        "issuer": did_of(body),
        "case": line.case_id,
        "line": line.pk,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "terms": {
            "iri_base": settings.IRI_BASE,
            "verbs": records.VERBS,
            "activity_types": records.ACTIVITY_TYPES,
            "authorities": sorted(authorities_of(line.submission.criteria_set)),
        },
    }


def _submission(line: DecisionLine, items: list[SubmittedItem]) -> dict[str, Any]:
    row = line.submission
    return {
        "number": row.number,
        "at": _moment(row.at),
        "on_behalf_of": row.on_behalf_of,
        "set": f"{row.criteria_set.key} {row.criteria_set.version}",
        "set_digest": row.criteria_set.digest,
        "subject_group": row.subject_group,
        "area_class": row.area_class,
        "accounts": sorted(str(one) for one in records_of([line.learner_id])),
        "self_points": row.self_points,
        "self_not_applicable": row.self_not_applicable,
        "proposed": row.proposed,
        "fallen": sorted(one.pk for one in items if fallen(one, line.assessment)),
    }


def _item(row: SubmittedItem) -> dict[str, Any]:
    seen = item_of(row, row.evidence_id)
    return {
        "item": row.pk,
        "number": row.evidence_id,
        "kind": row.kind,
        "rule": row.rule_id,
        "indicators": list(row.indicators),
        "at": _moment(row.happened_at),
        "tie": seen.tie,
        "title": row.title,
        "statement": str(row.statement_id) if row.statement_id else None,
        "statement_sha256": row.statement_digest,
        "activity": row.activity_iri,
        "minutes": None if row.minutes is None else str(row.minutes),
        "score": None if row.score is None else str(row.score),
        "count": row.count,
        "base": row.base,
        "paper_sha256": row.content_hash,
        "on_behalf_of": row.on_behalf_of,
        "counts": row.counts,
    }


def _assessment(row: Assessment) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "assessor": str(row.assessor.public_id),
        "ended_at": _moment(row.ended_at),
        "outcome": row.outcome,
        "points": row.points,
        "not_applicable": row.not_applicable,
        "marks": [
            {"indicator": one.indicator, "points": str(one.points), "reason": one.reason, "at": _moment(one.at)}
            for one in row.marks.order_by("pk")
        ],
        "verdicts": [
            {"item": one.item_id, "verdict": one.verdict, "reason": one.reason, "at": _moment(one.at)}
            for one in row.verdicts.order_by("pk")
        ],
        "opened": sorted(row.opened.values_list("item", flat=True)),
    }


def _decision(line: DecisionLine) -> dict[str, Any]:
    row = line.decision
    return {
        "kind": row.kind,
        "number": row.number,
        "date": str(row.date),
        "body": row.body_name,
        "signer": f"{row.signer_title} {row.signer_name}",
        "recorded_by": str(row.signer.public_id),
        "recorded_at": _moment(row.signed_at),
        "line": {
            "name": decrypt(line.name_encrypted),
            "title": line.title,
            "set_digest": line.set_digest,
            "points": line.points,
            "total": str(line.total),
            "mark": str(line.mark),
            "floor": str(line.floor),
            "band": line.band,
            "level": line.level,
            "not_applicable": line.not_applicable,
        },
    }


def _certificate(row: Certificate) -> dict[str, Any]:
    return {
        "code": row.register_code,
        "name": decrypt(row.name_encrypted),
        "urn": str(row.urn),
        "issued_on": str(row.issued_on),
        "life": [
            {"what": one.what, "on": str(one.on), "recorded_at": _moment(one.recorded_at), "reason": one.reason}
            for one in row.life.all()
        ],
    }


def _badges(certificates: list[Certificate], body: IssuingBody) -> dict[str, bytes]:
    """The badge of each certificate as JWT, which is checked without a library of linked data; none where none was ever signed.

    A body that has ended may have signed one: its keys are in `issuers.json`.
    """
    found: dict[str, bytes] = {}
    for one in certificates:
        try:
            found[f"badges/{one.urn}.jwt"] = badge_of(one, JWT, by=None).encode("ascii")
        except Refused:
            continue  # it ended before anybody asked for its badge, or its name is no longer kept
    places = StatusEntry.objects.filter(certificate__in=certificates).select_related("list__body")
    others = {one.list.body for one in places} - {body}
    ordered = sorted(others, key=lambda one: one.pk)
    return found | {"issuers.json": as_json([document_of(one) for one in ordered])}


def _log(line: DecisionLine, certificates: list[Certificate]) -> dict[str, Any]:
    subjects = [f"case:{line.case_id}", f"decision:{line.decision_id}"]
    subjects += [f"certificate:{one.pk}" for one in certificates]
    entries = Entry.objects.filter(subject__in=subjects).exclude(position=None).order_by("position")
    told, first = [], None
    for one in entries:
        place = place_of(one)
        if place is not None:
            first = min(place.block, first or place.block)
        told.append(_entry(one) | {"block": place.block if place else None, "path": list(place.path) if place else []})
    blocks = blocks_since(first) if first else []
    return {
        "entries": told,
        "blocks": [
            {"number": one.number, "root": one.root, "previous_root": one.previous_root, "last": one.last}
            for one in blocks
        ],
    }


def _entry(row: Entry) -> dict[str, Any]:
    return {
        "position": row.position,
        "at": row.at.astimezone(UTC).isoformat(),
        "actor": str(row.actor) if row.actor else None,
        "act": row.act,
        "subject": row.subject,
        "details": row.details,
        "content_hash": row.content_hash,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
