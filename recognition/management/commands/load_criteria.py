"""manage.py load_criteria [FILE]: publish the criteria sets that come with the portal, or one of your own."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.criteria.reading import CriteriaProblem
from recognition.sets.publishing import criteria_of, publish, publish_shipped


class Command(BaseCommand):
    """Safe to run again. A version that is published never changes: new content needs a new version."""

    help = "Publish the shipped criteria sets, or the file given (with its golden cases FILE.cases.yaml beside it)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = [self._one(options["file"])] if options["file"] else publish_shipped()
        except (CriteriaProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for row in rows:
            self.stdout.write(f"{row.key} {row.version} is published ({row.digest[:12]})")
            if unknown := criteria_of(row).unknown:
                self.stdout.write(f"  nothing is scored with it, not known: {', '.join(map(str, unknown))}")

    def _one(self, path: Path):
        cases = path.with_suffix(".cases.yaml")
        golden = cases.read_text(encoding="utf-8") if cases.exists() else None
        return publish(path.read_text(encoding="utf-8"), path.name, cases=golden)
