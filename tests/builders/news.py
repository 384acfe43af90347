"""A site with two centres, each with news of its own, and a list of the whole site."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.models import Page, Site

from content.models import CentrePage, NewsIndexPage, NewsPage, NoticePage
from content.news.topics import NewsTopic, make_first_topics
from content.public import give_space
from portal.pages.models import HomePage
from portal.places.models import Centre
from tests.builders.pages import published, wagtail_roots
from tests.builders.people import make_commune


@dataclass
class Press:
    """Home with the list of the whole site, and two centres with a list each."""

    home: HomePage
    whole: NewsIndexPage
    pages: list[CentrePage]
    lists: list[NewsIndexPage]

    def tell(self, title: str, index: Page | None = None, *, topics: tuple[str, ...] = (), **fields: Any) -> NewsPage:
        """A piece of news, published: in the list of the whole site unless another is named."""
        page = NewsPage(title=title, slug="", **fields)
        page.slug = f"tin-{NewsPage.objects.count() + 1}"
        if topics:
            page.topics = list(NewsTopic.objects.filter(slug__in=topics))
        return published(index or self.whole, page)

    def announce(self, title: str, ends_on: date, index: Page | None = None, **fields: Any) -> NoticePage:
        """A notice, published."""
        page = NoticePage(
            title=title,
            slug=f"bao-{NoticePage.objects.count() + 1}",
            ends_on=ends_on,
            **{"intro": "Mời bà con đến.", **fields},
        )
        return published(index or self.whole, page)


def _standing(parent: Page, page: Any) -> Any:
    """The page, public from its first row on: what a test only stands on needs no revision, which takes most of the time."""
    parent.add_child(instance=page)
    return page


def make_press() -> Press:
    """See `Press`."""
    root = wagtail_roots()
    home = _standing(root, HomePage(title="Nhà", slug="nha"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    make_first_topics()
    pages, lists = [], []
    for number, name in enumerate(("Đồng Sen", "Đồng Bông")):
        centre = Centre.objects.create(unit=make_commune(), name=f"Trung tâm {name}")
        about = _standing(home, CentrePage(title=centre.name, slug=f"trung-tam-{number}", centre=centre))
        give_space(centre, about)
        pages.append(about)
        lists.append(_standing(about, NewsIndexPage(title=f"Tin {name}", slug="tin")))
    return Press(home, _standing(home, NewsIndexPage(title="Tin chung", slug="tin")), pages, lists)
