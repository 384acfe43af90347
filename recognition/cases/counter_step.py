"""What the worker at the counter does next with a person, so that one button stands out: it follows the case and its days."""

from portal.people.public import Learner
from recognition.cases.campaigns import phase
from recognition.cases.lifecycle import DRAFT, REVOKED, WITHDRAWN
from recognition.cases.message import said_last
from recognition.cases.renewal import may_renew
from recognition.cases.state import TitleState
from recognition.models import Certificate

ADD, SCORE, CASE = "add", "score", "case"


def next_step(state: TitleState) -> str:
    """`add` papers, `score` with the person, or go to the `case`: handing in, what was asked, or where it lies."""
    case = state.case
    if case is not None and case.state not in (DRAFT, WITHDRAWN):
        return CASE
    if not any(item.state != "outside" for one in state.indicators for item in one.evidence):
        return ADD
    if any(one.self_points is None for one in state.indicators):
        return SCORE
    return CASE


def standing_at_the_counter(learner: Learner, state: TitleState) -> dict:
    """What the page of a person says first. `renew`: what still counts can begin the year; `ended`: the certificate taken away."""
    case = state.case
    return {
        "step": next_step(state),
        "said": said_last(case) if case else "",
        "phase": phase(state.campaign) if state.campaign else "",
        "all_low": len(state.below) == len(state.indicators),
        "renew": may_renew(learner, state),
        "ended": Certificate.objects.filter(line__case=case).last() if case and case.state == REVOKED else None,
    }
