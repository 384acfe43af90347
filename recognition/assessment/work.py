"""An assessment as it is worked on: whose it is, its marks, the papers it judged."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from recognition.cases.handed_in import answers_of, items_of
from recognition.criteria.answer import Answer
from recognition.models import Assessment, Case, Mark, PaperVerdict, SubmittedItem

FIRST, OPEN = Assessment.Kind.FIRST, Assessment.State.OPEN


@dataclass(frozen=True)
class Work:
    """What one person has said of a submission so far. `refused`: number of item -> reason."""

    assessment: Assessment | None
    items: list[SubmittedItem]
    answers: dict[str, Answer]
    marks: dict[str, Mark] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()

    @property
    def points(self) -> dict[str, Decimal]:
        """Points by indicator as they stand: what was set, else what the rules propose."""
        return {
            code: self.marks[code].points if code in self.marks else one.points for code, one in self.answers.items()
        }

    @property
    def not_applicable(self) -> dict[str, str]:
        """The targets that are left out, each with the reason."""
        return {code: mark.reason for code, mark in self.marks.items() if mark.not_applicable}

    @property
    def without_reason(self) -> str:
        """The first indicator whose mark differs from the proposed points and says not why; empty: none."""
        for code, one in self.answers.items():
            mark = self.marks.get(code)
            if mark is not None and mark.points != one.points and not mark.reason:
                return code
        return ""


def of_person(case: Case, user) -> Assessment | None:
    """The first assessment of what was handed in last, as far as this person has one."""
    return Assessment.objects.filter(submission=case.submission_id, kind=FIRST, assessor=user).first()


def work_of(case: Case, assessment: Assessment | None) -> Work:
    """All that was said in an assessment (None: nothing yet) of what was handed in last."""
    if case.submission is None:
        raise ValueError("the case has not been handed in")
    items = items_of(case.submission)
    if assessment is None:
        return Work(None, items, answers_of(case.submission, items))
    marks = {mark.indicator: mark for mark in assessment.marks.all()}
    refused: dict[int, str] = {}
    for said in assessment.verdicts.all():
        refused.pop(said.item_id, None)
        if said.verdict == PaperVerdict.Verdict.REFUSED:
            refused[said.item_id] = said.reason
    opened = frozenset(assessment.opened.values_list("item", flat=True))
    return Work(assessment, items, answers_of(case.submission, items, refused), marks, refused, opened)


def begin(case: Case, user) -> Assessment:
    """The person's own first assessment of a locked case that waits, in work; what others had in work is left by them."""
    first = Assessment.objects.filter(submission=case.submission_id, kind=FIRST)
    for other in first.filter(state=OPEN).exclude(assessor=user):
        take_back(other, Assessment.State.LEFT)
    mine = of_person(case, user)
    if mine is None:
        return Assessment.objects.create(submission_id=case.submission_id, assessor=user)
    if mine.state != OPEN:
        take_back(mine, OPEN)
    return mine


def take_back(assessment: Assessment, state: str) -> None:
    """Puts an assessment back into work, or leaves it to others: it has no outcome any more; its marks stay its own."""
    assessment.state, assessment.ended_at, assessment.outcome = state, None, ""
    assessment.points, assessment.not_applicable, assessment.words = {}, {}, ""
    assessment.save()


def end(work: Work, outcome: str, words: str = "") -> Assessment:
    """Ends an assessment with what it comes to."""
    assessment = work.assessment
    if assessment is None:
        raise ValueError("no assessment was begun")
    assessment.state, assessment.ended_at, assessment.outcome = Assessment.State.ENDED, timezone.now(), outcome
    assessment.points = {code: f"{value:.2f}" for code, value in work.points.items()}
    assessment.not_applicable, assessment.words = work.not_applicable, words
    assessment.save()
    return assessment
