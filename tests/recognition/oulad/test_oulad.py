"""The slice of OULAD in tests/data: counts, evidence and points against a computation of the test's own."""

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction
from io import StringIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from learning_records import public as records
from portal.people.models import Learner, Residence
from portal.people.public import everyone
from recognition.evidence.proposals import proposed_points
from recognition.models import CriteriaSet, Evidence, Parked, Projection
from recognition.oulad.dataset import BadFolder, statements
from tests.builders.recognition import WHY

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(__file__).parents[2] / "data" / "oulad"


def table(name: str) -> list[dict]:
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt") as lines:
        return list(csv.DictReader(lines))


def run(name: str, *args) -> str:
    said = StringIO()
    call_command(name, str(FOLDER), *args, stdout=said, stderr=said)
    return said.getvalue()


def expected_points() -> dict:
    """Straight from the CSV rows, one student after the other, in exact fractions."""
    enrolled, handed = defaultdict(int), defaultdict(list)
    for row in table("student_registration"):
        enrolled[row["id_student"]] += 1
    for row in table("student_assessment"):
        handed[row["id_student"]].append(row)
    points = {}
    for student in enrolled.keys() | handed.keys():
        rows = handed[student]
        own = [row for row in rows if row["is_banked"] == "False"]
        days = len({date(2014, 10, 1) + timedelta(days=int(row["date_submitted"])) for row in own})
        scores = [int(row["score"]) for row in rows if row["score"]]
        mean = Fraction(sum(scores), len(scores)) if scores else Fraction(0)
        best = max(scores, default=0)
        points[uuid5(NAMESPACE_URL, f"{settings.IRI_BASE}/oulad/student/{student}")] = {
            "T1": D(min(4 * enrolled[student], 10)),
            "T2": D(min(len(own), 10)),
            "T3": min(D("1.5") * (days // 2), D(9)),
            "K1": D(int(mean // 10)) if mean >= 40 else D(0),
            "K2": min(
                D(min(sum(score >= 40 for score in scores) // 2, 6))
                + (min(D("0.5") * (best // 10), D(5)) if best >= 70 else D(0)),
                D(10),
            ),
        }
    return points


@pytest.fixture
def nobody_is_nudged(monkeypatch):
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)


def by_verb() -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for one in records.read_for_consumer(0, 10_000):
        counts[one.statement["verb"]["id"].rsplit("/", 1)[-1]] += 1
    return dict(counts)


def test_the_slice_equals_an_independent_computation(nobody_is_nudged):
    said = run("import_oulad", "--batch", "300")
    assert "statements: 3396 stored, 0 already there" in said
    submissions = table("student_assessment")
    assert len(submissions) == 1516
    assert by_verb() == {"registered": 365, "answered": 1516, "passed": 1465, "failed": 50}

    row, expected = CriteriaSet.objects.get(key="oulad_demo"), expected_points()
    with everyone(WHY):
        assert set(Learner.objects.values_list("pk", flat=True)) == set(expected)
        assert Residence.objects.count() == 0
        found = {
            rule: Evidence.objects.filter(rule_id=rule).count() for rule in ("t1-enrolled", "t2-handed-in", "k1-mean")
        }
        assert proposed_points(Learner.objects.all(), row) == expected
    assert found == {"t1-enrolled": 365, "t2-handed-in": 1516 - 42, "k1-mean": 1516}
    assert Parked.objects.count() == 0
    assert sum(sum(one.values()) for one in expected.values()) > 5000

    again = run("import_oulad")
    assert "learners: 0 new" in again
    assert "statements: 0 stored, 3396 already there" in again
    assert "judged: 0 readings" in again
    assert run("check_oulad").endswith("all equal\n")


def test_the_check_sees_a_difference(nobody_is_nudged):
    run("import_oulad")
    with everyone(WHY):
        Evidence.objects.filter(rule_id="t1-enrolled").first().delete()
    with pytest.raises(CommandError, match="differ"):
        run("check_oulad")


def test_a_stopped_import_goes_on(nobody_is_nudged, monkeypatch):
    calls = iter(range(4))
    original = records.record

    def stops(batch, credential):
        if next(calls) == 3:
            raise KeyboardInterrupt
        return original(batch, credential)

    monkeypatch.setattr(records, "record", stops)
    with pytest.raises(KeyboardInterrupt):
        run("import_oulad", "--batch", "300")
    monkeypatch.setattr(records, "record", original)
    assert "statements: 2496 stored, 900 already there" in run("import_oulad", "--batch", "300")
    assert run("check_oulad").endswith("all equal\n")
    assert Projection.objects.get(criteria_set__key="oulad_demo").position > 0


def test_statements_carry_nothing_about_the_person():
    one = next(statement for statement in statements(FOLDER) if statement["verb"]["id"].endswith("answered"))
    assert set(one) <= {"id", "actor", "verb", "object", "timestamp", "context", "result"}
    assert set(one["actor"]["account"]) == {"homePage", "name"}
    assert set(one["context"]) <= {"registration", "contextActivities", "extensions"}


def test_banked_and_unmarked_submissions():
    found = [one for one in statements(FOLDER) if one["verb"]["id"].endswith("answered")]
    assert sum("extensions" in one["context"] for one in found) == 42
    assert sum("result" not in one for one in found) == 1


def test_a_folder_without_the_files_is_said(tmp_path):
    with pytest.raises(BadFolder, match=r"student_registration.csv.gz is missing"):
        next(statements(tmp_path))
    with pytest.raises(CommandError, match=r"student_registration.csv.gz is missing"):
        call_command("import_oulad", str(tmp_path))
