"""What votes come to. Pure. Quorum and majority are the portal's proposal: no text that was found prescribes them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

FOR, AGAINST, ABSTAIN, ABSENT, EXCLUDED = "for", "against", "abstain", "absent", "excluded"
VOTING = (FOR, AGAINST, ABSTAIN)
CONFIRM, NOT_ENOUGH, PUT_OFF = "confirm", "not_enough", "put_off"


@dataclass(frozen=True)
class Tally:
    """The votes on one case, and the outcome they have."""

    members: int
    present: int
    votes_for: int
    votes_against: int
    abstained: int
    absent: int
    excluded: int
    quorum: bool
    outcome: str
    unsaid: int

    @property
    def told_absent(self) -> int:
        """Who was recorded as absent: while a meeting is open, who was not asked yet is not among them."""
        return self.absent - self.unsaid


def tally(said: Collection[str], members: int, quorum_of_six: int) -> Tally:
    """Of what each of so many members said; who said nothing counts as absent.

    There is a quorum when those who may vote and are there make so many sixths of all members. More than half of them decide,
    for or against; anything else, also without a quorum, puts the case off.
    """
    if len(said) > members:
        raise ValueError("more votes than members")
    found = Counter(said)
    present = sum(found[one] for one in VOTING)
    quorum = present > 0 and present * 6 >= members * quorum_of_six
    outcome = PUT_OFF
    if quorum and found[FOR] * 2 > present:
        outcome = CONFIRM
    elif quorum and found[AGAINST] * 2 > present:
        outcome = NOT_ENOUGH
    return Tally(
        members=members,
        present=present,
        votes_for=found[FOR],
        votes_against=found[AGAINST],
        abstained=found[ABSTAIN],
        absent=members - present - found[EXCLUDED],
        excluded=found[EXCLUDED],
        quorum=quorum,
        outcome=outcome,
        unsaid=members - len(said),
    )
