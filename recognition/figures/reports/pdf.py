"""A report as a PDF (PDF/A-2a, PDF/UA-1): the same tables, each with its chart."""

from datetime import date
from pathlib import Path

from recognition.figures.reports.charts import bars
from recognition.figures.reports.tables import Report, shown
from recognition.figures.reports.words import headline, subline
from recognition.papers.pdf import compile_pdf

SOURCE = Path(__file__).parent / "report.typ"


def report_as_pdf(report: Report) -> bytes:
    """The report; the day of the figures is the file's date, so the same report gives the same bytes."""
    drawn = {f"chart-{one.key}": picture for one in report.tables if (picture := bars(one))}
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
                "drawn": f"chart-{one.key}" in drawn,
            }
            for one in report.tables
        ],
    }
    return compile_pdf(SOURCE, data, day=date.fromisoformat(report.as_of), svgs=drawn)
