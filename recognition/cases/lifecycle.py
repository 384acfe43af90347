"""What may follow what in the life of a case, and while which windows of its campaign are open.

Pure: the one table, act × state × window, that every act asks. `docs/recognition.md` shows it to people.
"""

from collections.abc import Collection
from dataclasses import dataclass

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
CONFIRMED, NOT_ENOUGH, RECOGNISED = "confirmed", "not_enough", "recognised"
WITHDRAWN, ENDED = "withdrawn", "ended"
REVOKED = "revoked"  # held, and taken away by a decision
STATES = (DRAFT, SUBMITTED, RETURNED, CONFIRMED, NOT_ENOUGH, RECOGNISED, REVOKED, WITHDRAWN, ENDED)

REGISTRATION, SUBMISSION, ASSESSMENT = "registration", "submission", "assessment"
COUNCIL, DECISION, CLOSING = "council", "decision", "closing"
AFTERWARDS = "afterwards"  # once the campaign is closed: what a review gives back is still decided
WINDOWS = (REGISTRATION, SUBMISSION, ASSESSMENT, COUNCIL, DECISION)


@dataclass(frozen=True)
class Step:
    """Where an act leads from one state, and the windows of which one at least has to be open; none: any day until the end.

    `always`: also once the campaign is closed.
    """

    to: str
    windows: frozenset[str] = frozenset()
    always: bool = False


def _steps(to: str, *windows: str, of: Collection[str]) -> dict[str, Step]:
    return {state: Step(to, frozenset(windows)) for state in of}


# act -> state it starts from -> where it leads, and when
TABLE: dict[str, dict[str, Step]] = {
    # Whoever was asked for more may answer as long as officers judge, also after the closing day.
    "submit": _steps(SUBMITTED, SUBMISSION, of=(DRAFT, NOT_ENOUGH, WITHDRAWN, REVOKED))
    | _steps(SUBMITTED, SUBMISSION, ASSESSMENT, of=(RETURNED,)),
    # A case is its learner's: it can be taken back until it is signed, also while nothing else can be changed.
    "withdraw": _steps(WITHDRAWN, of=(DRAFT, SUBMITTED, RETURNED, CONFIRMED, NOT_ENOUGH)),
    "reopen": _steps(DRAFT, SUBMISSION, of=(WITHDRAWN,)),
    "ask_for_more": _steps(RETURNED, ASSESSMENT, of=(SUBMITTED,)),
    "not_enough": _steps(NOT_ENOUGH, ASSESSMENT, of=(SUBMITTED,)),
    "mark": _steps(SUBMITTED, ASSESSMENT, of=(SUBMITTED,)),  # points set and papers judged
    "confirm": _steps(CONFIRMED, ASSESSMENT, of=(SUBMITTED,)),
    "undo": _steps(SUBMITTED, ASSESSMENT, of=(CONFIRMED, RETURNED, NOT_ENOUGH)),
    # Other eyes after the officer's: a review, two assessors who agreed, the council. It ends enough or not enough.
    "find_enough": _steps(CONFIRMED, ASSESSMENT, COUNCIL, of=(CONFIRMED, NOT_ENOUGH)),
    "find_not_enough": _steps(NOT_ENOUGH, ASSESSMENT, COUNCIL, of=(CONFIRMED, NOT_ENOUGH)),
    # A case sent back when nobody may judge any more would be lost between the two.
    "send_back": _steps(SUBMITTED, ASSESSMENT, of=(CONFIRMED,)),
    "sign": _steps(RECOGNISED, DECISION, AFTERWARDS, of=(CONFIRMED,)),
    # What should never have been issued can be done again in its year, by handing in anew.
    "annul": _steps(RETURNED, of=(RECOGNISED,)),
    # A decision takes away what was held, or, once nobody can hand in any more, what should never have been issued.
    "take_away": {RECOGNISED: Step(REVOKED, always=True)},
    # A review found that it should not have been taken: the signer decides anew, by a line and a certificate of their own.
    "restore": {REVOKED: Step(CONFIRMED, always=True)},
    # A case goes with what was handed in; what is proposed already is decided where it was judged.
    "ask_transfer": {state: Step(state) for state in (SUBMITTED, RETURNED, NOT_ENOUGH)},
    "transfer": {state: Step(state, frozenset({ASSESSMENT})) for state in (SUBMITTED, RETURNED, NOT_ENOUGH)},
    # The closing act: nothing stays open behind it.
    "end": _steps(ENDED, CLOSING, of=(DRAFT, SUBMITTED, RETURNED, CONFIRMED, NOT_ENOUGH)),
}
EDITABLE = frozenset({DRAFT, RETURNED, NOT_ENOUGH, WITHDRAWN, REVOKED})  # the learner may change points and evidence
JUDGED = frozenset({RETURNED, CONFIRMED, NOT_ENOUGH})  # an officer spoke last; can be undone until signed
LIVE = frozenset({SUBMITTED, RETURNED, CONFIRMED})  # handed in, and somebody still has to act on it
FROZEN = frozenset({SUBMITTED, CONFIRMED, RECOGNISED})  # what was handed in is what counts


MOVABLE = frozenset(TABLE["ask_transfer"])  # may go to another commune with what was handed in


class IllegalAct(ValueError):
    """The act does not fit the state; `act` and `state` say which."""

    def __init__(self, act: str, state: str) -> None:
        super().__init__(f"{act} does not fit a case that is {state}")
        self.act, self.state = act, state


class WrongDay(ValueError):
    """The act fits the state, but none of the `windows` it needs is open."""

    def __init__(self, act: str, state: str, windows: frozenset[str]) -> None:
        super().__init__(f"{act} of a case that is {state} needs one of: {', '.join(sorted(windows))}")
        self.act, self.state, self.windows = act, state, windows


def after(act: str, state: str, windows: Collection[str]) -> str:
    """The state that `act` leads to from `state` while these windows are open.

    Raises IllegalAct when it does not fit the state, WrongDay when it does not fit the day, KeyError for no act.
    """
    steps = TABLE[act]
    if state not in steps:
        raise IllegalAct(act, state)
    step = steps[state]
    if step.windows and step.windows.isdisjoint(windows):
        raise WrongDay(act, state, step.windows)
    return step.to


def allowed(state: str, windows: Collection[str] = (*WINDOWS, CLOSING)) -> frozenset[str]:
    """The acts that fit a state, while these windows are open (default: on any day)."""
    return frozenset(
        act
        for act, steps in TABLE.items()
        if state in steps and (not steps[state].windows or not steps[state].windows.isdisjoint(windows))
    )
