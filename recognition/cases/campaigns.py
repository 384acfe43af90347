"""Campaigns: a year of recognition in a unit, with the days on which one may hand in, judge and sign."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import units_of
from portal.places.public import Unit
from recognition.models import Campaign
from recognition.refusals import Incomplete, NotYours, OutsideCampaign

BEFORE, HANDING_IN, JUDGING, FROZEN = "before", "handing_in", "judging", "frozen"


def phase(campaign: Campaign, day: date | None = None) -> str:
    """Where the campaign stands on a day (default: today in Vietnam): before, handing_in, judging or frozen."""
    day = day or timezone.localdate()
    if day < campaign.opens:
        return BEFORE
    if day <= campaign.closes:
        return HANDING_IN
    return JUDGING if day <= campaign.freezes else FROZEN


def campaign_for(unit: Unit | None, title_key: str = "cong_dan_hoc_tap", day: date | None = None) -> Campaign | None:
    """The campaign that somebody living in `unit` hands in to: the commune's own before its province's.

    The one running on the day; when none is running the next to open; None when there is neither.
    """
    if unit is None:
        return None
    day = day or timezone.localdate()
    places = [unit.pk, unit.parent_id] if unit.parent_id else [unit.pk]
    ahead = Campaign.objects.filter(unit__in=places, title_key=title_key, closes__gte=day)
    return min(ahead, key=lambda one: (one.opens > day, one.unit_id != unit.pk, one.opens), default=None)


def open_campaign(unit: Unit, year: int, opens: date, closes: date, freezes: date, *, by) -> Campaign:
    """Makes the campaign of a year in a unit.

    Raises NotYours (only an administrator of the unit), Incomplete (days out of order, or the year exists already).
    """
    if by is not None and not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("Only an administrator of this place opens a campaign."))
    if not opens <= closes <= freezes:
        raise Incomplete(_("The days must follow each other: opens, closes, freezes."), "closes")
    with transaction.atomic():
        campaign, made = Campaign.objects.get_or_create(
            unit=unit, year=year, defaults={"opens": opens, "closes": closes, "freezes": freezes}
        )
        if not made:
            raise Incomplete(_("This place already has a campaign for %(year)s.") % {"year": year}, "year")
        append(
            "campaign.opened",
            f"campaign:{campaign.pk}",
            by=by,
            details={"year": year, "opens": str(opens), "closes": str(closes), "freezes": str(freezes)},
        )
    return campaign


def must_take_cases(campaign: Campaign) -> None:
    """Raises OutsideCampaign unless cases may be handed in today."""
    stands = phase(campaign)
    if stands == BEFORE:
        raise OutsideCampaign(_("Cases can be handed in from %(day)s.") % {"day": campaign.opens.strftime("%d/%m/%Y")})
    if stands != HANDING_IN:
        raise OutsideCampaign(
            _("The campaign of %(year)s closed on %(day)s. What is entered is kept for the next one.")
            % {"year": campaign.year, "day": campaign.closes.strftime("%d/%m/%Y")}
        )


def must_not_be_frozen(campaign: Campaign) -> None:
    """Raises OutsideCampaign when officers may no longer change anything."""
    if phase(campaign) == FROZEN:
        raise OutsideCampaign(
            _("The campaign of %(year)s is frozen since %(day)s. Only signing is still possible.")
            % {"year": campaign.year, "day": campaign.freezes.strftime("%d/%m/%Y")}
        )
