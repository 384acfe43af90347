"""The flower: every value becomes a petal, the floor and the mark are seen, gold only when recognised."""

import re
from xml.etree import ElementTree

import pytest

from portal.look import lotus as drawing
from portal.look.lotus import FEWEST, MOST, Petal, petal, petals_of, points, sign

TEN = petals_of((("A", 4), ("B", 4), ("C", 2)))
VALUES = [9, 8, 7, 6, 8, 4, 7, 6, 10, 9]
SVG = "{http://www.w3.org/2000/svg}"


def lotus(values=VALUES, size=360, *, petals=TEN, mark=80, floor=5, **other) -> str:
    return drawing.lotus(values, petals, size, mark=mark, floor=floor, **other)


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
    assert found[:3] == ["74", "trên 100", "cần 70"]
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


SETS = {
    "six of 5": petals_of((("A", 3), ("B", 3)), 5),
    "ten of 10": TEN,
    "fourteen of 20": petals_of((("A", 4), ("B", 4), ("C", 3), ("D", 3)), 20),
    "twenty of 10": petals_of((("A", 7), ("B", 7), ("C", 6)), 10),
    "uneven": tuple(Petal(f"M{n}", n % 2, (5, 10, 20)[n % 3]) for n in (0, 2, 4, 1, 3, 5)),
}


@pytest.mark.parametrize("size", [360, 200, 64])
@pytest.mark.parametrize("petals", SETS.values(), ids=SETS)
def test_other_titles_have_as_many_petals_as_indicators(petals: tuple[Petal, ...], size: int) -> None:
    full = [one.maximum for one in petals]
    most = sum(full)
    tree = drawn(full, size, petals=petals, mark=most * 0.8, floor=2)
    assert len(with_class(tree, "empty")) == len(petals)
    # full petals: the fill has the same outline as the petal
    outlines = {one.get("d") for one in with_class(tree, "empty")}
    fills = [one for kind in range(3) for one in with_class(tree, f"p{kind}")]
    assert len(fills) == len(petals)
    assert {one.get("d") for one in fills} == outlines
    assert f"{points(most)} trên {points(most)} điểm" in tree.find(f"{SVG}title").text


@pytest.mark.parametrize("petals", SETS.values(), ids=SETS)
def test_the_numbers_of_neighbours_do_not_touch(petals: tuple[Petal, ...]) -> None:
    for size, wide in ((360, 34), (200, 18)):  # the frame of a low value; two digits
        texts = drawn([1] * len(petals), size, petals=petals, mark=9, floor=0.5).iter(f"{SVG}text")
        places = sorted({(float(one.get("x")), round(float(one.get("y")))) for one in texts if one.get("x")})
        for n, (x, y) in enumerate(places):
            for other_x, other_y in places[n + 1 :]:
                assert abs(x - other_x) >= wide * 0.75 or abs(y - other_y) >= 11


@pytest.mark.parametrize("petals", SETS.values(), ids=SETS)
def test_petals_stay_apart_and_inside(petals: tuple[Petal, ...]) -> None:
    tree = drawn([1] * len(petals), petals=petals, mark=9, floor=0.5)
    groups = [one.get("transform") for one in tree.iter(f"{SVG}g") if (one.get("class") or "").startswith("e")]
    turns = sorted(float(re.findall(r"[-.\d]+", turn)[0]) % 360 for turn in groups)
    gaps = [after - before for before, after in zip(turns, [*turns[1:], turns[0] + 360], strict=True)]
    assert len(turns) == len(petals)
    assert min(gaps) > 360 / len(petals) * 0.6


def test_the_mark_stands_where_its_share_of_all_points_is() -> None:
    six = SETS["six of 5"]
    assert 'transform="rotate(240)"' in lotus([5] * 6, petals=six, mark=20, floor=2)  # 20 of 30
    assert words(drawn([5] * 6, petals=six, mark=20, floor=2))[:3] == ["30", "trên 30", "cần 20"]
    assert 'transform="rotate(288)"' in lotus()


def test_one_ring_is_the_floor_when_all_maxima_are_the_same_else_each_petal_has_its_own() -> None:
    assert [one.tag for one in with_class(drawn(), "floor")] == [f"{SVG}circle"]
    uneven = SETS["uneven"]
    assert [one.tag for one in with_class(drawn([1] * 6, petals=uneven, floor=2), "floor")] == [f"{SVG}path"] * 6


def test_floor_and_mark_need_not_be_whole() -> None:
    found = drawn([6] * 10, floor=7.5, mark=72.5)
    assert len(with_class(found, "low")) == 10
    assert "cần 72,5" in words(found)


@pytest.mark.parametrize("count", [FEWEST - 1, MOST + 1])
def test_too_few_or_too_many_petals_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="3 to 20 petals"):
        lotus([1] * count, petals=petals_of((("A", count),)))


def test_words_of_others_are_escaped() -> None:
    assert "<b>" not in lotus(VALUES, title="<b>")


def test_the_flower_in_small_weighs_little() -> None:
    assert len(lotus(VALUES, 64)) < 5_000
    assert len(lotus(VALUES, 360)) < 14_000


def test_a_petal_and_the_sign_stand_alone() -> None:
    assert 'aria-hidden="true"' in petal(4, floor=5, maximum=10)
    assert "stroke-dasharray" in petal(4, floor=5, maximum=10)
    assert "stroke-dasharray" not in petal(5, floor=5, maximum=10)
    assert 'class="p2"' not in petal(0, 2, floor=5, maximum=10)
    assert petal(10, 4, floor=5, maximum=20) == petal(5, 1, floor=2.5, maximum=10)
    assert ElementTree.fromstring(sign()).get("viewBox") == "-32 -32 64 64"
