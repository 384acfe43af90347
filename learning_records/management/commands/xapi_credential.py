"""Makes a key for another system and shows its secret once."""

from django.core.management.base import BaseCommand, CommandError

from learning_records.credentials import ALL_SCOPES, make_credential

DEFAULT = ["statements/write", "statements/read/mine"]


class Command(BaseCommand):
    help = "Make a key of the xAPI endpoint; its secret is printed once and kept only as a hash."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--label", required=True, help="which system uses the key")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=DEFAULT,
            metavar="SCOPE",
            help=f"what the key may do: {', '.join(ALL_SCOPES)} (default: {' '.join(DEFAULT)})",
        )

    def handle(self, *args, **options) -> None:
        try:
            row, secret = make_credential(options["label"], options["scopes"])
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"key:    {row.key}\nsecret: {secret}")
