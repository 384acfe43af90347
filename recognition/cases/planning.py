"""Making a campaign and changing it while that is allowed; what its days contradict, before anybody relies on them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append, stamp
from portal.people.public import changed_meanwhile, everyone, units_of
from portal.places.public import Unit
from recognition.cases import changing
from recognition.cases.campaigns import must_be_running
from recognition.models import Assessment, Campaign, CampaignExtension, Case, Registration, Submission
from recognition.refusals import Incomplete, NotYours, Refused
from recognition.titles.registry import TITLES

WINDOWS = ("registration", "submission", "assessment", "council", "decision", "evidence")
DAYS = tuple(f"{window}_{end}" for window in WINDOWS for end in ("from", "to"))
FIELDS = tuple(changing.TABLE)
_YEARS_BACK, _YEARS_AHEAD = 5, 2


class Stale(Refused):
    """The campaign was changed since the form was opened."""


def stage(campaign: Campaign) -> str:
    """How far people have come in it: empty, begun, handed_in, judged or closed."""
    if campaign.closed_at:
        return changing.CLOSED
    with everyone("what counts is whether anybody has begun, wherever that person lives now"):
        if Assessment.objects.filter(submission__case__campaign=campaign).exists():
            return changing.JUDGED
        if Submission.objects.filter(case__campaign=campaign).exists():
            return changing.HANDED_IN
        begun = Case.objects.filter(campaign=campaign).exists()
        # Whoever registered did so for this title and year, and reads its days.
        begun = begun or Registration.objects.filter(campaign=campaign, withdrawn_at=None).exists()
        return changing.BEGUN if begun else changing.EMPTY


def impossible(values: Mapping[str, Any]) -> dict[str, str]:
    """Field -> why these days cannot be: an end before its beginning, judging that ends before handing in does."""
    found: dict[str, str] = {}
    for window in WINDOWS:
        first, last = values.get(f"{window}_from"), values.get(f"{window}_to")
        if first and last and last < first:
            found[f"{window}_to"] = _("The last day lies before the first one, %(day)s.") % {"day": _day(first)}
    if values.get("registration_from") and not values.get("registration_to"):
        found["registration_to"] = _("Write the last day too, or leave both empty.")
    if values.get("council_to") and not values.get("council_from"):
        found["council_from"] = _("Write the first day too, or leave both empty.")
    handing_in, judging = values.get("submission_to"), values.get("assessment_to")
    if handing_in and judging and judging < handing_in:
        found.setdefault(
            "assessment_to",
            _("Cases are handed in until %(day)s. Judging cannot end before.") % {"day": _day(handing_in)},
        )
    return found


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """What these days, possible as they are, would bring about that nobody wants; each as a sentence with its days."""
    get = values.get
    found = []

    def warn(text: str, **days: date) -> None:
        found.append(text % {name: _day(day) for name, day in days.items()})

    first, last, judged = get("submission_from"), get("submission_to"), get("assessment_to")
    if get("registration_to") and last and get("registration_to") > last:
        warn(_("People register until %(a)s, but cases are taken until %(b)s only."), a=get("registration_to"), b=last)
    if get("registration_from") and first and get("registration_from") > first:
        warn(_("Cases are taken from %(a)s, before registration begins on %(b)s."), a=first, b=get("registration_from"))
    if get("assessment_from") and first and get("assessment_from") < first:
        warn(_("Judging begins on %(a)s, before any case can be there."), a=get("assessment_from"))
    if get("assessment_from") and last and get("assessment_from") > last:
        warn(
            _("Judging begins on %(a)s only, when no new case is taken any more: people hear late what is missing."),
            a=get("assessment_from"),
        )
    if get("decision_to") and judged and get("decision_to") < judged:
        warn(_("Decisions end on %(a)s, but officers judge until %(b)s: the last cases could not be signed."),
             a=get("decision_to"), b=judged)  # fmt: skip
    begins = get("assessment_from") or first
    if get("council_from") and begins and get("council_from") < begins:
        warn(_("The council meets from %(a)s, before judging begins on %(b)s."), a=get("council_from"), b=begins)
    if get("council_to") and get("decision_to") and get("council_to") > get("decision_to"):
        warn(
            _("The council meets until %(a)s, after decisions end on %(b)s."), a=get("council_to"), b=get("decision_to")
        )
    if get("evidence_from") and last and get("evidence_from") > last:
        warn(_("Evidence counts from %(a)s only, when nobody can hand in any longer."), a=get("evidence_from"))
    if (
        get("evidence_to")
        and first
        and get("evidence_to") < first.replace(month=1, day=1)
        and get("year") == first.year
    ):
        warn(_("Evidence of the year judged would not count: it counts until %(a)s."), a=get("evidence_to"))
    if first and last and (last - first).days < 13:
        warn(_("Cases are taken for less than two weeks, from %(a)s to %(b)s."), a=first, b=last)
    if last and last.weekday() == 6:
        warn(_("The last day to hand in, %(a)s, is a Sunday: the centre may be closed."), a=last)
    return found


def plan(values: Mapping[str, Any], *, by) -> Campaign:
    """Makes a campaign from the values of all FIELDS. The same again, as after a double press, gives the one that is there.

    Raises NotYours (not a unit that `by` administers), Incomplete (days that cannot be, a year that is taken).
    """
    unit: Unit = values["unit"]
    _must_administer(by, unit)
    _possible(values)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        there = Campaign.objects.filter(unit=unit, year=values["year"], title_key=values["title_key"]).first()
        if there is not None and _same(there, values):
            return there
        if there is not None:
            raise Incomplete(_("This place already has a campaign for %(year)s.") % {"year": values["year"]}, "year")
        row = Campaign.objects.create(**{name: values.get(name) for name in FIELDS})
        append("campaign.opened", f"campaign:{row.pk}", by=by, details=_told(row, FIELDS))
    return row


def change(campaign: Campaign, values: Mapping[str, Any], reason: str, seen: str, *, by) -> Campaign:
    """Gives a campaign other values, as far as the table of `changing` allows; a later last day is kept as an extension.

    `seen`: the stamp of the row that the form was made from. Raises NotYours, Stale, OutsideCampaign (closed), Incomplete
    naming the field (fixed, earlier than before, no reason, days that cannot be).
    """
    _must_administer(by, campaign.unit)
    with transaction.atomic():
        row = (
            Campaign.objects.select_for_update(of=("self",)).select_related("unit", "criteria_set").get(pk=campaign.pk)
        )
        must_be_running(row)
        names = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
        if not names:
            return row
        if stamp(row) != seen:
            raise Stale(changed_meanwhile(f"campaign:{row.pk}", by))
        moved = [name for name in names if _checked(row, name, values[name], stage(row)) == changing.LATER]
        if moved and not reason.strip():
            raise Incomplete(_("People rely on these days. Write why the last day moves."), "reason")
        before = {name: getattr(row, name) for name in moved}
        for name in names:
            setattr(row, name, values[name])
        _possible({name: getattr(row, name) for name in FIELDS})
        if Campaign.objects.exclude(pk=row.pk).filter(unit=row.unit, year=row.year, title_key=row.title_key).exists():
            raise Incomplete(_("This place already has a campaign for %(year)s.") % {"year": row.year}, "year")
        row.save(update_fields=names)
        for name in moved:
            CampaignExtension.objects.create(
                campaign=row, window=name[:-3], before=before[name], after=values[name], reason=reason.strip(), by=by
            )
        append("campaign.changed", f"campaign:{row.pk}", by=by, details=_told(row, names) | {"extended": moved})
    return row


def _checked(row: Campaign, name: str, new: Any, now: str) -> str:
    allowed, old = changing.may(name, now), getattr(row, name)
    if name == "unit":
        raise Incomplete(_("A campaign stays in its place. Make another one there."), name)
    if allowed == changing.FIXED:
        raise Incomplete(_("People have handed in under this: it stays as it is."), name)
    if allowed == changing.LATER and (old is None or new is None or new < old):
        told = _day(old) if old else _("open")
        raise Incomplete(_("People rely on this day (%(day)s): it can only become later.") % {"day": told}, name)
    return allowed


def _possible(values: Mapping[str, Any]) -> None:
    for name, why in impossible(values).items():
        raise Incomplete(why, name)
    title = next((one for one in TITLES if one.key == values["title_key"]), None)
    if title is None:
        raise Incomplete(_("There is no such title."), "title_key")
    chosen = values.get("criteria_set")
    if chosen is not None and chosen.key != title.set_key:
        raise Incomplete(_("This set of criteria belongs to another title."), "criteria_set")
    year, first = values["year"], values["submission_from"]
    if not first.year - _YEARS_BACK <= year <= first.year + _YEARS_AHEAD:
        raise Incomplete(_("The year judged lies far from the day on which cases are taken. Compare both."), "year")


def _same(row: Campaign, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == values.get(name) for name in FIELDS)


def _told(row: Campaign, names) -> dict[str, str]:
    return {name: str(getattr(row, f"{name}_id" if name in ("unit", "criteria_set") else name)) for name in names}


def _must_administer(by, unit: Unit) -> None:
    if not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("Only an administrator of this place opens a campaign."))


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
