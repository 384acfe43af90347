"""Blocks of a lesson between a StreamField and a course file, whatever blocks there are.

Everything is read from the blocks' own definitions, so a new block of known parts needs nothing here: a stream is a list of
`kind: value`, a struct its fields, a list its values, a table its columns and rows, a chooser the file it chose. Numbers of
blocks and fields left empty are not written. A block of other parts raises NoForm (a test asks every block there is).
"""

import json
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content.blocks.gaps import gaps_in
from content.courses.strict import CourseFileError
from content.exchange import rich_text

LONGEST = 100_000  # characters of one text of a lesson
MOST = 300  # entries of a list, blocks of a lesson


class NoForm(TypeError):
    """A block that course files cannot hold."""


class Outgoing(Protocol):
    """Numbers of the database as places in a package; "" for what has none."""

    def image(self, number: int) -> str: ...
    def document(self, number: int) -> str: ...
    def page(self, number: int) -> tuple[str, str]: ...


class Incoming(Protocol):
    """Places in a package as numbers of the database; None for what is not there."""

    def image(self, place: str) -> int | None: ...
    def document(self, place: str) -> int | None: ...
    def page(self, place: str) -> int | None: ...
    def left_out(self, number: int, kind: str, reason: str) -> None: ...


def empty(value: Any) -> bool:
    """Whether nothing was filled in: 0 is something."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


# Out of the database.


def stored(stream: blocks.StreamValue, refs: Outgoing) -> list[dict[str, Any]]:
    """A stream of blocks as it stands in a page, for a file."""
    for child in stream:
        _value = child.value  # until somebody looks at a block, it is given back as it came, in whatever old form
    raw = json.loads(json.dumps(stream.get_prep_value(), cls=DjangoJSONEncoder))
    return out_of(stream.stream_block, raw, refs)


def out_of(block: blocks.Block, value: Any, refs: Outgoing) -> Any:
    """A value as it is stored (`get_prep_value`) for a file. Raises NoForm."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [{one["type"]: _said(block.child_blocks[one["type"]], one["value"], refs)} for one in value or ()]
    if isinstance(block, blocks.BaseStructBlock):
        return _fields_out_of(block, value or {}, refs)
    if isinstance(block, blocks.ListBlock):
        return [_said(block.child_block, one["value"], refs) for one in value or ()]
    if isinstance(block, TypedTableBlock):
        return _table_out_of(block, value, refs)
    if isinstance(block, blocks.ChooserBlock):
        return _chosen(block, value, refs) if value is not None else ""
    if isinstance(block, blocks.RichTextBlock):
        return rich_text.out_of(value or "", block.features or (), refs.document, refs.page)
    check(block)
    return value


def _said(block: blocks.Block, value: Any, refs: Outgoing) -> Any:
    """The same where something has to stand: a file has no empty values."""
    if isinstance(block, blocks.StaticBlock):
        return True
    found = out_of(block, value, refs)
    return "" if found is None else found


def _fields_out_of(block: blocks.BaseStructBlock, value: dict[str, Any], refs: Outgoing) -> dict[str, Any]:
    found = {}
    for name, child in block.child_blocks.items():
        told, default = out_of(child, value.get(name), refs), child.get_prep_value(child.get_default())
        if told != default and not (empty(told) and empty(default)):
            found[name] = "" if told is None else told
    return found


def _table_out_of(block: TypedTableBlock, value: Any, refs: Outgoing) -> dict[str, Any]:
    columns = (value or {}).get("columns", [])
    kinds = [block.child_blocks[column["type"]] for column in columns]
    rows = [
        [_said(kind, cell, refs) for kind, cell in zip(kinds, row["values"], strict=False)]
        for row in (value or {}).get("rows", [])
    ]
    return {
        "columns": [{column["type"]: column["heading"]} for column in columns],
        "rows": rows,
        "caption": (value or {}).get("caption") or "",
    }


def _chosen(block: blocks.ChooserBlock, number: int, refs: Outgoing) -> str:
    model = block.model_class
    if issubclass(model, get_image_model()):
        return refs.image(number)
    if issubclass(model, get_document_model()):
        return refs.document(number)
    if issubclass(model, Page):
        return refs.page(number)[0]
    raise NoForm(f"{type(block).__name__} chooses {model.__name__}")


