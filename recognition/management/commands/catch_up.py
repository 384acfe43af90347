"""manage.py catch_up: judge what the worker has not judged yet, now and here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from recognition.evidence.judging import retry
from recognition.models import Parked, SkillParked
from recognition.skills.judging import retry as retry_skills
from recognition.tasks import catch_up


class Command(BaseCommand):
    """The same as the worker does every few seconds; with --retry it also tries parked statements again."""

    help = "Judge statements that no criteria set has read yet; --retry also tries what was parked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="statements a transaction (default 500)")
        parser.add_argument("--retry", action="store_true", help="try parked statements again")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{catch_up(options['limit'])} statements read")
        waiting, skills = Parked.objects.filter(solved_at=None), SkillParked.objects.filter(solved_at=None)
        if options["retry"]:
            solved = sum(retry(parked) for parked in waiting) + sum(retry_skills(parked) for parked in skills)
            self.stdout.write(f"{solved} parked statements solved")
        self.stdout.write(f"{waiting.count() + skills.count()} parked")
