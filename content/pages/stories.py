"""Exemplary people: a story about somebody who said yes to it. No points, no ranks; withdrawn, it is gone at once."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from content.blocks import LessonBody
from content.pages.lists import listed_in, paged
from content.pages.served import Served
from content.visibility import reader_of


class StoryIndexPage(Served):
    """The stories of a centre."""

    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["content.CentrePage", "pages.HomePage"]
    subpage_types = ["content.StoryPage"]
    template = "content/story_index.html"

    class Meta:
        verbose_name = _("list of exemplary people")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The stories that the visitor may read, newest first."""
        stories = reader_of(request).filter(StoryPage.objects.filter(listed_in(self))).select_related("image")
        return super().get_context(request, *args, **kwargs) | paged(request, stories.order_by("-pk"), "stories")


class StoryPage(Served):
    """One person's story. Without the day on which the person agreed, and to whom, it stays a draft."""

    called = models.CharField(
        _("name, as the person wants to be called here"),
        max_length=100,
        help_text=_("Ask the person. “Bác Bính ở thôn Thượng” is enough; the full name only if the person wishes it."),
    )
    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
        help_text=_("Show what the person does and can do. Nobody is shown as poor."),
    )
    image_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    image_credit = models.CharField(_("who took the picture"), max_length=100, blank=True)
    course = models.ForeignKey(
        "content.CoursePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("course that helped"),
    )
    habit = models.CharField(
        _("habit of learning"), max_length=200, blank=True, help_text=_("For example: mỗi tối đọc nửa giờ cùng con.")
    )
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)
    consent_on = models.DateField(
        _("day on which the person agreed"),
        null=True,
        help_text=_("Read the whole story and show the picture to the person first."),
    )
    consent_to = models.CharField(
        _("who asked and heard the yes"), max_length=100, help_text=_("Name of the member of staff.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("called"),
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel(name) for name in ("image", "image_alt", "image_credit")], heading=_("Picture")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("course"), FieldPanel("habit")], heading=_("What helped")),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_("A story can be kept as a draft without it. To publish it, the person's yes is needed.")
                ),
                FieldPanel("consent_on"),
                FieldPanel("consent_to"),
            ],
            heading=_("The person agrees"),
        ),
    ]
    parent_page_types = ["content.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "content/story.html"

    class Meta:
        verbose_name = _("story of a person")

    def clean(self) -> None:
        """Nobody has agreed on a day to come."""
        super().clean()
        if self.consent_on and self.consent_on > timezone.localdate():
            raise ValidationError(
                {"consent_on": _("This day has not come yet. Write the day on which the person said yes.")}
            )

    @property
    def agreed(self) -> bool:
        """Whether it is written down that the person said yes, when and to whom."""
        return bool(self.consent_on and self.consent_to.strip())

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> Any:
        """Goes live only with the person's yes in this version, by whatever button, hour or program."""
        if not (revision.content.get("consent_on") and (revision.content.get("consent_to") or "").strip()):
            raise PermissionDenied(needs_a_yes())
        return super().publish(revision, user=user, **options)

    def save(self, *args, **kwargs):
        """The last gate, behind every button."""
        if self.live and not self.agreed and not self.alias_of_id:
            raise PermissionDenied(needs_a_yes())
        return super().save(*args, **kwargs)


def needs_a_yes() -> str:
    """What to do where the person's yes is missing."""
    return gettext(
        "Nobody has written down yet that this person agrees. Ask the person, then fill in the day and who asked."
    )
