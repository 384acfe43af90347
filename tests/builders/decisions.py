"""Decisions drawn up, printed and recorded, for tests."""

from typing import Any

from django.utils import timezone

from portal.people.public import everyone
from recognition.decisions import drafts, signing
from recognition.decisions.ending import end_by_decision
from recognition.decisions.printing import print_draft
from recognition.decisions.recording import record
from recognition.decisions.words import without_brackets
from recognition.models import Case, Certificate, Decision, DecisionDraft
from tests.builders.cases import WHY, Village

PROPOSER = "Hội Khuyến học xã Đồng Sen"


def draft_of(village: Village, *cases: Case, by: Any = None) -> DecisionDraft:
    """A draft of these cases with all of its words written."""
    with everyone(WHY):
        row = drafts.draft_of([case.pk for case in cases], village.body, by or village.signer)
        return written(row, by or village.signer)


def written(row: DecisionDraft, by: Any) -> DecisionDraft:
    """The draft without brackets."""
    words = without_brackets(row.words) | {"proposer": PROPOSER}
    with everyone(WHY):
        return drafts.write_words(row, drafts.Words(words), by, row.version)


def printed(row: DecisionDraft, by: Any, form: str = "docx") -> DecisionDraft:
    """The draft, its decision printed."""
    with everyone(WHY):
        print_draft(row, "quyet-dinh", form, by)
    return DecisionDraft.objects.get(pk=row.pk)


def recorded(row: DecisionDraft, by: Any, number: str = "128") -> Decision:
    """The decision of a printed draft."""
    with everyone(WHY):
        return record(row, number, timezone.localdate(), by, row.version)


def revoked(held: Certificate, by: Any, reason: str = "Nhầm người") -> Decision:
    """A decision of today that revokes a certificate: of the body that gave it, or of the one for which `by` signs."""
    mine, given = signing.bodies_for(by), held.line.decision.body
    body = given if mine.filter(pk=given.pk).exists() else mine.first() or given
    number = f"TH{Decision.objects.count() + 1}/QĐ-UBND"
    return end_by_decision(held, Decision.Kind.REVOKE, body, number, timezone.localdate(), reason, by)
