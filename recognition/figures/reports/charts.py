"""Bars of one column of a table, drawn on the server. Pure: a table in, a drawing (SVG) out; the table always stands beside it."""

from html import escape

from recognition.figures.reports.tables import Table, shown

WIDTH, LINE, LEFT = 420, 34, 190
MOST = 20  # bars: more would be no picture; the table has them all
LONGEST = 23  # letters of a name beside its bar


def bars(table: Table) -> str:
    """The column that the table wants drawn, as horizontal bars, the largest first; empty where there is nothing to draw.

    One colour with its words beside every bar, so that print, forced colours and any eye can read it.
    """
    place = next((index for index, one in enumerate(table.columns) if one.key == table.chart), None)
    if place is None:
        return ""
    counted = [(row.label, row.values[place]) for row in table.rows]
    found = [(label, value) for label, value in counted if isinstance(value, int) and value > 0]
    found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST]
    if not found:
        return ""
    most = found[0][1]
    name, column = escape(f"chart-{table.key}"), table.columns[place]
    height = len(found) * LINE + 8
    said = "; ".join(f"{label}: {shown(value)}" for label, value in found)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" class="chart" role="img" '
        f'aria-labelledby="{name}-t {name}-d">',
        f'<title id="{name}-t">{escape(table.title)}: {escape(column.label)}</title>',
        f'<desc id="{name}-d">{escape(said)}</desc>',
    ]
    for number, (label, value) in enumerate(found):
        top = number * LINE + 4
        long = max(2.0, (WIDTH - LEFT - 70) * value / most)
        parts += [
            f'<text class="t" x="{LEFT - 10}" y="{top + 19}" text-anchor="end" font-size="15">{escape(_short(label))}</text>',
            f'<rect class="fill" x="{LEFT}" y="{top + 3}" width="{long:.1f}" height="22" fill="#125539"/>',
            f'<text x="{LEFT + long + 8:.1f}" y="{top + 19}" font-size="15" font-weight="700">{shown(value)}</text>',
        ]
    return "".join([*parts, "</svg>"])


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"
