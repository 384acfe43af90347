"""Roll-up of group titles: which share of a group's people, or of a place's households, hold a title, from valid certificates.

Pushed down as evidence of the group (`evidence.derived`): for the groups around whoever was recognised or lost a title lately,
every six hours for all, and just before a group hands in. Counts are set-based: few questions for many groups.
"""

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.people.public import Learner, Residence, everyone, first_ids, groups_with, members_on, records_of
from recognition.criteria.words import Share
from recognition.evidence.derived import Count, push
from recognition.models import Certificate, CertificateStep, CriteriaSet
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current
from recognition.titles.registry import TITLES, WITH_MEMBERS

_WHY = "holders of a title are counted, nobody is shown"
# Longer than a decision takes to be written; the count of all groups finds what a longer pause left.
LATELY = timedelta(minutes=20)
TOGETHER = 200  # groups that are counted in one go
_PLACES = ("residential_group", "commune")


def sets_with_shares(kinds: Collection[str] | None = None) -> list[tuple[str, CriteriaSet]]:
    """(kind of subject, set) of every set by which groups are judged now and that asks for shares: in force, or of a campaign."""
    found: dict[int, tuple[str, CriteriaSet]] = {}
    for title in TITLES:
        if title.subject == "person" or (kinds is not None and title.subject not in kinds):
            continue
        rows = list(CriteriaSet.objects.filter(campaigns__title_key=title.key, campaigns__closed_at=None).distinct())
        with contextlib.suppress(NoCriteriaSet):
            rows.append(current(title.set_key))
        found |= {
            row.pk: (title.subject, row) for row in rows if criteria_of(row).shares and not criteria_of(row).unknown
        }
    return list(found.values())


def count_before_handing_in(learner: Learner, criteria_set: CriteriaSet) -> None:
    """The counts that a set asks of one group, as they are now."""
    criteria = criteria_of(criteria_set)
    if criteria.shares and not learner.is_person:
        with everyone(_WHY):
            _push([learner.pk], learner.kind, criteria_set, timezone.localdate())


def push_around(learner_ids: Collection[UUID]) -> int:
    """Counts anew the groups that rest on these people or households. Returns how many counts were new."""
    with everyone(_WHY):
        sets = sets_with_shares()
        return _push_all(sets, _groups_around(records_of(learner_ids)) if sets else {})


def push_lately(since: timedelta = LATELY) -> int:
    """Counts anew the groups around everybody whose certificate was given or ended lately. Safe to run twice."""
    with everyone(_WHY):
        steps = CertificateStep.objects.filter(recorded_at__gte=timezone.now() - since)
        people = set(steps.values_list("certificate__learner", flat=True))
    return push_around(people) if people else 0


def push_every_group() -> int:
    """Counts every group anew: every six hours, so that who came, left or moved is counted too."""
    pushed = 0
    with everyone(_WHY):
        sets = sets_with_shares()
        for kind in {kind for kind, _row in sets}:
            groups = list(Learner.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True))
            pushed += _push_all(sets, {kind: groups})
    return pushed


def _push_all(sets: Iterable[tuple[str, CriteriaSet]], groups: dict[str, Collection[UUID]]) -> int:
    today, pushed = timezone.localdate(), 0
    for kind, row in sets:
        of_kind = sorted(groups.get(kind, ()))
        for start in range(0, len(of_kind), TOGETHER):
            pushed += _push(of_kind[start : start + TOGETHER], kind, row, today)
    return pushed


def _push(groups: Collection[UUID], kind: str, row: CriteriaSet, day: date) -> int:
    counts: dict[UUID, list[Count]] = defaultdict(list)
    for share in criteria_of(row).shares:
        for group, (count, base) in counted(groups, kind, share, day).items():
            counts[group].append(Count(share.id, share.indicator, count, base))
    return sum(push(group, row, counts[group]) for group in groups if counts[group])


def counted(groups: Collection[UUID], kind: str, share: Share, day: date) -> dict[UUID, tuple[int, int]]:
    """How many of how many hold the title of a share, for each of these groups of one kind, on a day."""
    people, unnamed = _members(groups, share, day) if kind in WITH_MEMBERS else (_residents(groups, share, day), {})
    every = {person for found in people.values() for person in found}
    firsts = first_ids(every)
    holding = _holders(set(firsts.values()), share.title)
    found = {}
    for group in groups:
        known = {firsts[one] for one in people.get(group, ())}
        found[group] = (len(known & holding), len(known) + unnamed.get(group, 0))
    return found


def _members(groups: Collection[UUID], share: Share, day: date) -> tuple[dict[UUID, set[UUID]], dict[UUID, int]]:
    """The named members of that day, and how many are not named: those are in the base, and of none it is known that they hold."""
    named: dict[UUID, set[UUID]] = defaultdict(set)
    unnamed: dict[UUID, int] = defaultdict(int)
    for subject, person, age in members_on(groups, day):
        if share.of == "adults" and age != "adult":
            continue
        if person is not None:
            named[subject].add(person)
        else:
            unnamed[subject] += 1
    return named, unnamed


def _residents(groups: Collection[UUID], share: Share, day: date) -> dict[UUID, set[UUID]]:
    """Who lives in each place that day: people, or households; a place's own row says which place it is."""
    homes = _on(Residence.objects.filter(learner__in=groups), day)
    by_group: dict[int, set[UUID]] = defaultdict(set)
    by_unit: dict[int, set[UUID]] = defaultdict(set)
    for learner, unit, group, kind in homes.values_list("learner", "unit", "residential_group", "learner__kind"):
        if kind == "residential_group" and group is not None:
            by_group[group].add(learner)
        elif kind == "commune":
            by_unit[unit].add(learner)
    kind = "household" if share.of == "households" else "person"
    rows = _on(
        Residence.objects.filter(Q(residential_group__in=by_group) | Q(unit__in=by_unit), learner__kind=kind), day
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for learner, unit, group in rows.values_list("learner", "unit", "residential_group"):
        for place in (*by_group.get(group, ()), *by_unit.get(unit, ())):
            found[place].add(learner)
    return found


def _on(rows: QuerySet[Residence], day: date) -> QuerySet[Residence]:
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def _holders(people: Collection[UUID], title_key: str) -> set[UUID]:
    """Those of these people (first records) who hold a valid certificate of the title, under whichever record."""
    rows = Certificate.objects.filter(
        learner__in=records_of(people), state=Certificate.State.VALID, line__decision__title_key=title_key
    )
    return set(first_ids(set(rows.values_list("learner", flat=True))).values())


def _groups_around(people: Collection[UUID]) -> dict[str, set[UUID]]:
    """The groups in which these people are members, and the places in which they, or these households, live: kind -> groups."""
    today, found = timezone.localdate(), defaultdict(set)
    for subject, kind in groups_with(people, today):
        found[kind].add(subject)
    homes = list(_on(Residence.objects.filter(learner__in=people), today).values_list("unit", "residential_group"))
    units, groups = {unit for unit, _group in homes}, {group for _unit, group in homes if group}
    places = _on(Residence.objects.filter(learner__kind__in=_PLACES), today)
    for learner, kind, group in places.filter(unit__in=units).values_list(
        "learner", "learner__kind", "residential_group"
    ):
        if kind == "commune" or group in groups:
            found[kind].add(learner)
    return found
