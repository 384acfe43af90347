"""The newest news and the notices that hold, for home and for a centre's page."""

from django import template
from django.utils import timezone
from wagtail.models import Page

from content.news import listing
from content.visibility import reader_of

register = template.Library()


@register.inclusion_tag("content/parts/newest_news.html", takes_context=True)
def newest_news(context: dict, page: Page) -> dict:
    """{% newest_news page %}: three pieces of news and a way to all; `page` is home or a centre's page. Nothing for none."""
    reader = reader_of(context["request"])
    found = listing.newest(page, reader)
    return {"news": found, "all": listing.list_of(page, reader) if found else "", "today": timezone.localdate()}


@register.inclusion_tag("content/parts/notices.html", takes_context=True)
def notices(context: dict, page: Page) -> dict:
    """{% notices page %}: what holds today, important ones first; `page` is home or a centre's page. Nothing for none."""
    return {"notices": listing.running_notices(page, reader_of(context["request"]))}
