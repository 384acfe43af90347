"""Where the bars of the place page stand. Pure: numbers in, coordinates out; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LEFT, WIDTH, STEP, HEIGHT = 15, 330, 146, 26


@dataclass(frozen=True)
class Mark:
    """A target: its place on the bar, its text."""

    x: str
    left: str
    right: str
    value: str
    year: int


@dataclass(frozen=True)
class Bar:
    """One bar: `fill` and `unknown` are widths in the units of the drawing, None when there is no result."""

    key: str
    title_y: int
    text_y: int
    bar_y: int
    inner_y: int
    line_from: int
    line_to: int
    tri_to: int
    value_y: int
    year_y: int
    fill: str | None
    unknown_x: str
    unknown: str | None
    marks: tuple[Mark, ...]


def bar(
    place: int, key: str, percent: Decimal | None, coverage: Decimal | None, wanted: Sequence[tuple[int, Decimal]]
) -> Bar:
    """The bar at a place (0 is the top). `wanted`: year and percent of each target."""
    top = place * STEP
    filled = None if percent is None else percent * WIDTH / 100
    open_ = None if coverage is None or percent is None or coverage >= 100 else (100 - coverage) * WIDTH / 100
    marks = []
    for year, value in wanted:
        x = LEFT + value * WIDTH / 100
        marks.append(Mark(_n(x), _n(x - 6), _n(x + 6), f"{value:g}".replace(".", ","), year))
    return Bar(
        key,
        top + 20,
        top + 40,
        top + 50,
        top + 51,
        top + 46,
        top + 86,
        top + 96,
        top + 112,
        top + 129,
        None if filled is None else _n(filled),
        _n(LEFT + (filled or Decimal(0))),
        None if open_ is None else _n(open_),
        tuple(marks),
    )


def height(bars: int) -> int:
    """The height of the drawing for so many bars."""
    return bars * STEP - 8


def _n(value: Decimal | int) -> str:
    return f"{value:.1f}"
