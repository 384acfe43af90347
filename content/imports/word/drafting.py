"""A document that was read becomes a draft below a course: all of it in one step, or nothing."""

from dataclasses import replace
from html import escape
from io import BytesIO
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.core.files.images import ImageFile
from django.db.models import QuerySet
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from content.courses.body import question_value, stream
from content.imports.word.parts import CHANGED, LEFT, TAKEN, Asked, Line, Note, Part, Picture, Read, Table
from content.imports.word.pictures import NoPicture, for_browsers
from content.pages.course import CoursePage, ModulePage
from content.pages.forms import plain_slug
from content.pages.lesson import LessonPage
from content.rights.grants import held
from content.rights.spaces import CentreSpace
from content.writing.drafts import draft_once

WORDS_A_MINUTE, MINUTES_A_QUESTION = 120, 1  # how long a lesson takes at first; its author knows better
_FORMS = {"ul": "ul", "ol": "ol"}


def places_for_lessons(user: Any) -> QuerySet[Page]:
    """Courses and their parts below which the user may write a lesson, in teaching order."""
    kinds = [CoursePage, ModulePage]
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_permission_for(user, "add").type(*kinds).order_by("path")


def write_draft(
    place: Page, read: Read, name: str, user: Any, key: UUID | None = None, said: str = ""
) -> tuple[LessonPage, list[Note] | None]:
    """The draft, a lesson below `place` written by `user`, and what became of each line; nothing is published.

    Pictures go into the collection of the centre that the place belongs to; when the draft fails, none of them stays. `name`
    (of the file) is the title when the document has none. `key` comes from the form and `said` is the document: sent twice,
    there is no second draft, and nothing to report (None).
    """
    title = (read.title or name.rpartition(".")[0].replace("_", " ").strip() or "Bài mới")[:255]
    notes: list[Note] = []
    images: list[Any] = []

    def fields() -> dict[str, Any]:
        parts, told = _pictures(read, collection_of(place, user), user, images)
        notes.extend(told)
        return {
            "title": title,
            "slug": free_slug(place, title),
            "minutes": _minutes(read),
            "body": stream(_blocks(parts)),
        }

    try:
        lesson, made = draft_once(place, key or uuid4(), said or title, user, fields)
    except BaseException:  # the rows are gone with the transaction, files know of none
        for image in images:
            image.file.delete(save=False)
        raise
    return lesson, notes if made else None


def free_slug(place: Page, title: str) -> str:
    """The title as an address that no page below the place has."""
    plain = plain_slug(title)[:190] or "bai-moi"
    taken = set(place.get_children().filter(slug__startswith=plain).values_list("slug", flat=True))
    return plain if plain not in taken else next(one for n in range(2, 10_000) if (one := f"{plain}-{n}") not in taken)


def collection_of(place: Page, user: Any) -> Collection:
    """The collection of the centre that owns the page; else one the user may add to."""
    for space in CentreSpace.objects.select_related("collection").prefetch_related("pages"):
        if any(place.path.startswith(own.path) for own in space.pages.all()):
            return space.collection
    mine = held(user).spaces
    return mine[0][1].collection if mine else Collection.get_first_root_node()


def _minutes(read: Read) -> int:
    words = sum(len(one.text.split()) for one in read.parts if isinstance(one, Line))
    questions = sum(isinstance(one, Asked) for one in read.parts)
    return min(240, max(3, round(words / WORDS_A_MINUTE) + questions * MINUTES_A_QUESTION))


def _pictures(
    read: Read, collection: Collection, user: Any, images: list[Any]
) -> tuple[list[Part | tuple[Picture, int]], list[Note]]:
    """Every picture as a row of the collection, noted in `images` before its file is written; those that browsers do not show
    are left out, with the reason."""
    found: list[Part | tuple[Picture, int]] = []
    notes = list(read.notes)
    for part in read.parts:
        if not isinstance(part, Picture):
            found.append(part)
            continue
        notes = [note for note in notes if not (note.line == part.number and note.reason == "picture")]
        try:
            shown = for_browsers(part.data, part.name)
        except NoPicture as refusal:
            notes.append(Note(part.number, LEFT, refusal.reason, part.alt or part.name))
            continue
        title = (part.alt or part.caption or part.name)[:200]
        file = ImageFile(BytesIO(shown.data), name=f"{plain_slug(title)[:60] or 'anh'}.{shown.ending}")
        image = get_image_model()(title=title, file=file, collection=collection, uploaded_by_user=user)
        images.append(image)
        image.save()
        found.append((part, image.pk))
        reason = "picture: converted" if shown.converted else "picture"
        notes.append(Note(part.number, CHANGED if shown.converted else TAKEN, reason, title))
        if not part.alt:
            notes.append(Note(part.number, CHANGED, "picture: no words", part.name))
    return found, sorted(notes, key=lambda note: note.line)


def _blocks(parts: list[Any]) -> list[tuple[str, Any]]:
    """The blocks of the lesson: lines that follow each other are one text."""
    found: list[tuple[str, Any]] = []
    for kind, same in groupby(parts, key=type):
        for part in [list(same)] if kind is Line else same:
            found.append(_block(part))
    return found


def _block(part: Any) -> tuple[str, Any]:
    if isinstance(part, list):
        return "text", html_of(part)
    if isinstance(part, Table):
        return "table", _table(part)
    if isinstance(part, Asked):
        return part.question.kind, question_value(_keyed(part))
    picture, image = part
    return "picture", {"image": image, "drawn": "", "alt": picture.alt, "caption": picture.caption}


def _keyed(part: Asked) -> Any:
    """Half a true-or-false question: neither is chosen yet."""
    if part.question.kind == "true_false" and not part.question.choices:
        return replace(part.question, kind="single", choices=())
    return part.question


def _table(table: Table) -> dict[str, Any]:
    head, *rows = table.rows
    return {
        "columns": [{"type": "text", "heading": text} for text in head],
        "rows": [{"values": list(row)} for row in rows],
        "caption": "",
    }


def html_of(lines: list[Line]) -> str:
    """Lines as the HTML of rich text; entries of a list stand in one, deeper ones inside the entry before."""
    found: list[str] = []
    for kind, same in groupby(lines, key=lambda one: "list" if one.kind in _FORMS else one.kind):
        if kind == "list":
            found.append(_list(list(same)))
        elif kind == "quote":
            found.append("<blockquote>" + "<br/>".join(one.html for one in same) + "</blockquote>")
        else:
            tag = kind if kind in ("h2", "h3") else "p"
            found += [f"<{tag}>{one.html if tag == 'p' else escape(one.text, quote=False)}</{tag}>" for one in same]
    return "".join(found)


def _list(lines: list[Line]) -> str:
    """Entries by their level; a level that is left out counts as the next deeper one."""
    found: list[str] = []
    open_: list[tuple[int, str]] = []  # level and form of the lists that are open
    for line in lines:
        form = _FORMS[line.kind]
        while open_ and (open_[-1][0] > line.level or (open_[-1][0] == line.level and open_[-1][1] != form)):
            found.append(f"</li></{open_.pop()[1]}>")
        if open_ and open_[-1][0] == line.level:
            found.append("</li>")
        else:
            found.append(f"<{form}>")
            open_.append((line.level, form))
        found.append(f"<li>{line.html}")
    while open_:
        found.append(f"</li></{open_.pop()[1]}>")
    return "".join(found)
