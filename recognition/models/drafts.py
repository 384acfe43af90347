"""The officer's desk: what was typed and not yet said, and how the desk is used."""

from django.db import models
from django_scopes import ScopedManager


class CaseDraft(models.Model):
    """What an officer has typed into the page of a case: nobody else's business, and gone with the judgement.

    `fields`: name -> [turn, text]. Turns grow with every keystroke, so that a slow older request changes nothing.
    """

    case = models.ForeignKey("recognition.Case", on_delete=models.CASCADE, related_name="drafts")
    officer = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="one_draft_an_officer")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DeskSetting(models.Model):
    """How an officer uses the desk; without a row, as it comes."""

    officer = models.OneToOneField("people.User", on_delete=models.CASCADE, related_name="+")
    single_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"desk of {self.officer_id}"
