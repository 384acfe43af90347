"""manage.py replay_erasures"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.people.public import noted, replay_erasures


class Command(BaseCommand):
    help = "Forget again everybody who was forgotten after the backup that was restored. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("list", nargs="?", type=Path, help="another list of erasures than the one in VAR_DIR/keys")

    def handle(self, *args: Any, **options: Any) -> None:
        other: Path | None = options["list"]
        if other is not None and not other.exists():
            raise CommandError(_("%(path)s is not there.") % {"path": other})
        found = replay_erasures(noted() | (noted(other) if other else set()))
        self.stdout.write(_("%(number)s people were forgotten again.") % {"number": found})
