"""When a commune ends into others: its people live in the new one from that day, and its roles go on there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from portal.people.models import Learner, Residence, Role, User
from portal.people.scope import everyone, roles_changed, units_of
from portal.places.public import Merger, Part, ResidentialGroup, Succession, Unit, succeed

_BATCH = 2000
_WHY = "everybody who lives in a commune that ends lives in its successor"


@dataclass(frozen=True)
class CarriedOver:
    """How many people, other learners (households and such) and roles went on, with what was entered of the places."""

    succession: Succession
    people: int
    others: int
    roles: int


def succeed_unit(
    unit: Unit, parts: Sequence[Part], *, on: date, document: str, by: User, merger: Merger | None = None
) -> CarriedOver:
    """`places.succeed` with all that people have there, at once or not at all. See there for what it raises."""
    with everyone(_WHY), transaction.atomic():
        within = units_of(by, Role.Kind.ADMINISTRATOR)
        done = succeed(unit, parts, on=on, document=document, by=by, within=within, merger=merger)
        people, others = _homes(done)
        carried = CarriedOver(done, people, others, _roles(done))
        roles_changed()
    return carried


def _homes(done: Succession) -> tuple[int, int]:
    """Ends the homes of the day and begins those in the successors; returns how many people's they were, and others'.

    Homes that began later began there, and hold on no day here.
    """
    homes, now = Residence.objects.filter(unit=done.unit, valid_to=None), timezone.now()
    persons = Q(learner__kind=Learner.Kind.PERSON)
    number = homes.aggregate(people=Count("pk", filter=persons), others=Count("pk", filter=~persons))
    for old, new in [*done.groups.items(), (None, None)]:
        rows = homes.filter(residential_group=old) if old else homes
        place = {"unit": new.unit if new else done.rest, "residential_group": new, "recorded_at": now}
        _begin_anew(rows, done.on, place)
    return number["people"], number["others"]


def _begin_anew(rows, on: date, place: dict[str, Unit | ResidentialGroup | datetime | None]) -> None:
    while some := list(rows.order_by("pk").values_list("pk", "learner", "valid_from")[:_BATCH]):
        ended = Residence.objects.filter(pk__in=[pk for pk, _learner, _begun in some])
        ended.update(valid_to=Greatest(F("valid_from"), Value(on)), end_recorded_at=place["recorded_at"])
        Residence.objects.bulk_create(
            Residence(learner_id=who, valid_from=max(on, begun), **place) for _pk, who, begun in some
        )


def _roles(done: Succession) -> int:
    """Roles of the ended commune go on where all else goes that no group leads elsewhere; the old rows stay as a trace."""
    today = timezone.localdate()
    held = Role.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), unit=done.unit)
    rows = list(held.select_for_update().order_by("pk"))
    there = set(
        Role.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), unit=done.rest).values_list("user", "kind")
    )
    for row in rows:
        begin, end = max(row.valid_from, today), row.valid_to
        row.valid_to = begin
        row.save(update_fields=["valid_to"])
        if (row.user_id, row.kind) not in there:
            Role.objects.create(
                user_id=row.user_id,
                kind=row.kind,
                unit=done.rest,
                centre_id=row.centre_id,
                valid_from=begin,
                valid_to=end,
            )
    return len(rows)


def living_by_group(unit: Unit) -> dict[int | None, int]:
    """How many people live in each residential group of a commune today; None: those without one. Numbers, nobody's name."""
    with everyone("an administrator reads how many people a merger moves, not whom"):
        homes = Residence.objects.filter(unit=unit, valid_to=None, learner__kind=Learner.Kind.PERSON)
        homes = homes.values_list("residential_group")
        return dict(homes.annotate(number=Count("pk")).order_by())
