"""manage.py check_oulad DIR: is what the engine made of the dataset what an independent computation makes of it?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.people.public import Learner, everyone
from recognition.evidence.proposals import proposed_points
from recognition.models import CriteriaSet
from recognition.oulad.check import compute

_CODES = ("T1", "T2", "T3", "K1", "K2")


class Command(BaseCommand):
    """Compares learners, statements by verb, evidence by rule, and every learner's points. Fails at any difference."""

    help = "Compare the imported OULAD dataset with an independent computation straight from its CSV files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            expected = compute(options["folder"], settings.IRI_BASE)
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        row = CriteriaSet.objects.get(key="oulad_demo")
        with everyone("all sample learners are compared"):
            points = self._points(list(expected.points), row)
            found = self._counts(list(expected.points), row)
        wrong = self._compare(expected.counts, found)
        different = [pk for pk, value in expected.points.items() if points.get(pk) != value]
        self.stdout.write(f"points: {len(expected.points)} learners compared, {len(different)} different")
        self.stdout.write(f"points in all: {sum(map(sum, points.values())) / 10}")
        for pk in different[:5]:
            self.stdout.write(f"  {pk}: expected {expected.points[pk]}, found {points.get(pk)} (tenths)")
        if wrong or different:
            raise CommandError("The engine and the independent computation differ.")
        self.stdout.write("all equal")

    def _compare(self, expected: dict[str, int], found: dict[str, int]) -> bool:
        wrong = False
        for name, count in expected.items():
            same = found.get(name, 0) == count
            wrong |= not same
            self.stdout.write(f"{name}: {count} expected, {found.get(name, 0)} found{'' if same else '  DIFFERENT'}")
        return wrong

    def _points(self, people: list[UUID], row: CriteriaSet) -> dict[UUID, tuple[int, ...]]:
        found: dict[UUID, tuple[int, ...]] = {}
        for start in range(0, len(people), 500):
            learners = Learner.objects.filter(pk__in=people[start : start + 500])
            for pk, points in proposed_points(learners, row).items():
                found[pk] = tuple(int(points[code] * 10) for code in _CODES)
        return found

    def _counts(self, people: list[UUID], row: CriteriaSet) -> dict[str, int]:
        """Learners, statements of those learners by verb, and standing evidence by rule, asked of the tables in SQL."""
        names = [f"account|{settings.IRI_BASE}|{pk}" for pk in people]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_learner WHERE learner_id = ANY(%s)", [people])
            found = {"learners": cursor.fetchone()[0]}
            cursor.execute(
                "SELECT split_part(v.iri, '/', 6), count(*) FROM learning_records_statement s"
                " JOIN learning_records_verb v ON v.id = s.verb_id JOIN learning_records_agent a ON a.id = s.actor_id"
                " WHERE a.ifi = ANY(%s) AND NOT s.voided GROUP BY 1",
                [names],
            )
            found |= dict(cursor.fetchall())
            cursor.execute(
                "SELECT rule_id, count(*) FROM recognition_evidence"
                " WHERE criteria_set_id = %s AND withdrawn_at IS NULL AND learner_id = ANY(%s) GROUP BY 1",
                [row.pk, people],
            )
            found |= dict(cursor.fetchall())
        return found
