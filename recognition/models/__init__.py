"""Models of recognition, one module a theme; everything else imports them from here."""

from recognition.models.cases import Campaign, Case, CaseEntry, CaseEvent, CaseEvidence, IssuingBody
from recognition.models.criteria import CriteriaSet
from recognition.models.decisions import Certificate, Decision, DecisionLine, RegisterCounter
from recognition.models.evidence import Evidence, Parked, Projection
from recognition.models.upload import LooksBand, Upload

__all__ = [
    "Campaign",
    "Case",
    "CaseEntry",
    "CaseEvent",
    "CaseEvidence",
    "Certificate",
    "CriteriaSet",
    "Decision",
    "DecisionLine",
    "Evidence",
    "IssuingBody",
    "Parked",
    "Projection",
    "RegisterCounter",
    "LooksBand",
    "Upload",
]
