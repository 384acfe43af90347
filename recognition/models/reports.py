"""Frozen figures, answers of a place to questions, dated duties that are done, and how a file for another system is made."""

from django.db import models


class ReportSnapshot(models.Model):
    """The figures of a place as they were frozen: numbers and, beside them, the ids of their lines. Rows only grow (trigger)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField(help_text="the day whose end is meant")
    known_at = models.DateTimeField(help_text="recorded before this moment")
    functions = models.CharField(max_length=20, help_text="version of the functions that counted")
    content = models.JSONField(help_text="the whole report: tables, rows, columns, numbers; nobody's name")
    lines = models.JSONField(
        default=dict, help_text="ids of the lines of decisions behind the numbers, by table and row"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of content and lines")
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "-id"], name="snapshots_of_unit")]

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class HonestyAnswer(models.Model):
    """What a place writes to a question that its numbers raise. Rows only grow; the newest is shown."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=60, help_text="key of the question, with what it is about")
    text = models.TextField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "year", "question", "-id"], name="answers_of_unit")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class DutyDone(models.Model):
    """That a dated duty of a place was done for a year."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "duty", "year"], name="duty_done_once_a_year")]

    def __str__(self) -> str:
        return f"{self.duty} {self.year}"


class ExportMapping(models.Model):
    """How the columns of a file for another system are named and filled, for a place. The newest row counts."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    columns = models.JSONField(help_text="list of [field of ours, heading there]; an empty field stays an empty column")
    unit_code = models.CharField(max_length=40, blank=True, help_text="the place's code there, as text")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"mapping {self.pk}"
