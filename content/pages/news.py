"""News and the centre's own page."""

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import LessonBody
from content.classes.timetable import by_day, next_sessions
from content.pages.lists import listed_in, paged
from content.pages.served import Served
from content.rights.spaces import give_space
from content.visibility import reader_of
from portal.places.public import Centre, name_today


class NewsIndexPage(Served):
    """All news, newest first."""

    parent_page_types = ["pages.HomePage", "content.CentrePage", "wagtailcore.Page"]
    subpage_types = ["content.NewsPage"]
    template = "content/news_index.html"

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The news that the visitor may read, newest first, a page at a time; at the top that of all centres."""
        news = reader_of(request).filter(NewsPage.objects.filter(listed_in(self))).order_by("-date", "-pk")
        return super().get_context(request, *args, **kwargs) | paged(request, news, "news")


class NewsPage(Served):
    """One piece of news."""

    date = models.DateField(_("date"), default=timezone.localdate)
    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("intro"), FieldPanel("body")]
    parent_page_types = ["content.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "content/news.html"

    class Meta:
        verbose_name = _("piece of news")


class CentrePage(Served):
    """What a centre is, where, when it is open; its courses and news may lie below it."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre"))
    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("centre"), FieldPanel("intro"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "wagtailcore.Page"]
    subpage_types = ["content.CourseIndexPage", "content.NewsIndexPage"]
    template = "content/centre.html"

    class Meta:
        verbose_name = _("page of a centre")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The next sessions of its classes; at the end of a centre's page stands its own telephone."""
        centre = Centre.objects.annotate(place=name_today("unit")).get(pk=self.centre_id)
        timetable = by_day(next_sessions(self.centre_id, limit=6))
        return super().get_context(request, *args, **kwargs) | {"help_centre": centre, "days": timetable}

    def save(self, *args, **kwargs):
        """A new page of a centre, with all that will lie below it, is that centre's to edit."""
        new = self.pk is None
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            if new and self.alias_of_id is None:
                give_space(self.centre, self)
        return result
