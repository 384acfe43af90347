"""News and the centre's own page."""

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import LessonBody
from content.pages.forms import PlainAddressForm
from content.pages.lists import paged
from content.pages.served import Served
from content.visibility import reader_of
from portal.places.public import Centre


class NewsIndexPage(Served):
    """All news, newest first."""

    parent_page_types = ["pages.HomePage", "wagtailcore.Page"]
    subpage_types = ["content.NewsPage"]
    template = "content/news_index.html"
    base_form_class = PlainAddressForm

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The news that the visitor may read, newest first, a page at a time."""
        news = reader_of(request).filter(NewsPage.objects.child_of(self)).order_by("-date", "-pk")
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
    base_form_class = PlainAddressForm

    class Meta:
        verbose_name = _("piece of news")


class CentrePage(Served):
    """What a centre is, where, when it is open."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre"))
    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("centre"), FieldPanel("intro"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "wagtailcore.Page"]
    subpage_types: list[str] = []
    template = "content/centre.html"
    base_form_class = PlainAddressForm

    class Meta:
        verbose_name = _("page of a centre")
