"""The pages that somebody has to begin with: the lists of courses and news, and a centre's own page with its lists."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from content.news.topics import make_first_topics
from content.pages.centre import CentrePage
from content.pages.course import CourseIndexPage
from content.pages.news import NewsIndexPage
from content.rights.spaces import CentreSpace
from portal.places.public import Centre
from portal.text.folding import fold

COURSES, NEWS = "Khóa học", "Tin"  # titles of pages are content, in the language of the site; editors change them
_INTRO = "Học lúc nào cũng được."


def publish(parent: Page, page: Page, by: Any = None) -> Any:
    """Adds a page below `parent` and publishes it as `by` would (None: the installation itself). Returns it as stored."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def make_first_pages(home: Page, by: Any = None) -> None:
    """The list of courses and that of news below a new home page."""
    publish(home, CourseIndexPage(title=COURSES, slug="khoa-hoc", intro=_INTRO), by)
    publish(home, NewsIndexPage(title="Tin của trung tâm", slug="tin"), by)
    make_first_topics()


def places_of_courses(centres: Iterable[Centre]) -> dict[int, int]:
    """The list of courses in which each centre's staff write: centre -> page; a centre without one is left out.

    Two questions for any number of centres.
    """
    through = CentreSpace.pages.through.objects.filter(centrespace__centre__in=list(centres))
    owned = list(through.values_list("centrespace__centre", "page__path").order_by("page__path"))
    if not owned:
        return {}
    below = reduce(or_, (Q(path__startswith=path) for _centre, path in owned))
    lists = list(CourseIndexPage.objects.filter(below).order_by("path").values_list("pk", "path"))
    found: dict[int, int] = {}
    for centre, own in owned:
        for pk, path in lists:
            if path.startswith(own):
                found.setdefault(centre, pk)
    return found


def make_centre_pages(centre: Centre, home: Page, by: Any) -> CourseIndexPage:
    """The centre's page below `home` with a list of courses and one of news, which its staff then own. Safe to run again.

    A page of the centre that is there already gets only the lists it lacks. Returns the list of courses.
    """
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)  # two presses of the button make one page
        found = places_of_courses([centre]).get(centre.pk)
        if found is not None:
            return CourseIndexPage.objects.get(pk=found)
        page = CentrePage.objects.filter(centre=centre, alias_of=None).order_by("path").first()
        if page is None:
            slug = _free_slug(home, centre.name)
            page = publish(home, CentrePage(title=centre.name[:255], slug=slug, centre=centre), by)
        if not NewsIndexPage.objects.child_of(page).exists():
            publish(page, NewsIndexPage(title=NEWS, slug="tin"), by)
            page.refresh_from_db()
        return publish(page, CourseIndexPage(title=COURSES, slug="khoa-hoc", intro=_INTRO), by)


def _free_slug(home: Page, name: str) -> str:
    """The name in letters of an address; a number behind it when another page has it."""
    plain = "-".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())[:200] or "trung-tam"
    taken = set(Page.objects.child_of(home).filter(slug__startswith=plain).values_list("slug", flat=True))
    return plain if plain not in taken else next(one for n in range(2, 10_000) if (one := f"{plain}-{n}") not in taken)