def check(block: blocks.Block) -> None:
    """Raises NoForm for a block, or one inside it, that a file cannot hold."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.BaseStructBlock | TypedTableBlock):
        for child in block.child_blocks.values():
            check(child)
    elif isinstance(block, blocks.ListBlock):
        check(block.child_block)
    elif isinstance(block, blocks.ChooserBlock):
        if not issubclass(block.model_class, (get_image_model(), get_document_model(), Page)):
            raise NoForm(f"{type(block).__name__} chooses {block.model_class.__name__}")
    elif isinstance(block, blocks.RichTextBlock):
        rich_text.check_features(block.features or ("",))
    elif isinstance(block, blocks.RawHTMLBlock) or not isinstance(block, blocks.FieldBlock | blocks.StaticBlock):
        raise NoForm(type(block).__name__)


# Into the database.


def into(block: blocks.Block, told: Any, refs: Incoming, where: str) -> Any:
    """A file's value as it is stored. Raises CourseFileError: unknown keys, another shape, too much; what a package lacks
    stays empty."""
    if isinstance(block, blocks.BaseStreamBlock):
        return stream_into(block, told, refs, where)
    if isinstance(block, blocks.BaseStructBlock):
        return _fields_into(block, told, refs, where)
    if isinstance(block, blocks.ListBlock):
        rows = [into(block.child_block, one, refs, f"{where} {n}") for n, one in enumerate(_list(told, where), 1)]
        return [{"type": "item", "value": row, "id": str(uuid4())} for row in rows]
    if isinstance(block, TypedTableBlock):
        return _table_into(block, told, refs, where)
    if isinstance(block, blocks.ChooserBlock):
        return _found(block, _scalar(told, where), refs)
    if isinstance(block, blocks.RichTextBlock):
        text = _scalar(told, where)
        if not isinstance(text, str):
            raise CourseFileError(f"{where}: a text is needed here, not {text!r}")
        return rich_text.into(text, block.features or (), refs.document, refs.page)
    if isinstance(block, blocks.StaticBlock):
        return None
    check(block)
    return _field_into(block, told, where)


def _field_into(block: blocks.FieldBlock, told: Any, where: str) -> Any:
    if isinstance(told, list):
        return [_scalar(one, where) for one in _list(told, where)]
    value = _scalar(told, where)
    return None if value == "" and not isinstance(block.field, forms.CharField) else value


def stream_into(block: blocks.BaseStreamBlock, told: Any, refs: Incoming, where: str) -> list[dict[str, Any]]:
    """The blocks of a stream; one of a kind that this site does not have is left out, and said so."""
    found = []
    for number, one in enumerate(_list(told, where), 1):
        here = f"{where} {number}"
        if not isinstance(one, dict) or len(one) != 1:
            raise CourseFileError(f"{here}: one kind with its value is needed here")
        ((kind, value),) = one.items()
        child = block.child_blocks.get(kind)
        if child is None:
            refs.left_out(number, str(kind)[:60], "block: unknown")
            continue
        found.append({"type": kind, "value": into(child, value, refs, f"{here}, {kind}"), "id": str(uuid4())})
    return found


def _fields_into(block: blocks.BaseStructBlock, told: Any, refs: Incoming, where: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise CourseFileError(f"{where}: keys with values are needed here, not {told!r:.80}")
    unknown = [str(key)[:60] for key in told if key not in block.child_blocks]
    if unknown:
        raise CourseFileError(f"{where}: nobody knows “{'”, “'.join(unknown)}” here")
    return {
        name: into(child, told[name], refs, f"{where}, {name}") if name in told else _default(child)
        for name, child in block.child_blocks.items()
    }


def _default(block: blocks.Block) -> Any:
    value = block.get_prep_value(block.get_default())
    return value if value is not None or not isinstance(block, blocks.FieldBlock) else _field_default(block)


def _field_default(block: blocks.FieldBlock) -> Any:
    return "" if isinstance(block.field, forms.CharField) else None


def _table_into(block: TypedTableBlock, told: Any, refs: Incoming, where: str) -> dict[str, Any]:
    if not isinstance(told, dict) or set(told) - {"columns", "rows", "caption"}:
        raise CourseFileError(f"{where}: a table has columns, rows and a caption")
    columns = []
    for one in _list(told.get("columns", []), where):
        if not isinstance(one, dict) or len(one) != 1 or not set(one) <= set(block.child_blocks):
            raise CourseFileError(f"{where}: a column is {', '.join(block.child_blocks)} with its heading")
        ((kind, heading),) = one.items()
        columns.append({"type": kind, "heading": str(_scalar(heading, where))})
    rows = []
    for row in _list(told.get("rows", []), where):
        cells = _list(row, where)
        if len(cells) != len(columns):
            raise CourseFileError(f"{where}: every row has as many cells as there are columns")
        pairs = zip(columns, cells, strict=True)
        rows.append({"values": [into(block.child_blocks[c["type"]], cell, refs, where) for c, cell in pairs]})
    return {"columns": columns, "rows": rows, "caption": str(_scalar(told.get("caption", ""), where))}


def _found(block: blocks.ChooserBlock, place: Any, refs: Incoming) -> int | None:
    model = block.model_class
    if not isinstance(place, str) or not place:
        return None
    if issubclass(model, get_image_model()):
        return refs.image(place)
    return refs.document(place) if issubclass(model, get_document_model()) else refs.page(place)


def _list(told: Any, where: str) -> list[Any]:
    if told == "":
        return []
    if not isinstance(told, list) or len(told) > MOST:
        raise CourseFileError(f"{where}: a list of at most {MOST} entries is needed here")
    return told


def _scalar(told: Any, where: str) -> Any:
    if not isinstance(told, str | int | float | bool):
        raise CourseFileError(f"{where}: one value is needed here, not {told!r:.80}")
    if isinstance(told, str) and (len(told) > LONGEST or "\x00" in told):
        raise CourseFileError(f"{where}: the text is too long, or holds signs that no text has")
    return told


# What a lesson may hold.


def fault(block: blocks.Block, stored: Any) -> tuple[str, bool]:
    """What its editor would say of a stored value, and whether not even a draft may hold it; ("", False): nothing."""
    try:
        value = block.to_python(stored)
        block.clean(value)
    except ValidationError as problem:
        try:
            block.clean_deferred(value)
        except ValidationError as worse:
            return "; ".join(gaps_in(block, worse)), True
        return "; ".join(gaps_in(block, problem)), False
    except (TypeError, ValueError, ArithmeticError, KeyError, AttributeError) as problem:
        return str(problem)[:200], True
    return "", False
