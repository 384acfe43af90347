"""`make run`: the whole site with one command."""

from django.core.management.base import BaseCommand, CommandError

from portal.running.preparation import prepare
from portal.running.up import CannotRun, Runner


class Command(BaseCommand):
    help = "Start the site: database, web server and worker, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--stop-with-parent", action="store_true", help="also stop when the program that started this one ends"
        )

    def handle(self, *args, **options) -> None:
        runner = Runner(
            prepare=lambda url: prepare(url, self._say), say=self._say, stop_with_parent=options["stop_with_parent"]
        )
        try:
            runner.run()
        except CannotRun as problem:
            raise CommandError(str(problem)) from problem

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
