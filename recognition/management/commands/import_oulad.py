"""manage.py import_oulad DIR: real, anonymised learning records through the same door as every other statement."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from learning_records import public as records
from recognition.evidence.judging import judge_next
from recognition.models import CriteriaSet, Projection
from recognition.oulad.dataset import BadFolder, batches, make_learners, statements
from recognition.sets.publishing import publish_shipped


class Command(BaseCommand):
    """Imports the dataset and judges it. Safe to stop and run again: what is there is not added twice."""

    help = "Import the OULAD dataset (CC BY 4.0) from a folder, as statements; a second run adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--batch", type=int, default=500, help="statements a transaction (default 500)")
        parser.add_argument("--no-judging", action="store_true", help="leave the judging to the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        try:
            total = sum(1 for _one in statements(folder))
            publish_shipped("oulad_demo")
            self.stdout.write(f"learners: {make_learners(folder)} new")
            stored, there = self._record(folder, options["batch"], total)
        except BadFolder as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"statements: {stored} stored, {there} already there")
        if not options["no_judging"]:
            self.stdout.write(f"judged: {self._judge()} readings of statements")

    def _record(self, folder: Path, size: int, total: int) -> tuple[int, int]:
        credential, stored, there = records.portal_credential(), 0, 0
        with tqdm(total=total, unit="st", desc="record", disable=None) as bar:
            for batch in batches(folder, size):
                outcomes = records.record(batch, credential)
                new = sum(outcome.kind == "stored" for outcome in outcomes)
                stored, there = stored + new, there + len(outcomes) - new
                bar.update(len(batch))
        return stored, there

    def _judge(self) -> int:
        read, horizon = 0, records.horizon()
        for row in CriteriaSet.objects.filter(judged=True).order_by("pk"):
            begun = Projection.objects.get(criteria_set=row).position
            with tqdm(total=horizon - begun, unit="st", desc=f"judge {row.key}", disable=None) as bar:
                while (found := judge_next(row, 1000)) is not None:
                    read += found
                    bar.update(found)
        return read
