"""Makes a key for another system and shows its secret once; lists systems with their keys; withdraws a key."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from learning_records.access.credentials import ALL_SCOPES, find_authority
from learning_records.access.forms import end_of
from learning_records.access.issuing import allow_origins, make_key, revoke_key
from learning_records.access.overview import systems
from learning_records.models import Authority, Credential

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


def _authority(name: str) -> Authority:
    found = find_authority(name)
    if found is None:
        raise CommandError(f"there is no system {name}; --list shows their names")
    return found


class Command(BaseCommand):
    help = "Make a key of the xAPI endpoint; its secret is printed once and kept only as a hash. Or list them, or withdraw one."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--label", default="", help="which system uses the key")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=DEFAULT,
            metavar="SCOPE",
            help=f"what the key may do: {', '.join(ALL_SCOPES)} (default: {' '.join(DEFAULT)})",
        )
        parser.add_argument(
            "--authority",
            default="",
            metavar="NAME",
            help="a system that has keys already: this is a further one of it (its name, or a key of it)",
        )
        parser.add_argument(
            "--origins",
            nargs="+",
            default=[],
            metavar="ORIGIN",
            help="addresses of pages in a browser that may use the key, such as https://hoc.vi-du.vn (default: none)",
        )
        parser.add_argument("--list", action="store_true", help="list systems with their keys, state and last use")
        parser.add_argument("--expires", default="", metavar="DAY", help="the last day, or a time (default: no end)")
        parser.add_argument("--revoke", default="", metavar="KEY", help="withdraw this key instead of making one")
        parser.add_argument("--reason", default="withdrawn on the server", help="why, for the audit log, with --revoke")

    def handle(self, *args, **options) -> None:
        if options["list"]:
            self._list()
        elif options["revoke"]:
            self._revoke(options["revoke"], options["reason"])
        else:
            self._make(options)

    def _make(self, options: dict[str, Any]) -> None:
        authority = _authority(options["authority"]) if options["authority"] else None
        label = options["label"].strip() or (authority.label if authority else "")
        if not label:
            raise CommandError("--label is needed: which system uses the key")
        expires_at = _moment(options["expires"]) if options["expires"] else None
        try:
            with transaction.atomic():
                row, secret = make_key(label, options["scopes"], expires_at=expires_at, authority=authority)
                allow_origins(row.key, options["origins"])
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from problem
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"key:    {row.key}\nsecret: {secret}")

    def _list(self) -> None:
        for system in systems():
            count = f"more than {system.statements}" if system.many else str(system.statements)
            self.stdout.write(f"{system.row.name}  {system.label}  statements: {count}")
            for one in system.keys:
                used = timezone.localtime(one.row.last_used_at) if one.row.last_used_at else None
                last = f"{used:%Y-%m-%d %H:%M}" if used else "never"
                self.stdout.write(f"  {one.row.key}  {one.state}  last used: {last}  {' '.join(one.row.scopes)}")

    def _revoke(self, key: str, reason: str) -> None:
        try:
            done = revoke_key(key, reason)
        except Credential.DoesNotExist as problem:
            raise CommandError(f"there is no key {key}") from problem
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from problem
        self.stdout.write("The key is withdrawn." if done else "The key was withdrawn before.")
