"""The flower: ten values become ten petals, the floor and the mark are seen, gold only when recognised."""

import re
from xml.etree import ElementTree

import pytest

from portal.look.lotus import lotus, petal, points, sign

VALUES = [9, 8, 7, 6, 8, 4, 7, 6, 10, 9]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(values=VALUES, size=360, **other) -> ElementTree.Element:
    return ElementTree.fromstring(lotus(values, size, **other))


def words(tree: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in tree.iter(f"{SVG}text")]


def with_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in tree.iter() if name in one.get("class", "").split()]


@pytest.mark.parametrize("size", [360, 200, 64])
def test_every_size_is_well_formed_and_has_ten_petals(size: int) -> None:
    tree = drawn(size=size)
    assert len(with_class(tree, "empty")) == 10
    assert sum(len(with_class(tree, f"p{kind}")) for kind in range(3)) == 10
    assert tree.get("width") == str(size)


def test_the_full_flower_carries_codes_points_sum_and_mark() -> None:
    found = words(drawn(mark=70))
    assert found[:3] == ["74", "trên 100", "mốc 70"]
    assert found[3:] == [
        part
        for code, v in zip(["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2"], VALUES, strict=True)
        for part in (code, str(v))
    ]


def test_a_petal_grows_with_its_points() -> None:
    def height(value: float) -> float:
        path = with_class(drawn([value, *VALUES[1:]]), "p0")[0].get("d", "")
        return max(-float(y) for y in re.findall(r"-\d+(?:\.\d+)?", path))

    heights = [height(value) for value in (1, 3, 5, 7, 9, 10)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 6


def test_nothing_entered_leaves_the_petal_empty() -> None:
    tree = drawn([0] * 10)
    assert not with_class(tree, "p0")
    assert words(tree)[0] == "0"


def test_under_the_floor_is_dashed_and_framed_and_said() -> None:
    tree = drawn()
    assert len([one for one in with_class(tree, "empty") if one.get("stroke-dasharray")]) == 1
    assert len(with_class(tree, "low")) == 1
    assert tree.find(f"{SVG}desc").text.endswith("Dưới 5 điểm: B2.")
    assert not with_class(drawn([5] * 10), "low")
    assert len(with_class(drawn([6] * 10, floor=7), "low")) == 10


def test_gold_only_when_recognised() -> None:
    assert "#a67a0c" not in lotus(VALUES)
    assert lotus(VALUES, recognised=True).count("#a67a0c") == 1
    assert drawn(recognised=True).get("class") == "lotus gold"
    assert "#a67a0c" in lotus(VALUES, 64, recognised=True)


def test_the_title_says_the_sum_with_a_comma() -> None:
    assert drawn([7.5] * 10).find(f"{SVG}title").text == "Hoa sen mười cánh: 75 trên 100 điểm"
    assert points(7.25) == "7,25"
    assert "7,5" in words(drawn([7.5] * 10))


@pytest.mark.parametrize("values", [[5] * 9, [5] * 11, [11, *VALUES[1:]], [-1, *VALUES[1:]]])
def test_other_values_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="need 10 values"):
        lotus(values)


def test_other_titles_pass_their_groups() -> None:
    tree = drawn([5] * 6, groups=(("A", 3), ("B", 3)))
    assert len(with_class(tree, "empty")) == 6


def test_words_of_others_are_escaped() -> None:
    assert "<b>" not in lotus(VALUES, title="<b>")


def test_the_flower_in_small_weighs_little() -> None:
    assert len(lotus(VALUES, 64)) < 5_000
    assert len(lotus(VALUES, 360)) < 14_000


def test_a_petal_and_the_sign_stand_alone() -> None:
    assert 'aria-hidden="true"' in petal(4)
    assert "stroke-dasharray" in petal(4)
    assert "stroke-dasharray" not in petal(5)
    assert 'class="p2"' not in petal(0, 2)
    assert ElementTree.fromstring(sign()).get("viewBox") == "-32 -32 64 64"
