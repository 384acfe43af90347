"""The first pages of a centre: its own page, and below it a place for courses and one for news, so that staff can begin."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Site

from content.pages.centre import CentrePage
from content.pages.course import CourseIndexPage
from content.pages.news import NewsIndexPage
from portal.places.public import Centre
from portal.text.folding import fold


def has_pages(centre: Centre) -> bool:
    """Whether the centre has its part of the page tree already."""
    return CentrePage.objects.filter(centre=centre).exists()


def open_pages(centre: Centre, by: Any) -> CentrePage:
    """Publishes the first pages below the home page, as `by`; the centre's page makes all below it the centre's to edit.

    Safe to run again: what is there stays. Raises Site.DoesNotExist when the site has no home page yet.
    """
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        page = CentrePage.objects.filter(centre=centre).first()
        if page is not None:
            return page
        home = Site.objects.get(is_default_site=True).root_page
        page = _published(home, CentrePage(title=centre.name, slug=_free(home, centre), centre=centre), by)
        _published(page, CourseIndexPage(title="Khóa học", slug="khoa-hoc"), by)
        _published(page, NewsIndexPage(title="Tin của trung tâm", slug="tin"), by)
    return page


def _free(home: Page, centre: Centre) -> str:
    slug = slugify(fold(centre.name))[:200] or "trung-tam"
    return slug if not home.get_children().filter(slug=slug).exists() else f"{slug}-{centre.pk}"


def _published(parent: Page, page: Any, by: Any) -> Any:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page
