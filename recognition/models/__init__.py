"""Models of recognition, one module a theme; everything else imports them from here."""

from recognition.models.assessment import Assessment, Mark, PaperOpened, PaperVerdict
from recognition.models.campaigns import Campaign, CampaignExtension, IssuingBody, IssuingBodyChange
from recognition.models.cases import Case, CaseEntry, CaseEvent, Submission, SubmittedItem
from recognition.models.criteria import CriteriaSet
from recognition.models.decisions import Certificate, Decision, DecisionLine, RegisterCounter
from recognition.models.evidence import Evidence, Parked, Projection
from recognition.models.outside import OutsideIssuer
from recognition.models.paper_form import PaperForm
from recognition.models.upload import LooksBand, Upload

__all__ = [
    "Assessment",
    "Campaign",
    "CampaignExtension",
    "Case",
    "CaseEntry",
    "CaseEvent",
    "Certificate",
    "CriteriaSet",
    "Decision",
    "DecisionLine",
    "Evidence",
    "IssuingBody",
    "IssuingBodyChange",
    "LooksBand",
    "Mark",
    "OutsideIssuer",
    "PaperForm",
    "PaperOpened",
    "PaperVerdict",
    "Parked",
    "Projection",
    "RegisterCounter",
    "Submission",
    "SubmittedItem",
    "Upload",
]
