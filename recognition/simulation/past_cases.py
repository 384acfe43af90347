"""What was handed in in a past year, a batch at a time, as the comparison sees it. Reads copies; changes nothing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from learning_records import public as records
from portal.people.public import LearnerAlias
from recognition.cases.campaigns import in_period
from recognition.criteria.answer import Item
from recognition.criteria.match import Matcher, Unreadable
from recognition.criteria.words import Criteria
from recognition.models import Campaign, Case, PaperVerdict, Submission
from recognition.sets.publishing import terms
from recognition.simulation.comparison import Subject

# A case that was taken back was judged by nobody.
_NOT_JUDGED = (Case.State.DRAFT, Case.State.WITHDRAWN)
# The columns stand in the order of Item, behind the submission and whether the piece still counts.
_ITEMS = """
SELECT i.submission_id, i.id, e.withdrawn_at IS NULL AND u.state IS DISTINCT FROM 'infected',
       i.evidence_id, i.rule_id, i.indicators, i.happened_at, (i.happened_at AT TIME ZONE %s)::date,
       coalesce(i.statement_id::text, i.content_hash), i.activity_iri, i.minutes, i.score, i.kind = 'manual'
FROM recognition_submitteditem i JOIN recognition_evidence e ON e.id = i.evidence_id
LEFT JOIN recognition_upload u ON u.id = i.upload_id
WHERE i.submission_id = ANY(%s) AND i.counts
ORDER BY i.submission_id
"""


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


def handed_in(rows: Collection[Submission], anew: Mapping[int, "Anew"]) -> Iterator[HandedIn]:
    """These submissions with their evidence: three questions for all of them together.

    `anew`: by the criteria set of the submission, how to find evidence that its copies cannot hold; for those the rules of
    the record store are asked person by person. What an officer refused, what was voided since and what lies outside the
    campaign's period does not count, as on the officer's page.
    """
    evidence, fell_away = _evidence(rows)
    for row in rows:
        items = evidence.get(row.pk, [])
        other = anew.get(row.criteria_set_id)
        # What was proposed when it was handed in still holds where nothing fell away since.
        kept = None if row.pk in fell_away else _points(row.proposed)
        yield HandedIn(
            row.pk, row.criteria_set_id, row.unit_id, row.residential_group_id, row.subject_group,
            Subject(
                row.pk, str(row.unit_id), row.subject_group, row.area_class, items,
                items_anew=other.items(row, items) if other else None, proposed=kept,
            ),
        )  # fmt: skip


@cache
def _as_number(text: str) -> Decimal:
    return Decimal(text)


def _points(proposed: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: _as_number(text) for code, text in proposed.items()}


def _evidence(rows: Collection[Submission]) -> tuple[dict[int, list[Item]], set[int]]:
    """By submission, the pieces that count; and the submissions of which some do not count any more."""
    refused = _refused(rows)
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [settings.TIME_ZONE, [row.pk for row in rows]])
        found = cursor.fetchall()
    items: dict[int, list[Item]] = {}
    fell_away: set[int] = set()
    for number, pieces in groupby(found, key=itemgetter(0)):
        here = items[number] = []
        for row in pieces:
            if row[2] and row[1] not in refused:
                here.append(Item._make(row[3:]))
            else:
                fell_away.add(number)
    return items, fell_away


def _refused(rows: Collection[Submission]) -> set[int]:
    """The copies that the assessment refused which counts for its case."""
    assessments = [row.case.assessment_id for row in rows if row.case.assessment_id]
    said: dict[int, str] = {}
    if assessments:
        last = PaperVerdict.objects.filter(assessment__in=assessments).order_by("pk")
        said = dict(last.values_list("item_id", "verdict"))
    return {item for item, verdict in said.items() if verdict == PaperVerdict.Verdict.REFUSED}


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

    def items(self, row: Submission, copies: Collection[Item]) -> list[Item]:
        """What the new set's rules find: the copies of rules that read the same, and statements for those that do not."""
        found = [item for item in copies if item.manual or item.rule_id in self._known]
        learner = row.case.learner_id
        people = [learner, *LearnerAlias.objects.filter(learner=learner).values_list("alias", flat=True)]
        for stored in (one for who in people for one in records.statements_of(who, verbs=self._verbs)):
            if stored.authority in self._ours and stored.stored <= row.at:
                found += self._of(stored, row.case.campaign)
        return found

    def _of(self, stored: Any, campaign: Campaign) -> list[Item]:
        day = _day(stored.timestamp)
        if not in_period(campaign, day):
            return []
        try:
            matches = self._matcher.match(stored.statement)
        except (Unreadable, KeyError, TypeError, AttributeError):  # judging puts such a statement aside
            return []
        return [
            Item(stored.seq, one.rule.id, (one.rule.indicator,), stored.timestamp, day, str(stored.statement_id),
                 one.activity, one.minutes, one.score)
            for one in matches if one.rule.id in self._rules
        ]  # fmt: skip


def _day(moment: datetime) -> Any:
    return timezone.localdate(moment, ZoneInfo(settings.TIME_ZONE))
