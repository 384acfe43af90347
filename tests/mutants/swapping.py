"""Puts a mutant into a process that has imported the site already: three seconds of imports are saved each time.

A function keeps its identity and gets the changed code, so every name under which it was imported sees the change. What lies
outside functions (constants, classes, decorators, defaults) was carried out at the import: `swap` says no, and a new process
has to try that mutant.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

_FUNCTION = 0x0001  # CO_OPTIMIZED: code of functions, not of modules and classes


def swap(path: Path, changed: str) -> bool:
    """Whether the change could be put into the running functions of this file; if not, nothing was changed."""
    before = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    after = compile(changed, str(path), "exec")
    if _outside(before) != _outside(after):
        return False
    pairs = list(_pairs(before, after))
    differing = {old: new for old, new in pairs if old != new}
    living: dict[CodeType, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename == str(path):
            living.setdefault(thing.__code__, []).append(thing)
    outermost = [(old, new) for old, new in differing.items() if old in living]
    if not outermost or any(old.co_freevars != new.co_freevars for old, new in outermost):
        return False
    for old, new in outermost:
        for function in living[old]:
            function.__code__ = new
    return True


def _outside(code: CodeType) -> tuple:
    """What the module and its classes do when they are imported, without the bodies of functions."""
    constants = tuple(
        (_outside(one) if not one.co_flags & _FUNCTION else one.co_qualname) if isinstance(one, CodeType) else repr(one)
        for one in code.co_consts
    )
    return code.co_code, code.co_names, constants


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions of both sources that stand in the same place, those inside others too."""
    inside = ([one for one in code.co_consts if isinstance(one, CodeType)] for code in (before, after))
    for old, new in zip(*inside, strict=True):
        if old.co_flags & _FUNCTION:
            yield old, new
        yield from _pairs(old, new)
