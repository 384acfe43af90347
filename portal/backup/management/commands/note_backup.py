"""manage.py note_backup WHERE: a backup was made by other means than `manage.py backup`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.installation.public import BACKUP, note


class Command(BaseCommand):
    help = "Note that a backup was made by other means (pg_basebackup, the provider's), for the page “Tình trạng hệ thống”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("where", help="where it lies, in a few words")

    def handle(self, *args: Any, **options: Any) -> None:
        note(BACKUP, options["where"])
        self.stdout.write("Noted.")
