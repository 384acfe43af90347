"""What a place enters for its numbers, each by one act: a base, a typed result, a target of its own, a reward; and taking back.

A row is never edited. Entered anew for the same thing it ends the older one, which stays with its document.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, units_of
from portal.places.public import Unit, hold
from portal.text.folding import nfc
from recognition.figures.targets import bases, plans
from recognition.models import BaseCount, PlaceTarget, Reward, TypedResult
from recognition.refusals import Incomplete, NotYours
from recognition.titles.registry import TITLES

KINDS = {"base": BaseCount, "result": TypedResult, "target": PlaceTarget, "reward": Reward}
FIRST_YEAR = 2010


def enter_base(unit: Unit, key: str, count: int, day: date, document: str, by: User) -> BaseCount:
    """How many there are of something in a place on a day. Raises Incomplete (key, day, count, document), NotYours."""
    if key not in bases():
        raise Incomplete(_("No target is counted by this. Choose one of the list."), "key")
    if day > timezone.localdate():
        raise Incomplete(_("This day has not come yet."), "day")
    return _enter(BaseCount, unit, document, by, {"key": key, "day": day}, {"count": count})


def enter_result(unit: Unit, key: str, year: int, numerator: int, base: int, document: str, by: User) -> TypedResult:
    """What came of a target that the portal cannot count. Raises Incomplete (key, year, numerator, base, document), NotYours."""
    if key not in {one.key for one in plans().targets if one.measure == "typed"}:
        raise Incomplete(_("The portal counts this target itself, or does not know it. Choose one of the list."), "key")
    if not 0 <= numerator <= base:
        raise Incomplete(_("More than all: write how many of how many."), "numerator")
    same = {"key": key, "year": _year(year)}
    return _enter(TypedResult, unit, document, by, same, {"numerator": numerator, "base": base})


def enter_target(
    unit: Unit, title_key: str, base: str, year: int, value: Decimal, most: Decimal | None, document: str, by: User
) -> PlaceTarget:
    """A target of the place's own plan. Raises Incomplete (title_key, base, year, value, most, document), NotYours."""
    if title_key not in {one.key for one in TITLES}:
        raise Incomplete(_("Choose a title of the list."), "title_key")
    if base not in bases():
        raise Incomplete(_("No target is counted by this. Choose one of the list."), "base")
    if not 0 < value <= 100:
        raise Incomplete(_("A target is more than 0 and at most 100 per cent."), "value")
    if most is not None and not value < most <= 100:
        raise Incomplete(_("The most is more than the least, and at most 100 per cent."), "most")
    if not FIRST_YEAR <= year <= timezone.localdate().year + 15:
        raise Incomplete(_("Write the year of the target with four digits."), "year")
    same = {"title_key": title_key, "base": base, "year": year}
    return _enter(PlaceTarget, unit, document, by, same, {"value": value, "most": most})


def enter_reward(unit: Unit, year: int, form: str, people: int, groups: int, document: str, by: User) -> Reward:
    """A decision of praise with how many it names. Raises Incomplete (year, form, people, document), NotYours."""
    form = " ".join(nfc(form).split())
    if not form:
        raise Incomplete(_("Write what was given, for example giấy khen."), "form")
    if people + groups < 1:
        raise Incomplete(_("Write how many people or groups the decision names."), "people")
    return _enter(
        Reward, unit, document, by, {}, {"year": _year(year), "form": form, "people": people, "groups": groups}
    )


def take_back(kind: str, pk: int, by: User) -> None:
    """Ends a row that was entered wrongly; it stays, and counts no longer. Raises NotYours, also for what is not there."""
    with transaction.atomic():
        row = KINDS[kind].objects.select_for_update(of=("self",)).filter(pk=pk, ended_at=None).first()
        if row is None:
            raise NotYours(_("This was taken back already."))
        _must_enter(row.unit, by)
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        append(f"figures.{kind}_taken_back", f"{kind}:{row.pk}", by=by)


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Incomplete(_("Write a year that has begun, with four digits."), "year")
    return year


def _must_enter(unit: Unit, by: User) -> None:
    if not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("Only an administrator of the place enters its bases and targets."))


def _enter(model: Any, unit: Unit, document: str, by: User, same: dict[str, Any], said: dict[str, Any]) -> Any:
    """The row; an older one of the same thing ends with it."""
    _must_enter(unit, by)
    document = " ".join(nfc(document).split())  # no sign that an office file cannot hold
    if not document:
        raise Incomplete(_("Write the document that says so, with its number and date."), "document")
    kind = next(name for name, one in KINDS.items() if one is model)
    with transaction.atomic():
        hold(unit)
        row = model(unit=unit, document=document, by=by, **same, **said)
        try:
            row.clean_fields()
        except ValidationError as problem:
            field, told = next(iter(problem.message_dict.items()))
            raise Incomplete(" ".join(told), field) from None
        if same:
            older = model.objects.select_for_update(of=("self",)).filter(unit=unit, ended_at=None, **same)
            older.update(ended_at=timezone.now(), ended_by=by)
        row.save()
        append(f"figures.{kind}_entered", f"{kind}:{row.pk}", by=by, details={"unit": str(unit.uuid)})
    return row
