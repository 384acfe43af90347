"""The numbers that questions are made from, counted by the database: a fixed number of questions, however many cases there are."""

from collections import defaultdict
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.people.public import PersonalRecord
from portal.places.public import Unit
from recognition.assessment.second.agreement import agreement
from recognition.cases import lifecycle
from recognition.figures.honesty.questions import Counts, thresholds
from recognition.figures.reports.report import age_of
from recognition.figures.year_results import line_within, within
from recognition.models import Case, DecisionLine, PaperOpened, SecondMarking, SubmittedItem
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current
from recognition.titles.registry import only_title_of

JUDGED = (lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH, lifecycle.RECOGNISED)
REACHED = (lifecycle.CONFIRMED, lifecycle.RECOGNISED)


def counts_of(unit: Unit, year: int) -> Counts:
    """The numbers of a commune or province for the title of persons in a year. Needs a scope that holds its people."""
    title = only_title_of("person").key
    cases = Case.objects.filter(within(unit, "unit"), title_key=title, year=year, state__in=JUDGED)
    cases = cases.filter(assessment__isnull=False, submission__isnull=False)
    return Counts(
        _pairs(unit, title, year),
        _unopened(cases),
        _full(cases),
        tuple(_recognised(unit, title, one) for one in (year - 1, year)),  # type: ignore[arg-type]
        _same_files(unit, title, year),
        {"age": _ages(cases, year), "area": _areas(cases), "group": _subject_groups(cases)},
    )


def _pairs(unit: Unit, title: str, year: int) -> dict[str, tuple[int, int]]:
    """Of each indicator kappa times a hundred and the number of pairs; nobody's name."""
    drawn = SecondMarking.objects.filter(
        within(unit, "submission__case__unit"),
        submission__case__title_key=title,
        submission__case__year=year,
        compared_at__isnull=False,
    )
    read = [(_said(one), _said(other)) for one, other in drawn.values_list("first_points", "second_points")]
    codes = sorted({code for pair in read for said in pair for code in said})
    return {one.code: (round((one.kappa or 0) * 100), one.pairs) for one in agreement(read, codes)}


def _said(column: dict[str, str]) -> dict[str, Decimal | None]:
    return {code: None if value == "-" else Decimal(value) for code, value in column.items()}


def _unopened(cases: QuerySet[Case]) -> tuple[int, int]:
    """Judged cases with files of which the assessment that counts opened none, and all judged cases with files."""
    files = SubmittedItem.objects.filter(submission=OuterRef("submission"), upload__isnull=False)
    with_files = cases.filter(Exists(files))
    opened = PaperOpened.objects.filter(assessment=OuterRef("assessment"))
    found = with_files.aggregate(all=Count("pk"), unopened=Count("pk", filter=~Exists(opened)))
    return found["unopened"], found["all"]


def _full(cases: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    """Of each indicator how many judged cases have all its points. The database reads the points out of the assessments."""
    try:
        criteria = criteria_of(current(only_title_of("person").set_key))
    except NoCriteriaSet:
        return {}
    most = {one.code: one.points for one in criteria.indicators if one.points is not None and one.target is None}
    inner, params = cases.order_by().values("assessment").query.sql_with_params()
    sql = (
        "SELECT p.key, p.value, count(*) FROM recognition_assessment a, jsonb_each_text(a.points) p "  # noqa: S608
        f"WHERE a.id IN ({inner}) GROUP BY 1, 2"
    )
    judged: dict[str, int] = defaultdict(int)
    passed: dict[str, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for code, value, number in cursor.fetchall():
            judged[code] += number
            passed[code] += number if code in most and Decimal(value) >= most[code] else 0
    return {code: (passed[code], number) for code, number in judged.items() if code in most}


def _recognised(unit: Unit, title: str, year: int) -> int:
    lines = DecisionLine.objects.filter(line_within(unit), decision__kind="recognise")
    return lines.filter(decision__title_key=title, decision__campaign_year=year).values("learner").distinct().count()


def _same_files(unit: Unit, title: str, year: int) -> dict[str, int]:
    """By a short mark of the file how many people handed the very same one in; the most common first."""
    items = SubmittedItem.objects.filter(
        within(unit, "submission__case__unit"),
        submission__case__title_key=title,
        submission__case__year=year,
        upload__isnull=False,
    )
    people = Count("submission__case__learner", distinct=True)
    rows = items.order_by().values("content_hash").annotate(people=people)
    rows = rows.filter(people__gte=thresholds()["same_file_people"]).order_by("-people")[:100]
    return {row["content_hash"][:12]: row["people"] for row in rows}


def _by(cases: QuerySet[Case], field: str) -> list[tuple]:
    judged = Count("pk", distinct=True)
    reached = Count("pk", distinct=True, filter=Q(state__in=REACHED))
    return list(cases.order_by().values_list(field).annotate(reached=reached, judged=judged))


def _ages(cases: QuerySet[Case], year: int) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for birth, reached, judged in _by(cases, "learner__record__birth_year"):
        key = age_of(birth, year)
        before = found.get(key, (0, 0))
        found[key] = (before[0] + reached, before[1] + judged)
    return {key: pair for key, pair in found.items() if key != "unknown"}


def _areas(cases: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    return {area: (reached, judged) for area, reached, judged in _by(cases, "submission__area_class")}


def _subject_groups(cases: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    known = set(PersonalRecord.SubjectGroup.values)
    return {one: (reached, judged) for one, reached, judged in _by(cases, "submission__subject_group") if one in known}
