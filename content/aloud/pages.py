"""What is read of a page of ours: its title, its words, its questions; a recording of an editor's where there is one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from content.aloud.script import Line, Script, asked, plain, remark, rich, script
from content.blocks import QuestionBlock

WHOLE = "ca-bai"


def parts_of(page: Page) -> list[str]:
    """The parts of a page that are read by themselves, named as in its addresses; the whole comes first."""
    return [WHOLE] if hasattr(page, "body") else []


def script_of(page: Page, part: str = WHOLE) -> Script:
    """What is read of this part of the page; nothing where there is no such part."""
    if part != WHOLE or not hasattr(page, "body"):
        return script([])
    return script([*plain(page.title), *plain(getattr(page, "intro", "")), *lines_of(page.body)])


def lines_of(blocks: Iterable[StreamValue.StreamChild]) -> list[Line]:
    """The lines of blocks, in order; of what cannot be read, its title."""
    return [replace(line, block=place) for place, block in enumerate(blocks, 1) for line in _lines(block)]


def _lines(block: Any) -> list[Line]:
    if isinstance(block.block, QuestionBlock):
        return asked(block.block.as_question(block.value))
    if block.block_type == "text":
        return rich(block.value.source)
    read = _READ.get(block.block_type)
    return read(block.value) if read else []


def _picture(value: Any) -> list[Line]:
    return [*remark(f"Trong hình: {value['alt']}"), *plain(value.get("caption") or "")]


_READ = {
    "picture": _picture,
    "sound": lambda value: remark(f"Ở đây có phần nghe: {value['title']}"),
    "film": lambda value: remark(f"Ở đây có phim: {value['title']}"),
    "file": lambda value: remark(f"Ở đây có tài liệu: {value['title']}"),
}


def recording_of(page: Page, part: str = WHOLE) -> AbstractDocument | None:
    """The recording of somebody who reads this part: it is preferred to every voice of ours."""
    if part != WHOLE:
        return None
    return _recording(getattr(page, "body", ()))


def _recording(blocks: Iterable[Any]) -> AbstractDocument | None:
    found = (block.value["file"] for block in blocks if block.block_type == "sound" and block.value.get("reads"))
    return next((one for one in found if one), None)
