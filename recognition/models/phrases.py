"""Phrases that officials keep ready for what they write to people again and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 500


class ReplyPhrase(models.Model):
    """An officer's own phrase, or one of a unit that its administrator keeps for all officers there. No personal data."""

    class Kind(models.TextChoices):
        MORE = "ask_for_more", _("ask for more")
        NOT_ENOUGH = "not_enough", _("not enough yet")
        PAPER = "paper", _("a paper does not count")
        POINTS = "points", _("other points than proposed")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=LONGEST)
    owner = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, unit__isnull=False) | Q(owner__isnull=False, unit=None),
                name="phrase_has_one_owner",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="phrase_has_words"),
            models.UniqueConstraint(fields=["owner", "kind", "text"], name="own_phrase_once"),
            models.UniqueConstraint(fields=["unit", "kind", "text"], name="phrase_of_a_unit_once"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
