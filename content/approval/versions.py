"""The versions of a page for its editors: who wrote which, what changed, who approved it when; two of them side by side.

Wagtail keeps the versions and compares their fields; it compares blocks by their kind and marks them by colour alone, so
that is ours.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TaskState

from content.approval.changes import (
    ADDED,
    ANSWER,
    CHANGED,
    MOVED,
    REMOVED,
    Change,
    Part,
    changes,
    lines,
    parts,
    stream_of,
)
from content.approval.marked import Run, beside, plain
from content.identities import Alignment
from portal.people.public import show_names

_JUDGED = {TaskState.STATUS_APPROVED: "approved", TaskState.STATUS_REJECTED: "rejected"}


@dataclass(frozen=True)
class Judged:
    """What a second person said of a version: approved or rejected, who, when, which words."""

    how: str
    who: str
    at: datetime | None
    said: str


@dataclass(frozen=True)
class Version:
    """A version: its number, author, day, what changed since the one before, what was said of it, whether it is public."""

    pk: int
    who: str
    at: datetime
    told: str
    judged: list[Judged]
    live: bool
    before: int | None
    draft: bool = False  # nobody has published or approved it


def versions(page: Page, rows: list[Revision], earlier: Revision | None) -> list[Version]:
    """These versions, newest first; `earlier` is the one before the last of them."""
    if not rows:  # a page that was made without an editor has none yet
        return []
    states: dict[int, list[TaskState]] = {}
    for state in TaskState.objects.filter(revision__in=rows, status__in=_JUDGED).order_by("pk"):
        states.setdefault(state.revision_id, []).append(state)
    named = _names([row.user_id for row in rows] + [s.finished_by_id for found in states.values() for s in found])
    found = []
    for row, before in zip(rows, [*rows[1:], earlier], strict=True):
        told = (
            sentence(changes(before.content, row.content, type(page)), type(page))
            if before
            else _("The first version.")
        )
        judged = [
            Judged(_JUDGED[state.status], named.get(state.finished_by_id, ""), state.finished_at, state.comment)
            for state in states.get(row.pk, ())
        ]
        who = named.get(row.user_id, "")
        live = page.live and row.pk == page.live_revision_id
        draft = not live and row.pk > (page.live_revision_id or 0) and not any(one.how == "approved" for one in judged)
        found.append(Version(row.pk, who, row.created_at, told, judged, live, before.pk if before else None, draft))
    return found


def _names(numbers: Iterable[int | None]) -> dict[int | None, str]:
    people = list(get_user_model().objects.filter(pk__in={number for number in numbers if number}))
    if people:
        show_names(people)
    return {one.pk: one.get_full_name() for one in people}


def sentence(found: list[Change], model: type[Page]) -> str:
    """Changes in words: “thêm 2 câu hỏi; sửa đoạn 2; đổi đáp án câu 3”."""
    told = [_("%(field)s changed") % {"field": name_of(change.field, model)} for change in found if change.field]
    for what in (ADDED, REMOVED):
        told += _counted(what, Counter((change.after or change.before).asks for change in found if _is(change, what)))
    for change in found:
        if change.what == ANSWER and change.after:
            told.append(_("answer of question %(n)s changed") % {"n": change.after.number})
        elif change.what == CHANGED and change.after:
            told.append(_place(change.after, _("question %(n)s changed"), _("part %(n)s changed")))
        elif change.what == MOVED:
            told.append(_("order changed"))
    if not told:
        return _("Saved again without a change.")
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _is(change: Change, what: str) -> bool:
    return change.what == what


def _place(part: Part, question: str, other: str) -> str:
    return (question if part.asks else other) % {"n": part.number}


def _counted(what: str, counts: Counter[bool]) -> list[str]:
    told = []
    if number := counts[True]:
        if what == ADDED:
            told.append(ngettext("%(n)s question added", "%(n)s questions added", number) % {"n": number})
        else:
            told.append(ngettext("%(n)s question taken out", "%(n)s questions taken out", number) % {"n": number})
    if number := counts[False]:
        if what == ADDED:
            told.append(ngettext("%(n)s part added", "%(n)s parts added", number) % {"n": number})
        else:
            told.append(ngettext("%(n)s part taken out", "%(n)s parts taken out", number) % {"n": number})
    return told


def name_of(field: str, model: type[Page]) -> str:
    """A field as its form calls it."""
    if field == "tagged_items":
        return _("tags")
    return str(model._meta.get_field(field).verbose_name)


@dataclass(frozen=True)
class Line:
    """A line of a part in both versions: what it is called, its words before and after."""

    label: str
    before: list[Run]
    after: list[Run]


@dataclass(frozen=True)
class Row:
    """A part that differs: what it is, what happened to it (added, removed, changed), its lines."""

    name: str
    what: str
    lines: list[Line]


def compared(before: Revision, after: Revision, page: Page) -> tuple[list[Row], int, bool]:
    """The parts that differ between two versions, how many blocks are the same, and whether their order changed."""
    model: type[Page] = type(page)
    stream: Any = stream_of(model)
    found = changes(before.content, after.content, model)
    named = _Named()
    rows = [_field(change.field, before.content, after.content, model, named) for change in found if change.field]
    for change in found:
        if part := change.after or change.before:
            what = change.what if change.what in (ADDED, REMOVED) else CHANGED
            old = (
                lines(stream.child_blocks.get(change.before.kind), change.before.value, named) if change.before else []
            )
            new = lines(stream.child_blocks.get(change.after.kind), change.after.value, named) if change.after else []
            rows.append(Row(_heading(part, stream), what, _lines(old, new)))
    touched = sum(change.after is not None for change in found)
    return rows, len(parts(after.content, stream)) - touched, any(change.what == MOVED for change in found)


def _heading(part: Part, stream: Any) -> str:
    block = stream.child_blocks.get(part.kind)
    place = _place(part, _("Question %(n)s"), _("Part %(n)s"))
    return f"{place}: {block.label if block else part.kind}"


def _lines(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[Line]:
    """Lines of the same name beside each other; those that say the same are left out."""
    labels = list(dict.fromkeys(label for label, _text in (*new, *old)))
    was, now = dict(old), dict(new)
    pairs = [(label, plain(was.get(label, "")), plain(now.get(label, ""))) for label in labels]
    return [Line(label, *beside(one, other)) for label, one, other in pairs if one != other]


def _field(name: str, before: dict[str, Any], after: dict[str, Any], model: type[Page], named: "_Named") -> Row:
    texts = [plain(named.field(name, content.get(name), model)) for content in (before, after)]
    return Row(name_of(name, model)[:1].upper() + name_of(name, model)[1:], CHANGED, [Line("", *beside(*texts))])


class _Named:
    """What numbers in a version stand for, looked up once each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Any], str] = {}

    def __call__(self, kind: str, number: Any) -> str:
        """A chosen picture, file or page."""
        models: dict[str, Any] = {"image": get_image_model(), "document": get_document_model(), "page": Page}
        return self._look(kind, models.get(kind), number)

    def _look(self, kind: str, model: type[Model] | None, number: Any) -> str:
        if (kind, number) not in self._known:
            found = model._default_manager.filter(pk=number).first() if model else None
            self._known[kind, number] = str(found) if found else _("no longer there")
        return self._known[kind, number]

    def field(self, name: str, value: Any, model: type[Page]) -> str:
        """A field's value to read."""
        if name == "alignments":
            return "\n".join(self._look(name, Alignment, number) for number in value or ())
        if name == "tagged_items":
            return ", ".join(self._look(name, Tag, row.get("tag")) for row in value or ())
        if name == "image":
            return self("image", value) if value else ""
        choices = dict(getattr(model._meta.get_field(name), "choices", None) or ())
        return "" if value is None else str(choices.get(value, value))
