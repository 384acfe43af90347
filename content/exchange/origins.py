"""Where a course came from: whose it was, under which licence, who took it and when."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from wagtail.models import Page

from content.identities import PageActivity
from content.pages.licences import in_words
from content.rights.spaces import CentreSpace
from content.visibility import Reader


class CourseOrigin(models.Model):
    """A course that was written elsewhere. What stands here stays when the original is changed or deleted."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    title = models.CharField(max_length=255)
    author = models.CharField(max_length=255)
    licence = models.CharField(max_length=50, blank=True)
    source_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    wagtail_reference_index_ignore = True  # no use of the page that an editor could look after

    class Meta:
        app_label = "content"

    def __str__(self) -> str:
        return f"{self.title}, {self.author}"


def origin_of(course: Page) -> CourseOrigin | None:
    """Where this course came from; None: it was written here."""
    return CourseOrigin.objects.select_related("source_page").filter(pk=course.pk).first()


def origin_shown(course: Page, reader: Reader) -> dict[str, str] | None:
    """What the page of a course says of its original: title, author, licence in words, and the address if it may be read."""
    origin = origin_of(course)
    if origin is None:
        return None
    source = origin.source_page
    url = source.url if source is not None and reader.may_read(source) else ""
    return {"title": origin.title, "author": origin.author, "licence": in_words(origin.licence), "url": url or ""}


def author_of(course: Page) -> str:
    """Whose a course is, for who takes it: the first author's centre, however often it was taken since."""
    return authors_of([course])[course.pk]


def authors_of(courses: Iterable[Page]) -> dict[int, str]:
    """The same of several (id -> name), in two questions to the database."""
    rows = list(courses)
    found = owners_of(rows)
    found.update(CourseOrigin.objects.filter(page__in=[row.pk for row in rows]).values_list("page", "author"))
    return found


def owners_of(pages: Iterable[Page]) -> dict[int, str]:
    """Page (id) -> the name of the centre it belongs to; the site's, where it belongs to none."""
    rows = list(pages)
    above = {page.path[:end] for page in rows for end in range(Page.steplen, len(page.path) + 1, Page.steplen)}
    names = dict(CentreSpace.objects.filter(pages__path__in=above).values_list("pages__path", "centre__name"))
    return {page.pk: _nearest(page.path, names) or settings.WAGTAIL_SITE_NAME for page in rows}


def owner_of(page: Page) -> str:
    """The same of one page."""
    return owners_of([page])[page.pk]


def _nearest(path: str, names: dict[str, str]) -> str:
    return next((names[path[:end]] for end in range(len(path), 0, -Page.steplen) if path[:end] in names), "")


def note_activity_of_origin(page: Page, origin: UUID) -> None:
    """The page is another activity, and says which one it came from."""
    PageActivity.objects.update_or_create(page_id=page.pk, defaults={"origin": origin})
