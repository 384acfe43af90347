"""Campaigns with their dated windows, and who decides in a unit."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """The recognition of one title in one unit for the year judged.

    Its phases are windows that may overlap; days count in Asia/Ho_Chi_Minh, and each named day still belongs to its window.
    The present days stand here; how they came to be stands in `CampaignExtension`.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField(help_text=_("The year that is judged."))
    title_key = models.CharField(max_length=60)
    criteria_set = models.ForeignKey(
        "recognition.CriteriaSet",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaigns",
        help_text=_("Empty: the version in force on the first day on which cases are handed in."),
    )
    registration_from = models.DateField(null=True, blank=True, help_text=_("Empty: nobody has to register."))
    registration_to = models.DateField(null=True, blank=True)
    submission_from = models.DateField(help_text=_("First day on which cases are handed in."))
    submission_to = models.DateField(help_text=_("Last day on which cases are handed in."))
    assessment_from = models.DateField(null=True, blank=True, help_text=_("Empty: as soon as cases are handed in."))
    assessment_to = models.DateField(help_text=_("Last day on which officers judge; afterwards marks stand."))
    council_from = models.DateField(null=True, blank=True, help_text=_("Empty: no council."))
    council_to = models.DateField(null=True, blank=True)
    decision_from = models.DateField(null=True, blank=True, help_text=_("Empty: as soon as cases are judged."))
    decision_to = models.DateField(null=True, blank=True, help_text=_("Empty: until the campaign is closed."))
    evidence_from = models.DateField(
        null=True, blank=True, help_text=_("Older evidence does not count. Empty: no bound.")
    )
    evidence_to = models.DateField(
        null=True, blank=True, help_text=_("Later evidence does not count. Empty: no bound.")
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Every case has ended; nothing begins any more.")
    )
    closed_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "title_key"], name="campaign_once_a_year"),
            models.CheckConstraint(
                condition=Q(submission_to__gte=F("submission_from"), assessment_to__gte=F("submission_to")),
                name="campaign_days_in_order",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{kind}_from": None})
                    | Q(**{f"{kind}_to": None})
                    | Q(**{f"{kind}_to__gte": F(f"{kind}_from")}),
                    name=f"campaign_{kind}_in_order",
                )
                for kind in ("registration", "assessment", "council", "decision", "evidence")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_key} {self.year}"


class CampaignExtension(models.Model):
    """A window that was given another end, with the reason: rows only grow."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="extensions")
    window = models.CharField(max_length=20)
    before = models.DateField(null=True)
    after = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.window} until {self.after}"


class IssuingBody(models.Model):
    """Who decides in a unit. Which body is competent has no confirmed source, so it is data and shown as uncertain.

    One row for life: numbers and uniqueness hang on it. Here stands how it began; what it is called and who signs since then
    stands in `IssuingBodyChange`; ask `recognition.certificates.bodies.as_on`.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "peoples_committee", _("people's committee")
        ASSOCIATION = "learning_promotion_association", _("learning promotion association")
        AGENCY = "agency", _("agency")

    uuid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="stands in its did:web, for ever"
    )
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="issuing_bodies")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    name = models.CharField(max_length=200, help_text=_("As it stands on papers: Ủy ban nhân dân xã …"))
    short_code = models.CharField(max_length=10, help_text=_("Begins the number of a certificate, for example ĐS."))
    place_name = models.CharField(max_length=100, help_text=_("Stands before the date: “Đồng Sen, ngày …”."))
    signer_title = models.CharField(max_length=100, default="Chủ tịch")
    signer_name = models.CharField(max_length=100, help_text=_("Printed under the signature."))
    superior = models.CharField(
        max_length=200, blank=True, help_text=_("Stands above its name on papers, where it has one above it.")
    )
    symbol = models.CharField(
        max_length=20, blank=True, help_text=_("Of its decisions, such as QĐ-UBND. Empty: as usual for its kind.")
    )
    proposal_symbol = models.CharField(max_length=20, blank=True, help_text=_("Of its proposals, such as TTr-HKH."))
    notice_symbol = models.CharField(max_length=20, blank=True, help_text=_("Of its notices, such as TB-UBND."))
    collective = models.CharField(
        max_length=100,
        blank=True,
        help_text=_("Stands after “TM.” where a collective decides. Empty: its head decides."),
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class IssuingBodyChange(models.Model):
    """What a body is called, and who signs for it, from a day on, until the next row. The acts only add rows."""

    body = models.ForeignKey(IssuingBody, on_delete=models.PROTECT, related_name="changes")
    valid_from = models.DateField()
    name = models.CharField(max_length=200)
    short_code = models.CharField(max_length=10)
    place_name = models.CharField(max_length=100)
    signer_title = models.CharField(max_length=100)
    signer_name = models.CharField(max_length=100)
    superior = models.CharField(max_length=200, blank=True)
    symbol = models.CharField(max_length=20, blank=True)
    proposal_symbol = models.CharField(max_length=20, blank=True)
    notice_symbol = models.CharField(max_length=20, blank=True)
    collective = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "valid_from"], name="body_changes_once_a_day")]
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{self.name} since {self.valid_from}"


class BodySigner(models.Model):
    """Who signs for the head of a body (“KT.”) from a day on; the head stands in the body's own dated rows. Ends, never edited."""

    body = models.ForeignKey(IssuingBody, on_delete=models.PROTECT, related_name="deputies")
    name = models.CharField(max_length=100, help_text=_("Printed under the signature."))
    office = models.CharField(max_length=100, default="Phó Chủ tịch")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "name", "office", "valid_from"], name="deputy_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="deputy_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name
