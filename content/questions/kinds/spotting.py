"""A place on a picture is to be found: pressed on the picture, or chosen from the words for its places.

A form without script sends where the picture was pressed (in hundredths of it, after the page has scaled them); by keyboard and
screen reader the places are buttons with words.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from content.questions.asked import Mark, NoAnswer, Question, Spot, Told
from content.questions.kinds.kind import JOIN, MOST, Fault, Kind, given

_PRESSED = re.compile(r"(\d{1,3}(?:\.\d{1,4})?),(\d{1,3}(?:\.\d{1,4})?)")


class Spotting(Kind):
    """One place is pressed; it is right when it is one of the right ones. Beside every place is no answer."""

    key = "spot"
    interaction = "choice"

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        if len(question.spots) < 2:
            found.append(Fault("spots", "few"))
        if not any(one.right for one in question.spots):
            found.append(Fault("spots", "none right"))
        if any(not one.text.strip() for one in question.spots):
            found.append(Fault("spots", "empty"))
        if any(not (0 <= one.x <= 100 and 0 <= one.y <= 100 and 0 < one.radius <= 50) for one in question.spots):
            found.append(Fault("spots", "outside"))
        return found

    def _spot(self, question: Question, answers: Sequence[str]) -> Spot:
        found = given(answers, MOST)
        if not found:
            raise NoAnswer
        if len(found) > 1:
            raise ValueError("one answer at a time")
        by_key = {one.key: one for one in question.spots}
        if found[0] in by_key:
            return by_key[found[0]]
        pressed = _PRESSED.fullmatch(found[0])
        if pressed is None:
            raise ValueError("this is not one of the answers")
        near = [
            one for one in question.spots if _distance(one, Decimal(pressed[1]), Decimal(pressed[2])) <= one.radius**2
        ]
        if not near:
            raise NoAnswer
        return min(near, key=lambda one: (one.radius, one.key))

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        spot = self._spot(question, answers)
        return Mark(spot.right, float(spot.right), (Told(spot.key, "right" if spot.right else "wrong", spot.feedback),))

    def pattern(self, question: Question) -> list[str]:
        return [one.key for one in question.spots if one.right]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return self._spot(question, answers).key

    def answers_of(self, question: Question, response: str) -> list[str]:
        return response.split(JOIN)

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        return {"choices": [(one.key, one.text) for one in question.spots]}

    def asked(self, question: Question) -> object:
        places = [(one.key, one.text, str(one.x), str(one.y), str(one.radius), one.right) for one in question.spots]
        return sorted(places)


def _distance(spot: Spot, x: Decimal, y: Decimal) -> Decimal:
    return (spot.x - x) ** 2 + (spot.y - y) ** 2
