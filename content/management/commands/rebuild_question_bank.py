"""Makes the bank of questions again from the published lessons."""

from django.core.management.base import BaseCommand

from content.bank.rebuilding import rebuild_bank


class Command(BaseCommand):
    help = (
        "Makes the bank of questions again from the published lessons; nothing else changes. Safe to run at any time."
    )

    def handle(self, *args, **options) -> None:
        """Prints how many questions stand in it."""
        print(f"{rebuild_bank()} questions stand in the bank.")
