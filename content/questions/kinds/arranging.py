"""Questions whose answers are arranged: steps put in order, things that belong together.

A form without script has a list of places beside each thing, so every answer is a pair: thing and place, or left and right.
"""

from collections.abc import Sequence

from content.questions.asked import HalfAnswer, Mark, NoAnswer, Question, Told
from content.questions.kinds.kind import JOIN, MOST, PART, Fault, Kind, parts


class Order(Kind):
    """Choices stand in the right order; the score is the share of neighbours that stand in the right order."""

    key = "order"
    interaction = "sequencing"
    several = True

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        texts = [one.text.strip() for one in question.choices]
        if len(texts) < 3:
            found.append(Fault("choices", "few"))
        if "" in texts:
            found.append(Fault("choices", "empty"))
        if len(set(texts)) < len(texts):
            found.append(Fault("choices", "twice"))
        return found

    def _placed(self, question: Question, answers: Sequence[str]) -> list[str]:
        """Keys in the order that was given: by place, 1 first. Raises NoAnswer, HalfAnswer (no place, or one taken twice)."""
        keys = [one.key for one in question.choices]
        found = parts(answers, max(MOST, len(keys)))
        if set(found) - set(keys):
            raise ValueError("this is not one of the things to put in order")
        places = {str(number) for number in range(1, len(keys) + 1)}
        if not set(found.values()) <= places:
            raise ValueError("there is no such place")
        if not found:
            raise NoAnswer
        if left := [key for key in keys if key not in found]:
            raise HalfAnswer(*left)
        for place in sorted(places, key=int):
            if len(alike := [key for key in keys if found[key] == place]) > 1:
                raise HalfAnswer(*alike, place=place)
        return sorted(keys, key=lambda key: int(found[key]))

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        placed, wanted = self._placed(question, answers), [one.key for one in question.choices]
        said = {one.key: one.feedback for one in question.choices}
        told = [
            Told(key, "right" if key == right else "wrong", "" if key == right else said[key])
            for key, right in zip(placed, wanted, strict=True)
        ]
        place = {key: number for number, key in enumerate(wanted)}
        after = sum(place[one] < place[other] for one, other in zip(placed, placed[1:], strict=False))
        right = placed == wanted
        return Mark(right, 1.0 if right else round(after / len(wanted), 4), tuple(told))

    def pattern(self, question: Question) -> list[str]:
        return [JOIN.join(one.key for one in question.choices)]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return JOIN.join(self._placed(question, answers))

    def answers_of(self, question: Question, response: str) -> list[str]:
        return [f"{key}{PART}{number}" for number, key in enumerate(response.split(JOIN), 1)]

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        return {"choices": [(one.key, one.text) for one in sorted(question.choices, key=lambda one: one.key)]}

    def asked(self, question: Question) -> object:
        return [(one.key, one.text) for one in question.choices]


class Match(Kind):
    """Each left side has one right side; right sides without a left one are there to be left over."""

    key = "match"
    interaction = "matching"
    several = True

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        left = [one.left.strip() for one in question.pairs if one.left.strip()]
        right = [one.right.strip() for one in question.pairs]
        if len(left) < 2:
            found.append(Fault("pairs", "few"))
        if "" in right:
            found.append(Fault("pairs", "empty"))
        if len(set(left)) < len(left):
            found.append(Fault("pairs", "twice"))
        return found

    def _joined(self, question: Question, answers: Sequence[str]) -> dict[str, str]:
        left = [one.key for one in question.pairs if one.left]
        found = parts(answers, max(MOST, len(left)))
        if set(found) - set(left) or not set(found.values()) <= {one.key for one in question.pairs}:
            raise ValueError("this is not one of the things to join")
        if not found:
            raise NoAnswer
        if missing := [key for key in left if key not in found]:
            raise HalfAnswer(*missing)
        return found

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        found, told = self._joined(question, answers), []
        words = {one.key: one.right.strip() for one in question.pairs}
        for one in question.pairs:
            if one.left:  # two right sides may say the same: either will do
                right = words[found[one.key]] == words[one.key]
                told.append(Told(one.key, "right" if right else "wrong", "" if right else one.feedback))
        hits = sum(one.state == "right" for one in told)
        return Mark(hits == len(told), round(hits / len(told), 4), tuple(told))

    def pattern(self, question: Question) -> list[str]:
        return [JOIN.join(f"{one.key}{PART}{one.key}" for one in question.pairs if one.left)]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        found = self._joined(question, answers)
        return JOIN.join(f"{one.key}{PART}{found[one.key]}" for one in question.pairs if one.left)

    def answers_of(self, question: Question, response: str) -> list[str]:
        return response.split(JOIN)

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        left = [(one.key, one.left) for one in question.pairs if one.left]
        return {"source": left, "target": sorted((one.key, one.right) for one in question.pairs)}

    def asked(self, question: Question) -> object:
        return sorted((one.key, one.left, one.right) for one in question.pairs)
