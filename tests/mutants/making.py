"""Chooses mutants: cosmic-ray knows the places and the changes, a seed decides which of them are tried."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutants.meaning import meaning
from tests.mutants.rooms import Room

# `is` where something is compared: the same for the singletons, chance (what the interpreter keeps once) for the rest.
_CHANCE = re.compile(r"ComparisonOperator_(?!Is_IsNot$|IsNot_Is$)(Is(Not)?_|.*_Is(Not)?$)")
# An order for the sameness of words (`kind >= "Activity"`): nobody makes that mistake, and the alphabet decides what it does.
_ORDER = tuple(f"{one}_{other}" for one in ("Eq", "NotEq") for other in ("Lt", "LtE", "Gt", "GtE"))


@dataclass(frozen=True)
class Mutant:
    """One change of one module: the operator of cosmic-ray and which of its places."""

    room: str
    module: str
    line: int
    operator: str
    occurrence: int

    def as_dict(self) -> dict:
        """For a line of JSON."""
        return asdict(self)


def mutated(mutant: Mutant, source: str) -> str:
    """The source of the module with the change."""
    return mutate_code(source, plugins.get_operator(mutant.operator)(), mutant.occurrence) or source


def _operators() -> list[tuple[str, object]]:
    found = []
    for name in plugins.operator_names():
        kind = plugins.get_operator(name)
        if not kind.arguments() and not _CHANCE.search(name):
            found.append((name, kind()))
    return found


def places(room: Room, root: Path) -> list[list[Mutant]]:
    """For each place of the room that can be changed, its changes: a plus counts once, though it has ten of them."""
    operators = _operators()
    found: dict[tuple, list[Mutant]] = {}
    for module in room.modules:
        nodes = list(ast_nodes(get_ast((root / module).read_text(encoding="utf-8"))))
        for name, operator in operators:
            of_order = name.endswith(_ORDER)
            positions = ((node, *place) for node in nodes for place in operator.mutation_positions(node))  # type: ignore[attr-defined]
            for occurrence, (node, start, end) in enumerate(positions):
                if not (of_order and _compares_a_word(node)):
                    mutant = Mutant(room.name, module, start[0], name, occurrence)
                    found.setdefault((module, start, end), []).append(mutant)
    return list(found.values())


def _compares_a_word(node: Any) -> bool:
    return any(child.type == "string" for child in node.children)


def _told_apart(room: Room, root: Path, random: Random) -> Iterator[Mutant]:
    """The room's mutants in an order by chance, a change a place first; those without effect are passed over."""
    waiting = places(room, root)
    texts = {name: (root / name).read_text(encoding="utf-8") for name in room.modules}
    plain = {name: meaning(text) for name, text in texts.items()}
    random.shuffle(waiting)
    for changes in waiting:
        random.shuffle(changes)
    while waiting:
        left = []
        for changes in waiting:
            while changes:
                one = changes.pop()
                if meaning(mutated(one, texts[one.module])) not in (None, plain[one.module]):
                    yield one
                    break
            if changes:
                left.append(changes)
        waiting = left


def sample(rooms: tuple[Room, ...], root: Path, many: int, seed: int) -> list[Mutant]:
    """So many mutants (0: all), spread evenly over the rooms; what a small room lacks the others give."""
    running = {room.name: _told_apart(room, root, Random(f"{seed} {room.name}")) for room in rooms}
    chosen: dict[str, list[Mutant]] = {room.name: [] for room in rooms}
    while running and (not many or sum(map(len, chosen.values())) < many):
        for name in list(running):
            if many and sum(map(len, chosen.values())) >= many:
                break
            one = next(running[name], None)
            if one is None:
                del running[name]
            else:
                chosen[name].append(one)
    return [one for of_room in chosen.values() for one in of_room]
