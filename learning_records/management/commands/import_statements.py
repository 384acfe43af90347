"""manage.py import_statements FILE.jsonl: statements from elsewhere, a line each, through the same door as all others."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from learning_records.imports.authorities import NoAuthority, authority_named, files_authority
from learning_records.imports.importer import Overtaken, begin_again, read_on
from learning_records.imports.lines import Unreadable
from learning_records.imports.models import Intake
from learning_records.imports.uploads import bring, refused


class Command(BaseCommand):
    """Safe to stop, to kill and to run again: what is there is not added twice."""

    help = (
        "Store the statements of a file (JSON Lines, plain or gzip), one a line. A line that is no statement goes to the "
        "errors file, the rest is stored. The same file again adds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--authority",
            default="",
            metavar="NAME",
            help="whose the statements are: the name of an authority, or a key of it (default: files have one of their own)",
        )
        parser.add_argument(
            "--errors", type=Path, metavar="OUT.jsonl", help="where to write the lines that were refused"
        )
        parser.add_argument("--resume", action="store_true", help="go on behind the last line that was dealt with")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            named = options["authority"]
            intake = bring(path, authority_named(named) if named else files_authority(), name=path.name)
        except NoAuthority as problem:
            raise CommandError(f"there is no authority {problem} with a key that writes statements") from problem
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem}") from problem
        if not options["resume"]:
            begin_again(intake)
        elif intake.line:
            self.stdout.write(f"going on behind line {intake.line}")
        try:
            self._read(intake, path)
        except Overtaken as problem:
            raise CommandError("this file is being read for this authority at the moment") from problem
        except Unreadable as problem:
            raise CommandError(f"{path} cannot be read to its end ({problem}); what came before is stored") from problem
        except OSError as problem:
            raise CommandError(
                f"{path} cannot be read now ({problem}); with --resume it goes on where it stood"
            ) from problem
        finally:
            self._tell(intake, options["errors"])

    def _read(self, intake: Intake, path: Path) -> None:
        with tqdm(total=intake.size, initial=intake.read, unit="B", unit_scale=True, desc="read", disable=None) as bar:
            read_on(intake, path, moved=lambda row: bar.update(row.read - bar.n))

    def _tell(self, intake: Intake, errors: Path | None) -> None:
        if errors is not None:
            with errors.open("w", encoding="utf-8") as out:
                out.writelines(refused(intake))
        self.stdout.write(
            f"lines: {intake.line}; statements: {intake.stored} stored, {intake.already_there} already there; "
            f"refused: {intake.refused}"
        )
        if intake.refused and errors is None:
            self.stdout.write(
                "--errors OUT.jsonl writes the refused lines to a file (with --resume: nothing is read again)"
            )
