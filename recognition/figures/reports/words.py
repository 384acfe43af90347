"""Sentences that stand on every form of a report, the same everywhere."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from recognition.figures.reports.tables import Report
from recognition.papers.days import short_day


def headline(report: Report) -> str:
    """What it is."""
    return _("Learning titles of %(place)s, %(year)s") % {"place": _inside(report.place), "year": report.year}


def subline(report: Report) -> str:
    """As of which day, as recorded until when, and by which functions."""
    words = _("Figures of the end of %(day)s, as recorded before %(known)s (way of counting %(functions)s).")
    known = timezone.localtime(datetime.fromisoformat(report.known))
    return words % {
        "day": short_day(date.fromisoformat(report.as_of)),
        "known": f"{known:%H:%M} {short_day(known.date())}",
        "functions": report.functions,
    }


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]
