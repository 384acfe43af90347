"""Photos and files that blocks choose, fetched for a whole body at once: one question for all photos, one for all files.

Wagtail asks once for each field of each kind of block. `fetched` looks through the raw values of a body first; while it turns
them into blocks, the choosers here take what it found.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from copy import copy
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamValue
from wagtail.images.blocks import ImageChooserBlock

from content.photos import with_sizes

_SHELF: ContextVar[dict[type, dict[int, Any]] | None] = ContextVar("chosen", default=None)


class _Fetched(ChooserBlock):
    def bulk_to_python(self, values):
        """From the shelf while a body is fetched; each block has an object of its own."""
        shelf = _SHELF.get()
        if shelf is None:
            return super().bulk_to_python(values)
        held = shelf[_kind(self)]
        return [copy(held[pk]) if pk in held else None for pk in values]


class PhotoChooserBlock(_Fetched, ImageChooserBlock):
    """A photo of the library."""

    canonical_module_path = "wagtail.images.blocks.ImageChooserBlock"  # in migrations


class FileChooserBlock(_Fetched, DocumentChooserBlock):
    """A file of the library."""

    canonical_module_path = "wagtail.documents.blocks.DocumentChooserBlock"  # in migrations


def _kind(block: blocks.Block) -> type:
    return PhotoChooserBlock if isinstance(block, PhotoChooserBlock) else FileChooserBlock


def chosen(body: StreamValue) -> dict[type, set[int]]:
    """Ids of the photos and files of a body, by the class of their chooser."""
    found: dict[type, set[int]] = {PhotoChooserBlock: set(), FileChooserBlock: set()}
    for raw in body.raw_data:
        child = body.stream_block.child_blocks.get(raw["type"])
        for block, pk in _choices(child, raw["value"]) if child is not None else ():
            found[_kind(block)].add(pk)
    return found


def _choices(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, int]]:
    if isinstance(block, _Fetched):
        if isinstance(raw, int):
            yield block, raw
    elif isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from _choices(child, raw.get(name))
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        for one in raw:
            whole = isinstance(one, dict) and one.get("type") == "item"
            yield from _choices(block.child_block, one["value"] if whole else one)


def fetched(body: StreamValue) -> None:
    """Turns the raw values of a body into blocks, with few questions however many of them choose something."""
    ids = chosen(body)
    files = ids[FileChooserBlock]
    rows = get_document_model().objects.select_related("prepared").in_bulk(files) if files else {}
    token = _SHELF.set({PhotoChooserBlock: with_sizes(ids[PhotoChooserBlock]), FileChooserBlock: rows})
    try:
        list(body)
    finally:
        _SHELF.reset(token)
