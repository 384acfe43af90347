"""Where a case stands on an officer's desk: the points in each box, what they come to, and which papers were opened.

Small enough to be asked at every keystroke; the page itself is made with the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from recognition.assessment.bar import Bar, bar_of, without
from recognition.assessment.drafts import Draft
from recognition.assessment.work import Work
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows
from recognition.cases.handed_in import answers_of, items_of, points_of
from recognition.cases.said import NOT_APPLICABLE
from recognition.criteria.words import Criteria
from recognition.evidence.judged import OF_PAPERS
from recognition.evidence.wording import number
from recognition.models import Assessment, Case, Evidence, Mark, PaperOpened, PaperVerdict, SubmittedItem, Upload
from recognition.sets.publishing import criteria_of

NAMED = 4  # indicators that the bar names


@dataclass(frozen=True)
class Standing:
    """`values`, `reasons`: what stands in each box. `papers`: those with a file that can be opened, in the order of the form.

    `chosen`, `paper`: the indicator and the paper looked at.
    """

    case: Case
    criteria: Criteria
    work: Work
    values: Mapping[str, str]
    reasons: Mapping[str, str]
    message: str
    bar: Bar
    papers: tuple[SubmittedItem, ...]
    chosen: str
    paper: SubmittedItem | None

    @property
    def open(self) -> bool:
        """Whether the case waits for a judgement."""
        return self.case.state == lifecycle.SUBMITTED

    @property
    def judged(self) -> bool:
        """Whether an officer spoke last, so that the step can be taken back."""
        return self.case.state in lifecycle.JUDGED and self.case.assessment_id is not None

    @property
    def frozen(self) -> bool:
        """Whether nobody may judge in this campaign now."""
        return lifecycle.ASSESSMENT not in open_windows(self.case.campaign)

    @property
    def unopened(self) -> tuple[SubmittedItem, ...]:
        """Papers that could be opened and were not."""
        return tuple(one for one in self.papers if one.pk not in self.work.opened)

    @property
    def to_open(self) -> SubmittedItem | None:
        """The first of them that is not on the screen already: without script, a link to where one is leads nowhere."""
        return next((one for one in self.unopened if one != self.paper), self.paper if self.unopened else None)

    @property
    def unopened_codes(self) -> tuple[str, ...]:
        """The first indicators whose papers were not all opened, each once; a sign where there are more."""
        codes = tuple(dict.fromkeys(self.code_of(one) for one in self.unopened))
        return codes if len(codes) <= NAMED else (*codes[:NAMED], "…")

    def code_of(self, item: SubmittedItem) -> str:
        """The first indicator of the form that a paper speaks for."""
        known = tuple(self.criteria.by_code)
        return next((code for code in known if code in item.indicators), known[0])

    @property
    def opened(self) -> int:
        """How many papers were opened."""
        return len(self.papers) - len(self.unopened)

    @property
    def without(self) -> str:
        """What the sum would be without the paper looked at; empty where none is, or where it does not count anyway."""
        item = self.paper
        if item is None or item.pk in self.work.refused or self.bar.verdict is None or self.case.submission is None:
            return ""
        then = answers_of(self.case.submission, self.work.items, {*self.work.refused, item.pk})
        return without(
            self.criteria,
            self.case.submission.area_class,
            self.bar.points,
            {code: one.points for code, one in self.work.answers.items()},
            {code: one.points for code, one in then.items()},
            item.indicators,
            self.bar.apart,
        )


def standing(
    case: Case,
    user,
    draft: Draft,
    *,
    work: Work | None = None,
    typed: Mapping[str, tuple[str, str]] | None = None,
    chosen: str = "",
    paper: str = "",
    message: str | None = None,
) -> Standing:
    """Where the case stands for this officer. `draft`: what was typed before; `typed`, `message`: what was typed just now."""
    submission = case.submission
    if submission is None:
        raise ValueError("the case has not been handed in")
    waits, work = case.state == lifecycle.SUBMITTED, work or desk_work(case, user)
    criteria = criteria_of(submission.criteria_set)
    values, reasons = _boxes(case, work, draft if waits else {}, typed or {})
    shown = [item for item in work.items if item.kind == Evidence.Kind.MANUAL]
    order = {code: place for place, code in enumerate(criteria.by_code)}
    shown.sort(key=lambda item: (min(order.get(code, 99) for code in item.indicators), item.pk))
    here = _paper(shown, work, paper, chosen)
    code = chosen if chosen in order else _first(here, order)
    said = message if message is not None else draft["message"].text if waits and "message" in draft else ""
    return Standing(
        case=case,
        criteria=criteria,
        work=work,
        values=values,
        reasons=reasons,
        message=said,
        bar=bar_of(criteria, submission.area_class, values, code),
        papers=tuple(item for item in shown if opens(item)),
        chosen=code,
        paper=here,
    )


def desk_work(case: Case, user) -> Work:
    """What this officer has in work while the case waits; afterwards what was said and counts. Two queries."""
    if case.submission is None:
        raise ValueError("the case has not been handed in")
    said = QuerySet(Assessment).filter(submission=case.submission_id)  # seen with the case: the scope is asked once
    if case.state == lifecycle.SUBMITTED:
        said = said.filter(kind=Assessment.Kind.FIRST, assessor=user)
    elif case.assessment is not None and case.assessment.kind in OF_PAPERS:
        said = said.filter(pk=case.assessment_id)
    else:  # taken back or ended: what was said last; by a council: what was said of the papers and marks it voted on
        said = said.filter(state=Assessment.State.ENDED, kind__in=OF_PAPERS).order_by("-ended_at", "-pk")
    return _whole(items_of(case.submission), case, _with_all(said).first())


def _with_all(said: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Assessments with their marks, verdicts and opened papers, each as a column."""
    of = {"assessment": OuterRef("pk")}  # what hangs on an assessment is seen with it too
    mark = JSONObject(code="indicator", points=Cast("points", TextField()), reason="reason", left_out="not_applicable")
    verdict = JSONObject(item="item", verdict="verdict", reason="reason")
    return said.annotate(
        all_marks=ArraySubquery(QuerySet(Mark).filter(**of).order_by("pk").values(said=mark)),
        all_verdicts=ArraySubquery(QuerySet(PaperVerdict).filter(**of).order_by("pk").values(said=verdict)),
        all_opened=ArraySubquery(QuerySet(PaperOpened).filter(**of).values("item")),
    )


