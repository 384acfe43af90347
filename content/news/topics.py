"""What news is about: a short list, kept by the administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

FIRST = (
    ("Lớp học", "lop-hoc"), ("Khuyến học", "khuyen-hoc"), ("Kỹ năng số", "ky-nang-so"), ("Đời sống", "doi-song")
)  # fmt: skip


class NewsTopic(models.Model):
    """A topic; its slug stands in the address of its list and its feed."""

    name = models.CharField(_("topic"), max_length=60, unique=True)
    slug = models.SlugField(
        _("part of the address"),
        max_length=60,
        unique=True,
        help_text=_("Letters without marks, digits and hyphens: lop-hoc. It stays when the name is changed."),
    )

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta:
        app_label = "content"
        ordering = ["name"]
        verbose_name = _("topic of news")
        verbose_name_plural = _("topics of news")

    def __str__(self) -> str:
        return self.name


def make_first_topics() -> None:
    """A list to begin with, where there is none yet. Safe to run again."""
    if not NewsTopic.objects.exists():
        NewsTopic.objects.bulk_create([NewsTopic(name=name, slug=slug) for name, slug in FIRST], ignore_conflicts=True)
