"""Where: provinces and communes with validity and succession, residential groups, centres.

A unit keeps its own uuid for ever. Its name, type and code stand in dated version rows
(half-open `[valid_from, valid_to)`), because the 34 province codes reuse old codes with another
meaning and ten communes changed type on 30/04/2026.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A province or commune; the row never says its name: see `UnitVersion`."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district (history)")
        COMMUNE = "commune", _("commune")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # Of an ended unit: who acts for what it left, kept up as successors end in their turn (`succession.py`).
    heir = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="heir_of")
    split = models.BooleanField(default=False, help_text=_("Its residential groups went to several communes."))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_validity"),
            models.CheckConstraint(
                condition=Q(heir=None) | Q(valid_to__isnull=False), name="only_the_ended_have_heirs"
            ),
        ]
        indexes = [models.Index(fields=["id"], name="unit_split", condition=Q(split=True))]

    def __str__(self) -> str:
        begun = self.versions.filter(valid_from__lte=timezone.localdate()).order_by("-valid_from").first()
        version = begun or self.versions.order_by("valid_from").first()
        return version.full_name if version else str(self.uuid)


class UnitVersion(models.Model):
    """What a unit was called, and its official code, during `[valid_from, valid_to)`."""

    class Type(models.TextChoices):
        CITY = "centrally_run_city", "Thành phố"
        PROVINCE = "province", "Tỉnh"
        WARD = "phuong", "Phường"
        COMMUNE = "xa", "Xã"
        SPECIAL_ZONE = "dac_khu", "Đặc khu"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    type = models.CharField(max_length=20, choices=Type.choices)
    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=100, db_index=True, help_text=_("Name without marks, for matching."))
    code = models.CharField(max_length=10, help_text=_("Official code, zero-padded text."))
    scheme = models.CharField(max_length=20, help_text=_("Which list the code belongs to, for example qd19-2025."))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_version_once_a_day"),
            models.UniqueConstraint(fields=["scheme", "code", "valid_from"], name="unit_code_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_version_validity"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Type and name as people write them, for example “Xã Đồng Sen”."""
        return f"{self.get_type_display()} {self.name}"


class UnitSuccession(models.Model):
    """What a unit was formed from: a known unit, or the words of the register where no row exists for it."""

    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="formed_from")
    predecessor = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="became")
    predecessor_text = models.TextField(blank=True, help_text=_("As the register words it."))
    took_part_only = models.BooleanField(default=False, help_text=_("Only a part of a predecessor came over."))
    document = models.CharField(max_length=200, blank=True, help_text=_("What decided it; empty: the register."))
    on = models.DateField()
    merger = models.ForeignKey(
        "places.Merger", null=True, blank=True, on_delete=models.PROTECT, related_name="successions"
    )


class Merger(models.Model):
    """One resolution about several communes: its lines as they were typed, what the dry run found, and whether it was applied.

    A plan may be left aside; an applied one never changes. What it changed stands in the rows of succession that name it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("looked at, not entered")
        APPLIED = "applied", _("entered")
        DROPPED = "dropped", _("left aside")

    on = models.DateField(help_text=_("First day of the new order."))
    document = models.CharField(max_length=200)
    lines = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    seen = models.JSONField(default=dict, help_text="What hung on the communes when the plan was looked at.")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=dict, help_text="How many people, roles, groups and centres went on.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False) | (~Q(state="applied") & Q(applied_at=None)),
                name="an_applied_merger_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return self.document


class AreaClass(models.Model):
    """Whether a unit counts as disadvantaged, by document and date. No row: unknown, treated as ordinary."""

    class Value(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary area")
        DISADVANTAGED = "disadvantaged", _("disadvantaged area")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="area_classes")
    value = models.CharField(max_length=20, choices=Value.choices)
    document = models.CharField(max_length=200)
    imported_in = models.ForeignKey(
        "places.AreaImport", null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class AreaImport(models.Model):
    """A document with classes of areas that was imported. Rows only grow: what is wrong is put right by importing another one,
    for what was imported last holds from its days on.
    """

    number = models.CharField(max_length=60, help_text=_("As it stands on the document, for example 12/QĐ-TTg."))
    signed_on = models.DateField()
    issuer = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number}, {self.issuer}"


class ResidentialGroup(models.Model):
    """Thôn, tổ dân phố, tổ nhân dân tự quản: below the commune."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # Of a group whose commune ended: what it goes on as, and the commune that acts for what it left.
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    heir = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="groups_left_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name", "valid_from"], name="group_once_a_unit")]

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A community learning centre; belongs to a commune."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="centres")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name
