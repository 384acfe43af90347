"""manage.py rebuild: read every statement again from the first, for one title or all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.evidence.judging import rebuild
from recognition.models import CriteriaSet, RequirementSet
from recognition.skills.judging import rebuild as rebuild_skills
from recognition.tasks import catch_up


class Command(BaseCommand):
    """Evidence comes out the same; what no rule finds any more is withdrawn. Pages stay up meanwhile."""

    help = "Judge all statements again from the first (for one KEY, or every set)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        sets, skills = CriteriaSet.objects.filter(judged=True), RequirementSet.objects.filter(judged=True)
        if options["key"]:
            sets, skills = sets.filter(key=options["key"]), skills.filter(key=options["key"])
        if not sets and not skills:
            raise CommandError("No such criteria set is judged. `manage.py load_criteria` publishes the shipped ones.")
        for row in sets:
            rebuild(row)
        for row in skills:
            rebuild_skills(row)
        self.stdout.write(f"{catch_up(2000)} statements read")
