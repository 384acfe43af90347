"""A certificate that is looked at again: because its holder asks, or because the body that issued it has to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class CertificateReview(models.Model):
    """Asked for by the holder of a certificate that ended, or opened by the body on one that holds: it is then suspended.

    An answer alone never changes a certificate: what ends one is a decision, and what was taken is given anew by one.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked for by who held it")
        OPENED = "opened", _("opened by the body that issued it")

    class Outcome(models.TextChoices):
        KEEP = "keep", _("it stays as it is")
        END = "end", _("a decision ended it")
        AGAIN = "again", _("the case goes to the signer again")

    certificate = models.ForeignKey("recognition.Certificate", on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    words = models.TextField(help_text="what is to be looked at again, and why")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)
    due = models.DateField(help_text="the day by which it is answered")
    officer = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=5, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)

    objects = ScopedManager(people="certificate__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(answered_at=None), name="one_review_of_a_certificate_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, officer=None, outcome="")
                | (Q(answered_at__isnull=False, officer__isnull=False) & ~Q(outcome="")),
                name="answered_review_of_a_certificate_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of certificate {self.certificate_id}"
