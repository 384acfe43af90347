"""What readers say of an article, and which pages are read."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from content.models import NewsPage
from content.news import ratings, reads
from content.news.ratings import Answer
from content.pages.served import must_be_readable
from content.rights.grants import held
from portal.limits.public import Limit, count, network_of, when

ANSWERS = Limit("news_answers", 60, 600)  # from one network: a centre's class may answer one after the other
DAYS, MOST = 30, 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which one says whether an article helped; only sending it notes anything."""
    page = get_object_or_404(NewsPage.objects.live(), pk=pk)
    must_be_readable(page, request)
    chosen, problem, status = request.GET.get("chon", ""), "", 200
    if request.method == "POST":
        chosen = request.POST.get("answer", "")[:10]
        if chosen not in Answer:
            problem, status = _("Choose one of the answers, then send it."), 422
        elif closed := count(ANSWERS, network_of(request)):
            problem, status = (
                _("Too many answers came from this network. Try again at %(when)s.") % {"when": when(closed)},
                429,
            )
        elif reads.is_a_program(request) or ratings.give(request, page, Answer(chosen)):
            return redirect(f"{page.url}#y-kien")
        else:
            problem, status = (
                _("You answered more than 30 days ago: that answer stays, it cannot be changed any more."),
                409,
            )
    given = ratings.given_by(request, page)
    context = {"page": page, "choices": Answer.choices, "chosen": chosen or (given or ""), "problem": problem}
    return render(request, "content/news_answer.html", context, status=status)


@dataclass(frozen=True)
class Bar:
    """A day of the chart."""

    day: date
    number: int
    x: float
    y: float
    height: float


_WIDE, _HIGH, _LEFT = 330, 120, 15
_STEP = _WIDE / DAYS


def bars(days: list[tuple[date, int]]) -> list[Bar]:
    """The days as bars, the highest as high as the chart."""
    most = max((number for _day, number in days), default=0) or 1
    heights = [(day, number, _HIGH * number / most) for day, number in days]
    return [
        Bar(day, number, round(_LEFT + place * _STEP, 1), round(_HIGH - height + 20, 1), round(height, 1))
        for place, (day, number, height) in enumerate(heights)
    ]


def _mine(request: HttpRequest) -> QuerySet[Page]:
    """The pages of the centres for which this person writes; all of them for the administrators of everything."""
    mine = held(request.user)
    if mine.everything:
        return Page.objects.filter(depth__gt=1)
    paths = [page.path for _kind, space in mine.spaces for page in space.pages.all()]
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return Page.objects.filter(below)


@login_required
@never_cache
@require_safe
def read_pages(request: HttpRequest) -> HttpResponse:
    """“Bài nào được đọc”: thirty days as a chart and a table, and the pages opened most; `?bai=` one page."""
    if not held(request.user).edits:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    pages, today = _mine(request), timezone.localdate()
    chosen, wanted = None, request.GET.get("bai", "")
    if wanted:
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
            raise Http404
        chosen = get_object_or_404(pages, pk=int(wanted)).specific
        pages = pages.filter(pk=chosen.pk)
    first = today - timedelta(days=DAYS - 1)
    days = reads.by_day(pages, first, today)
    found = [] if chosen else reads.most_opened(pages, first, MOST)
    known = Page.objects.in_bulk([pk for pk, _number in found])
    context = {
        "chosen": chosen,
        "bars": bars(days),
        "width": round(_STEP - 2, 1),
        "base": _HIGH + 20,
        "days": days[::-1],
        "total": sum(number for _day, number in days),
        "most": max((number for _day, number in days), default=0),
        "found": [(known[pk], number) for pk, number in found if pk in known],
        "answers": ratings.counts(chosen) if isinstance(chosen, NewsPage) else [],
    }
    return render(request, "content/read_pages.html", context)
