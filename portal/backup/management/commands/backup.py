"""manage.py backup FOLDER"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.backup.data_keys import beside
from portal.backup.embedded import reachable
from portal.backup.jobs import add_jobs
from portal.backup.making import make
from portal.backup.programs import SafekeepingProblem
from portal.installation.public import BACKUP, note


class Command(BaseCommand):
    help = "Copy the database and all files to a new folder, while the site runs. The keys are not in it: keep them elsewhere."
    requires_system_checks: list[str] = []  # the database may have to be started first

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
        parser.add_argument("--keys", type=Path, help="a file for the data keys; without it FOLDER.keys")
        add_jobs(parser, "1: one after the other.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        keys: Path = (options["keys"] or beside(folder)).absolute()
        try:
            with reachable(self.stdout.write):
                found = make(folder, keys, self.stdout.write, jobs=options["jobs"])
                note(BACKUP, str(folder))
        except SafekeepingProblem as problem:
            raise CommandError(str(problem)) from problem
        statements = found.counts.get("learning_records_statement", 0)
        self.stdout.write(
            _("%(folder)s: %(statements)s statements, %(files)s files.")
            % {"folder": folder, "statements": statements, "files": found.kept_files}
        )
        self.stdout.write(
            _(
                "The data keys are in %(keys)s: keep that file in another place than the folder, the newest one only. SECRET_KEY "
                "and NAMES_KEY (mark %(mark)s) are in neither: without NAMES_KEY no name can be read."
            )
            % {"keys": keys, "mark": found.names_key}
        )
