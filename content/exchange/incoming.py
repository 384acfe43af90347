"""A package becomes a course below a list of courses: all of it in one step or nothing, and nothing of it published."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from wagtail.fields import StreamField
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from content.activities import uuid_of_iri
from content.approval.contributions import carry_over
from content.approval.held import locked
from content.blocks.gaps import part
from content.courses.body import stream
from content.courses.loader import step_blocks
from content.courses.strict import CourseFileError, Entry
from content.exchange import blocks, fields
from content.exchange.media import Stored, store
from content.exchange.origins import CourseOrigin, note_activity_of_origin
from content.exchange.package import CHANGED, DOCUMENT, IMAGE, LEFT, LESSONS, MODULES, TAKEN, Medium, Note, Package
from content.imports.word.drafting import collection_of, free_slug
from content.pages.course import CourseIndexPage, CoursePage, ModulePage
from content.pages.lesson import LessonPage
from content.questions.kinds import REGISTER
from content.writing.patterns import MARK


@dataclass(frozen=True)
class Taken:
    """What came of it: the course, a note on everything, and whether it was there already by this press of the button."""

    course: Page
    notes: list[Note]
    before: bool = False
    made: list["_Made"] = field(default_factory=list)


@dataclass(frozen=True)
class Whence:
    """What is remembered of the original: whose it is, and the page when it lies in this site."""

    author: str = ""  # empty: as the course file says
    page: Page | None = None


@dataclass
class _References:
    """Files and pages of the package by their places."""

    media: dict[str, Medium]
    stored: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    here: str = ""  # the page that is being filled, as its author finds it

    def image(self, place: str) -> int | None:
        return self._file(place, IMAGE)

    def document(self, place: str) -> int | None:
        return self._file(place, DOCUMENT)

    def page(self, place: str) -> int | None:
        return self.pages.get(place)

    def left_out(self, number: int, kind: str, reason: str) -> None:
        """Something of the page is not taken; `number`: of its part, 0 for what is no part."""
        where = ", ".join(filter(None, (self.here, gettext("part %(n)s") % {"n": number} if number else "")))
        self.notes.append(Note(where, LEFT, reason, kind))

    def _file(self, place: str, folder: str) -> int | None:
        if not place:
            return None
        if place not in self.media or self.media[place].folder != folder:
            raise CourseFileError(f"“{place[:80]}” is not among the media of this package")
        return self.stored.get(place)


@dataclass(frozen=True)
class _Made:
    """A page of the course with its entry in the file; filled when all are there."""

    page: Page
    told: Entry
    place: str


def places_for_courses(user: Any) -> QuerySet[Page]:
    """The lists of courses in which the user may begin one, in the order of the tree."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_permission_for(user, "add").type(CourseIndexPage).order_by("path")


def take(package: Package, goal: Page, user: Any, press: UUID, whence: Whence | None = None) -> Taken:
    """The course as a draft below `goal`, written down as this user's work. Pressed twice, it is one course.

    `whence` is what is remembered of the original beside what the course file says; see `begin` for what is raised.
    """
    with _files_or_none() as written, transaction.atomic():
        taken = begin(package, goal, user, press, written)
        if taken.before:
            return taken
        course, whence = taken.made, whence or Whence()
        _note_origins(course, package, whence)
        CourseOrigin.objects.create(
            page=taken.course,
            title=str(package.course["title"])[:255],
            author=whence.author or str(package.course.get("author") or "–"),
            licence=course[0].page.licence,
            source_page=whence.page,
            taken_by=user,
        )
    return taken


def begin(package: Package, goal: Page, user: Any, press: UUID, written: list[Stored]) -> Taken:
    """The same without an origin: a course that begins here. Within the transaction of whoever calls; what was stored of
    its files is told in `written`.

    Raises CourseFileError for what the file may not say, PermissionDenied where the user writes no courses.
    """
    own = uuid5(press, f"{user.pk} {goal.pk}")
    goal = locked(goal).specific  # whoever presses meanwhile waits here, and is then led to the course
    if not places_for_courses(user).filter(pk=goal.pk).exists():
        raise PermissionDenied
    if there := CoursePage.objects.filter(translation_key=own).first():
        return Taken(there, [], before=True)
    refs = _References(package.media, notes=list(package.left_out))
    _store_media(package, refs, collection_of(goal, user), user, written)
    told = Entry(package.course, "course.yaml")
    told.text("author", 255, default="")
    course = _course(told, goal, user, refs, own)
    number = 0
    for one in course:
        number += isinstance(one.page, LessonPage)
        refs.here = _called(one.page, number)
        _fill(one, refs, user)
    return Taken(course[0].page, refs.notes, made=course)


def _called(page: Page, number: int) -> str:
    """“Bài 7 ‘…’”, as its author finds it."""
    if not isinstance(page, LessonPage):
        return page.title
    return gettext("Lesson %(number)s “%(title)s”") % {"number": number, "title": page.title[:80]}


