"""A place as its page asks for it: the country, a province, a commune or a residential group, with what lies above and in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.places.public import ResidentialGroup, Unit, UnitVersion
from recognition.decisions.signing import name_on
from recognition.figures.tree import COUNTRY, Node


@dataclass(frozen=True)
class Place:
    """Where numbers are asked of. `path` leads there from the country."""

    unit: Unit | None
    group: ResidentialGroup | None
    code: str
    name: str

    @property
    def path(self) -> list[Node]:
        """The place in a tree of counts, with all above it."""
        found = [COUNTRY]
        if self.unit is not None:
            if self.unit.parent_id:
                found.append(("province", self.unit.parent_id))
            found.append(("commune" if self.unit.parent_id else "province", self.unit.pk))
        if self.group is not None:
            found.append(("group", self.group.pk))
        return found

    @property
    def url(self) -> str:
        """Its page."""
        if self.unit is None:
            return reverse("recognition:country")
        if self.group is not None:
            return reverse("recognition:place_group", args=[self.code, self.group.pk])
        return reverse("recognition:place", args=[self.code])


def unit_by_code(code: str) -> UnitVersion:
    """What the unit is called that bears an official code today, or bore it last; raises Http404."""
    row = UnitVersion.objects.filter(code=code).order_by("-valid_from").select_related("unit__parent").first()
    if row is None:
        raise Http404
    return row


def place_of(code: str, group: int | None = None) -> Place:
    """The place at an address; raises Http404. An empty code is the country."""
    if not code:
        return Place(None, None, "", _("the whole country"))
    row, found, today = unit_by_code(code), None, timezone.localdate()
    unit = row.unit
    name = in_sentence(row.full_name if row.valid_from <= today else name_on(unit, today))
    if group is not None:
        found = ResidentialGroup.objects.filter(pk=group, unit=unit).first()
        if found is None:
            raise Http404
        name = _("%(group)s, %(commune)s") % {"group": in_sentence(found.name), "commune": name}
    return Place(unit, found, code, name)


def above(place: Place, day: date) -> list[Place]:
    """What a place lies in, from the country down."""
    found = [place_of("")] if place.unit is not None else []
    if place.unit is not None and place.unit.parent is not None:
        row = place.unit.parent.versions.filter(valid_from__lte=timezone.localdate()).order_by("-valid_from").first()
        if row is not None:
            found.append(Place(place.unit.parent, None, row.code, in_sentence(row.full_name)))
    if place.group is not None and place.unit is not None:
        found.append(Place(place.unit, None, place.code, in_sentence(name_on(place.unit, day))))
    return found


def inside(place: Place, day: date) -> dict[Node, tuple[str, str]]:
    """Name and address of every place in a place on a day, by its node. One question."""
    if place.group is not None:
        return {}
    if place.unit is not None and place.unit.parent_id:
        groups = ResidentialGroup.objects.filter(unit=place.unit, valid_from__lte=day).exclude(valid_to__lte=day)
        url = lambda pk: reverse("recognition:place_group", args=[place.code, pk])  # noqa: E731
        return {("group", pk): (name, url(pk)) for pk, name in groups.order_by("name").values_list("pk", "name")}
    rows = UnitVersion.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day).order_by("folded")
    kind = Unit.Kind.PROVINCE if place.unit is None else Unit.Kind.COMMUNE
    rows = rows.filter(unit__kind=kind) if place.unit is None else rows.filter(unit__parent=place.unit)
    level = "province" if place.unit is None else "commune"
    return {(level, row.unit_id): (row.full_name, reverse("recognition:place", args=[row.code])) for row in rows}


def in_sentence(name: str) -> str:
    """“Xã Đồng Sen” as it stands within a sentence: “xã Đồng Sen”."""
    return name[:1].lower() + name[1:]


def names(nodes: Mapping[Node, tuple[str, str]], node: Node) -> str:
    """What a place is called; who lives in no group of the commune is called so."""
    return nodes[node][0] if node in nodes else _("in no residential group")
