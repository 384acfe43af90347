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


class SoughtWord(models.Model):
    """How many people looked for the same words on a day, by the commune they live in (none: nobody knows).

    The words themselves are kept only from the third person on (`search/sought.py`); until then their digest alone.
    """

    day = models.DateField()
    unit = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=60, blank=True)
    people = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0, help_text=_("How many of them found nothing."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "unit", "digest"], nulls_distinct=False, name="search_sought_once"),
        ]
        indexes = [models.Index(fields=["digest", "day"], name="search_sought")]

    def __str__(self) -> str:
        return f"{self.day} {self.words or self.digest[:8]}"
