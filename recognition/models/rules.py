"""How a campaign judges beyond one officer a case: the sample of a bulk round, blind second marking, the council, reviews.

No text prescribes any of it: every number here is the portal's own proposal, shown so, and can be changed a campaign.
"""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def new_seed() -> str:
    """A seed that nobody can foresee; it is kept, so that anybody can draw the same sample again."""
    return secrets.token_hex(8)


class AssessmentRules(models.Model):
    """One row a campaign; a campaign without one has the defaults. Second marking and council are off by default."""

    class Council(models.TextChoices):
        OFF = "off", _("no council")
        LISTED = "listed", _("the council decides on cases put on its list")
        ALL = "all", _("every case goes to the council before it is signed")

    campaign = models.OneToOneField("recognition.Campaign", on_delete=models.PROTECT, related_name="rules")
    sample_percent = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    sample_least = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1)])
    sample_differing = models.PositiveSmallIntegerField(
        default=0, help_text="how many cases of the sample may come out otherwise than proposed"
    )
    second_percent = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="share of judged cases marked a second time; 0: none"
    )
    second_near = models.PositiveSmallIntegerField(
        default=0, help_text="also those whose sum lies at most so many points from the mark; 0: none"
    )
    council = models.CharField(max_length=10, choices=Council.choices, default=Council.OFF)
    quorum_of_six = models.PositiveSmallIntegerField(
        default=4, help_text="sixths of the members that have to be present (4: two thirds)"
    )
    review_days = models.PositiveSmallIntegerField(
        default=10, help_text="days after “not enough” in which a review can be asked for; 0: none"
    )
    seed = models.CharField(max_length=32, default=new_seed, help_text="draws the cases that are marked twice")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100, second_percent__lte=100)
                & Q(quorum_of_six__gte=3, quorum_of_six__lte=6),
                name="rules_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(sample_least__gte=1) & Q(sample_differing__lt=F("sample_least")),
                name="a_sample_can_fail",
            ),
        ]

    def __str__(self) -> str:
        return f"rules of {self.campaign_id}"
