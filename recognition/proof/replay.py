"""A decision computed anew from raw statements and papers: each line has to come out as it was signed.

What the portal kept in between (copies, proposed points, marks, lines) is compared with what the engine makes of each statement as
it was stored. A statement that is gone is compared by its digest alone, which the copy keeps.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from learning_records import public as records
from portal.people.public import everyone, records_of
from recognition.cases.campaigns import in_period
from recognition.criteria.answer import answer
from recognition.criteria.match import Match, Unreadable
from recognition.criteria.score import score
from recognition.criteria.words import Criteria
from recognition.evidence.items import item_of
from recognition.evidence.statements import account_of
from recognition.models import (
    Assessment,
    CriteriaSet,
    Decision,
    DecisionLine,
    Evidence,
    Mark,
    PaperVerdict,
    SubmittedItem,
    Upload,
)
from recognition.sets.publishing import authorities_of, criteria_of, digest, matcher_of

_WHY = "a decision is computed anew from what was recorded"
_BATCH = 200  # lines whose statements lie in memory


@dataclass(frozen=True)
class Difference:
    """What did not come out as it was signed: the line, where, what is kept and what was computed."""

    line: int
    where: str
    kept: str
    found: str


@dataclass(frozen=True)
class Counted:
    """How much a replay has looked at. `gone`: statements that are there by their digest only."""

    lines: int = 0
    statements: int = 0
    papers: int = 0
    gone: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.lines + other.lines,
            self.statements + other.statements,
            self.papers + other.papers,
            self.gone + other.gone,
        )


def replay(decision: Decision) -> tuple[list[Difference], Counted]:
    """What differs in a decision, and how much was computed anew. One that ends certificates has no lines: nothing."""
    differences, counted = [], Counted()
    for some in _batches(decision):
        stored = _statements(some)
        for line in some:
            run = _Run(line, stored)
            differences += run.differences()
            counted += run.counted
    return differences, counted


def _batches(decision: Decision) -> Iterator[list[DecisionLine]]:
    of = ("submission__criteria_set", "submission__case__campaign", "assessment")
    position = 0
    with everyone(_WHY):
        rows = DecisionLine.objects.filter(decision=decision).select_related(*of).order_by("pk")
        rows = rows.prefetch_related(
            Prefetch("submission__items", SubmittedItem.objects.select_related("evidence", "upload")),
            Prefetch("assessment__marks", Mark.objects.order_by("pk")),
            Prefetch("assessment__verdicts", PaperVerdict.objects.order_by("pk")),
        )
        while some := list(rows.filter(pk__gt=position)[:_BATCH]):
            yield some
            position = some[-1].pk


def _statements(lines: list[DecisionLine]) -> Mapping[UUID, records.Stored]:
    items = (item for line in lines for item in line.submission.items.all())
    return records.find_many({item.statement_id for item in items if item.statement_id})


def fallen(item: SubmittedItem, assessment: Assessment) -> bool:
    """Whether a copy no longer stood when the assessment ended: its record voided, or its file infected."""
    gone, ended = item.evidence.withdrawn_at, assessment.ended_at
    infected = item.upload is not None and item.upload.state == Upload.State.INFECTED
    return infected or (gone is not None and ended is not None and gone <= ended)


class _Run:
    """One line computed anew."""

    def __init__(self, line: DecisionLine, stored: Mapping[UUID, records.Stored]) -> None:
        self.line, self.submission, self.assessment = line, line.submission, line.assessment
        self.stored, self.counted = stored, Counted(lines=1)
        self.set: CriteriaSet = line.submission.criteria_set
        self.criteria: Criteria = criteria_of(self.set)
        self.items = list(line.submission.items.all())
        self.found: list[Difference] = []

    def differences(self) -> list[Difference]:
        """All that differs, from the statements on to the line."""
        people = records_of([self.line.learner_id])
        for item in self.items:
            self._item(item, people)
        self._same("proposed", self.submission.proposed, self._proposed(()))
        if self.assessment.kind != Assessment.Kind.COUNCIL:
            self._same("points", self.assessment.points, self._set())
        self._same("points of the line", self.line.points, _numbers(self.assessment.points))
        self._verdict()
        return self.found

    def _tell(self, where: str, kept: Any, found: Any) -> None:
        if kept != found:
            self.found.append(Difference(self.line.pk, where, str(kept), str(found)))

    def _same(self, where: str, kept: Mapping[str, str], found: Mapping[str, Decimal]) -> None:
        self._tell(where, _numbers(kept), dict(found))

    def _item(self, item: SubmittedItem, people: set[UUID]) -> None:
        where = f"item {item.pk}"
        campaign = self.submission.case.campaign
        if campaign.unit_id == self.submission.unit_id:  # a transferred case was handed in to another one
            day = timezone.localdate(item.happened_at)
            self._tell(f"{where}, period", item.counts, in_period(campaign, day))
        if item.kind != Evidence.Kind.AUTOMATIC:
            self._paper(item, where)
            return
        stored = self.stored.get(item.statement_id) if item.statement_id else None
        if stored is None:
            self.counted += Counted(gone=1)
            self._tell(f"{where}, digest of a statement that is gone", bool(item.statement_digest), True)
            return
        self.counted += Counted(statements=1)
        if item.statement_digest:
            text = hashlib.sha256(stored.text.encode("utf-8")).hexdigest()
            self._tell(f"{where}, statement", item.statement_digest, text)
        self._tell(f"{where}, person", account_of(stored.statement) in people, True)
        self._tell(f"{where}, authority", stored.authority in authorities_of(self.set), True)
        self._tell(where, _copied(item), self._read(item, stored))

    def _read(self, item: SubmittedItem, stored: records.Stored) -> tuple[Any, ...]:
        """What the engine reads in the statement for the rule of the copy; nothing when it speaks for another one."""
        try:
            matches: list[Match] = matcher_of(self.set).match(stored.statement)
        except Unreadable:
            return ()
        match = next((one for one in matches if one.rule.id == item.rule_id), None)
        if match is None:
            return ()
        told = (match.rule.indicator,)
        return told, stored.timestamp, match.activity, match.act, match.minutes, match.score

    def _paper(self, item: SubmittedItem, where: str) -> None:
        self.counted += Counted(papers=1)
        kind = self.criteria.manual_kind(item.rule_id)
        fits = kind is None or set(item.indicators) <= set(kind.indicators)
        self._tell(f"{where}, kind of paper", fits, True)

    def _proposed(self, left_out: Any) -> dict[str, Decimal]:
        rows = [item_of(one, one.evidence_id) for one in self.items if one.counts and one.pk not in left_out]
        return {code: one.points for code, one in answer(self.criteria, rows).items()}

    def _set(self) -> dict[str, Decimal]:
        """What the assessor set last for each indicator, else what the rules propose without the refused papers."""
        last = {one.item_id: one.verdict for one in self.assessment.verdicts.all()}
        refused = {pk for pk, verdict in last.items() if verdict == PaperVerdict.Verdict.REFUSED}
        refused |= {one.pk for one in self.items if fallen(one, self.assessment)}
        return self._proposed(refused) | {one.indicator: one.points for one in self.assessment.marks.all()}

    def _verdict(self) -> None:
        line, apart = self.line, self.assessment.not_applicable
        found = score(self.criteria, _numbers(line.points), self.submission.area_class, apart)
        band = next((one.name for one in self.criteria.bands or () if one.code == found.band), "")
        level = next((one.name for one in self.criteria.levels if one.level == found.level), "")
        kept = (True, line.total, line.mark, line.floor, line.band, line.level, line.not_applicable)
        came = (found.passed, found.total, found.mark, self.criteria.floor_points(), band, level, apart)
        self._tell("outcome", kept, came)
        self._tell("set", line.set_digest, self.set.digest)
        self._tell("text of the set", self.set.digest, _digest(self.set.text))


_digest = lru_cache(maxsize=8)(digest)  # lines of a decision share one set or two


def _numbers(text: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: Decimal(value) for code, value in text.items()}


def _copied(item: SubmittedItem) -> tuple[Any, ...]:
    return tuple(item.indicators), item.happened_at, item.activity_iri, item.act, item.minutes, item.score
