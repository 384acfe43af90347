"""Bars of one column of a table, drawn on the server. Pure: a table in, a drawing (SVG) out; the table always stands beside it."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from recognition.figures.reports.tables import Column, Table, shown

WIDTH, ROOM = 360, 56  # of the drawing, as wide as a phone; room for the number behind the longest bar
LINE, BAR, GAP = 20, 18, 12  # of a line of the name, of a bar, between bars
MOST = 20  # bars: more would be no picture; the table has them all
LONGEST = 44  # letters of a line of a name, which stands above its bar and has two lines


def bars(table: Table) -> str:
    """The column that the table wants drawn, as horizontal bars, the largest first; empty where there is nothing to draw.

    One colour with its words beside every bar, so that print, forced colours and any eye can read it.
    """
    return "".join(columns_of_bars(table, MOST))


def columns_of_bars(table: Table, most: int) -> list[str]:
    """The same bars as drawings of so many bars each, to stand beside each other on a lying page."""
    place = next((index for index, one in enumerate(table.columns) if one.key == table.chart), None)
    if place is None:
        return []
    counted = [(row.label, row.values[place]) for row in table.rows]
    found = [(label, value) for label, value in counted if isinstance(value, int) and value > 0]
    found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST]
    parts = [found[first : first + most] for first in range(0, len(found), most)]
    return [_drawing(table, table.columns[place], part, found[0][1]) for part in parts]


def _drawing(table: Table, column: Column, found: Sequence[tuple[str, int]], longest: int) -> str:
    name = escape(f"chart-{table.key}")
    drawn, height = [], GAP / 2
    for label, value in found:
        part, below = _bar(label, value, value / longest, height)
        drawn.append(part)
        height = below + GAP
    said = "; ".join(f"{label}: {shown(value)}" for label, value in found)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" class="chart" role="img" '
        f'aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(table.title)}: {escape(column.label)}</title>'
        f'<desc id="{name}-d">{escape(said)}</desc>'
    )
    return head + "".join(drawn) + "</svg>"


def _bar(label: str, value: int, part: float, top: float) -> tuple[str, float]:
    """A name with its bar below it from `top` on, and where the bar ends."""
    lines = wrap(label, LONGEST, max_lines=2, placeholder=" …") or [""]
    words = "".join(
        f'<text class="t" x="0" y="{top + number * LINE + 15:.0f}" font-size="15">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    top += len(lines) * LINE
    long = max(2.0, (WIDTH - ROOM) * part)
    drawn = f'<rect class="fill" x="0" y="{top:.0f}" width="{long:.1f}" height="{BAR}" fill="#125539"/>'
    told = f'<text x="{long + 8:.1f}" y="{top + 14:.0f}" font-size="15" font-weight="700">{shown(value)}</text>'
    return words + drawn + told, top + BAR
