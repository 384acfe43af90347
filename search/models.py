"""The index: one row for each page a visitor may read."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """A published public page as it can be found.

    `state` says which state of the page was indexed; a sweep compares it with the page. The row goes with
    its page, and finding asks again who may read the page: an index that lags shows nothing closed meanwhile.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Courses")
        LESSON = "lesson", _("Lessons")
        NEWS = "news", _("News")
        CENTRE = "centre", _("Centres")

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    url = models.CharField(max_length=1000)
    title = models.CharField(max_length=300)
    folded_title = models.CharField(max_length=300)
    context = models.CharField(max_length=300, blank=True, help_text=_("Title of the course a lesson belongs to."))
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    lessons = models.PositiveIntegerField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    vector = SearchVectorField()
    state = models.CharField(max_length=64)
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            models.Index(fields=["kind"], name="search_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
