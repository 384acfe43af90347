"""Decisions and certificates: appended, never edited. Triggers of the database refuse change and removal."""

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from portal.people.public import decrypt
from recognition.paper_numbers import form_of


class Decision(models.Model):
    """A paper with a number and date typed in from the agency's own register (gaps allowed: it numbers others too)."""

    class Kind(models.TextChoices):
        RECOGNISE = "recognise", _("recognises")
        REVOKE = "revoke", _("revokes: the title was held, and is taken from this day on")
        ANNUL = "annul", _("annuls: it should never have been issued")
        CORRECT = "correct", _("corrects what its list said of somebody")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RECOGNISE)
    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(max_length=40)
    number_form = models.CharField(max_length=60, editable=False, help_text="what all spellings of the number share")
    year = models.PositiveSmallIntegerField()
    date = models.DateField()
    title_key = models.CharField(max_length=60)
    campaign_year = models.PositiveSmallIntegerField()
    signer = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    body_name = models.CharField(max_length=200)
    place_name = models.CharField(max_length=100)
    signer_title = models.CharField(max_length=100)
    signer_name = models.CharField(max_length=100)
    signature = models.JSONField(default=list, help_text="lines above the signature as printed, such as “KT. CHỦ TỊCH”")
    proposing_body = models.ForeignKey(
        "recognition.IssuingBody", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposal_number = models.CharField(max_length=40, blank=True)
    proposal_date = models.DateField(null=True, blank=True)
    words = models.JSONField(default=dict, help_text="grounds, articles and recipients as printed")
    list_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the marks of the list as printed")
    basis = models.TextField(blank=True)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number_form"], name="decision_number_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.year})"

    def save(self, *args, **kwargs) -> None:
        """Keeps what all spellings of the number share, for the one constraint that asks it."""
        self.number_form = form_of(self.number)
        super().save(*args, **kwargs)


class DecisionLine(models.Model):
    """One person or group in a decision, with everything the result rests on, as it was on that day.

    What says who it is lies under the decision's own key (`decision:<pk>`) and can be read for as long as that key is kept.
    """

    class Entered(models.TextChoices):
        ALONE = "alone", _("entered alone")
        HELPED = "helped", _("entered with help")
        UNKNOWN = "unknown", _("not known")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey("recognition.Case", on_delete=models.PROTECT, related_name="decision_lines")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="decision_lines")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey("recognition.Assessment", on_delete=models.PROTECT, related_name="+")
    set_key = models.CharField(max_length=60)
    set_version = models.CharField(max_length=30)
    set_digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title_key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(help_text="the year judged: results of a year ask the line")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="place in the printed list")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    subject_group = models.CharField(max_length=2, blank=True)
    area_class = models.CharField(max_length=20)
    points = models.JSONField(help_text="confirmed points by indicator, as text")
    total = models.DecimalField(max_digits=6, decimal_places=2)
    mark = models.DecimalField(max_digits=6, decimal_places=2)
    floor = models.DecimalField(max_digits=6, decimal_places=2)
    band = models.CharField(max_length=60, blank=True, help_text="the grade, as the set calls it")
    level = models.CharField(max_length=60, blank=True, help_text="the level, as the set calls it")
    not_applicable = models.JSONField(default=dict, help_text="targets left out, each with the assessor's reason")
    name_encrypted = models.BinaryField()
    about_encrypted = models.BinaryField(help_text="under the decision's key: form of address, birth year, home, note")
    age_band = models.PositiveSmallIntegerField(null=True, blank=True, help_text="decade of birth, for counts")
    entered = models.CharField(max_length=8, choices=Entered.choices, default=Entered.UNKNOWN)
    assessor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "case"], name="a_case_once_a_decision"),
            models.UniqueConstraint(fields=["decision", "number"], name="a_number_once_a_list"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the list says of who it is: `call`, `born`, `group`, `unit`, `province`, `note`; empty once the key is gone.

        One question; `recognition.certificates.about.read_all` asks once for many.
        """
        return json.loads(decrypt(self.about_encrypted) or "{}")

    @property
    def birth_year(self) -> int | None:
        """The year of birth as the list has it."""
        return self.about.get("born")

    @property
    def unit_name(self) -> str:
        """What the unit was called on the day of the decision."""
        return self.about.get("unit", "")

    @property
    def residential_group_name(self) -> str:
        """What the residential group was called."""
        return self.about.get("group", "")


class RegisterCounter(models.Model):
    """The last certificate number of a body and year. Its row is locked while a number is taken: so none is skipped."""

    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year"], name="one_register_a_year")]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.year}: {self.last}"


class Certificate(models.Model):
    """What the citizen holds. Only its state and its successor ever change."""

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        SUPERSEDED = "superseded", _("replaced by a new certificate")
        REVOKED = "revoked", _("revoked")
        ANNULLED = "annulled", _("annulled")

    line = models.ForeignKey(DecisionLine, on_delete=models.PROTECT, related_name="certificates")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="certificates")
    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="certificates")
    token = models.CharField(max_length=22, unique=True, help_text="random; the address of the public check page")
    urn = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="gap-free in a body and year")
    register_code = models.CharField(max_length=40, help_text="as printed, for example ĐS-2026-0128")
    name_encrypted = models.BinaryField()
    code = models.CharField(
        max_length=12, unique=True, help_text="printed in threes, typed by hand; its last letter checks the others"
    )
    register_form = models.CharField(
        max_length=60, db_index=True, editable=False, help_text="what all spellings of the register number share"
    )
    about_encrypted = models.BinaryField(null=True, help_text="the words of this sheet alone, under the decision's key")
    design = models.CharField(max_length=20, blank=True, help_text="how the sheet looks; empty: as the place has it")
    printed_points = models.BooleanField(default=False, help_text="whether the sheet says the points")
    issued_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="the last day it holds; none: without end")
    issued_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.VALID)
    state_reason = models.TextField(blank=True)
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="register_number_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(state="valid"), name="one_valid_certificate_a_line"),
            models.CheckConstraint(
                condition=Q(state="superseded") | Q(superseded_by=None), name="only_the_superseded_has_a_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.register_code


class CertificateStep(models.Model):
    """One step in the life of a certificate: what, from which day on, recorded when, by which decision. Rows only grow."""

    class What(models.TextChoices):
        ISSUED = "issued", _("issued")
        SUPERSEDED = "superseded", _("replaced by a new certificate")
        REVOKED = "revoked", _("revoked")
        ANNULLED = "annulled", _("annulled")
        SUSPENDED = "suspended", _("under review")
        LAPSED = "lapsed", _("its time is over")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="life")
    what = models.CharField(max_length=12, choices=What.choices)
    on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="endings")
    reason = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(people="certificate__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.certificate_id}"
