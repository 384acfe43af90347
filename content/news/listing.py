"""Which news stands in a list, in which order; what stands beside an article. Everything asked of the database here is bounded."""

from collections.abc import Sequence
from datetime import date

from django.apps import apps
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils import timezone
from wagtail.models import Page

from content.centres.shelves import part_of
from content.news.days import Period, month_of
from content.outline import address_of
from content.pages.lists import listed_in
from content.visibility import Reader
from portal.kept.parts import unchanged

ON_A_PAGE, NEWEST, OTHERS, MOST_NOTICES, YEARS = 20, 3, 4, 5, 20
ALL_NOTICES = 100  # that hold on one day, on the page of notices; more than a commune can have to say


def _news() -> QuerySet:
    return whose_day_came(apps.get_model("content", "NewsPage").objects.all())


def whose_day_came(rows: QuerySet) -> QuerySet:
    """News whose day has come: a day that lies ahead keeps it out of every list and feed until then."""
    return rows.filter(date__lte=timezone.localdate())


def _notices() -> QuerySet:
    return apps.get_model("content", "NoticePage").objects.all()


def spread_over(page: Page) -> Q:
    """What the list of the whole site gives to the lists of all centres, seen from such a list (home, centre, list)."""
    return Q(spread=True, depth=page.depth, path__startswith=page.path[: -2 * Page.steplen])


def in_list(page: Page, rows: QuerySet) -> QuerySet:
    """What belongs to a list of news: its own; of all centres, in the list of the whole site; what that one spreads."""
    return rows.filter(listed_in(page) | spread_over(page))


def in_order(rows: QuerySet) -> QuerySet:
    """Newest first; what is pinned until a day that is not over before all others."""
    pinned = Case(When(pinned_until__gte=timezone.localdate(), then=Value(0)), default=Value(1))
    return rows.annotate(not_pinned=pinned).order_by("not_pinned", "-date", "-pk")


def _below(page: Page) -> Q:
    """What a page that shows the newest stands for: home for the whole site, a centre's page for the centre and what is spread."""
    if not hasattr(page, "centre_id"):
        return Q(path__startswith=page.path)
    return part_of(page) | Q(spread=True, depth=page.depth + 1, path__startswith=page.path[: -Page.steplen])


def newest(page: Page, reader: Reader, limit: int = NEWEST) -> list[Page]:
    """The newest news below home or of a centre (its page)."""

    def found() -> list[Page]:
        return list(in_order(reader.filter(_news().filter(_below(page)))).defer("body")[:limit])

    return unchanged(f"newest-{page.pk}-{limit}", found) if reader.stranger else found()


def running_notices(page: Page, reader: Reader) -> list[Page]:
    """The notices that hold today, important ones first: below home, or of a centre (its page)."""

    def found() -> list[Page]:
        return list(_running(reader.filter(_notices().filter(_below(page))))[:MOST_NOTICES])

    return unchanged(f"notices-{page.pk}", found) if reader.stranger else found()


def _running(rows: QuerySet) -> QuerySet:
    today = timezone.localdate()
    return rows.filter(date__lte=today, ends_on__gte=today).order_by("-important", "ends_on", "-pk")


def notices_of(page: Page, reader: Reader, most: int = MOST_NOTICES) -> tuple[list[Page], QuerySet]:
    """Of a list of news: the notices that hold, and those whose day is over, the latest first."""
    rows = reader.filter(in_list(page, _notices()))
    return list(_running(rows)[:most]), rows.filter(ends_on__lt=timezone.localdate()).order_by("-ends_on", "-pk")


def list_of(page: Page, reader: Reader) -> str:
    """The address of the list of news that belongs to home or to a centre's page: its own one, else that of the whole site."""
    lists = [(path, url_path) for path, url_path in reader.news_lists if reader.may_read(Page(path=path, live=True))]
    own = [one for one in lists if one[0].startswith(page.path)] or lists
    return address_of(min(own, key=lambda one: (len(one[0]), one[0]))[1]) if own else ""


def others(page: Page, reader: Reader) -> list[Page]:
    """“Tin khác”: news about the same, then the newest of the list; never the article itself."""
    rows = reader.filter(in_list(page.get_parent(), _news())).exclude(pk=page.pk)
    same = list(page.topics.values_list("pk", flat=True)) if page.pk else []
    shared = type(page).topics.through.objects.filter(newspage=OuterRef("pk"), newstopic__in=same)
    return list(rows.annotate(about=Exists(shared)).order_by("-about", "-date", "-pk").defer("body")[:OTHERS])


def neighbours(page: Page, reader: Reader) -> tuple[Page | None, Page | None]:
    """The article before this one and the one after it, by day."""
    rows = reader.filter(in_list(page.get_parent(), _news())).exclude(pk=page.pk).defer("body")
    before = rows.filter(Q(date__lt=page.date) | Q(date=page.date, pk__lt=page.pk)).order_by("-date", "-pk").first()
    after = rows.filter(Q(date__gt=page.date) | Q(date=page.date, pk__gt=page.pk)).order_by("date", "pk").first()
    return before, after


def within(rows: QuerySet, period: Period) -> QuerySet:
    return rows.filter(date__gte=period.first, date__lte=period.last)


def nearest(rows: QuerySet, period: Period) -> tuple[Period | None, Period | None]:
    """Where the way leads from a month or day: the one before and the one after in which there is news."""
    days = (
        rows.filter(date__lt=period.first).order_by("-date").values_list("date", flat=True).first(),
        rows.filter(date__gt=period.last).order_by("date").values_list("date", flat=True).first(),
    )
    before, after = (_same_kind(day, period) if day else None for day in days)
    return before, after


def _same_kind(day: date, period: Period) -> Period:
    return Period(day.year, day.month, day.day) if period.day else month_of(day)


def months(rows: QuerySet) -> Sequence[tuple[int, list[tuple[Period, int]]]]:
    """Years with their months and how many pieces of news each has, latest first; at most twenty years."""
    counted = rows.order_by().annotate(month=TruncMonth("date")).values("month").annotate(number=Count("pk"))
    years: dict[int, list[tuple[Period, int]]] = {}
    for month, number in counted.order_by("-month").values_list("month", "number")[: 12 * YEARS]:
        years.setdefault(month.year, []).append((month_of(month), number))
    return list(years.items())[:YEARS]
