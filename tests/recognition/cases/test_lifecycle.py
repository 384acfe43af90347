"""The table of states and acts, whole: every pair is either named here or refused."""

import pytest

from recognition.cases import lifecycle
from recognition.cases.lifecycle import IllegalAct, after

STEPS = {
    ("submit", "draft"): "submitted",
    ("submit", "returned"): "submitted",
    ("submit", "not_enough"): "submitted",
    ("withdraw", "draft"): "withdrawn",
    ("withdraw", "submitted"): "withdrawn",
    ("withdraw", "returned"): "withdrawn",
    ("withdraw", "confirmed"): "withdrawn",
    ("withdraw", "not_enough"): "withdrawn",
    ("reopen", "withdrawn"): "draft",
    ("ask_for_more", "submitted"): "returned",
    ("not_enough", "submitted"): "not_enough",
    ("confirm", "submitted"): "confirmed",
    ("undo", "confirmed"): "submitted",
    ("undo", "returned"): "submitted",
    ("undo", "not_enough"): "submitted",
    ("send_back", "confirmed"): "submitted",
    ("sign", "confirmed"): "recognised",
}
ACTS = ("submit", "withdraw", "reopen", "ask_for_more", "not_enough", "confirm", "undo", "send_back", "sign")
STATES = ("draft", "submitted", "returned", "confirmed", "not_enough", "recognised", "withdrawn")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_every_pair_of_act_and_state(act: str, state: str) -> None:
    if (act, state) in STEPS:
        assert after(act, state) == STEPS[act, state]
    else:
        with pytest.raises(IllegalAct):
            after(act, state)


def test_the_tables_name_the_same_words() -> None:
    assert set(lifecycle.TRANSITIONS) == set(ACTS)
    assert set(lifecycle.STATES) == set(STATES)


def test_recognised_is_the_end() -> None:
    assert lifecycle.allowed("recognised") == frozenset()
