"""The ways from “Today” to what is no lesson: a piece of news, a notice, the page of the centre, its shelf."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content.classes.rights import centres_of
from content.pages.centre import CentrePage
from content.pages.news import NewsIndexPage

SHOWN = 3  # of each kind; more are found among all pages


@dataclass(frozen=True)
class ToWrite:
    """One way: what it is called, and its address."""

    title: str
    url: str


def pages_to_write(user: Any) -> list[ToWrite]:
    """In the order in which they are needed; where there are several of a kind each says of which."""
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add").values("pk")
    lists = list(NewsIndexPage.objects.filter(pk__in=mine, alias_of=None).order_by("path")[:SHOWN])
    centres = list(CentrePage.objects.filter(pk__in=mine, alias_of=None).order_by("path")[:SHOWN])
    kinds = ((_("Write a piece of news"), "newspage"), (_("Write a notice"), "noticepage"))
    found = [
        (words, page.title, reverse("wagtailadmin_pages:add", args=["content", model, page.pk]), len(lists))
        for words, model in kinds
        for page in lists
    ]
    found += [
        (
            _("Change the page of the centre"),
            page.title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            len(centres),
        )
        for page in centres
    ]
    shelves = centres_of(user)[:SHOWN]
    found += [
        (_("Keep the shelf"), one.name, reverse("content:library_keep", args=[one.pk]), len(shelves)) for one in shelves
    ]
    return [ToWrite(f"{words}: {title}" if several > 1 else words, url) for words, title, url, several in found]
