"""What My page says first: where a case stands, what the officer wrote, what the learner may do now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recognition.public import Held, TitleState, notice_of, phase, said_last

# States of a case in which the learner may still change points and evidence; a case taken back opens again by itself.
_OPEN = ("", "draft", "returned", "not_enough", "withdrawn", "revoked")
_HANDED_IN = ("submitted", "confirmed", "returned", "not_enough")


@dataclass(frozen=True)
class Standing:
    """The page's point of view. `column` names the points that the flower draws; `fresh`: nothing that counts for the
    campaign is begun, `kept`: papers are there that lie outside it; `until`: the last day to answer whoever wrote.
    `held`: the certificate of the case, which says itself whether it holds: gold is what the check page calls genuine and holding.
    `names_low`: whether each indicator under the floor is named as such. It helps nobody where all are, or nothing can be done.
    `notice`: the paper with a number that told of “not enough”.
    """

    state: str
    column: str
    total: Decimal
    gold: bool
    message: str
    phase: str
    unscored: tuple[str, ...]
    without_evidence: tuple[str, ...]
    fresh: bool = False
    kept: bool = False
    names_low: bool = False
    until: date | None = None
    held: Held | None = None
    notice: Any = None

    @property
    def ended(self) -> bool:
        """Whether the title was held and is not held any more."""
        lost = self.state == "recognised" and not self.gold
        return self.held is not None and not self.held.standing.holds and (lost or self.state == "revoked")

    @property
    def can_change(self) -> bool:
        """Whether points and evidence may be changed."""
        return self.state in _OPEN

    @property
    def can_hand_in(self) -> bool:
        """Whether the case may be handed in today, as far as days and state go."""
        if self.state == "returned":  # who was asked for more may answer as long as officers judge
            return self.phase in ("handing_in", "judging")
        return self.can_change and self.phase == "handing_in"

    @property
    def to_answer(self) -> int:
        """Whether an officer's message waits for an answer, as a number for the mark on “Của tôi”."""
        return int(self.state in ("returned", "not_enough") and self.can_hand_in)

    @property
    def can_take_back(self) -> bool:
        """Whether the case may be taken back."""
        return self.state in _HANDED_IN


def standing_of(state: TitleState, held: Held | None = None) -> Standing:
    """Where the learner stands; the flower draws confirmed points once an officer confirmed all, proposed ones before.

    `held`: the last certificate of the title and year of the case, whether it holds or not.
    """
    case = state.case
    confirmed = state.confirmed_total
    now = case.state if case else ""
    use_confirmed = confirmed is not None and now in ("confirmed", "recognised", "not_enough")
    papers = [item.state for one in state.indicators for item in one.evidence]
    low = sum(one.below_floor for one in state.indicators)
    return Standing(
        state=now,
        column="confirmed" if use_confirmed else "proposed",
        total=confirmed if use_confirmed and confirmed is not None else state.proposed_total,
        gold=now == "recognised" and held is not None and held.standing.holds,
        message=_last_message(case),
        phase=phase(state.campaign) if state.campaign else "",
        unscored=tuple(one.code for one in state.indicators if one.self_points is None),
        without_evidence=tuple(one.code for one in state.indicators if not one.evidence),
        fresh=now in ("", "draft")
        and all(one.self_points is None for one in state.indicators)
        and all(one == "outside" for one in papers),
        kept="outside" in papers,
        names_low=now in _OPEN and low < len(state.indicators),
        until=_until(case),
        held=held,
        notice=notice_of(case) if case and now == "not_enough" else None,
    )


def _until(case) -> date | None:
    """Until when a case may be handed in again."""
    if case is None or case.state not in ("returned", "not_enough"):
        return None
    return case.campaign.assessment_to if case.state == "returned" else case.campaign.submission_to


def _last_message(case) -> str:
    """What the officer or signer wrote last, while it still stands."""
    if case is None or case.state not in ("returned", "not_enough"):
        return ""
    return said_last(case)
