"""The classes of a teacher with three plain numbers each, as `content.classes.figures` counts them for one class."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from content.classes.figures import MISSED_IN_A_ROW
from content.classes.models import THERE, Attendance, CentreClass, ClassEnrolment, ClassSession


@dataclass(frozen=True)
class Counted:
    """A class: people in it, those away lately, and those who came, once every session is over."""

    taught: CentreClass
    learning: int = 0
    help: int = 0
    finished: int = 0


def counted(classes: Sequence[CentreClass]) -> list[Counted]:
    """The classes in their order; four questions for any number of them."""
    keys = [one.pk for one in classes]
    enrolled: dict[int, set] = {pk: set() for pk in keys}
    for taught, learner in ClassEnrolment.objects.filter(taught__in=keys, left_at=None).values_list(
        "taught", "learner"
    ):
        enrolled[taught].add(learner)
    closed: dict[int, list[int]] = {pk: [] for pk in keys}
    sessions = ClassSession.objects.filter(taught__in=keys, called_off_at=None).order_by("-begins_at", "-pk")
    ahead = set()
    for pk, taught, closed_at in sessions.values_list("pk", "taught", "closed_at"):
        if closed_at is None:
            ahead.add(taught)
        else:
            closed[taught].append(pk)
    over = {pk for pk in keys if closed[pk] and pk not in ahead}
    lately = {pk: closed[pk][:MISSED_IN_A_ROW] for pk in keys if pk not in over and len(closed[pk]) >= MISSED_IN_A_ROW}
    wanted = [pk for found in lately.values() for pk in found] + [pk for one in over for pk in closed[one]]
    came: dict[int, set] = {pk: set() for pk in keys}
    there = Attendance.objects.filter(session__in=wanted, state__in=THERE)
    for taught, learner, _n in there.values_list("session__taught", "learner").annotate(n=Count("pk")):
        came[taught].add(learner)
    found = []
    for one in classes:
        people = enrolled[one.pk]
        done = len(people & came[one.pk]) if one.pk in over else 0
        away = len(people - came[one.pk]) if one.pk in lately else 0
        found.append(Counted(one, len(people) - done if one.pk not in over else 0, away, done))
    return found
