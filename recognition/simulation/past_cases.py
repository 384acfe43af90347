"""What was handed in in a past year, a batch at a time, as the comparison sees it. Reads copies; changes nothing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone
from psycopg import Cursor

from learning_records import public as records
from portal.people.public import records_of
from recognition.cases.campaigns import Window
from recognition.criteria.answer import Item
from recognition.criteria.match import Matcher, Unreadable
from recognition.criteria.words import Criteria
from recognition.evidence.judged import OF_PAPERS
from recognition.models import Assessment, Case, PaperVerdict, Submission
from recognition.sets.publishing import terms
from recognition.simulation.comparison import Comparison, Subject

# A case that was taken back was judged by nobody.
_NOT_JUDGED = (Case.State.DRAFT, Case.State.WITHDRAWN)
# The columns stand in the order of Item, behind the submission. Times come without a zone: they only put pieces in order, and
# a zone is read by Python, a million times.
_COPY = """
SELECT i.submission_id, i.evidence_id, i.rule_id, i.indicators, i.happened_at AT TIME ZONE 'UTC',
       (i.happened_at AT TIME ZONE %s)::date, coalesce(i.statement_id::text, i.content_hash), i.activity_iri, i.minutes, i.score,
       i.kind = 'manual', i.count * 100::numeric / i.base
FROM recognition_submitteditem i"""
_STANDING = """
 JOIN recognition_evidence e ON e.id = i.evidence_id LEFT JOIN recognition_upload u ON u.id = i.upload_id
WHERE i.submission_id = ANY(%s) AND i.counts
  AND e.withdrawn_at IS NULL AND u.state IS DISTINCT FROM 'infected' AND NOT i.id = ANY(%s)
