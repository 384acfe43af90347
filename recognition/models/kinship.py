"""An official's own declaration that a person is of the family: who declares it neither judges, votes nor signs that case."""

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager


class KinshipDeclaration(models.Model):
    """No family tree: who is related how is not asked. Ended by somebody else only, when it was a mistake."""

    official = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="kinship_declared")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "learner"], condition=Q(ended_at=None), name="kinship_declared_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False) & ~Q(ended_by=F("official")),
                name="kinship_is_ended_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"kinship {self.pk}"
