"""Questions whose answers are chosen: one of several, several of several, true or false."""

from collections.abc import Sequence

from content.questions.asked import Mark, NoAnswer, Question, Told
from content.questions.kinds.kind import JOIN, Fault, Kind, given


class Choosing(Kind):
    """`most` answers may be right; several answers are sent only where several may be."""

    interaction = "choice"

    def __init__(self, key: str, *, several: bool = False) -> None:
        self.key, self.several = key, several

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        right = sum(one.right for one in question.choices)
        if len(question.choices) < 2:
            found.append(Fault("choices", "few"))
        if not right:
            found.append(Fault("choices", "none right"))
        if right > 1 and not self.several:
            found.append(Fault("choices", "several right"))
        texts = [one.text.strip() for one in question.choices]
        if "" in texts:
            found.append(Fault("choices", "empty"))
        if len({text for text in texts if text}) < len([text for text in texts if text]):
            found.append(Fault("choices", "twice"))
        return found

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        chosen = self._chosen(question, answers)
        wanted = {one.key for one in question.choices if one.right}
        right = chosen == wanted
        hits, misses = len(chosen & wanted), len(chosen - wanted)
        scaled = 1.0 if right else max(0.0, (hits - misses) / len(wanted)) if self.several and wanted else 0.0
        told = [
            Told(one.key, "right" if one.right else "wrong", one.feedback)
            for one in sorted(question.choices, key=lambda one: one.key)
            if one.key in chosen
        ]
        if self.several:
            told += [Told(one.key, "missed") for one in question.choices if one.right and one.key not in chosen]
        return Mark(right, round(scaled, 4), tuple(told))

    def _chosen(self, question: Question, answers: Sequence[str]) -> set[str]:
        found = given(answers, max(10, len(question.choices)))
        if not found:
            raise NoAnswer
        if len(found) > 1 and not self.several:
            raise ValueError("one answer at a time")
        if not set(found) <= {one.key for one in question.choices}:
            raise ValueError("this is not one of the answers")
        return set(found)

    def pattern(self, question: Question) -> list[str]:
        return [JOIN.join(one.key for one in question.choices if one.right)]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return JOIN.join(given(answers))

    def answers_of(self, question: Question, response: str) -> list[str]:
        return response.split(JOIN)

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        return {"choices": [(one.key, one.text) for one in question.choices]}

    def asked(self, question: Question) -> object:
        return sorted((one.key, one.text, one.right) for one in question.choices)


class TrueFalse(Choosing):
    """Two answers, `a` for true and `b` for false; in statements they are the words true and false."""

    interaction = "true-false"

    def __init__(self) -> None:
        super().__init__("true_false")

    def pattern(self, question: Question) -> list[str]:
        return ["true" if [one.key for one in question.choices if one.right] == ["a"] else "false"]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return "true" if given(answers) == ["a"] else "false"

    def answers_of(self, question: Question, response: str) -> list[str]:
        return ["a" if response == "true" else "b"]

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        return {}
