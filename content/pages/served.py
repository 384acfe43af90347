"""What all our pages share: they are found and served in few questions to the database, only to who may read them, and
a version that somebody reads for approval stays as it is."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction, Revision, TaskState

from content.pages.forms import PlainAddressForm
from content.visibility import Reader, reader_of

# How wide the editors' preview is: first as a learner's telephone.
PHONE_FIRST = [
    {"name": "mobile", "icon": "mobile-alt", "device_width": 360, "label": _("Telephone")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Tablet")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Computer")},
]


class Served(Page):
    """A page found by its whole address at once, instead of a level at a time."""

    base_form_class = PlainAddressForm
    preview_sizes = PHONE_FIRST
    known_restrictions: list[PageViewRestriction] | None = None

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]):
        """As Wagtail routes; whoever is not found at once is looked for a level at a time."""
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            # Only what says which kind of page it is: Wagtail's way reads the whole page twice.
            for number, kind in Page.objects.filter(url_path=address).values_list("pk", "content_type")[:1]:
                model = ContentType.objects.get_for_id(kind).model_class()
                if model is not None:
                    return model._default_manager.get(pk=number).route(request, [])
        return super().route(request, path_components)

    def get_view_restrictions(self):
        """As Wagtail looks them up; while the page is served, what was looked up for the whole request."""
        return super().get_view_restrictions() if self.known_restrictions is None else self.known_restrictions

    def save_revision(self, *args, overwrite_revision: Revision | None = None, **kwargs) -> Revision:
        """A version; one that was handed in is never written into again, what is typed after that is another one.

        Wagtail's page saves by itself into the version it began, also after that was handed in: the second person would
        approve by its number what nobody has read.
        """
        newest = overwrite_revision and overwrite_revision == self.get_latest_revision()  # any other Wagtail refuses
        if newest and TaskState.objects.filter(revision=overwrite_revision).exists():
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)


def must_exist(page: Page, request: HttpRequest) -> Reader:
    """Raises Http404 when the page, or one above it, is unpublished or expired. Returns the visitor."""
    reader = reader_of(request)
    if not reader.published(page):
        raise Http404
    return reader


def must_be_readable(page: Page, request: HttpRequest) -> None:
    """Raises Http404 unless the visitor may read the page: for acts, which ask for no password."""
    if not reader_of(request).may_read(page):
        raise Http404