@contextmanager
def _files_or_none() -> Iterator[list[Stored]]:
    """Files that were written are deleted again when what they belong to does not come about."""
    written: list[Stored] = []
    try:
        yield written
    except BaseException:
        for one in written:
            one.storage.delete(one.name)
        raise


def _store_media(package: Package, refs: _References, goal: Collection, user: Any, written: list[Stored]) -> None:
    for place, medium in package.media.items():
        kept = store(medium, goal, user, written)
        if kept.number is not None:
            refs.stored[place] = kept.number
        refs.notes.append(
            Note("", TAKEN if kept.number is not None else LEFT, kept.reason, kept.detail or medium.title)
        )


def _course(told: Entry, goal: Page, user: Any, refs: _References, own: UUID) -> list[_Made]:
    """The course, its parts and lessons as empty drafts, in order."""
    lessons = told.entries("lessons", 0, LESSONS + MODULES) if told.has("lessons") else []
    told.value("media") if told.has("media") else None  # read with the package
    made = [_Made(_added(CoursePage(translation_key=own), told, goal, user, refs), told, "")]
    number = 0
    for one in lessons:
        if not one.has("lessons"):
            made.append(_below(LessonPage(), one, made[0], user, refs))
            number += 1
            continue
        inside = one.entries("lessons", 0, LESSONS)
        module = _below(ModulePage(), one, made[0], user, refs)
        made += [module, *(_below(LessonPage(), each, module, user, refs) for each in inside)]
        number += len(inside)
    if number > LESSONS:
        raise told.wrong(f"a course has at most {LESSONS} lessons, not {number}")
    return made


def _below(page: Page, told: Entry, above: _Made, user: Any, refs: _References) -> _Made:
    slug = told.text("slug", 255)
    place = f"{above.place}/{slug}".strip("/")
    if place in refs.pages:
        raise told.wrong(f"“{slug}” stands here twice")
    page = _added(page, told, above.page, user, refs, slug)  # which then knows of one more child: it is saved once more
    refs.pages[place] = page.pk
    return _Made(page, told, place)


def _added(page: Any, told: Entry, parent: Page, user: Any, refs: _References, slug: str = "") -> Page:
    page.title = told.text("title", 255)
    told.where = f"{told.where} ({page.title[:60]})"
    page.slug = free_slug(parent, slug or told.text("slug", 255))
    page.live, page.owner = False, user
    fields.into(page, told, refs)
    if isinstance(page, CoursePage | LessonPage):
        page.tags.add(*fields.tags_of(told))
    parent.add_child(instance=page)
    return page


def _fill(one: _Made, refs: _References, user: Any) -> None:
    """Its blocks and what it counts for; then the draft is written down."""
    page: Any = one.page
    before = len(refs.notes)
    for kept in fields.own_fields(type(page)):
        if isinstance(kept, StreamField) and (one.told.has(kept.name) or one.told.has("steps")):
            setattr(page, kept.name, _body(kept, one.told, refs))
    page.save()
    if isinstance(page, LessonPage):
        page.alignments = fields.mapped(one.told, refs)
    one.told.end()
    page.save_revision(user=user, log_action=True)
    if isinstance(page, LessonPage):
        asked = sum(block.block_type in REGISTER for block in page.body)
        written = len(page.body) > 0 and MARK not in str(page.body.get_prep_value())
        whole = written and all(note.outcome == TAKEN for note in refs.notes[before:])
        refs.notes.insert(before, Note(page.title, TAKEN if whole else CHANGED, "lesson", f"{len(page.body)} {asked}"))


def _body(kept: StreamField, told: Entry, refs: _References) -> list[dict[str, Any]]:
    """The blocks of a lesson: as a package has them (`body`), or as courses are written by hand (`steps`)."""
    if told.has("steps") and not told.has(kept.name):
        return stream(step_blocks(told))
    rows = blocks.stream_into(kept.stream_block, told.value(kept.name), refs, told.where)
    found = []
    for number, row in enumerate(rows, 1):
        block = kept.stream_block.child_blocks[row["type"]]
        words, wrong = blocks.fault(block, row["value"])
        if words:
            where, reason = f"{refs.here}, {part(number, block)}", "block: wrong" if wrong else "block: half"
            refs.notes.append(Note(where, LEFT if wrong else CHANGED, reason, words))
        if not wrong:
            found.append(row)
    return found


def _note_origins(course: list[_Made], package: Package, whence: Whence) -> None:
    """Each page is an activity of its own and says which one it came from; who wrote the original cannot approve it alone."""
    for one in course:
        origin = uuid_of_iri(package.activities.get(one.place, ""))
        if origin is not None:
            note_activity_of_origin(one.page, origin)
    if whence.page is not None:
        sources = dict(whence.page.get_descendants(inclusive=True).values_list("url_path", "pk"))
        root = whence.page.url_path
        pairs = [(sources.get(root + (f"{one.place}/" if one.place else "")), one.page) for one in course]
        carry_over((source, page) for source, page in pairs if source and isinstance(page, LessonPage))


__all__ = ["Taken", "Whence", "begin", "places_for_courses", "take"]
