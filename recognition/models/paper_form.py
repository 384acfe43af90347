"""A form filled in by hand and photographed at the counter: what staff typed later can be compared with it."""

from django.db import models
from django_scopes import ScopedManager


class PaperForm(models.Model):
    """One photographed form. `case`: into which its points were typed; None while it waits to be typed.

    `title_key`: for which title it was filled in; empty of forms kept before this was noted, which wait at every title.
    """

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="paper_forms")
    upload = models.ForeignKey("recognition.Upload", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", help_text="who photographed it")
    at = models.DateTimeField(auto_now_add=True)
    title_key = models.CharField(max_length=60, blank=True, default="")
    case = models.ForeignKey(
        "recognition.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="paper_forms"
    )
    typed_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "upload"], name="paper_form_once"),
            models.CheckConstraint(
                condition=models.Q(case=None, typed_by=None, typed_at=None)
                | models.Q(case__isnull=False, typed_by__isnull=False, typed_at__isnull=False),
                name="typed_form_names_its_case",
            ),
        ]

    def __str__(self) -> str:
        return f"form {self.pk}"
