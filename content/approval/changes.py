"""What changed between two versions of a page, part by part: by the numbers that blocks keep, not by where they stand."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from content.approval.contributions import same_content
from content.blocks import QuestionBlock
from content.questions.kinds import REGISTER

ADDED, REMOVED, CHANGED, ANSWER, MOVED = "added", "removed", "changed", "answer", "moved"
# Fields beside the blocks, in the order they are told; relations stand in a version under these names as well.
FIELDS = (
    "title", "intro", "date", "minutes", "pass_mark", "attempts", "image", "drawn", "image_alt", "outcomes", "level",
    "language", "licence", "source", "alignments", "tagged_items",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A block of a version: its kind, raw value, whether it asks, and its number among those that do, or do not."""

    key: str
    kind: str
    value: Any
    asks: bool
    number: int


@dataclass(frozen=True)
class Change:
    """One difference: what happened, to the field of this name ("": to a block), the block before and after."""

    what: str
    field: str = ""
    before: Part | None = None
    after: Part | None = None


def parts(content: dict[str, Any], stream: blocks.BaseStreamBlock | None) -> list[Part]:
    """The blocks of a version (`Revision.content`), in order."""
    raw = content.get("body") or "[]"
    rows = json.loads(raw) if isinstance(raw, str) else raw
    counted, found = {True: 0, False: 0}, []
    for place, row in enumerate(rows):
        asks = isinstance(stream.child_blocks.get(row["type"]), QuestionBlock) if stream else False
        counted[asks] += 1
        found.append(Part(row.get("id") or f"place {place}", row["type"], row["value"], asks, counted[asks]))
    return found


def stream_of(page: type[Page]) -> blocks.BaseStreamBlock | None:
    """The blocks that pages of this type are made of."""
    field = next((field for field in page._meta.concrete_fields if field.name == "body"), None)
    return field.stream_block if isinstance(field, StreamField) else None


def changes(before: dict[str, Any], after: dict[str, Any], page: type[Page]) -> list[Change]:
    """All differences between two versions of a page of this type: fields first, then blocks in the order of the later one."""
    found = [Change(CHANGED, name) for name in FIELDS if not _same(before.get(name), after.get(name))]
    stream = stream_of(page)
    old, new = parts(before, stream), parts(after, stream)
    was, now = {part.key: part for part in old}, {part.key: part for part in new}
    found += [Change(REMOVED, before=part) for part in old if part.key not in now]
    for part in new:
        earlier = was.get(part.key)
        if earlier is None:
            found.append(Change(ADDED, after=part))
        elif earlier.kind != part.kind or not _same(earlier.value, part.value):
            what = ANSWER if part.asks and _answers_differ(earlier, part, stream) else CHANGED
            found.append(Change(what, before=earlier, after=part))
    order = [part.key for part in old if part.key in now], [part.key for part in new if part.key in was]
    if order[0] != order[1]:
        found.append(Change(MOVED))
    return found


def _same(one: Any, other: Any) -> bool:
    return same_content({"value": _told(one)}, {"value": _told(other)})


def _told(value: Any) -> Any:
    """Rows of a relation say what they point to, not under which number they are kept."""
    if isinstance(value, list) and value and all(isinstance(row, dict) and "tag" in row for row in value):
        return sorted(str(row["tag"]) for row in value)
    return sorted(value) if isinstance(value, list) and all(isinstance(one, int) for one in value) else value


def _answers_differ(before: Part, after: Part, stream: Any) -> bool:
    """Whether something else is right now."""
    if before.kind != after.kind:
        return True
    block, kind = stream.child_blocks[after.kind], REGISTER[after.kind]
    asked = [block.as_question(block.to_python(part.value)) for part in (before, after)]
    if any(kind.faults(one) for one in asked):  # half a question has no answer yet
        return False
    return bool(kind.pattern(asked[0]) != kind.pattern(asked[1]))


Named = Callable[[str, Any], str]  # a chooser's kind and number -> how it is called


def lines(block: blocks.Block | None, value: Any, named: Named, label: str = "") -> list[tuple[str, str]]:
    """A raw value as lines to read: what each field is called, and what stands in it."""
    if isinstance(block, blocks.BaseStructBlock):
        told = value if isinstance(value, dict) else {}
        rows = block.child_blocks.items()
        return [line for name, child in rows for line in lines(child, told.get(name), named, str(child.label))]
    if isinstance(block, blocks.ListBlock):
        rows = [one.get("value", one) if isinstance(one, dict) else one for one in value or ()]
        return _numbered(rows, lambda one: lines(block.child_block, one, named, label), label)
    if isinstance(block, blocks.ChooserBlock):
        return [(label, named(block.model_class._meta.model_name or "", value))] if value else []
    if value in (None, "", False) or isinstance(block, blocks.StaticBlock):
        return []
    return [(label, _words(block, value))]


def _numbered(rows: Iterable[Any], told: Callable[[Any], list[tuple[str, str]]], label: str) -> list[tuple[str, str]]:
    found = []
    for number, row in enumerate(rows, 1):
        found += [
            (f"{label} {number}" if name == label else f"{label} {number}, {name}", text) for name, text in told(row)
        ]
    return found


def _words(block: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "✓"
    choices = dict(getattr(getattr(block, "field", None), "choices", None) or ())
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if isinstance(value, dict) and "rows" in value:
        heads = " | ".join(str(column.get("heading", "")) for column in value.get("columns", ()))
        return "\n".join([heads, *(" | ".join(map(str, row.get("values", ()))) for row in value["rows"])])
    return str(value)
