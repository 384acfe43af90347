"""The kinds of questions: one object each; nothing outside this package asks which kind a question is of."""

from content.questions.kinds.arranging import Match, Order
from content.questions.kinds.choosing import Choosing, TrueFalse
from content.questions.kinds.kind import Fault, Kind
from content.questions.kinds.practising import Practising
from content.questions.kinds.spotting import Spotting
from content.questions.kinds.walking import Scenario
from content.questions.kinds.writing import FillIn, Number, ShortText

_ALL: tuple[Kind, ...] = (
    Choosing("single"),
    Choosing("several", several=True),
    TrueFalse(),
    ShortText(),
    FillIn(),
    Number(),
    Order(),
    Match(),
    Scenario(),
    Spotting(),
    Practising(),
)
REGISTER: dict[str, Kind] = {kind.key: kind for kind in _ALL}

__all__ = ["REGISTER", "Fault", "Kind"]
