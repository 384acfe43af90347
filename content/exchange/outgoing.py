"""A course as a package: its pages as data, the files they use beside it."""

from hashlib import file_digest
from typing import Any, BinaryIO

from django.db.models import Model, Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from content.activities import activities_of
from content.exchange import fields
from content.exchange.origins import author_of
from content.exchange.package import DOCUMENT, IMAGE, LEFT, Medium, Note, Package
from content.files import is_restricted
from content.media_files import extension
from content.pages.course import CoursePage, ModulePage
from content.pages.lesson import LessonPage
from content.rights.grants import collection_grants
from content.visibility import reader_of

ENTRY_OF = {CoursePage: "course", ModulePage: "module", LessonPage: "lesson"}  # the page types a package holds


class _References:
    """Gathers the files that the pages name: those that everybody may see, or this user may put into a lesson.

    A page may name any file by its number, so what it names says nothing of who may have it.
    """

    def __init__(self, course: Page, user: Any) -> None:
        self.package, self._course = Package({}), course
        self.everybody = reader_of(None)
        self._known: dict[tuple[str, int], str] = {}
        self._own = {grant.collection.path for grant in collection_grants(user)} if user is not None else set()
        self._open: dict[int, bool] = {}

    def image(self, number: int) -> str:
        return self._file(get_image_model(), IMAGE, number)

    def document(self, number: int) -> str:
        return self._file(get_document_model(), DOCUMENT, number)

    def page(self, number: int) -> tuple[str, str]:
        page = Page.objects.filter(pk=number).first()
        if page is None:
            return "", ""
        if page.path.startswith(self._course.path) and page.depth > self._course.depth:
            return place_in(self._course, page), ""
        address = page.get_full_url() if self.everybody.may_read(page) else ""
        return "", address or ""

    def _file(self, model: type[Model], folder: str, number: int) -> str:
        if (folder, number) not in self._known:
            found: Any = model._default_manager.select_related("collection").filter(pk=number).first()
            self._known[folder, number] = self._gathered(found, folder) if found else ""
        return self._known[folder, number]

    def _may_have(self, collection: Collection) -> bool:
        if collection.pk not in self._open:
            own = any(collection.path.startswith(path) for path in self._own)
            self._open[collection.pk] = own or not is_restricted(collection)
        return self._open[collection.pk]

    def _gathered(self, found: Any, folder: str) -> str:
        if not self._may_have(found.collection):
            self.package.left_out.append(Note("", LEFT, "file: closed", self._course.title))
            return ""

        def opened() -> BinaryIO:
            return found.file.storage.open(found.file.name, "rb")

        try:
            with opened() as file:
                digest, size = file_digest(file, "sha256").hexdigest(), file.size
        except FileNotFoundError:
            self.package.left_out.append(Note("", LEFT, "file: gone", found.title))
            return ""
        place = f"media/{folder}/{digest[:16]}.{extension(found.file.name)}"
        told = getattr(found, "description", "") or ""
        self.package.media.setdefault(place, Medium(place, folder, found.title, told, digest, size, opened))
        return place


def place_in(course: Page, page: Page) -> str:
    """Where a page stands in its course: the addresses below the course's."""
    return page.url_path[len(course.url_path) :].strip("/")


def gathered(course: CoursePage, *, drafts: bool, user: Any = None) -> Package:
    """The course with everything below it: as it is being written (`drafts`), or as everybody may read it.

    Of files that not everybody may see come along those that `user` may put into a lesson; the others are noted.
    """
    refs = _References(course, user)
    pages = [page for page in course.get_descendants().specific().order_by("path") if type(page) in ENTRY_OF]
    if not drafts:
        there = [page for page in pages if refs.everybody.published(page)]
        pages = refs.everybody.readable(there)
        if len(pages) < len(there):
            refs.package.left_out.append(Note("", LEFT, "page: closed", course.title))
    below: dict[str, list[dict[str, Any]]] = {}
    for page in reversed(pages):
        entry = _entry(page, refs, drafts)
        if isinstance(page, ModulePage):
            entry["lessons"] = below.pop(page.path, [])[::-1]
        below.setdefault(page.path[: -Page.steplen], []).append(entry)
    package = refs.package
    package.course = {"author": author_of(course)} | _entry(course, refs, drafts)
    package.course["media"] = [
        {"file": one.place, "title": one.title} | ({"description": one.description} if one.description else {})
        for _place, one in sorted(package.media.items())
    ]
    package.course["lessons"] = below.pop(course.path, [])[::-1]
    iris = activities_of([course, *pages])
    package.activities = {place_in(course, page): iris[page.pk] for page in (course, *pages) if page.pk in iris}
    return package


def unpublished_in(course: Page) -> list[str]:
    """The titles of what the public does not see as it goes out: drafts, and pages changed since they were published."""
    pages = course.get_descendants(inclusive=True).filter(Q(live=False) | Q(has_unpublished_changes=True))
    return list(pages.order_by("path").values_list("draft_title", flat=True))


def _entry(page: Page, refs: _References, drafts: bool) -> dict[str, Any]:
    shown = page.get_latest_revision_as_object() if drafts else page
    entry = fields.out_of(shown, refs)
    entry["slug"] = page.slug  # places name pages by the addresses they have
    return entry


def name_of(course: Page) -> str:
    """What the file is called."""
    return f"khoa-{course.slug[:60]}.zip"
