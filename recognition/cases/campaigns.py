"""Campaigns: a year of recognition in a unit, its windows of days, their extensions, and its end."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import units_of
from portal.places.public import ResidentialGroup, Unit
from recognition.cases import lifecycle
from recognition.models import Campaign, CampaignExtension, CriteriaSet
from recognition.refusals import Incomplete, NotYours, OutsideCampaign
from recognition.sets.publishing import current, in_force_since
from recognition.titles.registry import only_title_of

PERSONS_TITLE = only_title_of("person").set_key
BEFORE, HANDING_IN, JUDGING, FROZEN, CLOSED = "before", "handing_in", "judging", "frozen", "closed"


@dataclass(frozen=True)
class Window:
    """The days of one phase, both named days included; None: no bound on that side."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def windows_of(campaign: Campaign) -> dict[str, Window]:
    """The windows that the campaign has, by kind; what has no days of its own begins with the one before it."""
    found = {lifecycle.SUBMISSION: Window(campaign.submission_from, campaign.submission_to)}
    if campaign.registration_to:
        found[lifecycle.REGISTRATION] = Window(campaign.registration_from, campaign.registration_to)
    judging = campaign.assessment_from or campaign.submission_from
    found[lifecycle.ASSESSMENT] = Window(judging, campaign.assessment_to)
    if campaign.council_from:
        found[lifecycle.COUNCIL] = Window(campaign.council_from, campaign.council_to)
    found[lifecycle.DECISION] = Window(campaign.decision_from or judging, campaign.decision_to)
    return found


def open_windows(campaign: Campaign, day: date | None = None) -> frozenset[str]:
    """The kinds of windows that are open on a day (default: today in Vietnam); `afterwards` alone once the campaign is closed."""
    if campaign.closed_at:
        return frozenset({lifecycle.AFTERWARDS})
    day = day or timezone.localdate()
    return frozenset(kind for kind, window in windows_of(campaign).items() if window.holds(day))


def phase(campaign: Campaign, day: date | None = None) -> str:
    """Where the campaign stands for its learners on a day: before, handing_in, judging, frozen or closed."""
    day = day or timezone.localdate()
    if campaign.closed_at:
        return CLOSED
    if day < campaign.submission_from:
        return BEFORE
    if day <= campaign.submission_to:
        return HANDING_IN
    return JUDGING if day <= campaign.assessment_to else FROZEN


def set_of(campaign: Campaign | None, title_key: str = PERSONS_TITLE) -> CriteriaSet:
    """The version that cases of the campaign are scored by: the one chosen for it, else the one in force on its first day.

    So nothing changes under people who hand in when another version becomes valid. Before that day, and without a campaign
    (then of `title_key`), the one in force today. Raises NoCriteriaSet.
    """
    if campaign is None:
        return current(title_key)
    if campaign.criteria_set is not None:
        return campaign.criteria_set
    return in_force_since(campaign.title_key, campaign.submission_from)


def settled_set(campaign: Campaign) -> CriteriaSet:
    """The version that a case is handed in by; from the first case on the campaign keeps it, whatever is published later.

    Inside the transaction of the case that is handed in. Raises NoCriteriaSet.
    """
    if campaign.criteria_set_id is None:
        row = set_of(campaign)
        if Campaign.objects.filter(pk=campaign.pk, criteria_set=None).update(criteria_set=row):
            append("campaign.set_kept", f"campaign:{campaign.pk}", by=None, details={"set": str(row)})
        campaign.refresh_from_db(fields=["criteria_set"])  # somebody else's case may have come first
    return set_of(campaign)


def campaign_for(
    unit: Unit | None,
    title_key: str = PERSONS_TITLE,
    day: date | None = None,
    *,
    group: ResidentialGroup | None = None,
    year: int | None = None,
) -> Campaign | None:
    """The campaign that somebody living in `unit` (and `group`) hands in to: the commune's own before its province's.

    The one running on the day (of a `year` when one is named); when none is running the next to open; None when there is
    neither. Between the two stand the
    campaigns of communes that ended into this one: they run on, first that of the commune the group came from.
    """
    if unit is None:
        return None
    day = day or timezone.localdate()
    places = Q(unit__in=[unit.pk, unit.parent_id] if unit.parent_id else [unit.pk]) | Q(unit__heir=unit.pk)
    places |= Q(unit__split=True, unit__in=ResidentialGroup.objects.filter(heir=unit.pk).values("unit"))
    rows = Campaign.objects.filter(places, title_key=title_key, submission_to__gte=day, closed_at=None)
    ahead = list(rows if year is None else rows.filter(year=year))
    before = {one.unit_id for one in ahead} - {unit.pk, unit.parent_id}
    came_from = (
        set(group.predecessors.values_list("unit", flat=True)) if group is not None and len(before) > 1 else set()
    )

    def order(one: Campaign) -> tuple:
        nearness = 0 if one.unit_id == unit.pk else 3 if one.unit_id == unit.parent_id else 2
        return one.submission_from > day, nearness - (one.unit_id in came_from), one.submission_from, one.pk

    return min(ahead, key=order, default=None)


def _administers(by, unit: Unit) -> None:
    if by is not None and not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("Only an administrator of this place opens a campaign."))


