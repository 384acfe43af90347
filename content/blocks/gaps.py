"""What keeps a stream of blocks from being published, in words: which part, which field of it, and what is wrong there."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import blocks

SHOWN = 6  # of one page


def gaps_in(block: blocks.Block, problem: Any) -> list[str]:
    """Each thing that is wrong with one block, after the names of the fields that lead to it; each once."""
    told = (f"{', '.join(path)}: {words}" if path else words for path, words in _below(block, problem, ()))
    return list(dict.fromkeys(told))


def gaps_of_stream(block: blocks.BaseStreamBlock, stream: Any, problem: Any) -> list[str]:
    """The same for a whole body, part by part; of many the first ones and how many more there are."""
    found = []
    wrong = getattr(problem, "block_errors", None) or {}
    for place, inner in sorted(wrong.items()):
        child = stream[place].block
        found += [f"{part(place + 1, child)}: {told}" for told in gaps_in(child, inner)]
    found += [str(told) for told in getattr(problem, "non_block_errors", ())]
    more = len(found) - SHOWN
    if more > 0:
        found = [*found[:SHOWN], ngettext("and %(n)s more place", "and %(n)s more places", more) % {"n": more}]
    return found


def part(number: int, block: blocks.Block) -> str:
    """A block as its author finds it: “phần 3 (Chữ)”."""
    return _("part %(number)s (%(kind)s)") % {"number": number, "kind": block.label}


def _below(block: Any, problem: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    inner = getattr(problem, "block_errors", None)
    if inner is None:
        yield from ((path, words) for words in _words(problem))
        return
    for key, error in inner.items():
        if isinstance(block, blocks.BaseStructBlock):
            child = block.child_blocks[key]
            yield from _below(child, error, (*path, str(child.label)))
        elif isinstance(block, blocks.ListBlock):
            row = f"{path[-1] if path else block.label} {key + 1}"
            yield from _below(block.child_block, error, (*path[:-1], row))
        else:
            yield from ((path, words) for words in _words(error))
    yield from ((path, str(words)) for words in problem.non_block_errors)


def _words(problem: Any) -> list[str]:
    found = getattr(problem, "error_list", None)
    if not found:
        return [str(one) for one in getattr(problem, "messages", [problem])]
    return [_("still empty") if one.code == "required" else line for one in found for line in one.messages]
