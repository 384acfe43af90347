"""manage.py prepare: all that a site needs after `migrate`, at the first start and after every update."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from portal.people.public import Role
from portal.preparing.steps import NotReady, prepare


class Command(BaseCommand):
    help = (
        "Make what the site needs after `migrate`: places, criteria sets, workflow, home page, static files. A line for each "
        "step; safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare(self.stdout.write)
            begun = Role.objects.filter(kind=Role.Kind.ADMINISTRATOR).exists()
        except NotReady as problem:
            raise CommandError(str(problem)) from problem
        except OperationalError as problem:
            raise CommandError(
                f"The database does not answer ({problem}). Look at DATABASE_URL, then try again."
            ) from problem
        if not begun:
            self.stdout.write("next: .venv/bin/python manage.py first_admin --username NAME")
