"""YAML read strictly, with the line in which everything stands."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from recognition.criteria.problems import CriteriaProblem

_NUMBER = re.compile(r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$")
_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_MOST_CHARACTERS = 1_000_000
_MOST_REPEATED = 100
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Lined(dict[Any, Any]):
    """A mapping of the file that knows in which line it begins, and in which each of its words stands."""

    line = 1

    def __init__(self, node: yaml.MappingNode | None = None) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}
        if node is not None:
            self.line = node.start_mark.line + 1
            self.lines = {str(key.value): key.start_mark.line + 1 for key, _value in node.value}


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key may stand only once and a number is what people read: 010 is no eight, 1:30 no ninety.

    What an anchor names may stand again, but not inside of what another one names: nine lines could be a billion values.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._anchored = self._repeated = 0

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag not in (_INT, _FLOAT)]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent, index):  # type: ignore[no-untyped-def]  # PyYAML's own signature
        if self.check_event(yaml.AliasEvent):
            self._repeated += 1
            if self._anchored or self._repeated > _MOST_REPEATED:
                mark = self.peek_event().start_mark
                raise yaml.composer.ComposerError(None, None, "repeats too much with “*”: write it out", mark)
            return super().compose_node(parent, index)
        named = getattr(self.peek_event(), "anchor", None) is not None
        self._anchored += named
        try:
            return super().compose_node(parent, index)
        finally:
            self._anchored -= named

    def construct_mapping(self, node, deep=False):  # type: ignore[no-untyped-def]  # PyYAML's own signature
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            wrong = ""
            if not isinstance(key, str):  # YAML reads a bare on, yes or no as true or false
                wrong = f"“{key_node.value}” must be a text as a word; put it in quotes"
            elif key in seen:
                wrong = f"the word “{key}” stands twice"
            if wrong:
                raise yaml.constructor.ConstructorError(None, None, wrong, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(_FLOAT, _NUMBER, list("-0123456789"))


def _exact(loader: _Loader, node: yaml.Node) -> Decimal:
    """The number as it is written; also of a value with an explicit tag."""
    said = str(node.value)
    if not _NUMBER.match(said):
        raise yaml.constructor.ConstructorError(None, None, f"“{said}” is not a number", node.start_mark)
    return Decimal(said)


def _lined(loader: _Loader, node: yaml.MappingNode) -> Iterator[Lined]:
    found = Lined(node)
    yield found
    found.update(loader.construct_mapping(node))


_Loader.add_constructor("tag:yaml.org,2002:map", _lined)
_Loader.add_constructor(_FLOAT, _exact)
_Loader.add_constructor(_INT, _exact)


def values_of(text: str, file: str) -> object:
    """What the YAML text says, its mappings as Lined; raises CriteriaProblem for bad YAML or a word that stands twice."""
    if len(text) > _MOST_CHARACTERS:
        raise CriteriaProblem(file, "the file", f"is longer than {_MOST_CHARACTERS} characters")
    try:
        if text.lstrip().startswith("{"):  # JSON may be indented with tabs, YAML may not
            text = _INDENT.sub(lambda found: found[0].replace("\t", " "), text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = _line_of(problem, text)
        why = str(getattr(problem, "problem", None) or getattr(problem, "reason", problem))
        raise CriteriaProblem(file, f"line {line}" if mark else "the file", why, line) from problem
    except (ValueError, RecursionError) as problem:  # 2026-02-30; a thousand brackets
        why = "has values inside values without end" if isinstance(problem, RecursionError) else str(problem)
        raise CriteriaProblem(file, "the file", why) from problem


def _line_of(problem: yaml.YAMLError, text: str) -> int:
    """The line that YAML found fault with, from 1."""
    mark = getattr(problem, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(problem, "position", 0)) + 1
