"""A past year of the invented set: everybody of `changed_set` with a case that was handed in, written into the database.

Evidence and copies come from the rows of numbers; the points they came to are those of hand-written arithmetic. Nothing of
`recognition` is asked for what the cases come to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from uuid import UUID

from django.db import connection

from portal.people.models import Learner, User
from portal.people.public import everyone
from portal.places.models import ResidentialGroup, Unit
from recognition.models import Campaign, Case, CriteriaSet, Submission
from recognition.sets.publishing import publish
from tests.builders.changed_set import TEXT, Row, points_before, subject
from tests.builders.people import make_province, make_unit, make_user

GROUPS = ("Thôn Đông", "Thôn Đoài", "Thôn Trung")
WHY = "a test makes a past year"
_DAY = date(2025, 7, 1)
_AT = datetime(2026, 5, 1, 3, tzinfo=UTC)
_EVIDENCE = (
    "id, learner_id, kind, title_key, criteria_set_id, rule_id, indicators, happened_at, created_at, statement_id, activity_iri, "
    "minutes, score, generation, title, content_hash, entered_by_id, on_behalf_of"
)
_COPIES = (
    "id, submission_id, evidence_id, kind, rule_id, indicators, happened_at, title, statement_id, activity_iri, minutes, score, "
    "content_hash, entered_by_id, entered_at, on_behalf_of, counts"
)


@dataclass
class PastYear:
    """What was made: the version that everybody was measured by, and where each invented place and group went."""

    year: int
    criteria_set: CriteriaSet
    units: dict[str, Unit]
    groups: dict[tuple[str, str], ResidentialGroup]
    campaigns: dict[str, Campaign]
    by: User


def group_of(row: Row) -> str:
    """The residential group of an invented person."""
    return GROUPS[row.number % len(GROUPS)]


def past_year(people: Iterable[Row], *, year: int = 2025, at_once: int = 1000) -> PastYear:
    """Everybody with a case that was handed in in this year; `at_once` people lie in memory."""
    made = PastYear(year, publish(TEXT, "thu_diem_san-1.yaml"), {}, {}, {}, make_user())
    province, waiting = make_province("Sen Hồng"), iter(people)
    while some := list(islice(waiting, at_once)):
        with everyone(WHY):
            for row in some:
                _place(made, row, province)
            _write(made, some)
    with connection.cursor() as cursor:
        for table in ("submission", "submitteditem", "evidence", "case"):
            cursor.execute(f"ANALYZE recognition_{table}")
    return made


def _place(made: PastYear, row: Row, province: Unit) -> None:
    if row.unit in made.units:
        return
    unit = made.units[row.unit] = make_unit(row.unit, "xa", province)
    for name in GROUPS:
        made.groups[row.unit, name] = ResidentialGroup.objects.create(unit=unit, name=name, valid_from=_DAY)
    made.campaigns[row.unit] = Campaign.objects.create(
        unit=unit,
        year=made.year,
        title_key=made.criteria_set.key,
        criteria_set=made.criteria_set,
        submission_from=date(made.year + 1, 1, 1),
        submission_to=date(made.year + 1, 6, 30),
        assessment_to=date(made.year + 1, 9, 30),
    )


def _write(made: PastYear, people: list[Row]) -> None:
    learners = Learner.objects.bulk_create(Learner(reference=f"{made.year}-{row.number}") for row in people)
    cases = Case.objects.bulk_create(
        Case(learner=learner, title_key=made.criteria_set.key, campaign=made.campaigns[row.unit], year=made.year)
        for row, learner in zip(people, learners, strict=True)
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            case=case,
            number=1,
            at=_AT,
            by=made.by,
            on_behalf_of=False,
            criteria_set=made.criteria_set,
            unit=made.units[row.unit],
            residential_group=made.groups[row.unit, group_of(row)],
            subject_group=row.group,
            area_class=row.area,
            self_points={},
            self_on_behalf_of=False,
            proposed={code: str(quarters / 4) for code, quarters in points_before(row).items()},
        )
        for row, case in zip(people, cases, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recognition_case c SET state = 'submitted', submission_id = s.id, unit_id = s.unit_id, "
            "residential_group_id = s.residential_group_id, submitted_at = s.at FROM recognition_submission s "
            "WHERE s.case_id = c.id AND s.id = ANY(%s)",
            [[one.pk for one in submissions]],
        )
    rows = list(_rows(made, people, learners, submissions))
    _copy("recognition_evidence", _EVIDENCE, (evidence for evidence, _copied in rows))
    _copy("recognition_submitteditem", _COPIES, (copied for _evidence, copied in rows))


def _rows(made: PastYear, people, learners, submissions) -> Iterator[tuple[tuple, tuple]]:
    number = _numbers()
    for row, learner, submission in zip(people, learners, submissions, strict=True):
        for item in subject(row).items:
            number += 1
            kind = "manual" if item.manual else "automatic"
            statement, said = (None, f"{number:064}") if item.manual else (UUID(int=number), "")
            by = made.by.pk if item.manual else None
            codes, at, same = list(item.indicators), item.happened_at, (item.activity, item.minutes, item.score)
            set_ = None if item.manual else made.criteria_set.pk
            yield (
                (number, learner.pk, kind, made.criteria_set.key, set_, item.rule_id, codes, at, at, statement, *same, 1, "",
                 said, by, False),
                (number, submission.pk, number, kind, item.rule_id, codes, at, "", statement, *same, said, by, at, False, True),
            )  # fmt: skip
    with connection.cursor() as cursor:
        for table in ("evidence", "submitteditem"):
            cursor.execute(f"SELECT setval('recognition_{table}_id_seq', %s)", [number + 1])


def _numbers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(id) FROM recognition_evidence), (SELECT max(id) FROM recognition_submitteditem), 0)"
        )
        return cursor.fetchone()[0]


def _copy(table: str, columns: str, rows: Iterable[tuple]) -> None:
    empty = ["act", "link", "witness", *(["statement_digest"] if table.endswith("submitteditem") else [])]
    columns = ", ".join([columns, *empty])
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *("" for _name in empty)))
