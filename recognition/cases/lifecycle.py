"""What may follow what in the life of a case. Pure: the one table that every act asks."""

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
CONFIRMED, NOT_ENOUGH, RECOGNISED, WITHDRAWN = "confirmed", "not_enough", "recognised", "withdrawn"
STATES = (DRAFT, SUBMITTED, RETURNED, CONFIRMED, NOT_ENOUGH, RECOGNISED, WITHDRAWN)

# act -> state it starts from -> state it leads to
TRANSITIONS: dict[str, dict[str, str]] = {
    "submit": {DRAFT: SUBMITTED, RETURNED: SUBMITTED, NOT_ENOUGH: SUBMITTED},
    "withdraw": {
        DRAFT: WITHDRAWN,
        SUBMITTED: WITHDRAWN,
        RETURNED: WITHDRAWN,
        CONFIRMED: WITHDRAWN,
        NOT_ENOUGH: WITHDRAWN,
    },
    "reopen": {WITHDRAWN: DRAFT},
    "ask_for_more": {SUBMITTED: RETURNED},
    "not_enough": {SUBMITTED: NOT_ENOUGH},
    "confirm": {SUBMITTED: CONFIRMED},
    "undo": {CONFIRMED: SUBMITTED, RETURNED: SUBMITTED, NOT_ENOUGH: SUBMITTED},
    "send_back": {CONFIRMED: SUBMITTED},
    "sign": {CONFIRMED: RECOGNISED},
}
EDITABLE = frozenset({DRAFT, RETURNED, NOT_ENOUGH})  # the learner may change points and evidence
JUDGED = frozenset({RETURNED, CONFIRMED, NOT_ENOUGH})  # an officer spoke last; can be undone until signed


class IllegalAct(ValueError):
    """The act does not fit the state; `act` and `state` say which."""

    def __init__(self, act: str, state: str) -> None:
        super().__init__(f"{act} does not fit a case that is {state}")
        self.act, self.state = act, state


def after(act: str, state: str) -> str:
    """The state that `act` leads to from `state`; raises IllegalAct when it is not allowed, KeyError for no act."""
    try:
        return TRANSITIONS[act][state]
    except KeyError:
        if act not in TRANSITIONS:
            raise
        raise IllegalAct(act, state) from None


def allowed(state: str) -> frozenset[str]:
    """The acts that fit a state."""
    return frozenset(act for act, steps in TRANSITIONS.items() if state in steps)
