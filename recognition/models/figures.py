"""What a place enters for its numbers: bases, results that the portal cannot count, own targets, rewards.

Each row names its document. A row is never edited: it is ended by the one that puts it right.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MOST = 200_000_000  # more than there are people in the country


class Entered(models.Model):
    """What all of them have: the place, the document, who entered it and when, and whether it was taken back."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-pk"]


class BaseCount(Entered):
    """How many there are of something on a day: what a percentage is of, which no source of the portal counts."""

    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=40, help_text=_("What is counted, as the targets name it."))
    day = models.DateField()
    count = models.PositiveIntegerField(validators=[MaxValueValidator(MOST)])

    class Meta(Entered.Meta):
        indexes = [models.Index(fields=["unit", "key", "day"], name="base_of_a_place")]

    def __str__(self) -> str:
        return f"{self.key} {self.day}: {self.count}"


class TypedResult(Entered):
    """What came of a target that the portal cannot count, as the place says."""

    key = models.CharField(max_length=40, help_text=_("The target, as the plans number it."))
    year = models.PositiveSmallIntegerField()
    numerator = models.PositiveIntegerField(validators=[MaxValueValidator(MOST)])
    base = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST)])

    class Meta(Entered.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key", "year"], condition=Q(ended_at=None), name="one_typed_result_in_force"
            ),
            models.CheckConstraint(condition=Q(numerator__lte=F("base")), name="typed_result_within_its_base"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}: {self.numerator}/{self.base}"


class PlaceTarget(Entered):
    """A target of a place's own plan: of a title, for a year, in percent of a base; a value, or least and most."""

    title_key = models.CharField(max_length=60)
    base = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=4, decimal_places=1)
    most = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta(Entered.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title_key", "base", "year"], condition=Q(ended_at=None), name="one_own_target_in_force"
            ),
            models.CheckConstraint(condition=Q(value__gt=0, value__lte=100), name="own_target_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gt=F("value"), most__lte=100), name="own_target_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_key} {self.year}: {self.value}"


class Reward(Entered):
    """A decision of praise (khen thưởng) and how many it names: numbers alone, nobody's name."""

    year = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=100, help_text=_("For example giấy khen, bằng khen."))
    people = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(MOST)])
    groups = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(MOST)])

    class Meta(Entered.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0) | Q(groups__gt=0), name="reward_names_somebody")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.year}"


class PlaceRule(models.Model):
    """By which rule a province judges digital skills (P1), from a day on. Published once, never edited (a trigger refuses it)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    text = models.TextField(help_text=_("The file as it was published."))
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    document = models.CharField(max_length=200)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "key", "version"], name="place_rule_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
