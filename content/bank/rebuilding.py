"""The whole bank made again from the published lessons, after it was restored or where it is new."""

from content.bank.entries import BankedQuestion, note
from content.pages.lesson import LessonPage


def rebuild_bank() -> int:
    """Brings every lesson's rows up to date; what is right stays. Returns how many questions stand in the bank then."""
    for lesson in LessonPage.objects.filter(alias_of=None).iterator(chunk_size=100):
        note(lesson)
    return BankedQuestion.objects.count()