def open_campaign(
    unit: Unit,
    year: int,
    opens: date,
    closes: date,
    freezes: date,
    *,
    by,
    title_key: str = PERSONS_TITLE,
    evidence: tuple[date | None, date | None] = (None, None),
) -> Campaign:
    """Makes the campaign of a year in a unit: cases are handed in from `opens` to `closes` and judged until `freezes`.

    `evidence`: the first and the last day of what counts (None: no bound). Raises NotYours (only an administrator of the
    unit), Incomplete (days out of order, or the year exists already).
    """
    _administers(by, unit)
    if not opens <= closes <= freezes:
        raise Incomplete(_("The days must follow each other: opens, closes, freezes."), "closes")
    days = {"submission_from": opens, "submission_to": closes, "assessment_to": freezes}
    days |= {"evidence_from": evidence[0], "evidence_to": evidence[1]}
    with transaction.atomic():
        campaign, made = Campaign.objects.get_or_create(unit=unit, year=year, title_key=title_key, defaults=days)
        if not made:
            raise Incomplete(_("This place already has a campaign for %(year)s.") % {"year": year}, "year")
        told = {key: str(value) for key, value in days.items() if value}
        append("campaign.opened", f"campaign:{campaign.pk}", by=by, details={"year": year, "title": title_key, **told})
    return campaign


def extend(campaign: Campaign, window: str, last: date, reason: str, *, by) -> Campaign:
    """Gives a window a later last day; the extension is kept with its reason.

    The assessment never ends before the submission: it is carried along. Raises NotYours, OutsideCampaign (closed),
    Incomplete (no reason, no such window, or no later day).
    """
    _administers(by, campaign.unit)
    if not reason.strip():
        raise Incomplete(_("Write why the days are extended."), "reason")
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        must_be_running(row)
        if window not in windows_of(row):
            raise Incomplete(_("This campaign has no such days."), "window")
        carried = [window]
        if window == lifecycle.SUBMISSION and row.assessment_to < last:
            carried.append(lifecycle.ASSESSMENT)
        for one in carried:
            before = getattr(row, f"{one}_to")
            if before is None or before >= last:
                raise Incomplete(_("The new last day has to lie after the present one."), "last")
            setattr(row, f"{one}_to", last)
            CampaignExtension.objects.create(
                campaign=row, window=one, before=before, after=last, reason=reason.strip(), by=by
            )
        row.save()
        append("campaign.extended", f"campaign:{row.pk}", by=by, details={"windows": carried, "until": str(last)})
    return row


def in_period(campaign: Campaign | None, day: date) -> bool:
    """Whether what happened on this day counts in the campaign; without a campaign, whatever its day."""
    return campaign is None or Window(campaign.evidence_from, campaign.evidence_to).holds(day)


def must_be_running(campaign: Campaign) -> None:
    """Raises OutsideCampaign once the campaign is closed."""
    if campaign.closed_at:
        raise OutsideCampaign(
            _("The campaign of %(year)s is closed. What is entered is kept for the next one.") % {"year": campaign.year}
        )


def hold(campaign: Campaign) -> Campaign:
    """The campaign, which is closed now or stays open until the transaction ends: who closes it waits.

    Asked by each act on a case after its row was locked. Acts do not wait for each other: of two key shares none excludes
    the other, and closing takes the row whole.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_at FROM recognition_campaign WHERE id = %s FOR KEY SHARE", [campaign.pk])
        (campaign.closed_at,) = cursor.fetchone()
    return campaign


def wrong_day(campaign: Campaign, windows: frozenset[str]) -> OutsideCampaign:
    """The refusal of an act whose windows are not open, in words: from which day on one of them will be, or until when it was."""
    if campaign.closed_at:
        text = _("The campaign of %(year)s is closed. What is entered is kept for the next one.")
        return OutsideCampaign(text % {"year": campaign.year})
    day, found = timezone.localdate(), windows_of(campaign)
    needed = {kind: found[kind] for kind in windows if kind in found}
    ahead = [(one.first, kind) for kind, one in needed.items() if one.first is not None and day < one.first]
    if ahead:
        first, kind = min(ahead)
        return OutsideCampaign(_begins(kind) % {"day": _day(first)})
    last, kind = max((one.last, kind) for kind, one in needed.items() if one.last is not None)
    return OutsideCampaign(_ended(kind) % {"year": campaign.year, "day": _day(last)})


def _begins(kind: str) -> str:
    return {
        lifecycle.SUBMISSION: _("Cases can be handed in from %(day)s."),
        lifecycle.ASSESSMENT: _("Cases are judged from %(day)s."),
        lifecycle.COUNCIL: _("The council decides from %(day)s."),
        lifecycle.DECISION: _("Decisions are made from %(day)s."),
    }[kind]


def _ended(kind: str) -> str:
    return {
        lifecycle.SUBMISSION: _(
            "The campaign of %(year)s closed on %(day)s. What is entered is kept for the next one."
        ),
        lifecycle.ASSESSMENT: _(
            "Cases of %(year)s were judged until %(day)s. Marks stand since then; only signing is still possible."
        ),
        lifecycle.COUNCIL: _("The council decided until %(day)s."),
        lifecycle.DECISION: _("Decisions were made until %(day)s."),
    }[kind]


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
