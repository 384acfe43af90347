"""The numbers of a place: holders of the title, and the two digital-skills percentages with all that belongs to them.

P2 is what the portal itself saw: did the person enter the self-assessment and the papers, or somebody else for them?
Callers decide the scope: the public page counts everybody and shows no person; lists of people stay inside a scope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from portal.people.public import LearnerAlias, everyone, first_ids, records_of
from portal.places.public import Unit, left_to
from recognition.figures.small_counts import FEW
from recognition.figures.targets import Target, targets
from recognition.models import Certificate, DecisionLine, Evidence, SubmittedItem
from recognition.titles.registry import only_title_of

TITLE = only_title_of("person").set_key


@dataclass(frozen=True)
class Rate:
    """A percentage with what it rests on. `base` None: the base cannot be counted, so there is no result (not zero)."""

    key: str
    numerator: int | None
    base: int | None
    known: int | None
    targets: tuple[Target, ...] = ()
    why_none: str = ""

    @property
    def percent(self) -> Decimal | None:
        """The result to one decimal, half up; None without a base or with a base of nobody."""
        return _percent(self.numerator, self.base)

    @property
    def coverage(self) -> Decimal | None:
        """Of how many percent of the base something is known at all."""
        return _percent(self.known, self.base)

    @property
    def hidden(self) -> bool:
        """Whether publishing it would speak of fewer than five people: any of its parts, or what they leave of the base."""
        if self.numerator is None or self.base is None:
            return False
        known = self.base if self.known is None else self.known
        parts = (self.numerator, known - self.numerator, self.base - known, self.base - self.numerator, self.base)
        return any(0 < count < FEW for count in parts)


@dataclass(frozen=True)
class PlaceNumbers:
    """Everything the page of a place shows, or needs to know before it does."""

    unit: Unit
    year: int
    holders: tuple[UUID, ...]
    new_this_year: int
    by_self: tuple[UUID, ...]
    helped: tuple[UUID, ...]
    unknown: tuple[UUID, ...]
    rates: tuple[Rate, ...] = field(default=())
    place_of: Mapping[UUID, int] = field(default_factory=dict)  # of each holder the commune that has the line now

    @property
    def few(self) -> bool:
        """Whether the count of holders itself is too small to publish."""
        return 0 < len(self.holders) < FEW


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def lines_of_holders(unit: Unit, year: int) -> list[DecisionLine]:
    """For each person holding the title at the end of a year, the latest line; by the place in the decision.

    A province counts its communes, a commune those that ended into it. A person counts while at least one certificate of the
    line is valid, once under whichever record.
    """
    lines = (
        places_of(lines_held(), unit)
        .filter(decision__date__year__lte=year)
        .select_related("decision", "submission")
        .annotate(place=place_now())
        .order_by("learner", "-decision__date", "-pk")
        .distinct("learner")
    )
    return _once_a_person(lines)


def place_now() -> Case:
    """For annotate() of lines: the commune that has them now, that of the decision or what it ended into."""
    return Case(
        When(unit__split=True, case__residential_group__heir__isnull=False, then=F("case__residential_group__heir")),
        When(unit__heir__isnull=False, then=F("unit__heir")),
        default=F("unit"),
    )


def lines_held() -> QuerySet[DecisionLine]:
    """The lines of which somebody holds the title today."""
    valid = Certificate.objects.filter(state=Certificate.State.VALID).values("line")
    return DecisionLine.objects.filter(set_key=TITLE, pk__in=valid)


def places_of(lines: QuerySet[DecisionLine], unit: Unit) -> QuerySet[DecisionLine]:
    """Those of a place: a province with its communes, a commune with those that ended into it."""
    places = Unit.objects.filter(Q(pk=unit.pk) | Q(parent=unit.pk) | Q(heir=unit.pk, split=False))
    return lines.filter(left_to(places, "unit", "case__residential_group"))


def _once_a_person(lines: Iterable[DecisionLine]) -> list[DecisionLine]:
    """Of a person with two records the latest line."""
    rows = list(lines)
    with everyone("whose second record it is changes a count, and shows nobody"):
        first = dict(
            LearnerAlias.objects.filter(alias__in=[row.learner_id for row in rows]).values_list("alias", "learner")
        )
    if not first:
        return rows
    found: dict[UUID, DecisionLine] = {}
    for row in sorted(rows, key=lambda row: (row.decision.date, row.pk)):
        found[first.get(row.learner_id, row.learner_id)] = row
    return list(found.values())


def place_numbers(unit: Unit, year: int) -> PlaceNumbers:
    """The numbers of a commune or province as of the end of a year; needs a scope that holds its people."""
    lines = lines_of_holders(unit, year)
    holders = tuple(line.learner_id for line in lines)
    by_self, helped, unknown = _entered_by(lines)
    p2 = targets("P2")
    rates = (
        Rate("p1", None, len(holders), None, targets("P1"), "no_rule"),
        Rate("p2_of_p1", None, None, None, p2, "needs_p1"),
        Rate("p2_of_holders", len(by_self), len(holders), len(by_self) + len(helped), p2),
    )
    place_of = {line.learner_id: line.place for line in lines}
    return PlaceNumbers(unit, year, holders, _new_in(year, lines), by_self, helped, unknown, rates, place_of)


def _new_in(year: int, lines: Iterable[DecisionLine]) -> int:
    """How many of them held no title before the year, under none of their records. Four questions, however many they are."""
    came = [line.learner_id for line in lines if line.decision.date.year == year]
    ids = records_of(came)
    first = first_ids(ids)
    before = DecisionLine.objects.filter(set_key=TITLE, learner__in=ids, decision__date__lt=date(year, 1, 1))
    before = before.exclude(certificates__state=Certificate.State.ANNULLED)  # what was annulled was never held
    known = {first[one] for one in before.values_list("learner", flat=True)}
    return sum(first[one] not in known for one in came)


def _entered_by(lines: list[DecisionLine]) -> tuple[tuple[UUID, ...], tuple[UUID, ...], tuple[UUID, ...]]:
    """Who entered the assessment alone, who was helped, of whom nothing is known (no self-assessment in the portal).

    Alone: the points of every indicator, every paper and the handing-in of the submission that was judged.
    """
    papers = SubmittedItem.objects.filter(
        submission__in=[line.submission_id for line in lines], kind=Evidence.Kind.MANUAL, on_behalf_of=True
    )
    typed_by_others = set(papers.values_list("submission", flat=True))
    alone, helped, unknown = [], [], []
    for line in lines:
        handed = line.submission
        if not handed.self_points:
            unknown.append(line.learner_id)
        elif handed.on_behalf_of or handed.self_on_behalf_of or handed.pk in typed_by_others:
            helped.append(line.learner_id)
        else:
            alone.append(line.learner_id)
    return tuple(alone), tuple(helped), tuple(unknown)