def _whole(items: list[SubmittedItem], case: Case, said: Any) -> Work:
    refused: dict[int, str] = {}
    for one in said.all_verdicts if said else ():
        refused.pop(one["item"], None)
        if one["verdict"] == PaperVerdict.Verdict.REFUSED:
            refused[one["item"]] = one["reason"]
    marks = {
        one["code"]: Mark(
            indicator=one["code"],
            points=Decimal(one["points"]),
            reason=one["reason"],
            not_applicable=one["left_out"],
        )
        for one in (said.all_marks if said else ())
    }
    answers = answers_of(case.submission, items, refused)
    return Work(said, items, answers, marks, refused, frozenset(said.all_opened if said else ()))


def opens(item: SubmittedItem) -> bool:
    """Whether a paper has a file that may be opened now."""
    return item.upload is not None and item.upload.state == Upload.State.OPEN


def _first(paper: SubmittedItem | None, order: Mapping[str, int]) -> str:
    return next((code for code in (paper.indicators if paper else ()) if code in order), next(iter(order)))


def _boxes(
    case: Case, work: Work, draft: Draft, typed: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed just now, else what was typed before, else what was set, else what is proposed."""
    said = points_of(case.assessment.points) if case.assessment is not None else {}
    apart = case.assessment.not_applicable if case.assessment is not None else {}
    values, reasons = {}, {}
    for code, one in work.answers.items():
        mark = work.marks.get(code)
        stands: Decimal = said.get(code, mark.points if mark else one.points)
        left_out = code in apart or (mark is not None and mark.not_applicable)
        value, reason = NOT_APPLICABLE if left_out else number(stands), mark.reason if mark else ""
        kept = draft.get(f"points-{code}"), draft.get(f"reason-{code}")
        value, reason = (kept[0].text if kept[0] else value), (kept[1].text if kept[1] else reason)
        values[code], reasons[code] = typed.get(code, (value, reason))
    return values, reasons


def _paper(shown: list[SubmittedItem], work: Work, asked: str, chosen: str) -> SubmittedItem | None:
    """The paper asked for; else the first of the indicator looked at that is not opened yet, or its first one."""
    for item in shown:
        if str(item.pk) == asked:
            return item
    of_it = [item for item in shown if not chosen or chosen in item.indicators]
    return next((item for item in of_it if opens(item) and item.pk not in work.opened), of_it[0] if of_it else None)
