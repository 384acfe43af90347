"""What is on the shelf: looking, writing down, lending by count, and taking a list in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.library.lines import ItemLine
from content.library.models import MOST_ITEMS, LibraryItem
from portal.places.public import Centre
from portal.text.folding import fold

FIELDS = ("title", "author", "kind", "topic", "copies", "shelf", "link", "licence")
MOST_TOPICS = 60  # that can be chosen among


def on_shelf(centre: int, text: str = "", topic: str = "") -> QuerySet[LibraryItem]:
    """The titles of a centre by name; `text` is looked for in title and author, marks or not, each word for itself."""
    found = LibraryItem.objects.filter(centre=centre, gone_at=None)
    for word in fold(text).split()[:8]:
        found = found.filter(folded__contains=word)
    if topic:
        found = found.filter(topic_folded=_folded(topic, "topic_folded"))
    return found.order_by("folded", "pk")


def topics(centre: int) -> list[str]:
    """The topics that stand there, by name."""
    rows = LibraryItem.objects.filter(centre=centre, gone_at=None).exclude(topic="")
    found: dict[str, str] = {}
    for folded, topic in (
        rows.order_by("topic_folded", "pk").values_list("topic_folded", "topic").distinct()[: 4 * MOST_TOPICS]
    ):
        found.setdefault(folded, topic)
    return list(found.values())[:MOST_TOPICS]


def put(centre: Centre, key: UUID, values: dict[str, Any], *, by: Any, out: int = 0) -> LibraryItem:
    """A new title. `key` comes from the form: pressed twice, it is one. Raises ValidationError when the shelf is full."""
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        row = LibraryItem.objects.filter(uuid=key).first()
        if row is not None:
            if row.centre_id != centre.pk:
                raise PermissionDenied
            return row
        if LibraryItem.objects.filter(centre=centre, gone_at=None).count() >= MOST_ITEMS:
            raise ValidationError(_("The shelf has 5,000 titles already. Take some off first."))
        return LibraryItem.objects.create(uuid=key, centre=centre, made_by=by, out=out, **_whole(values))


def change(item: LibraryItem, values: dict[str, Any]) -> None:
    """Other words or numbers. Raises ValidationError for `copies` when more are out than there would be."""
    with transaction.atomic():
        row = LibraryItem.objects.select_for_update().get(pk=item.pk)
        if values["copies"] < row.out:
            told = _("%(n)s copies are out. Write them back first, or write a larger number.")
            raise ValidationError({"copies": told % {"n": row.out}})
        LibraryItem.objects.filter(pk=row.pk).update(**_whole(values))


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    said = {name: values[name] for name in FIELDS}
    name, topic = f"{said['title']} {said['author']}", said["topic"]
    return said | {"folded": _folded(name, "folded"), "topic_folded": _folded(topic, "topic_folded")}


def _folded(text: str, field: str) -> str:
    """Letters of some scripts fold to several: what has no room in the field is not looked for."""
    return fold(text)[: LibraryItem._meta.get_field(field).max_length]


def lend(item: LibraryItem, by: int, seen: int) -> bool:
    """One more out (`by` 1) or back (-1), if as many are out as the page said; returns whether it was written down."""
    rows = LibraryItem.objects.filter(pk=item.pk, out=seen, gone_at=None)
    rows = rows.filter(out__lt=F("copies")) if by > 0 else rows.filter(out__gt=0)
    return bool(rows.update(out=F("out") + by))


def take_off(item: LibraryItem) -> None:
    """The title stands there no longer."""
    LibraryItem.objects.filter(pk=item.pk, gone_at=None).update(gone_at=timezone.now())


@dataclass(frozen=True)
class Taken:
    """What becomes of a line: a new title, or another number of copies of one that stands there (`before`)."""

    line: ItemLine
    before: int | None = None

    @property
    def words(self) -> str:
        """What becomes of it, for the report."""
        if self.line.wrong:
            return self.line.wrong
        if self.before is None:
            return _("new on the shelf")
        if self.before == self.line.values["copies"]:
            return _("stands there already")
        return _("stands there: %(before)s copies become %(now)s") % {
            "before": self.before,
            "now": self.line.values["copies"],
        }


def checked(centre: Centre, lines: Iterable[ItemLine]) -> list[Taken]:
    """The lines beside what stands there; one question."""
    known = {key: row.copies for key, row in _known(centre).items()}
    return [Taken(line, None if line.wrong else known.get(_key(line.values))) for line in lines]


def take_in(centre: Centre, lines: Iterable[ItemLine], *, by: Any) -> int:
    """All lines at once; the same list again changes nothing. Returns how many titles are new or changed.

    Raises ValidationError when a line is wrong, the shelf would be too full, or more copies are out than there would be.
    """
    rows = list(lines)
    if any(line.wrong for line in rows):
        raise ValidationError(_("Some lines are wrong. Correct them here, then look again."))
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        known = _known(centre)
        fresh = [line for line in rows if _key(line.values) not in known]
        if len(known) + len(fresh) > MOST_ITEMS:
            raise ValidationError(_("The shelf would have more than 5,000 titles. Take some off first, or fewer in."))
        changed = []
        for line in rows:
            row, copies = known.get(_key(line.values)), line.values["copies"]
            if row is None or row.copies == copies:
                continue
            if copies < row.out:
                told = _("%(title)s: %(n)s copies are out, so there cannot be fewer. Correct line %(line)s.")
                raise ValidationError(told % {"title": row.title, "n": row.out, "line": line.number})
            row.copies = copies
            changed.append(row)
        LibraryItem.objects.bulk_update(changed, ["copies"])
        LibraryItem.objects.bulk_create(LibraryItem(centre=centre, made_by=by, **_whole(line.values)) for line in fresh)
    return len(fresh) + len(changed)


def _known(centre: Centre) -> dict[tuple[str, str], LibraryItem]:
    rows = LibraryItem.objects.filter(centre=centre, gone_at=None)
    return {_key({name: getattr(row, name) for name in FIELDS}): row for row in rows}


def _key(values: dict[str, Any]) -> tuple[str, str]:
    return fold(values["title"]), fold(values["author"])
