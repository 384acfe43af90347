"""A practice task as a question: done on a simulated phone, screen by screen (`content.practice`)."""

from collections.abc import Sequence

from content.practice import secret as secrets
from content.practice.check import DONE, NotFilledIn, NothingDone, TooMuch, acts, judge, right_acts
from content.practice.register import task
from content.practice.task import Task
from content.questions.asked import HalfAnswer, Mark, NoAnswer, Question, Told, TooLong
from content.questions.kinds.kind import JOIN, PART, Fault, Kind


class Practising(Kind):
    """Right when every screen was done rightly. A screen that is right but not the last leads on and is no answer yet."""

    key = "task"
    interaction = "performance"
    several = True

    def faults(self, question: Question) -> list[Fault]:
        return super().faults(question) + ([] if task(question.task) else [Fault("task", "unknown")])

    def received(self, question: Question, answers: Sequence[str], secret: str) -> list[str]:
        found = task(question.task)
        places = [
            (f"{variant.key}.{screen.key}", screen)
            for variant in (found.variants if found else ())
            for screen in variant.screens
            if screen.look == "secret"
        ]
        kept = [one for one in answers if not any(one.startswith(f"{place}.") for place, _screen in places)]
        for place, screen in places:
            if secret.strip() and f"{place}{PART}{DONE}" in answers:
                kept.append(f"{place}.secret{PART}{secrets.outcome(secret, screen.avoid)}")
        return kept

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        try:
            found = judge(_task(question), answers)
        except NotFilledIn as problem:
            raise HalfAnswer(*problem.boxes) from None
        except NothingDone as problem:
            raise NoAnswer(problem.look) from None
        except TooMuch:
            raise TooLong from None
        last = found.judged[-1]
        told = [
            Told(f"{last.screen.key}.{part.key}", part.state, part.text) for part in last.parts if part.state != "safe"
        ]
        if found.next:
            return Mark(False, 0.0, tuple(told), next=found.next.key)
        if found.right:
            return Mark(True, 1.0, (*told, Told("", "right", last.screen.done)))
        return Mark(False, found.scaled, tuple(told), hint=last.screen.hint, patience=len(found.judged) - 1)

    def pattern(self, question: Question) -> list[str]:
        return [JOIN.join(right_acts(variant)) for variant in _task(question).variants]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return JOIN.join(acts(judge(_task(question), answers)))

    def answers_of(self, question: Question, response: str) -> list[str]:
        return response.split(JOIN)

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        steps = []
        for variant in _task(question).variants:
            for screen in variant.screens:
                place = f"{variant.key}.{screen.key}"
                steps += [(place, screen.ask), *((f"{place}.{key}", words) for key, words in screen.parts)]
        return {"steps": steps}

    def asked(self, question: Question) -> object:
        found = _task(question)
        return question.task, [(one.key, [screen.asked for screen in one.screens]) for one in found.variants]


def _task(question: Question) -> Task:
    """The task. Raises ValueError when there is none with that key (any longer)."""
    found = task(question.task)
    if found is None:
        raise ValueError("there is no such task")
    return found
