"""A merger of several communes: kept as a plan, looked at, and carried out in one transaction if nothing has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.models import Learner, Residence, Role, User
from portal.people.scope import everyone, roles_today, units_of
from portal.people.succession import succeed_unit
from portal.places.public import (
    Centre,
    Ending,
    Merger,
    Part,
    Plan,
    Target,
    Unit,
    begin_unit,
    names_of,
    names_there,
    planned,
    read_merger_lines,
)

MOST_TOLD = 20
_WHY = "a merger carries everybody over, whoever they are"
Seen = dict[str, dict[str, Any]]


class Stale(Exception):
    """Something has changed since the plan was looked at; `changes` says what, in words."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__(changes)
        self.changes = changes


@dataclass(frozen=True)
class Looked:
    """A plan with what hangs on its communes today, and what has changed since it was looked at last."""

    plan: Plan
    seen: Seen
    changes: tuple[str, ...] = ()


def plan_merger(lines: str, *, on: date, document: str, by: User) -> Merger:
    """Keeps a plan, changing nothing else. The same again, as after a double press, is the plan that is there.

    Raises PermissionDenied without the role of an administrator.
    """
    if not roles_today(by, Role.Kind.ADMINISTRATOR).exists():
        raise PermissionDenied(_("Only administrators of the portal enter mergers."))
    about = {"on": on, "document": " ".join(document.split()), "lines": lines}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        there = Merger.objects.filter(by=by, state=Merger.State.PLANNED, **about).first()
        row = there or Merger.objects.create(by=by, **about)
        looked = look(row, by=by)
        Merger.objects.filter(pk=row.pk).update(seen=looked.seen)
    row.seen = looked.seen
    return row


def look(merger: Merger, *, by: User) -> Looked:
    """What the plan would do now, for whoever looks."""
    within = units_of(by, Role.Kind.ADMINISTRATOR)
    plan = planned(read_merger_lines(merger.lines), merger.on, within=within)
    seen = _seen(plan)
    return Looked(plan, seen, tuple(_changes(merger.seen, seen)) if merger.seen else ())


def look_again(merger: Merger, *, by: User) -> None:
    """What hangs on the communes now is what was looked at."""
    Merger.objects.filter(pk=merger.pk, state=Merger.State.PLANNED).update(seen=look(merger, by=by).seen)


def drop_merger(merger: Merger, *, by: User) -> None:
    """The plan is left aside; it stays to be read."""
    Merger.objects.filter(pk=merger.pk, state=Merger.State.PLANNED).update(state=Merger.State.DROPPED)


def apply_merger(merger: Merger, *, by: User) -> Merger:
    """Carries the plan out, all of it or nothing; pressed again it is the merger that was entered.

    Raises PermissionDenied, ValidationError (`lines`: the plan cannot be carried out, or was left aside), Stale.
    """
    with everyone(_WHY), transaction.atomic():
        row = Merger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
        if row.state == Merger.State.APPLIED:
            return row
        if row.state == Merger.State.DROPPED:
            raise ValidationError({"lines": _("This plan was left aside. Make a new one.")})
        _hold(look(row, by=by).plan)
        looked = look(row, by=by)
        if looked.plan.wrong:
            raise ValidationError({"lines": [why for _number, why in looked.plan.wrong[:MOST_TOLD]]})
        if looked.changes:
            raise Stale(list(looked.changes))
        row.moved = _carry_out(row, looked.plan, by)
        row.state, row.applied_by, row.applied_at = Merger.State.APPLIED, by, timezone.now()
        row.save(update_fields=["moved", "state", "applied_by", "applied_at"])
        details = {"on": str(row.on), "document": row.document, **row.moved}
        append("merger.applied", f"merger:{row.pk}", by=by, details=details)
    return row


