"""Where a course came from: whose it was, under which licence, and the press of the button that brought it."""

from uuid import UUID

from django.conf import settings
from django.db import models
from wagtail.models import Page

from content.identities import PageActivity
from content.rights.spaces import CentreSpace


class CourseOrigin(models.Model):
    """A course that was written elsewhere. What stands here stays when the original is changed or deleted."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    press = models.UUIDField(unique=True)  # one press of a button makes one course, however often it arrives
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


def author_of(course: Page) -> str:
    """Whose a course is, for who takes it: the first author's centre, however often it was taken since."""
    origin = origin_of(course)
    return origin.author if origin else owner_of(course)


def owner_of(page: Page) -> str:
    """The name of the centre that a page belongs to; the site's, where it belongs to none."""
    above = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    space = CentreSpace.objects.filter(pages__path__in=above).select_related("centre").first()
    return space.centre.name if space else settings.WAGTAIL_SITE_NAME


def taken_by_press(press: UUID) -> Page | None:
    """The course that this press of a button has made already."""
    return Page.objects.filter(pk__in=CourseOrigin.objects.filter(press=press).values("page")).first()


def note_activity_of_origin(page: Page, origin: UUID) -> None:
    """The page is another activity, and says which one it came from."""
    PageActivity.objects.update_or_create(page_id=page.pk, defaults={"origin": origin})
