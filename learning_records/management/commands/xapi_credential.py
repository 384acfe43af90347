"""Makes a key for another system and shows its secret once."""

from django.core.management.base import BaseCommand, CommandError

from learning_records.credentials import ALL_SCOPES, make_credential


class Command(BaseCommand):
    help = "Make a key of the xAPI endpoint; its secret is printed once and kept only as a hash."

    def add_arguments(self, parser) -> None:
        parser.add_argument("label", help="which system uses the key")
        parser.add_argument("--scope", action="append", choices=ALL_SCOPES, help="may be given more than once")

    def handle(self, *args, **options) -> None:
        try:
            row, secret = make_credential(
                options["label"], options["scope"] or ["statements/write", "statements/read/mine"]
            )
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"key:    {row.key}\nsecret: {secret}")
