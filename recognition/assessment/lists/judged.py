"""The cases that were judged: who did it, when, what it came to, and where they lie now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Case as Choice
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from portal.people.public import User, everyone
from recognition.assessment.lists.asked import LAST_MONTH, LAST_WEEK, TODAY, WHEN, Asked
from recognition.assessment.lists.own_cases import WHY, Reach
from recognition.assessment.lists.waiting import shown_with, window
from recognition.cases import lifecycle
from recognition.models import Case, SecondMarking

STATES = (*sorted(lifecycle.JUDGED), lifecycle.RECOGNISED, lifecycle.REVOKED, lifecycle.ENDED)
_ORDER = ("-judged_at", "-pk")
_DAYS = {TODAY: 0, LAST_WEEK: 7, LAST_MONTH: 30}


@dataclass(frozen=True)
class JudgedCounts:
    """How many judged cases each choice would show, the other choices as they are."""

    all: int
    tab: int
    outcomes: dict[str, int]
    officers: dict[int, int]
    units: dict[int, int]
    groups: dict[int, int]


def since(when: str) -> datetime:
    """The beginning of a span of days that ends today."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start - timedelta(days=_DAYS[when])


def _judged(reach: Reach, asked: Asked) -> Q:
    """Of this officer's cases, those that were judged in the campaigns of the year that is asked for, without a choice: in
    those that run.

    Of cases that are being marked again nobody but the first assessor sees even the outcome.
    """
    unseen = QuerySet(SecondMarking).filter(compared_at=None).values("submission")
    found = Q(judged_at__isnull=False, state__in=STATES) & ~(Q(submission__in=unseen) & ~Q(judged_by=reach.user))
    return found & Q(campaign__in=reach.running if asked.year is None else reach.of_year(asked.year))


def _chosen(reach: Reach, asked: Asked) -> Q:
    found = _judged(reach, asked)
    said = {"unit": asked.unit, "residential_group": asked.group, "state": asked.outcome or None, "judged_by": asked.by}
    for field, value in said.items():
        if value is not None:
            found &= Q(**{field: value})
    return found & Q(judged_at__gte=since(asked.when)) if asked.when else found


def condition(reach: Reach, asked: Asked) -> Q:
    """What the filters of the list come to."""
    return reach.mine & reach.called & _chosen(reach, asked)


def for_the_tab(reach: Reach, asked: Asked) -> Q:
    """Which of this officer's cases with the name the tab counts: by place alone."""
    return _chosen(reach, replace(asked, outcome="", by=None, when=""))


def number(reach: Reach, asked: Asked) -> int:
    """How many judged cases there are for the tab, by name and place alone."""
    with everyone(WHY):
        return Case.objects.filter(reach.mine, reach.called, for_the_tab(reach, asked)).count()


def counts(reach: Reach, asked: Asked) -> JudgedCounts:
    """One question, however many there are."""
    spans = [When(judged_at__gte=since(one), then=Value(place)) for place, one in enumerate(WHEN)]
    span = Choice(*spans, default=Value(len(WHEN)), output_field=IntegerField())
    with everyone(WHY):
        rows = Case.objects.filter(reach.mine, reach.called, _judged(reach, asked)).annotate(span=span).order_by()
        found = list(
            rows.values_list("state", "judged_by", "unit", "residential_group", "span").annotate(n=Count("pk"))
        )

    def total(of: Asked, key: int | None = None) -> dict:
        sums: dict = {}
        for state, by, unit, group, past, n in found:
            fits = (
                of.outcome in ("", state)
                and of.by in (None, by)
                and of.unit in (None, unit)
                and of.group in (None, group)
                and (not of.when or past <= WHEN.index(of.when))
            )
            if fits:
                value = (state, by, unit, group)[key] if key is not None else 0
                sums[value] = sums.get(value, 0) + n
        return sums

    return JudgedCounts(
        all=sum(total(asked).values()),
        tab=sum(total(replace(asked, outcome="", by=None, when="")).values()),
        outcomes=total(replace(asked, outcome=""), 0),
        officers=total(replace(asked, by=None), 1),
        units=total(replace(asked, unit=None, group=None), 2),
        groups={key: n for key, n in total(replace(asked, group=None), 3).items() if key},
    )


def page_of(reach: Reach, asked: Asked, number: int) -> list[Case]:
    """The cases of the page that is asked for, the last judged first."""
    with everyone(WHY):
        return window(Case.objects.filter(condition(reach, asked)), _ORDER, asked.page, number)


def just_judged(user: User, reach: Reach) -> list[Case]:
    """The last three that this officer judged today, each one press from being taken back. One question, two if there are any."""
    with everyone(WHY):
        mine = reach.mine & Q(judged_at__gte=since(TODAY), judged_by=user, state__in=lifecycle.JUDGED)
        keys = list(Case.objects.filter(mine).order_by(*_ORDER).values_list("pk", flat=True)[:3])
        return list(shown_with(Case.objects.filter(pk__in=keys)).order_by(*_ORDER)) if keys else []
