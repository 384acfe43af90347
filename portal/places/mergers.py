"""A resolution about several communes as one plan: which end, into what, and where each residential group goes.

`planned` says what the lines mean today and what is wrong with them, and changes nothing; `apply` in `people` carries it out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.places.fields import one_unit
from portal.places.merger_lines import MergerLine
from portal.places.models import ResidentialGroup, Unit, UnitVersion
from portal.places.register import SCHEME
from portal.places.succession import NewUnit
from portal.places.units import names_of

MOST_ENDING, MOST_NAME = 500, 100


@dataclass(frozen=True)
class Target:
    """A commune that takes over: one that is there, or one that begins with the day under `parent`."""

    key: str
    name: str
    unit: Unit | None = None
    new: NewUnit | None = None
    parent: Unit | None = None


@dataclass(frozen=True)
class Ending:
    """A commune that ends. `rest`: where all goes that no group leads elsewhere; `groups`: key -> (target, name there)."""

    unit: Unit
    name: str
    rest: Target
    groups: Mapping[int, tuple[Target, str]] = field(default_factory=dict)

    @property
    def targets(self) -> list[Target]:
        """Those that take over, the one with the rest first, each once."""
        found = {self.rest.key: self.rest}
        for target, _name in self.groups.values():
            found.setdefault(target.key, target)
        return list(found.values())


@dataclass(frozen=True)
class Plan:
    """What lines mean. `wrong`: number of the line (0: all of them) and in words what to do. `renamed`: groups by key whose
    name was taken in the commune that takes over, and the name proposed there.
    """

    endings: Sequence[Ending] = ()
    wrong: Sequence[tuple[int, str]] = ()
    groups: Mapping[int, ResidentialGroup] = field(default_factory=dict)
    renamed: Mapping[int, str] = field(default_factory=dict)


def planned(lines: Iterable[MergerLine], on: date, *, within: QuerySet[Unit]) -> Plan:
    """The plan of these lines on a day, for whoever administers `within`. Few questions where communes stand with their code."""
    listed = list(lines)
    wrong = [(line.number, line.wrong) for line in listed if line.wrong]
    if on > timezone.localdate():
        wrong.append((0, _("This day has not come yet. Look at it now, and enter it on the day itself.")))
    if not listed:
        return Plan(wrong=[(0, _("Write at least one line, or choose a file."))])
    right = [line for line in listed if not line.wrong]
    reading = _Reading(right, on, within)
    endings = reading.endings()
    wrong += reading.wrong
    if len(endings) > MOST_ENDING:
        wrong.append((0, _("More than 500 communes end. Enter them in parts.")))
    groups, renamed = reading.named(endings)
    return Plan(endings, sorted(wrong), groups, renamed)


class _Reading:
    """Looks up what the lines name; what cannot be goes into `wrong`."""

    def __init__(self, lines: Sequence[MergerLine], on: date, within: QuerySet[Unit]) -> None:
        self.lines, self.on, self.within = lines, on, within
        self.wrong: list[tuple[int, str]] = []
        asked = {text for line in lines for text in (line.old, line.into) if text.isdigit()}
        self.by_code: dict[str, list[UnitVersion]] = {}
        rows = UnitVersion.objects.filter(code__in=asked, unit__kind=Unit.Kind.COMMUNE, unit__valid_to=None)
        for row in rows.select_related("unit__parent").order_by("valid_from"):
            self.by_code.setdefault(row.code, []).append(row)
        self.known: dict[str, Unit] = {}
        self.targets: dict[str, Target] = {}
        self.old = {line.number: unit for line in lines if (unit := self._old(line)) is not None}
        self.ending = {unit.pk: unit for unit in self.old.values()}
        self.names = names_of(self.ending)

    def _old(self, line: MergerLine) -> Unit | None:
        rows = [row for row in self.by_code.get(line.old, []) if row.valid_from < self.on]
        units = list({row.unit_id: row.unit for row in rows}.values())
        if len(units) == 1:
            unit = units[0]
        else:
            found = self._named(line, line.old)
            if found is None:
                return None
            unit = found
        if unit.valid_from >= self.on:
            self.wrong.append((line.number, _("“%(said)s” had not begun on this day.") % {"said": line.old}))
            return None
        return self._mine(line, unit)

    def _named(self, line: MergerLine, text: str) -> Unit | None:
        if text not in self.known:
            try:
                self.known[text] = one_unit(text, Unit.objects.filter(kind=Unit.Kind.COMMUNE, valid_to=None))
            except ValidationError as problem:
                self.wrong.append((line.number, f"“{text}”: {' '.join(problem.messages)}"))
                return None
        return self.known[text]

    @cached_property
    def mine(self) -> set[int]:
        """Keys of the places that whoever reads the plan administers."""
        return set(self.within.values_list("pk", flat=True))

    def _mine(self, line: MergerLine, unit: Unit) -> Unit | None:
        if unit.pk in self.mine:
            return unit
        why = _("“%(said)s” is not one of your places. You can act in your own places only.")
        self.wrong.append((line.number, why % {"said": str(unit)}))
        return None

    def _target(self, line: MergerLine, old: Unit) -> Target | None:
        if line.kind:
            return self._new(line, old)
        there = [row for row in self.by_code.get(line.into, []) if row.scheme == SCHEME and row.valid_from <= self.on]
        there = [row for row in there if row.unit_id not in self.ending]
        if line.into in self.targets and not there:
            return self.targets[line.into]  # begins with the day: an earlier line said how it is called
        unit = there[-1].unit if there else self._named(line, line.into)
        if unit is None:
            return None
        if unit.pk in self.ending:
            why = _(
                "“%(said)s” ends itself by this plan. Write the commune that stands after it, a new one with kind and name."
            )
            self.wrong.append((line.number, why % {"said": line.into}))
            return None
        if unit.valid_from > self.on:
            self.wrong.append((line.number, _("“%(said)s” was not there on that day.") % {"said": line.into}))
            return None
        if self._mine(line, unit) is None:
            return None
        key = f"unit {unit.pk}"
        if key not in self.targets:
            self.targets[key] = Target(key, str(unit), unit)
        return self.targets[key]

    def _new(self, line: MergerLine, old: Unit) -> Target | None:
        new = NewUnit(line.kind, line.name, line.into)
        full = f"{UnitVersion.Type(line.kind).label} {line.name}"
        taken = [
            row for row in self.by_code.get(line.into, []) if row.scheme == SCHEME and row.unit_id not in self.ending
        ]
        taken = [row for row in taken if row.valid_to is None or row.valid_to > self.on]
        if taken:
            why = _("The code %(code)s belongs to %(name)s. A commune that is there is written without kind and name.")
            self.wrong.append((line.number, why % {"code": line.into, "name": taken[-1].full_name}))
            return None
        parent = old.parent
        if parent is None or self._mine(line, parent) is None:
            return None
        made = self.targets.setdefault(line.into, Target(line.into, full, None, new, parent))
        if made.new != new:
            why = _("The code %(code)s stands with another kind or name in an earlier line: %(name)s.")
            self.wrong.append((line.number, why % {"code": line.into, "name": made.name}))
            return None
        return made

    def endings(self) -> list[Ending]:
        """What ends, in the order of the lines."""
        there = ResidentialGroup.objects.filter(unit__in=self.ending).filter(Q(valid_to=None) | Q(valid_to__gt=self.on))
        groups: dict[int, dict[str, ResidentialGroup]] = {pk: {} for pk in self.ending}
        for row in there.order_by("name", "pk"):
            groups[row.unit_id][_same(row.name)] = row
        rests: dict[int, Target] = {}
        led: dict[int, dict[int, tuple[Target, str]]] = {pk: {} for pk in self.ending}
        for line in sorted(self.lines, key=lambda one: not one.kind):  # how a new one is called is read first
            old = self.old.get(line.number)
            target = self._target(line, old) if old is not None else None
            if old is None or target is None:
                continue
            if not line.group and old.pk in rests:  # once by its code, once by its name
                why = _("%(name)s: where all else goes is said twice. Delete one of the lines.")
                self.wrong.append((line.number, why % {"name": self.names[old.pk]}))
            elif not line.group:
                rests[old.pk] = target
            elif (group := groups[old.pk].get(_same(line.group))) is None:
                why = _("%(name)s has no residential group “%(group)s”. Its groups: %(all)s.")
                named = ", ".join(row.name for row in groups[old.pk].values())[:300] or "–"
                said = {"name": self.names[old.pk], "group": line.group, "all": named}
                self.wrong.append((line.number, why % said))
            else:
                led[old.pk][group.pk] = (target, line.called or group.name)
        return [
            self._ending(unit, rests, led[pk], groups[pk])
            for pk, unit in self.ending.items()
            if self._rest(pk, rests, led)
        ]

    def _rest(self, pk: int, rests: dict[int, Target], led: Mapping[int, Mapping[int, tuple[Target, str]]]) -> bool:
        if pk in rests:
            return True
        by = {target.key: target for target, _name in led[pk].values()}
        if len(by) == 1:
            rests[pk] = next(iter(by.values()))
            return True
        if by:
            why = _(
                "%(name)s: write a line without a group as well: where everybody and everything goes that no group names."
            )
            self.wrong.append((0, why % {"name": self.names[pk]}))
        return False

    def _ending(
        self,
        unit: Unit,
        rests: Mapping[int, Target],
        led: Mapping[int, tuple[Target, str]],
        there: Mapping[str, ResidentialGroup],
    ) -> Ending:
        rest = rests[unit.pk]
        return Ending(
            unit, self.names[unit.pk], rest, {row.pk: led.get(row.pk, (rest, row.name)) for row in there.values()}
        )

    def named(self, endings: Sequence[Ending]) -> tuple[dict[int, ResidentialGroup], dict[int, str]]:
        """The groups by key, and names proposed where two of one name meet: with the old commune's name behind."""
        rows = ResidentialGroup.objects.filter(pk__in=[pk for one in endings for pk in one.groups]).select_related(
            "unit"
        )
        groups = {row.pk: row for row in rows}
        into = [target.unit.pk for one in endings for target in one.targets if target.unit is not None]
        there = ResidentialGroup.objects.filter(unit__in=into).filter(Q(valid_to=None) | Q(valid_to__gt=self.on))
        taken: dict[str, set[str]] = {}
        for unit, name in there.values_list("unit", "name"):
            taken.setdefault(f"unit {unit}", set()).add(_same(name))
        said = Counter((target.key, _same(name)) for one in endings for target, name in one.groups.values())
        renamed: dict[int, str] = {}
        for one in endings:
            for pk, (target, name) in one.groups.items():
                if _same(name) in taken.get(target.key, ()) or said[target.key, _same(name)] > 1:
                    short = one.name.split(" ", 1)[-1]
                    renamed[pk] = f"{name[: MOST_NAME - len(short) - 3]} ({short})"
        return groups, renamed


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def names_there(plan: Plan, ending: Ending) -> dict[int, tuple[Target, str]]:
    """Where each group goes and what it is called there, with the names proposed."""
    return {pk: (target, plan.renamed.get(pk, name)) for pk, (target, name) in ending.groups.items()}
