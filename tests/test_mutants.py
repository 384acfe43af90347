"""`make mutants` counts only what means something, and a mutant that is put into running functions is really there."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.making import mutated, places, sample
from tests.mutants.meaning import meaning
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.swapping import swap

SOURCE = '''"""Says what counts."""

from functools import lru_cache

MOST = 3
__all__ = ("few", "Held")


def few(many: int | None, word="a") -> bool:
    """Few."""
    if word == "b":
        return False
    return many < MOST


class Held:
    def outer(self, start):
        def inner(more):
            return start + more

        return inner


@lru_cache(maxsize=8)
def kept(one):
    return one * 2
'''


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """The source above, imported from a file."""
    path = tmp_path / "counted.py"
    path.write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("counted_for_mutants", path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules[spec.name]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Says what counts.", "Says."),
        ("int | None", "int & None"),
        ("-> bool", "-> int"),
        ("maxsize=8", "maxsize=9"),
        ("@lru_cache(maxsize=8)\n", ""),
        ('("few", "Held")', '("few",)'),
    ],
)
def test_what_nobody_could_notice_is_no_mutant(old: str, new: str) -> None:
    assert old in SOURCE
    assert meaning(SOURCE.replace(old, new)) == meaning(SOURCE)


@pytest.mark.parametrize(("old", "new"), [("MOST = 3", "MOST = 4"), ("many < MOST", "many <= MOST"), ('"a"', '"c"')])
def test_what_somebody_could_notice_is_one(old: str, new: str) -> None:
    assert meaning(SOURCE.replace(old, new)) not in (None, meaning(SOURCE))
    assert meaning(SOURCE.replace(old, "(")) is None


def test_every_name_under_which_a_function_is_known_sees_the_change(module: ModuleType) -> None:
    path, held, few, kept = Path(module.__file__), module.Held(), module.few, module.kept
    assert (few(3), held.outer(1)(2), kept(5)) == (False, 3, 10)
    kept.cache_clear()
    changed = (
        SOURCE.replace("many < MOST", "many <= MOST").replace("start + more", "start - more").replace("* 2", "* 3")
    )
    assert swap(path, changed)
    assert (few(3), held.outer(1)(2), kept(5)) == (True, -1, 15)


@pytest.mark.parametrize(
    ("old", "new"), [("MOST = 3", "MOST = 4"), ('word="a"', 'word="b"'), ("@lru_cache(maxsize=8)\n", "")]
)
def test_what_was_carried_out_at_the_import_is_left_to_a_new_process(module: ModuleType, old: str, new: str) -> None:
    before = module.few.__code__
    assert not swap(Path(module.__file__), SOURCE.replace(old, new))
    assert module.few.__code__ is before


def test_a_sample_is_the_same_for_a_seed_and_spread_over_the_rooms(module: ModuleType) -> None:
    root = Path(module.__file__).parent
    (root / "small.py").write_text("MOST = 3\n", encoding="utf-8")
    rooms = (Room("small", ("small.py",), ()), Room("large", ("counted.py",), ()))
    chosen = sample(rooms, root, 6, 1)
    assert chosen == sample(rooms, root, 6, 1)
    assert [one.room for one in chosen] == ["small"] * 2 + ["large"] * 4  # three and three, had it three
    assert len({one.line for one in chosen if one.room == "large"}) > 1
    everything = sample(rooms, root, 0, 1)
    assert len({(one.module, one.operator, one.occurrence) for one in everything}) == len(everything) > 6
    for one in everything:
        source = (root / one.module).read_text(encoding="utf-8")
        assert meaning(mutated(one, source)) != meaning(source)
    words = [
        one.operator
        for found in places(rooms[1], root)
        for one in found
        if one.line == 11 and "Comparison" in one.operator
    ]
    assert words == ["core/ReplaceComparisonOperator_Eq_NotEq"]


def test_the_rooms_name_files_that_are_there() -> None:
    for room in ROOMS:
        for name in (*room.modules, *room.tests):
            assert Path(name).exists(), f"{room.name}: {name}"
