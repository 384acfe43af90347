"""Makes a key for another system and shows its secret once; withdraws a key."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from learning_records.access.credentials import ALL_SCOPES
from learning_records.access.forms import end_of
from learning_records.access.issuing import make_key, revoke_key
from learning_records.models import Credential

DEFAULT = ["statements/write", "statements/read/mine"]


def _moment(text: str) -> datetime:
    """When the key ends; a day counts to its end. Raises CommandError."""
    try:
        day = parse_date(text)
        found = end_of(day) if day else parse_datetime(text)
    except ValueError:  # a day like 2027-02-30
        found = None
    if found is None:
        raise CommandError(f"--expires {text} is neither a day (2027-06-30) nor a time (2027-06-30T17:00:00+07:00)")
    found = timezone.make_aware(found) if timezone.is_naive(found) else found
    if found <= timezone.now():
        raise CommandError(f"--expires {text} is over already")
    return found


class Command(BaseCommand):
    help = "Make a key of the xAPI endpoint; its secret is printed once and kept only as a hash. Or withdraw one."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--label", default="", help="which system uses the key")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=DEFAULT,
            metavar="SCOPE",
            help=f"what the key may do: {', '.join(ALL_SCOPES)} (default: {' '.join(DEFAULT)})",
        )
        parser.add_argument("--expires", default="", metavar="DAY", help="the last day, or a time (default: no end)")
        parser.add_argument("--revoke", default="", metavar="KEY", help="withdraw this key instead of making one")
        parser.add_argument("--reason", default="withdrawn on the server", help="why, for the audit log, with --revoke")

    def handle(self, *args, **options) -> None:
        if options["revoke"]:
            self._revoke(options["revoke"], options["reason"])
        elif not options["label"].strip():
            raise CommandError("--label is needed: which system uses the key")
        else:
            expires_at = _moment(options["expires"]) if options["expires"] else None
            try:
                row, secret = make_key(options["label"].strip(), options["scopes"], expires_at=expires_at)
            except ValueError as problem:
                raise CommandError(str(problem)) from problem
            self.stdout.write(f"key:    {row.key}\nsecret: {secret}")

    def _revoke(self, key: str, reason: str) -> None:
        try:
            done = revoke_key(key, reason)
        except Credential.DoesNotExist as problem:
            raise CommandError(f"there is no key {key}") from problem
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from problem
        self.stdout.write("The key is withdrawn." if done else "The key was withdrawn before.")
