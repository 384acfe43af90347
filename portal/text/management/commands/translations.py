"""Vietnamese texts: check that they are complete, add what is missing, compile."""

from django.core.management.base import BaseCommand, CommandError

from portal.text import library_texts, translations


class Command(BaseCommand):
    help = "Check, complete or compile the Vietnamese texts under locale/ (no gettext needed)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="fail when a text has no Vietnamese")
        what.add_argument("--compile", action="store_true", help="write the .mo files that Django reads")
        what.add_argument("--update", action="store_true", help="add missing texts to django.po, to be translated")

    def handle(self, *args, **options) -> None:
        try:
            self._do(options)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem

    def _do(self, options) -> None:
        if options["check"]:
            found = translations.problems() + library_texts.missing()
            for line in found:
                self.stderr.write(line)
            if found:
                raise CommandError(
                    f"{len(found)} texts need Vietnamese. `manage.py translations --update` adds them to the files."
                )
            self.stdout.write("Every text has Vietnamese.")
        elif options["compile"]:
            self.stdout.write(f"{translations.compile_all()} files written.")
        else:
            self.stdout.write(f"{translations.update()} texts added; translate what is empty.")
