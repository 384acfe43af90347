"""manage.py restore FOLDER"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.backup.data_keys import beside
from portal.backup.embedded import reachable
from portal.backup.jobs import add_jobs
from portal.backup.programs import SafekeepingProblem
from portal.backup.restoring import restore


class Command(BaseCommand):
    help = "Bring back a backup into an empty database, after checking all of it. The site must not run meanwhile."
    requires_system_checks: list[str] = []  # there may be no database yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder made by `manage.py backup`")
        parser.add_argument(
            "--keys", type=Path, help="the file of data keys, of this backup or newer; without it FOLDER.keys"
        )
        parser.add_argument(
            "--replace", default="", metavar="DATABASE", help="name of the database whose contents may go"
        )
        add_jobs(parser, "1: one process, one transaction, no second database beside it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with reachable(self.stdout.write):
                folder = options["folder"].absolute()
                keys = (options["keys"] or beside(folder)).absolute()
                found = restore(folder, keys, self.stdout.write, replace=options["replace"], jobs=options["jobs"])
        except SafekeepingProblem as problem:
            raise CommandError(str(problem)) from problem
        statements = found.counts.get("learning_records_statement", 0)
        self.stdout.write(
            _("Restored as of %(made_at)s: %(statements)s statements, %(files)s files.")
            % {"made_at": found.made_at, "statements": statements, "files": found.kept_files}
        )
        self.stdout.write(
            _(
                "Then: `manage.py migrate` and `manage.py replay_erasures`; with Elasticsearch also `manage.py search_index`."
            )
        )
