"""What the worker at the counter does next with a person, so that one button stands out: it follows the case and its days."""

from recognition.cases.campaigns import phase
from recognition.cases.lifecycle import DRAFT, WITHDRAWN
from recognition.cases.message import said_last
from recognition.cases.state import TitleState

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


def standing_at_the_counter(state: TitleState) -> dict:
    """What the page of a person says first."""
    case = state.case
    return {
        "step": next_step(state),
        "said": said_last(case) if case else "",
        "phase": phase(state.campaign) if state.campaign else "",
        "all_low": len(state.below) == len(state.indicators),
    }