def _hold(plan: Plan) -> None:
    """Nothing moves into or out of these communes until the merger ends; always in one order, so that nobody waits in a ring."""
    keys = {one.unit.pk for one in plan.endings}
    keys |= {target.unit.pk for one in plan.endings for target in one.targets if target.unit is not None}
    list(Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def _carry_out(row: Merger, plan: Plan, by: User) -> dict[str, int]:
    ending = [one.unit.pk for one in plan.endings]
    begun: dict[str, Unit] = {}
    moved = {"communes": len(ending), "people": 0, "roles": 0, "groups": 0, "new": 0}
    for one in plan.endings:
        for target in one.targets:
            if target.new is not None and target.key not in begun:
                begun[target.key] = begin_unit(target.new, target.parent, row.on, ending)
    moved["new"] = len(begun)
    for one in plan.endings:
        done = succeed_unit(one.unit, _parts(plan, one, begun), on=row.on, document=row.document, by=by, merger=row)
        moved["people"] += done.people + done.others
        moved["roles"] += done.roles
        moved["groups"] += len(done.succession.groups)
    return moved


def _parts(plan: Plan, ending: Ending, begun: Mapping[str, Unit]) -> list[Part]:
    there = names_there(plan, ending)

    def part(target: Target) -> Part:
        groups = {pk: name for pk, (to, name) in there.items() if to.key == target.key}
        return Part(target.unit if target.unit is not None else begun[target.key], groups)

    return [part(target) for target in ending.targets]


def _seen(plan: Plan) -> Seen:
    """What hangs on each commune that ends: people by group, others who have cases, roles and centres, groups and where they go."""
    today, units = timezone.localdate(), [one.unit.pk for one in plan.endings]
    with everyone("an administrator reads how many a merger moves"):
        homes = Residence.objects.filter(unit__in=units, valid_to=None)
        kinds = Q(learner__kind=Learner.Kind.PERSON)
        rows = homes.values_list("unit", "residential_group").annotate(
            people=Count("pk", filter=kinds), others=Count("pk", filter=~kinds)
        )
        counts = list(rows.order_by())
    held = Role.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), unit__in=units).values_list("unit", "pk")
    centres = Centre.objects.filter(unit__in=units).values_list("unit", "pk")
    found: Seen = {
        str(one.unit.pk): {"people": {}, "others": 0, "roles": [], "centres": [], "leads": _leads(plan, one)}
        for one in plan.endings
    }
    for unit, group, people, others in counts:
        if people:
            found[str(unit)]["people"][str(group or "")] = people
        found[str(unit)]["others"] += others
    for kind, rows in (("roles", held), ("centres", centres)):
        for unit, pk in rows.order_by("pk"):
            found[str(unit)][kind].append(pk)
    return found


def _leads(plan: Plan, ending: Ending) -> dict[str, Any]:
    """Where all of a commune goes: the rest, and each group with its name there."""
    groups = {str(key): [target.key, name] for key, (target, name) in names_there(plan, ending).items()}
    return {"": ending.rest.key, **groups}


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    names = names_of([int(pk) for pk in {*before, *now}])
    told = []
    for pk in sorted({*before, *now}, key=int):
        name = names.get(int(pk), "")
        if pk not in before or pk not in now:
            told.append(_("%(name)s: whether it ends by this plan.") % {"name": name})
            continue
        then, today = before[pk], now[pk]
        if then["people"] != today["people"]:
            said = {"name": name, "before": sum(then["people"].values()), "now": sum(today["people"].values())}
            if said["before"] == said["now"]:
                told.append(_("%(name)s: people live in other residential groups than before.") % said)
            else:
                told.append(_("%(name)s: %(before)s people lived there, now %(now)s.") % said)
        for key, text in (
            ("others", _("%(name)s: households or other groups with cases came or went.")),
            ("roles", _("%(name)s: a role was given or ended there.")),
            ("centres", _("%(name)s: a centre was opened or went elsewhere.")),
            ("leads", _("%(name)s: its residential groups, their names or where they go.")),
        ):
            if then[key] != today[key]:
                told.append(text % {"name": name})
    return told
