"""A campaign of invented people, from raw statements and papers to a signed decision.

Statements go in by the store's own door and are read by the engine; what is written in bulk (submissions, judgements, lines) comes
from the same functions as one by one, so that a year of a province does not take a day.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from learning_records import public as records
from portal.people.models import Learner
from portal.people.public import everyone
from recognition.cases.handed_in import answers_of, copies_of, note_digests, result_of
from recognition.decisions.signing import write_decision
from recognition.evidence.judging import judge_next
from recognition.models import (
    Assessment,
    Case,
    CriteriaSet,
    Decision,
    DecisionLine,
    Evidence,
    Mark,
    Submission,
    SubmittedItem,
)
from recognition.sets.publishing import criteria_of
from tests.builders.cases import CODES, WHY, Village
from tests.builders.recognition import KEY, statement

_KINDS = ("study-plan", "course-certificate", "witness", "library-card", "reading-log", "language-use", "accounts")
_DEEDS = (("completed", "lesson"), ("completed", "lesson"), ("answered", "question"), ("passed", "assessment"))
_BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)


def campaign(village: Village, people: int, *, at_once: int = 400, seed: int = 11) -> Decision:
    """One decision on so many invented people; who reaches the mark by records, papers and the officer's points is on it."""
    chance, row = random.Random(seed), CriteriaSet.objects.get(key=KEY)
    with everyone(WHY):
        decision = write_decision(
            village.body,
            "777/QĐ-UBND",
            timezone.localdate(),
            village.signer,
            title_key=KEY,
            campaign_year=village.campaign.year,
        )
        done = 0
        while done < people:
            some = Learner.objects.bulk_create(
                Learner(reference=uuid4().hex[:22]) for _one in range(min(at_once, people - done))
            )
            _recorded(some, chance)
            while judge_next(row, 2000):
                pass
            _papers(some, village, chance)
            _decided(decision, village, row, some, chance)
            done += len(some)
    return decision


def _recorded(people: list[Learner], chance: random.Random) -> None:
    made = [one for person in people for one in _year_of(person, chance)]
    for at in range(0, len(made), 500):
        records.record(made[at : at + 500], records.portal_credential())


def _year_of(person: Learner, chance: random.Random) -> Iterator[dict]:
    again = [uuid4() for _one in range(3)]
    for _number in range(chance.randint(0, 6)):
        at = _BEGIN + timedelta(minutes=chance.randrange(300 * 24 * 60))
        code = chance.choice(CODES)
        of = (f"indicators/{KEY}/{code}", *(["competences/tt02_2025/1.1"] if chance.random() < 0.3 else []))
        verb, kind = chance.choice(
            (("completed", "lesson"), ("completed", "lesson"), ("answered", "question"), ("passed", "assessment"))
        )
        result = (
            None
            if kind == "lesson"
            else {"success": chance.random() < 0.7, "score": {"scaled": round(chance.random(), 3)}}
        )
        minutes = chance.choice((None, 15, 30, 45.5))
        activity = chance.choice((None, *again))
        yield statement(
            person.pk,
            verb,
            kind,
            activity=activity,
            category=of,
            minutes=minutes,
            at=at,
            result=None if kind == "lesson" else result,
        )


def _papers(people: list[Learner], village: Village, chance: random.Random) -> None:
    rows, criteria = [], criteria_of(CriteriaSet.objects.get(key=KEY))
    for person in people:
        for kind in chance.sample(_KINDS, chance.randint(0, 3)):
            rows.append(
                Evidence(
                    learner=person,
                    kind="manual",
                    title_key=KEY,
                    rule_id=kind,
                    indicators=list(criteria.manual_kind(kind).indicators),
                    happened_at=_BEGIN + timedelta(days=chance.randrange(300)),
                    title="Giấy chứng nhận",
                    content_hash=uuid4().hex,
                    entered_by=village.staff,
                    on_behalf_of=False,
                )
            )
    Evidence.objects.bulk_create(rows)


@transaction.atomic
def _decided(
    decision: Decision, village: Village, row: CriteriaSet, people: list[Learner], chance: random.Random
) -> None:
    now, evidence = timezone.now(), {one.pk: [] for one in people}
    for one in Evidence.objects.filter(learner__in=people, withdrawn_at=None).order_by("pk"):
        evidence[one.learner_id].append(one)
    cases = Case.objects.bulk_create(
        Case(learner=one, title_key=KEY, campaign=village.campaign, year=village.campaign.year) for one in people
    )
    submissions = [_submission(case, row, village, now) for case in cases]
    items = [copies_of(one, evidence[one.case.learner_id]) for one in submissions]
    note_digests([one for some in items for one in some])
    for one, some in zip(submissions, items, strict=True):
        one.proposed = {code: str(told.points) for code, told in answers_of(one, some).items()}
    Submission.objects.bulk_create(submissions)
    SubmittedItem.objects.bulk_create([one for some in items for one in some])
    judged = [_judged(one, village, now) for one in submissions]
    Assessment.objects.bulk_create(judged)
    marks = [mark for one in judged for mark in _marks(one, chance)]
    Mark.objects.bulk_create(marks)
    Assessment.objects.bulk_update(judged, ["points"])
    lines = (_line(decision, village, row, one) for one in judged)
    DecisionLine.objects.bulk_create([one for one in lines if one is not None])


def _submission(case: Case, row: CriteriaSet, village: Village, now: datetime) -> Submission:
    return Submission(
        case=case,
        number=1,
        at=now,
        by=village.staff,
        on_behalf_of=False,
        criteria_set=row,
        unit=village.unit,
        area_class="ordinary",
        self_points=dict.fromkeys(CODES, "8"),
        self_on_behalf_of=False,
        proposed={},
    )


def _judged(submission: Submission, village: Village, now: datetime) -> Assessment:
    return Assessment(
        submission=submission, assessor=village.officer, state="ended", ended_at=now, outcome="confirm", points={}
    )


def _marks(assessment: Assessment, chance: random.Random) -> list[Mark]:
    """The officer's points for most indicators; what is left to the rules stands as proposed."""
    said = dict(assessment.submission.proposed)
    marks = []
    for code in CODES:
        if chance.random() < 0.95 or Decimal(said[code]) < 5:
            points = Decimal(chance.randint(26, 40)) / 4
            said[code] = str(points)
            marks.append(Mark(assessment=assessment, indicator=code, points=points, reason="Đã xem giấy tờ gốc"))
    assessment.points = said
    return marks


def _line(decision: Decision, village: Village, row: CriteriaSet, assessment: Assessment) -> DecisionLine | None:
    submission, criteria = assessment.submission, criteria_of(row)
    found = result_of(submission, assessment)
    if not found.passed:
        return None
    return DecisionLine(
        decision=decision,
        case=submission.case,
        learner=submission.case.learner,
        submission=submission,
        assessment=assessment,
        set_key=row.key,
        set_version=row.version,
        set_digest=row.digest,
        title=criteria.title,
        unit=village.unit,
        unit_name="Xã Đồng Sen",
        area_class="ordinary",
        points={code: str(Decimal(value)) for code, value in assessment.points.items()},
        total=found.total,
        mark=found.mark,
        floor=criteria.floor_points(),
        name_encrypted=b"",
        assessor=assessment.assessor,
    )
