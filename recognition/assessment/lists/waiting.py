"""The cases that wait: counted by every filter in one walk of an index, and a page of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Choice
from django.utils import timezone

from portal.people.public import everyone
from recognition.assessment.lists.asked import AGREE, BACK, EYES, FREE, LATER, LONG, MINE, OTHERS, OVER, WEEK, Asked
from recognition.assessment.lists.own_cases import WHY, Reach
from recognition.assessment.queue import LONG as WAITS_LONG
from recognition.cases import lifecycle
from recognition.models import Case, CaseEvent

PAGE = 20
SOON = timedelta(days=7)
ORDER = ("-sent_back", "submitted_at", "pk")  # what the signer sent back first, then the oldest


@dataclass(frozen=True)
class Kind:
    """Cases that are the same to every filter but holding and name."""

    flagged: bool
    sent_back: bool
    campaign: int
    unit: int
    group: int | None
    long: bool


@dataclass(frozen=True)
class Counts:
    """How many cases each choice would show, the other choices as they are."""

    tabs: dict[str, int]
    holding: dict[str, int]
    due: dict[str, int]
    units: dict[int, int]
    groups: dict[int, int]
    due_days: dict[date, int]

    @property
    def all(self) -> int:
        """Of both tabs."""
        return sum(self.tabs.values())


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _waiting(reach: Reach) -> Q:
    return reach.mine & reach.called & Q(state=lifecycle.SUBMITTED)


def held_by(reach: Reach, holding: str) -> Q:
    """The condition on who holds a case now."""
    now = timezone.now()
    return {
        FREE: Q(lease_until=None) | Q(lease_until__lte=now),
        MINE: Q(lease_until__gt=now, lease_holder=reach.user),
        OTHERS: Q(lease_until__gt=now) & ~Q(lease_holder=reach.user),
        BACK: Q(sent_back=True),
    }.get(holding, Q())


def due_kind(last: date, today: date) -> str:
    """Where a last day of judging lies: over, within a week, later."""
    return OVER if last < today else WEEK if last <= today + SOON else LATER


@dataclass(frozen=True)
class Walk:
    """How many cases of each kind wait, and how many of them this officer and others hold; `beside`: how many others there are."""

    every: Counter[Kind]
    held: dict[str, Counter[Kind]]
    beside: int


def walk(reach: Reach, beside: Q | None = None) -> Walk:
    """One question: all that waits (of the name) by what tells the filters apart, within one index.

    `beside`: cases that do not wait and are counted along. To find all people of a common name takes as long as the rest.
    """
    kinds = {
        # The index holds no state: alone, what waits is read from nothing else.
        "waits": Value(True) if beside is None else _flag(Q(state=lifecycle.SUBMITTED)),
        "flagged": _flag(Q(flags__gt=0)),
        "back": _flag(Q(sent_back=True)),
        "long": _flag(Q(submitted_at__lte=timezone.now() - WAITS_LONG)),
        "holder": Choice(When(lease_until__gt=timezone.now(), then=F("lease_holder"))),
    }
    of = ("flagged", "back", "campaign", "unit", "residential_group", "long", "holder", "waits")
    every: Counter[Kind] = Counter()
    held: dict[str, Counter[Kind]] = {MINE: Counter(), OTHERS: Counter()}
    others = 0
    with everyone(WHY):
        asked = Q(state=lifecycle.SUBMITTED) if beside is None else Q(state=lifecycle.SUBMITTED) | beside
        rows = Case.objects.filter(reach.mine, reach.called, asked).annotate(**kinds).values_list(*of).order_by()
        for *row, holder, waits, n in rows.annotate(n=Count("*")):
            if not waits:
                others += n
                continue
            kind = Kind(*row)
            every[kind] += n
            if holder is not None:
                held[MINE if holder == reach.user.pk else OTHERS][kind] += n
    return Walk(every, held, others)


def counts(reach: Reach, asked: Asked, walked: Walk) -> Counts:
    """How many cases each choice of these filters would show; asks nothing more."""
    every, held, today = walked.every, walked.held, timezone.localdate()
    days = {pk: one.assessment_to for pk, one in reach.campaigns.items()}

    def with_holding(holding: str) -> Iterable[tuple[Kind, int]]:
        if holding in held:
            return held[holding].items()
        if holding == FREE:
            taken = held[MINE] + held[OTHERS]
            return ((kind, n - taken[kind]) for kind, n in every.items())
        return ((kind, n) for kind, n in every.items() if kind.sent_back or holding != BACK)

    def fits(kind: Kind, of: Asked) -> bool:
        return (
            (not of.tab or kind.flagged == (of.tab == EYES))
            and of.unit in (None, kind.unit)
            and of.group in (None, kind.group)
            and (not of.due or of.due in due(kind))
        )

    def due(kind: Kind) -> set[str]:
        last = days.get(kind.campaign)
        return ({due_kind(last, today)} if last else set()) | ({LONG} if kind.long else set())

    def by(say: Callable[[Kind], Iterable], **without) -> dict:
        of, found = replace(asked, **without), Counter()
        for kind, n in with_holding(of.holding):
            if n and fits(kind, of):
                for value in say(kind):
                    found[value] += n
        return dict(found)

    holding = {}
    for one in (FREE, MINE, OTHERS, BACK):
        holding[one] = sum(by(lambda kind: (0,), holding=one).values())
    return Counts(
        tabs={EYES: 0, AGREE: 0} | by(lambda kind: (EYES if kind.flagged else AGREE,), tab=""),
        holding=holding,
        due=by(due, due=""),
        units=by(lambda kind: (kind.unit,), unit=None, group=None),
        groups=by(lambda kind: (kind.group,) if kind.group else (), group=None),
        due_days=by(lambda kind: (days[kind.campaign],) if kind.campaign in days else ()),
    )


def condition(reach: Reach, asked: Asked) -> Q:
    """What the filters of a list of waiting cases come to, the tab included."""
    found = _waiting(reach) & held_by(reach, asked.holding)
    if asked.tab:
        found &= Q(flags__gt=0) if asked.tab == EYES else Q(flags=0)
    for field, value in (("unit", asked.unit), ("residential_group", asked.group)):
        if value is not None:
            found &= Q(**{field: value})
    if asked.due == LONG:
        found &= Q(submitted_at__lte=timezone.now() - WAITS_LONG)
    elif asked.due:
        today = timezone.localdate()
        found &= Q(
            campaign__in=[pk for pk, one in reach.campaigns.items() if due_kind(one.assessment_to, today) == asked.due]
        )
    return found


def page_of(reach: Reach, asked: Asked, number: int) -> list[Case]:
    """The cases of the page that is asked for, of `number` in all. Two questions."""
    with everyone(WHY):
        return window(Case.objects.filter(condition(reach, asked)), ORDER, asked.page, number)


def window(rows: QuerySet[Case], order: tuple[str, ...], page: int, number: int) -> list[Case]:
    """A page of rows in this order. Beyond the middle it is counted from the end: no page walks more than half of an index.

    The keys first, by themselves: asked for in one question with all that a row shows, the database joins every case before
    it chooses twenty (2.3 s instead of 0.03 s at 100,000).
    """
    first, last = (page - 1) * PAGE, min(page * PAGE, number)
    if first <= number - last:
        keys = list(rows.order_by(*order).values_list("pk", flat=True)[first:last])
    else:
        keys = list(rows.order_by(*order).reverse().values_list("pk", flat=True)[number - last : number - first])
    return list(shown_with(Case.objects.filter(pk__in=keys)).order_by(*order))


def shown_with(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all that a row shows; `word`: why the signer sent it back."""
    said = CaseEvent.objects.filter(case=OuterRef("pk"), act="send_back").order_by("-pk").values("message")[:1]
    word = Choice(When(sent_back=True, then=Subquery(said)))
    return rows.annotate(word=word).select_related(
        "learner__record__key", "campaign", "unit", "residential_group", "lease_holder", "submission__criteria_set",
        "assessment", "judged_by",
    )  # fmt: skip
