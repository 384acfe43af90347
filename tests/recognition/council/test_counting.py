"""What votes come to: against a second way of counting, and at the edges of quorum and majority."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.council.counting import tally

SAID = st.sampled_from(["for", "against", "abstain", "absent", "excluded"])


@given(said=st.lists(SAID, min_size=1, max_size=15), more=st.integers(0, 4), sixths=st.integers(3, 6))
def test_every_table_of_votes(said: list[str], more: int, sixths: int) -> None:
    found = tally(said, len(said) + more, sixths)
    able = [one for one in said if one in ("for", "against", "abstain")]
    enough = bool(able) and Fraction(len(able), len(said) + more) >= Fraction(sixths, 6)
    assert found.quorum == enough
    assert found.votes_for + found.votes_against + found.abstained == found.present == len(able)
    assert found.present + found.absent + found.excluded == found.members
    won = [side for side in ("for", "against") if enough and Fraction(said.count(side), len(able)) > Fraction(1, 2)]
    assert found.outcome == {"for": "confirm", "against": "not_enough"}.get(won[0] if won else "", "put_off")


@given(said=st.lists(SAID, min_size=1, max_size=9))
def test_order_says_nothing_and_one_more_vote_for_never_harms(said: list[str]) -> None:
    assert tally(said, len(said), 4) == tally(said[::-1], len(said), 4)
    if "against" in said and tally(said, len(said), 4).outcome == "confirm":
        turned = list(said)
        turned[turned.index("against")] = "for"
        assert tally(turned, len(said), 4).outcome == "confirm"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (["for"] * 2 + ["against"] + ["absent"] * 2, "put_off"),  # three of five are less than two thirds
        (["for"] * 3 + ["against"] + ["absent"], "confirm"),
        (["for"] * 2 + ["against"] * 2 + ["absent"], "put_off"),  # half is not more than half
        (["for"] * 2 + ["abstain"] * 2 + ["absent"], "put_off"),
        (["against"] * 3 + ["excluded"] * 2, "put_off"),  # who left the room does not make a quorum
        (["against"] * 4 + ["excluded"], "not_enough"),
    ],
)
def test_edges(said: list[str], outcome: str) -> None:
    assert tally(said, 5, 4).outcome == outcome


def test_more_votes_than_members_are_refused() -> None:
    with pytest.raises(ValueError, match="members"):
        tally(["for"] * 3, 2, 4)
