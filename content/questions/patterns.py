"""What can be guessed without knowing (pure): a row of questions in which the right answer is always of one sort."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.questions.asked import Question

ENOUGH, MOST_ALIKE = 4, 0.75  # questions from which on a pattern is one; share of them (the portal's proposal)


@dataclass(frozen=True)
class Pattern:
    """`name`: true, false, longest or place; how many of how many questions have it, and which place."""

    name: str
    found: int
    of: int
    place: int = 0


def patterns(questions: Iterable[Question]) -> list[Pattern]:
    """Patterns by which the right answer can be guessed."""
    asked = list(questions)
    found = []
    said = [one.choices[0].right for one in asked if one.kind == "true_false" and one.choices]
    for name, wanted in (("true", True), ("false", False)):
        if _alike(said.count(wanted), len(said)):
            found.append(Pattern(name, said.count(wanted), len(said)))
    chosen = [
        one for one in asked if one.kind == "single" and len(one.choices) > 2 and any(c.right for c in one.choices)
    ]
    longest = sum(_longest_is_right(one) for one in chosen)
    if _alike(longest, len(chosen)):
        found.append(Pattern("longest", longest, len(chosen)))
    places = [[c.right for c in one.choices].index(True) + 1 for one in chosen if one.fixed]
    for place in sorted(set(places)):
        if _alike(places.count(place), len(places)):
            found.append(Pattern("place", places.count(place), len(places), place))
    return found


def _alike(found: int, of: int) -> bool:
    return of >= ENOUGH and found / of >= MOST_ALIKE


def _longest_is_right(question: Question) -> bool:
    """Longer than every other answer by a fifth: a glance tells it."""
    right = max(len(one.text) for one in question.choices if one.right)
    return all(right >= 1.2 * len(one.text) for one in question.choices if not one.right)


def unpicked(question: Question, picked: Mapping[str, int], answered: int, enough: int) -> list[str]:
    """Texts of answers that nobody took, once enough people answered: they ask nothing."""
    if answered < enough or question.kind not in ("single", "several", "spot"):
        return []
    answers = [(one.key, one.text, one.right) for one in (*question.choices, *question.spots)]
    return [text for key, text, right in answers if not right and not picked.get(key)]
