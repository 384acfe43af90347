"""News."""

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import LessonBody
from content.pages.lists import listed_in, paged
from content.pages.served import Served
from content.visibility import reader_of


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
