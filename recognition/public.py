"""The face of recognition: what the pages that join rooms, and search, may ask."""

from recognition.assessment.marking import ask_for_more, confirm, not_enough
from recognition.cases.campaigns import open_campaign, phase
from recognition.cases.closing import close as close_campaign
from recognition.cases.flags import name_reasons
from recognition.cases.message import said_last
from recognition.cases.needs import cases_to_answer
from recognition.cases.pieces import EvidenceItem
from recognition.cases.promise import PaperStep, by_finishing, by_papers, given_by
from recognition.cases.registered import register_until
from recognition.cases.state import (
    Gap,
    GroupState,
    IndicatorState,
    Part,
    TitleState,
    title_state,
)
from recognition.cases.subject_titles import group_titles
from recognition.cases.submission import (
    draft_for,
    set_all_self_points,
    set_self_points,
    shown_case,
    shown_version,
    submit,
)
from recognition.cases.submission import withdraw as withdraw_case
from recognition.cases.told import ToldPoint, told_point
from recognition.cases.transfer import home_elsewhere
from recognition.certificates.badges.keys import reseal_all as reseal_issuer_keys
from recognition.certificates.badges.skill_badge import file_of as skill_badge_file
from recognition.certificates.holdings import Held, held_by, of_year, title_of
from recognition.council.naming import sits_on_council
from recognition.criteria.frameworks import framework
from recognition.criteria.unknown import NotKnown
from recognition.decisions.notices import notice_of
from recognition.decisions.signing import sign
from recognition.evidence.of_statements import Proof, evidence_from
from recognition.evidence.paper import Paper, own_picture
from recognition.evidence.parked import Aside, count_put_aside, judge_again, put_aside, put_aside_among
from recognition.evidence.uploads import hand_in
from recognition.figures.reports.duties_near import duties_due
from recognition.logged import cases_handed_in, subjects_met, subjects_of_people
from recognition.readiness import Readiness, readiness
from recognition.refusals import Refused
from recognition.sets.alignments import alignments
from recognition.sets.publishing import CITIZEN, NoCriteriaSet, criteria_of, current, publish_shipped, publish_titles
from recognition.skills import face as skills
from recognition.tasks import catch_up

__all__ = [
    "close_campaign",
    "withdraw_case",
    "own_picture",
    "name_reasons",
    "not_enough",
    "notice_of",
    "duties_due",
    "ask_for_more",
    "Paper",
    "CITIZEN",
    "Aside",
    "EvidenceItem",
    "Gap",
    "GroupState",
    "IndicatorState",
    "NoCriteriaSet",
    "NotKnown",
    "Part",
    "PaperStep",
    "by_finishing",
    "cases_to_answer",
    "by_papers",
    "given_by",
    "Proof",
    "Readiness",
    "Refused",
    "TitleState",
    "ToldPoint",
    "told_point",
    "alignments",
    "catch_up",
    "Held",
    "held_by",
    "of_year",
    "title_of",
    "confirm",
    "criteria_of",
    "current",
    "draft_for",
    "evidence_from",
    "framework",
    "group_titles",
    "hand_in",
    "home_elsewhere",
    "register_until",
    "judge_again",
    "open_campaign",
    "phase",
    "publish_shipped",
    "publish_titles",
    "count_put_aside",
    "put_aside",
    "put_aside_among",
    "readiness",
    "reseal_issuer_keys",
    "set_all_self_points",
    "set_self_points",
    "shown_case",
    "skill_badge_file",
    "skills",
    "shown_version",
    "said_last",
    "sign",
    "sits_on_council",
    "submit",
    "cases_handed_in",
    "subjects_met",
    "subjects_of_people",
    "title_state",
]
