"""Makes the first administrator of an installation with its own database."""

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.people.first_administrator import AlreadyThere, make_first_administrator
from portal.places.public import load


class Command(BaseCommand):
    help = "Make the first administrator; the password is asked for, or read from standard input. Loads the places too."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", default="", help="the name to sign in with; asked for when missing")

    def handle(self, *args, **options) -> None:
        asks = sys.stdin.isatty()
        username = options["username"] or (input("Name to sign in with: ").strip() if asks else "")
        if not username:
            raise CommandError("Say who: manage.py first_admin --username NAME")
        password = _asked_twice() if asks else sys.stdin.readline().rstrip("\n")
        try:
            user = make_first_administrator(username, password)
        except AlreadyThere as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(f"{user.get_full_name()} is the administrator.")
        found = load()
        self.stdout.write(f"The register of places has {found['province']} provinces and {found['commune']} communes.")


def _asked_twice() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords differ; nothing was made. Run the command again.")
    return password
