"""What is read of a page of ours: its title, its words, its questions; a recording of an editor's where there is one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from content.aloud.saying import said
from content.aloud.script import PART, Line, Script, asked, plain, remark, rich, script
from content.blocks import QuestionBlock
from content.blocks.explained import CALLOUTS
from content.lesson_view import blocks_of
from content.steps import Step, steps_of

WHOLE = "ca-bai"
CALLOUT_WORDS = dict(CALLOUTS)


def parts_of(page: Page) -> list[str]:
    """The parts of a page as its visitors open them: the steps of a lesson, the whole of any other page."""
    steps = _steps(page)
    return [str(step.number) for step in steps] or ([WHOLE] if hasattr(page, "body") else [])


def script_of(page: Page, part: str = WHOLE) -> Script:
    """What is read of this part of the page; nothing where there is no such part.

    Of a lesson's questions those that are asked: whom, the page knows (`drawn_for`).
    """
    title = plain(page.title, PART)
    if part == WHOLE and hasattr(page, "body"):
        return script([*title, *plain(getattr(page, "intro", "")), *lines_of(_asked(page))])
    step = _step(page, part)
    if step is None:
        return script([])
    lines = title if step.number == 1 else []
    for piece in step.material:
        found = rich(piece.words) if piece.words is not None else _lines(page.body[piece.place])
        lines += [replace(line, block=piece.place + 1) for line in found]
    if step.place is not None:
        lines += [replace(line, block=step.place + 1) for line in _lines(page.body[step.place])]
    return script(lines)


def _steps(page: Page) -> list[Step]:
    return steps_of(blocks_of(page)) if hasattr(page, "questions") else []


def _step(page: Page, part: str) -> Step | None:
    return next((step for step in _steps(page) if str(step.number) == part), None)


def _asked(page: Page) -> list[Any]:
    """The blocks of the body without the questions that are asked of others."""
    asked = {str(block) for block in page.questions()} if hasattr(page, "questions") else None
    return [one for one in page.body if asked is None or not isinstance(one.block, QuestionBlock) or one.id in asked]


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


def _gallery(value: Any) -> list[Line]:
    return [
        *remark(f"Ở đây có một loạt hình: {value['title']}"),
        *(line for one in value["pictures"] for line in _picture(one)),
    ]


def _doing(value: Any) -> list[Line]:
    lines = plain(value.get("title") or "")
    for number, one in enumerate(value["steps"], 1):
        begun = plain(one["text"])
        if begun:
            begun[0] = replace(begun[0], say=f"Bước {said(str(number))}. {begun[0].say}")
        lines += [*begun, *(remark(f"Trong hình: {one['alt']}") if one.get("alt") else [])]
    return lines


def _meant(term: str, meaning: str) -> list[Line]:
    return [*plain(term, PART), *plain(meaning)]


_READ = {
    "picture": _picture,
    "gallery": _gallery,
    "sound": lambda value: remark(f"Ở đây có phần nghe: {value['title']}"),
    "film": lambda value: remark(f"Ở đây có phim: {value['title']}"),
    "file": lambda value: remark(f"Ở đây có tài liệu: {value['title']}"),
    "callout": lambda value: [*plain(str(CALLOUT_WORDS[value["kind"]])), *rich(value["text"].source)],
    "steps": _doing,
    "glossary": lambda value: [line for one in value["terms"] for line in _meant(one["term"], one["meaning"])],
    "poll": lambda value: [*plain(value["question"]), *(line for one in value["choices"] for line in plain(one))],
    "reflection": lambda value: [*plain(value["question"]), *plain(value.get("hint") or "")],
    "link": lambda value: [*remark("Ở đây có đường dẫn"), *plain(value["title"]), *plain(value.get("about") or "")],
}


def recording_of(page: Page, part: str = WHOLE) -> AbstractDocument | None:
    """The recording of somebody who reads this part: it is preferred to every voice of ours."""
    if part == WHOLE:
        return _recording(getattr(page, "body", ()))
    step = _step(page, part)
    return _recording(page.body[piece.place] for piece in step.material) if step else None


def _recording(blocks: Iterable[Any]) -> AbstractDocument | None:
    found = (block.value["file"] for block in blocks if block.block_type == "sound" and block.value.get("reads"))
    return next((one for one in found if one), None)
