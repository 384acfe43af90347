"""The face of recognition: what the pages that join rooms, and search, may ask."""

from recognition.alignments import alignments
from recognition.campaigns import open_campaign, phase
from recognition.cases import draft_for, set_all_self_points, set_self_points, submit
from recognition.criteria.frameworks import framework
from recognition.decisions import sign
from recognition.holdings import certificate_of
from recognition.parked import Aside, judge_again, put_aside, put_aside_among
from recognition.proofs import Proof, evidence_from
from recognition.refusals import Refused
from recognition.review import confirm
from recognition.sets import CITIZEN, NoCriteriaSet, criteria_of, current, publish_shipped
from recognition.state import (
    EvidenceItem,
    Gap,
    GroupState,
    IndicatorState,
    Part,
    TitleState,
    title_state,
)
from recognition.tasks import catch_up
from recognition.uploads import hand_in

__all__ = [
    "CITIZEN",
    "Aside",
    "EvidenceItem",
    "Gap",
    "GroupState",
    "IndicatorState",
    "NoCriteriaSet",
    "Part",
    "Proof",
    "Refused",
    "TitleState",
    "alignments",
    "catch_up",
    "certificate_of",
    "confirm",
    "criteria_of",
    "current",
    "draft_for",
    "evidence_from",
    "framework",
    "hand_in",
    "judge_again",
    "open_campaign",
    "phase",
    "publish_shipped",
    "put_aside",
    "put_aside_among",
    "set_all_self_points",
    "set_self_points",
    "sign",
    "submit",
    "title_state",
]
