"""The classes of a teacher with three plain numbers each, as `content.classes.figures` counts them for one class."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from content.classes.figures import MISSED_IN_A_ROW, missed_lately
from content.classes.models import THERE, Attendance, CentreClass, ClassEnrolment, ClassSession
from portal.people.public import first_ids


@dataclass(frozen=True)
class Counted:
    """A class: people in it, those away lately, and those who came, once every session is over; each person once."""

    taught: CentreClass
    learning: int = 0
    help: int = 0
    finished: int = 0


def counted(classes: Sequence[CentreClass]) -> list[Counted]:
    """The classes in their order; five questions for any number of them."""
    keys = [one.pk for one in classes]
    enrolled: dict[int, dict[UUID, datetime]] = {pk: {} for pk in keys}
    rows = ClassEnrolment.objects.filter(taught__in=keys, left_at=None).values_list("taught", "learner", "made_at")
    for taught, learner, made_at in rows:
        enrolled[taught][learner] = made_at
    closed, over = _closed(keys)
    lately = {pk: closed[pk][:MISSED_IN_A_ROW] for pk in keys if pk not in over and len(closed[pk]) >= MISSED_IN_A_ROW}
    wanted = [pk for found in lately.values() for pk, _ends in found] + [
        pk for one in over for pk, _ends in closed[one]
    ]
    came: dict[int, set[UUID]] = {pk: set() for pk in keys}
    there = Attendance.objects.filter(session__in=wanted, state__in=THERE)
    for taught, learner, _n in there.values_list("session__taught", "learner").annotate(n=Count("pk")):
        came[taught].add(learner)
    first = first_ids({pk for known in (enrolled, came) for found in known.values() for pk in found})
    found = []
    for one in classes:
        people = {first[pk] for pk in enrolled[one.pk]}
        done = len(people & {first[pk] for pk in came[one.pk]}) if one.pk in over else 0
        ends = [ends for _pk, ends in lately.get(one.pk, ())]
        away = {first[pk] for pk in missed_lately(ends, enrolled[one.pk], came[one.pk], first)}
        found.append(Counted(one, len(people) - done if one.pk not in over else 0, len(away), done))
    return found


def _closed(keys: Collection[int]) -> tuple[dict[int, list[tuple[int, datetime]]], set[int]]:
    """Class -> its closed sessions, the newest first, with their ends; and the classes that have no other."""
    closed: dict[int, list[tuple[int, datetime]]] = {pk: [] for pk in keys}
    ahead = set()
    sessions = ClassSession.objects.filter(taught__in=keys, called_off_at=None).order_by("-begins_at", "-pk")
    for pk, taught, closed_at, ends in sessions.values_list("pk", "taught", "closed_at", "ends_at"):
        if closed_at is None:
            ahead.add(taught)
        else:
            closed[taught].append((pk, ends))
    return closed, {pk for pk in keys if closed[pk] and pk not in ahead}
