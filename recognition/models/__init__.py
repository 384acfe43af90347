"""Models of recognition, one module a theme; everything else imports them from here."""

from recognition.models.assessment import Assessment, Mark, PaperOpened, PaperVerdict
from recognition.models.bulk import BulkLine, BulkRound
from recognition.models.campaigns import BodySigner, Campaign, CampaignExtension, IssuingBody, IssuingBodyChange
from recognition.models.cases import Case, CaseEntry, CaseEvent, Submission, SubmittedItem
from recognition.models.certificate_reviews import CertificateReview
from recognition.models.council import Council, CouncilMember, Meeting, MeetingItem, MinutesCorrection, Vote
from recognition.models.criteria import CriteriaSet
from recognition.models.decision_drafts import DecisionDraft, DraftLine, DraftPrint
from recognition.models.decisions import Certificate, CertificateStep, Decision, DecisionLine, RegisterCounter
from recognition.models.drafts import CaseDraft, DeskSetting
from recognition.models.evidence import Evidence, Parked, Projection
from recognition.models.figures import BaseCount, PlaceRule, PlaceTarget, Reward, TypedResult
from recognition.models.issuer_keys import IssuedBadge, IssuerKey, StatusEntry, StatusList
from recognition.models.kinship import KinshipDeclaration
from recognition.models.moving import Registration, Transfer
from recognition.models.notices import Notice
from recognition.models.outside import OutsideIssuer
from recognition.models.paper_form import PaperForm
from recognition.models.phrases import ReplyPhrase
from recognition.models.printing import PrintJob, SheetChoice
from recognition.models.reports import DutyDone, ExportMapping, HonestyAnswer, ReportSnapshot
from recognition.models.rules import AssessmentRules
from recognition.models.second import OfficerLoan, ReviewRequest, SecondMarking
from recognition.models.skills import (
    RequirementSet,
    SkillEvidence,
    SkillJudgement,
    SkillParked,
    SkillProjection,
    SkillSheet,
)
from recognition.models.trials import SetDraft, Trial, TrialChange, TrialCount
from recognition.models.upload import LooksAlike, LooksBand, Upload

__all__ = [
    "BaseCount",
    "PlaceRule",
    "PlaceTarget",
    "Reward",
    "TypedResult",
    "Assessment",
    "AssessmentRules",
    "BodySigner",
    "BulkLine",
    "BulkRound",
    "Campaign",
    "CampaignExtension",
    "Case",
    "CaseDraft",
    "CaseEntry",
    "CaseEvent",
    "Certificate",
    "CertificateReview",
    "CertificateStep",
    "Council",
    "CouncilMember",
    "CriteriaSet",
    "Decision",
    "DecisionDraft",
    "DecisionLine",
    "DeskSetting",
    "DutyDone",
    "DraftLine",
    "DraftPrint",
    "Evidence",
    "ExportMapping",
    "IssuedBadge",
    "IssuerKey",
    "IssuingBody",
    "IssuingBodyChange",
    "HonestyAnswer",
    "KinshipDeclaration",
    "LooksAlike",
    "LooksBand",
    "Mark",
    "Meeting",
    "MeetingItem",
    "MinutesCorrection",
    "Notice",
    "OfficerLoan",
    "OutsideIssuer",
    "PaperForm",
    "PaperOpened",
    "PaperVerdict",
    "Parked",
    "Projection",
    "RegisterCounter",
    "Registration",
    "ReplyPhrase",
    "ReportSnapshot",
    "RequirementSet",
    "ReviewRequest",
    "SecondMarking",
    "SetDraft",
    "StatusEntry",
    "StatusList",
    "SkillEvidence",
    "SkillJudgement",
    "SkillParked",
    "SkillProjection",
    "SkillSheet",
    "Submission",
    "SubmittedItem",
    "Transfer",
    "Trial",
    "TrialChange",
    "TrialCount",
    "Upload",
    "Vote",
    "PrintJob",
    "SheetChoice",
]
