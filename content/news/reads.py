"""How often pages are opened, a number a day and page: no address, no cookie, no account, nobody.

A request writes nothing: openings are added up in the memory of the process and written as rows by a thread of its own, at most
some seconds later; the clock adds rows up into one a day. What a process had in memory when it was killed is lost.
"""

import atexit
import logging
import re
import threading
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, connection, models, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

log = logging.getLogger(__name__)
KEPT = timedelta(days=400)
MOST_AT_ONCE = 2000  # kinds of page and day in memory; then they are written at once
# What says of itself that it is no reader, and what fetches a page to show a preview of it in a message.
_BOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|headless|lighthouse|scan|curl|wget|python|java/|go-http|okhttp|axios|httpx"
    r"|facebookexternalhit|whatsapp|feed|rss|libwww|archiver|validator",
    re.IGNORECASE,
)


class ReadBatch(models.Model):
    """What one process counted since it wrote last."""

    page_number = models.IntegerField()  # no foreign key: writing it locks no page
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        app_label = "content"


class DailyReads(models.Model):
    """How often a page was opened on a day."""

    page_number = models.IntegerField()
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        app_label = "content"
        constraints = [models.UniqueConstraint(fields=["page_number", "day"], name="one_number_a_page_and_day")]
        indexes = [models.Index(fields=["day"], name="reads_by_day")]


def is_a_program(request: HttpRequest) -> bool:
    """Whether what asks says of itself that it is no person's browser, or says nothing."""
    agent = request.headers.get("User-Agent", "")
    return not agent or _BOTS.search(agent) is not None


def is_a_reader(request: HttpRequest) -> bool:
    """Whether somebody opens a page to read it: no program, no page fetched in advance, no second page of a list."""
    headers = request.headers
    ahead = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")).lower()
    return request.method == "GET" and not request.GET and not ahead and not is_a_program(request)


class _Buffer:
    """What this process counted and has not written yet."""

    def __init__(self) -> None:
        self._lock, self._counts, self._timer = threading.Lock(), Counter[tuple[int, date]](), None

    def add(self, page: int, day: date) -> None:
        with self._lock:
            self._counts[page, day] += 1
            full = len(self._counts) >= MOST_AT_ONCE
            if self._timer is None or full:
                self._start(0.0 if full else settings.READS_EVERY)

    def _start(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._by_the_clock)
        self._timer.daemon = True
        self._timer.start()

    def _by_the_clock(self) -> None:
        try:
            self.write()
        finally:
            connection.close()  # of this thread, which ends here

    def write(self) -> int:
        """Writes what was counted; what could not be written is tried again with the next. Returns how many openings."""
        with self._lock:
            taken, self._counts, self._timer = self._counts, Counter(), None
        if not taken:
            return 0
        try:
            rows = [ReadBatch(page_number=page, day=day, number=number) for (page, day), number in taken.items()]
            ReadBatch.objects.bulk_create(rows)
        except Error:
            log.warning("openings of pages could not be written; they are tried again", exc_info=True)
            with self._lock:
                self._counts.update(dict(taken.most_common(MOST_AT_ONCE)))
            return 0
        return taken.total()


_buffer = _Buffer()
write = _buffer.write


def opened(page: int) -> None:
    """One opening of this page, now. Where READS_EVERY is 0 nothing is counted."""
    if settings.READS_EVERY:
        _buffer.add(page, timezone.localdate())


@atexit.register
def _last() -> None:
    """A process that ends in order writes what it has."""
    if settings.configured and settings.READS_EVERY:
        write()


_ADD = """
WITH taken AS (DELETE FROM content_readbatch RETURNING page_number, day, number)
INSERT INTO content_dailyreads AS d (page_number, day, number)
SELECT page_number, day, sum(number) FROM taken GROUP BY page_number, day ORDER BY page_number, day
ON CONFLICT (page_number, day) DO UPDATE SET number = d.number + excluded.number
"""


def add_up() -> int:
    """Rows of processes into one a page and day; those over 400 days go. Safe to run twice and at the same time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADD)
        added = cursor.rowcount
    DailyReads.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
    return added


def by_day(below: models.QuerySet[Page], first: date, last: date) -> list[tuple[date, int]]:
    """Openings of all these pages, day by day without a gap."""
    found = Counter[date]()
    for model in (DailyReads, ReadBatch):
        rows = model.objects.filter(page_number__in=below.values("pk"), day__gte=first, day__lte=last).values("day")
        found.update(dict(rows.annotate(all=Sum("number")).values_list("day", "all")))
    return [(day, found[day]) for n in range((last - first).days + 1) for day in [first + timedelta(days=n)]]


def most_opened(below: models.QuerySet[Page], first: date, limit: int) -> list[tuple[int, int]]:
    """The pages opened most since a day, with their numbers."""
    found = Counter[int]()
    for model in (DailyReads, ReadBatch):
        rows = model.objects.filter(page_number__in=below.values("pk"), day__gte=first).values("page_number")
        found.update(dict(rows.annotate(all=Sum("number")).values_list("page_number", "all")))
    return found.most_common(limit)