ORDER BY i.submission_id"""
_OF_SOME_RULES = " WHERE i.submission_id = ANY(%s) AND i.counts AND i.rule_id = ANY(%s) ORDER BY i.submission_id"
_FELL_AWAY = """
SELECT DISTINCT i.submission_id
FROM recognition_submitteditem i JOIN recognition_evidence e ON e.id = i.evidence_id
LEFT JOIN recognition_upload u ON u.id = i.upload_id
WHERE i.submission_id = ANY(%s) AND i.counts
  AND (e.withdrawn_at IS NOT NULL OR u.state = 'infected' OR i.id = ANY(%s))"""


# Columns -> Item without a step of Python between them: a province has ten million.
_OF_IT, _ITEM = itemgetter(slice(1, None)), partial(tuple.__new__, Item)


class Row(NamedTuple):
    """What the trial needs of a submission."""

    number: int
    criteria_set: int
    unit: int
    residential_group: int | None
    subject_group: str
    area_class: str
    proposed: dict[str, str]
    at: datetime
    assessment: int | None
    learner: UUID
    evidence_from: date | None
    evidence_to: date | None


_COLUMNS = (
    "pk", "criteria_set_id", "unit_id", "residential_group_id", "subject_group", "area_class", "proposed", "at",
    "case__assessment_id", "case__learner_id", "case__campaign__evidence_from", "case__campaign__evidence_to",
)  # fmt: skip


def rows_of(cases: QuerySet[Submission]) -> list[Row]:
    """The columns of these submissions, without building models of them."""
    return [Row._make(one) for one in cases.values_list(*_COLUMNS)]


@dataclass(frozen=True)
class HandedIn:
    """One submission of a past year: where it counts, by which version it was judged, and what stands for it."""

    number: int
    criteria_set: int
    unit: int
    residential_group: int | None
    subject_group: str
    subject: Subject


def past_cases(key: str, year: int) -> QuerySet[Submission]:
    """What was handed in last in each case of this title and year, and not taken back."""
    rows = Submission.objects.filter(criteria_set__key=key, case__year=year, case__submission=F("pk"))
    return rows.exclude(case__state__in=_NOT_JUDGED)


def years_of(key: str) -> list[int]:
    """The years of which there are cases, the last one first."""
    rows = Case.objects.filter(submission__criteria_set__key=key).exclude(state__in=_NOT_JUDGED)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def handed_in(rows: Collection[Row], sides: Mapping[int, "Side"]) -> Iterator[HandedIn]:
    """These submissions with their evidence: four questions for all of one version together.

    `sides`: by the criteria set of the submission, what it is compared with and how evidence is found that its copies cannot
    hold; for those the record store is asked person by person. What an officer refused, what was voided since and what lies
    outside the campaign's period does not count, as on the officer's page.
    """
    for number, side in sides.items():
        of_it = [row for row in rows if row.criteria_set == number]
        evidence, fell_away = _evidence(of_it, None if side.anew else side.comparison.rests_on)
        for row in of_it:
            yield _one(row, evidence.get(row.number, []), row.number in fell_away, side.anew)


def _one(row: Row, items: list[Item], fell_away: bool, anew: "Anew | None") -> HandedIn:
    # What was proposed when it was handed in still holds where nothing fell away since.
    kept = None if fell_away else {code: _as_number(text) for code, text in row.proposed.items()}
    found = anew.items(row, items) if anew else None
    subject = Subject(
        row.number, str(row.unit), row.subject_group, row.area_class, items, items_anew=found, proposed=kept
    )
    return HandedIn(row.number, row.criteria_set, row.unit, row.residential_group, row.subject_group, subject)


@cache
def _as_number(text: str) -> Decimal:
    return Decimal(text)


def _evidence(rows: Collection[Row], rules: Collection[str] | None) -> tuple[dict[int, list[Item]], set[int]]:
    """By submission, the pieces that count; and the submissions of which some do not count any more.

    With `rules`, of a submission from which nothing fell away only the pieces of these rules and kinds.
    """
    numbers, refused = [row.number for row in rows], list(_refused(rows))
    items: dict[int, list[Item]] = {}
    connection.ensure_connection()
    # Binary: numbers and times need not be read from texts, a million times.
    with Cursor(connection.connection) as cursor:
        fell_away = {number for (number,) in cursor.execute(_FELL_AWAY, [numbers, refused], binary=True)}
        whole = numbers if rules is None else [number for number in numbers if number in fell_away]
        zone = settings.TIME_ZONE
        found = cursor.execute(_COPY + _STANDING, [zone, whole, refused], binary=True).fetchall() if whole else []
        if rules is not None:
            some = [number for number in numbers if number not in fell_away]
            found += cursor.execute(_COPY + _OF_SOME_RULES, [zone, some, list(rules)], binary=True).fetchall()
    for number, pieces in groupby(found, key=itemgetter(0)):
        items[number] = list(map(_ITEM, map(_OF_IT, pieces)))
    return items, fell_away


def _refused(rows: Collection[Row]) -> set[int]:
    """The copies that were refused by whoever judged the papers of a case last."""
    judged = [row.number for row in rows if row.assessment]
    said: dict[int, str] = {}
    if judged:
        ended = Assessment.objects.filter(submission__in=judged, state=Assessment.State.ENDED, kind__in=OF_PAPERS)
        counting = dict(ended.order_by("ended_at", "pk").values_list("submission", "pk"))
        last = PaperVerdict.objects.filter(assessment__in=counting.values()).order_by("pk")
        said = dict(last.values_list("item_id", "verdict"))
    return {item for item, verdict in said.items() if verdict == PaperVerdict.Verdict.REFUSED}


@dataclass(frozen=True)
class Side:
    """A version that cases were handed in under: its comparison with the new set, and how evidence is found anew if it must be."""

    comparison: Comparison
    anew: "Anew | None"


class Anew:
    """Evidence for rules that read other statements than those of the version a case was handed in under.

    Its copies do not hold what such a rule would have found, so the record store is asked: statements of the person, of
    authorities that the new set trusts, stored when the case was handed in, with a day inside the campaign's period.
    """

    def __init__(self, new: Criteria, rules: Collection[str], authorities: Collection[str]) -> None:
        self._rules, self._ours = frozenset(rules), frozenset(authorities)
        self._known = frozenset(rule.id for rule in new.rules) - self._rules
        self._verbs = sorted({verb for rule in new.rules if rule.id in self._rules for verb in rule.verbs})
        self._matcher = Matcher(new, terms())

    def items(self, row: Row, copies: Collection[Item]) -> list[Item]:
        """What the new set's rules find: the copies of rules that read the same, and statements for those that do not."""
        found = [item for item in copies if item.manual or item.share is not None or item.rule_id in self._known]
        people = sorted(records_of([row.learner]))  # a case may have been begun under the second record
        for stored in (one for who in people for one in records.statements_of(who, verbs=self._verbs)):
            if stored.authority in self._ours and stored.stored <= row.at:
                found += self._of(stored, Window(row.evidence_from, row.evidence_to))
        return found

    def _of(self, stored: records.Stored, period: Window) -> list[Item]:
        day = timezone.localdate(stored.timestamp, ZoneInfo(settings.TIME_ZONE))
        if not period.holds(day):
            return []
        try:
            matches = self._matcher.match(stored.statement)
            at = stored.timestamp.astimezone(UTC).replace(tzinfo=None)
        except (Unreadable, KeyError, TypeError, AttributeError):  # judging puts such a statement aside
            return []
        return [
            Item(stored.seq, one.rule.id, (one.rule.indicator,), at, day, str(stored.statement_id),
                 one.activity, one.minutes, one.score)
            for one in matches if one.rule.id in self._rules
        ]  # fmt: skip
