"""How a lesson's questions are answered, for those who write it: from the projection, one query, never a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wagtail.models import Page

from content.activities import originals
from content.outline import course_of
from content.progress import tries
from content.projection import EnrolmentProgress
from content.questions.asked import Question
from content.questions.marking import answers_of, version
from content.questions.patterns import unpicked
from portal.people.public import everyone

FEW, ENOUGH = 5, 20  # answers under which no share is shown, and from which on an answer nobody took is named
HARD, EASY = 30, 95  # per cent right (the portal's proposal)
WHY = "how questions are answered counts everybody and shows nobody"


@dataclass
class Item:
    """A question with its counts; shares are whole per cent, None while too few answered."""

    number: int
    question: Question
    block: UUID
    answered: int = 0
    right: int = 0
    first: int = 0  # right with the first answer
    tried: int = 0
    older: int = 0  # answers to an earlier version, counted nowhere else
    picked: Counter[str] = field(default_factory=Counter)
    newer: Any = None  # of the same question in another lesson (`content.bank.newer`)

    @property
    def share(self) -> int | None:
        return round(100 * self.right / self.answered) if self.answered >= FEW else None

    @property
    def first_share(self) -> int | None:
        """Per cent of those who answered that were right at once."""
        return round(100 * self.first / self.answered) if self.answered >= FEW else None

    @property
    def nobody_right(self) -> bool:
        """Whether nobody got it right, though enough people answered."""
        return self.answered >= FEW and not self.right

    @property
    def likeliest_wrong(self) -> tuple[str, int] | None:
        """The wrong choice taken most often, with the per cent who took it; None where none was, or too few answered."""
        wrong = [(share, text) for text, right, share in self.choices if share and not right]
        share, text = max(wrong, default=(0, ""))
        return (text, share) if share else None

    @property
    def mean_tries(self) -> float | None:
        return round(self.tried / self.answered, 1) if self.answered >= FEW else None

    @property
    def difficulty(self) -> str:
        """`hard`, `easy` or nothing to say."""
        share = self.share
        return "" if share is None or HARD <= share <= EASY else "hard" if share < HARD else "easy"

    @property
    def choices(self) -> list[tuple[str, bool, int | None]]:
        """What can be chosen: words, whether right, share of those who took it."""
        found = [(one.key, one.text, one.right) for one in (*self.question.choices, *self.question.spots)]
        if self.question.kind == "order":
            return []
        few = self.answered < FEW
        return [
            (text, right, None if few else round(100 * self.picked[key] / self.answered)) for key, text, right in found
        ]

    @property
    def nobody(self) -> list[str]:
        return unpicked(self.question, self.picked, self.answered, ENOUGH)


def items_of(lesson: Page, questions: Mapping[UUID, Question]) -> list[Item]:
    """Each question of a lesson with the last answers of everybody enrolled in its course."""
    page = str(originals([lesson])[lesson.pk])
    found = {str(block): Item(n, one, block) for n, (block, one) in enumerate(questions.items(), 1)}
    revisions = {block: version(item.question) for block, item in found.items()}
    with everyone(WHY):
        rows = EnrolmentProgress.objects.filter(enrolment__course=course_of(lesson).pk).values_list(
            f"learnt__{page}__answers", flat=True
        )
        for answers in rows.iterator(chunk_size=500):
            for block, held in (answers or {}).items():
                if block in found:
                    _count(found[block], held, revisions[block])
    return list(found.values())


def _count(item: Item, held: dict[str, Any], revision: str) -> None:
    if held.get("revision") != revision:
        item.older += 1
        return
    result = held.get("result", {})
    item.answered += 1
    item.right += bool(result.get("success"))
    item.first += bool(result.get("success")) and tries(result) == 1
    item.tried += tries(result)
    if item.question.kind in ("single", "several", "true_false", "spot"):
        item.picked.update(answers_of(item.question, str(result.get("response", ""))))
