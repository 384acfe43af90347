"""A report as a PDF (PDF/A-2a, PDF/UA-1): the same tables, each with its chart."""

from datetime import date
from pathlib import Path

from recognition.figures.reports.charts import columns_of_bars
from recognition.figures.reports.tables import Report, shown
from recognition.figures.reports.words import headline, subline
from recognition.papers.pdf import compile_pdf

SOURCE = Path(__file__).parent / "report.typ"
BARS = 10  # of a drawing: two of them stand beside each other, and each is no higher than a lying page


def report_as_pdf(report: Report) -> bytes:
    """The report; the day of the figures is the file's date, so the same report gives the same bytes."""
    charts = {one.key: columns_of_bars(one, BARS) for one in report.tables}
    drawn = {f"chart-{key}-{nth}": part for key, parts in charts.items() for nth, part in enumerate(parts)}
    data = {
        "title": headline(report),
        "about": subline(report),
        "tables": [
            {
                "key": one.key,
                "title": one.title,
                "head": [one.first, *(column.label for column in one.columns)],
                "rows": [
                    [
                        row.label,
                        *(shown(value, column.kind) for value, column in zip(row.values, one.columns, strict=True)),
                    ]
                    for row in one.rows
                ],
                "note": one.note,
                "drawn": len(charts[one.key]),
            }
            for one in report.tables
        ],
    }
    return compile_pdf(SOURCE, data, day=date.fromisoformat(report.as_of), svgs=drawn)
