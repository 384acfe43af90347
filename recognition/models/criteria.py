"""A published criteria set: data that never changes under its key and version."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CriteriaSet(models.Model):
    """One version of one title's rules. Written only by `recognition.sets.publishing.publish`; never edited."""

    key = models.CharField(max_length=60, help_text=_("Which title, for example cong_dan_hoc_tap."))
    version = models.CharField(max_length=30)
    digest = models.CharField(
        max_length=64, help_text=_("SHA-256 of the content; the same version never gets another.")
    )
    title = models.CharField(max_length=200)
    text = models.TextField(help_text=_("The file as it was published."))
    judged = models.BooleanField(default=True, help_text=_("Whether new statements are matched against it."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last valid day."))
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="criteria_set_once")]
        ordering = ["key", "pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def told(self) -> str:
        """Title and version: what people read, who meet no keys."""
        return f"{self.title} {self.version}"
