"""A refusal on paper: a notice (thông báo) with number and date of the body's own register. Rows only grow."""

from django.db import models
from django_scopes import ScopedManager

from recognition.paper_numbers import form_of


class Notice(models.Model):
    """What a person was told of a case that is not recognised. What it says lies under its own key, `notice:<assessment>`."""

    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="notices")
    number = models.CharField(max_length=40)
    number_form = models.CharField(max_length=60, editable=False, help_text="what all spellings of the number share")
    year = models.PositiveSmallIntegerField()
    date = models.DateField()
    case = models.ForeignKey("recognition.Case", on_delete=models.PROTECT, related_name="notices")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey("recognition.Assessment", on_delete=models.PROTECT, related_name="+")
    body_name = models.CharField(max_length=200)
    signature = models.JSONField(default=list)
    signer_name = models.CharField(max_length=100)
    said_encrypted = models.BinaryField(help_text="the paper as it was printed, under notice:<assessment>")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number_form"], name="notice_number_once_a_year"),
            models.UniqueConstraint(fields=["assessment"], name="one_notice_an_assessment"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.year})"

    def save(self, *args, **kwargs) -> None:
        """Keeps what all spellings of the number share, for the one constraint that asks it."""
        self.number_form = form_of(self.number)
        super().save(*args, **kwargs)
