"""The table of acts, states and windows, whole: every combination is either named here or refused."""

from itertools import combinations

import pytest

from recognition.cases import lifecycle
from recognition.cases.lifecycle import CLOSING, WINDOWS, IllegalAct, WrongDay, after

ANY: frozenset[str] = frozenset()
SUBMISSION, ASSESSMENT = frozenset({"submission"}), frozenset({"assessment"})
# (act, state) -> the state it leads to, and the windows of which one has to be open (ANY: none)
STEPS = {
    ("submit", "draft"): ("submitted", SUBMISSION),
    ("submit", "returned"): ("submitted", SUBMISSION | ASSESSMENT),
    ("submit", "not_enough"): ("submitted", SUBMISSION),
    ("submit", "withdrawn"): ("submitted", SUBMISSION),
    ("submit", "revoked"): ("submitted", SUBMISSION),
    ("withdraw", "draft"): ("withdrawn", ANY),
    ("withdraw", "submitted"): ("withdrawn", ANY),
    ("withdraw", "returned"): ("withdrawn", ANY),
    ("withdraw", "confirmed"): ("withdrawn", ANY),
    ("withdraw", "not_enough"): ("withdrawn", ANY),
    ("reopen", "withdrawn"): ("draft", SUBMISSION),
    ("ask_for_more", "submitted"): ("returned", ASSESSMENT),
    ("not_enough", "submitted"): ("not_enough", ASSESSMENT),
    ("mark", "submitted"): ("submitted", ASSESSMENT),
    ("confirm", "submitted"): ("confirmed", ASSESSMENT),
    ("undo", "confirmed"): ("submitted", ASSESSMENT),
    ("undo", "returned"): ("submitted", ASSESSMENT),
    ("undo", "not_enough"): ("submitted", ASSESSMENT),
    ("find_enough", "confirmed"): ("confirmed", ASSESSMENT | {"council"}),
    ("find_enough", "not_enough"): ("confirmed", ASSESSMENT | {"council"}),
    ("find_not_enough", "confirmed"): ("not_enough", ASSESSMENT | {"council"}),
    ("find_not_enough", "not_enough"): ("not_enough", ASSESSMENT | {"council"}),
    ("send_back", "confirmed"): ("submitted", ASSESSMENT),
    ("sign", "confirmed"): ("recognised", frozenset({"decision", "afterwards"})),
    ("annul", "recognised"): ("returned", ANY),
    ("take_away", "recognised"): ("revoked", ANY),
    ("restore", "revoked"): ("confirmed", ANY),
    ("ask_transfer", "submitted"): ("submitted", ANY),
    ("ask_transfer", "returned"): ("returned", ANY),
    ("ask_transfer", "not_enough"): ("not_enough", ANY),
    ("transfer", "submitted"): ("submitted", ASSESSMENT),  # of the campaign that receives the case
    ("transfer", "returned"): ("returned", ASSESSMENT),
    ("transfer", "not_enough"): ("not_enough", ASSESSMENT),
    ("end", "draft"): ("ended", frozenset({CLOSING})),
    ("end", "submitted"): ("ended", frozenset({CLOSING})),
    ("end", "returned"): ("ended", frozenset({CLOSING})),
    ("end", "confirmed"): ("ended", frozenset({CLOSING})),
    ("end", "not_enough"): ("ended", frozenset({CLOSING})),
}
ACTS = (
    "submit",
    "withdraw",
    "reopen",
    "ask_for_more",
    "not_enough",
    "mark",
    "confirm",
    "undo",
    "find_enough",
    "find_not_enough",
    "send_back",
    "sign",
    "annul",
    "take_away",
    "restore",
    "ask_transfer",
    "transfer",
    "end",
)
STATES = ("draft", "submitted", "returned", "confirmed", "not_enough", "recognised", "revoked", "withdrawn", "ended")
DAYS = [frozenset(some) for many in range(8) for some in combinations((*WINDOWS, CLOSING, "afterwards"), many)]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state_on_every_day(act: str, state: str) -> None:
    for windows in DAYS:
        if (act, state) not in STEPS:
            with pytest.raises(IllegalAct):
                after(act, state, windows)
            assert act not in lifecycle.allowed(state, windows)
            continue
        to, needed = STEPS[act, state]
        if needed and not needed & windows:
            with pytest.raises(WrongDay) as refused:
                after(act, state, windows)
            assert refused.value.windows == needed
        else:
            assert after(act, state, windows) == to
        assert (act in lifecycle.allowed(state, windows)) == (not needed or bool(needed & windows))


def test_the_tables_name_the_same_words() -> None:
    assert set(lifecycle.TABLE) == set(ACTS)
    assert set(lifecycle.STATES) == set(STATES)
    assert len(DAYS) == 128


def test_the_end_is_the_end() -> None:
    assert lifecycle.allowed("ended") == frozenset()
    assert lifecycle.allowed("recognised") == {"annul", "take_away"}, "by a decision, and nothing else"


def test_an_act_that_there_is_not_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        after("sing", "confirmed", WINDOWS)


def test_what_is_taken_away_is_so_also_once_the_campaign_is_closed() -> None:
    always = {(act, state) for act, steps in lifecycle.TABLE.items() for state, step in steps.items() if step.always}
    assert always == {("take_away", "recognised"), ("restore", "revoked")}
