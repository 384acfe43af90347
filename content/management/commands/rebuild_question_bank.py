"""Makes the bank of questions again from the published lessons."""

from django.core.management.base import BaseCommand

from content.bank.entries import BankedQuestion, note
from content.models import LessonPage


class Command(BaseCommand):
    help = (
        "Makes the bank of questions again from the published lessons; nothing else changes. Safe to run at any time."
    )

    def handle(self, *args, **options) -> None:
        """Prints how many questions stand in it."""
        for lesson in LessonPage.objects.filter(alias_of=None).iterator(chunk_size=100):
            note(lesson)
        print(f"{BankedQuestion.objects.count()} questions stand in the bank.")
