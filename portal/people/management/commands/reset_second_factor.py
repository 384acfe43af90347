"""The last administrator's way back in, when telephone and paper codes are lost: only whoever is at the machine may."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.people.second_factor.acts import reset_from_the_machine


class Command(BaseCommand):
    help = "Take the second step of the last administrator away, with a reason for the log; another one is set up at signing in."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", required=True, help="the name with which the administrator signs in")
        parser.add_argument("--reason", required=True, help="what happened to the device; it stands in the log")

    def handle(self, *args, **options) -> None:
        try:
            user = reset_from_the_machine(options["username"], options["reason"])
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(
            f"{user.get_full_name()} sets up a new second step at the next sign-in; all sessions are ended."
        )
