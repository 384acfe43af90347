"""Loads the national register of units."""

from django.core.management.base import BaseCommand

from portal.places.register import load


class Command(BaseCommand):
    help = "Load the 34 provinces and 3,321 communes of the register; safe to run again."

    def handle(self, *args, **options) -> None:
        found = load()
        self.stdout.write(f"{found['province']} provinces, {found['commune']} communes")
