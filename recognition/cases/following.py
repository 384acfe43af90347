"""A draft lies where its person lives: whoever looks at it or acts on it finds it in the campaign of that place."""

from portal.audit.public import append
from portal.people.public import Residence, first_record, residence_of
from recognition.cases import lifecycle
from recognition.cases.campaigns import campaign_for, hold, must_be_running, open_windows
from recognition.cases.registered import follow
from recognition.models import Campaign, Case
from recognition.sets.publishing import CITIZEN

_FOLLOWS = (lifecycle.DRAFT, lifecycle.WITHDRAWN)


def campaign_at(home: Residence | None, title_key: str = CITIZEN, *, year: int | None = None) -> Campaign | None:
    """The campaign that somebody who lives there hands in to today (of a `year`, when one is named)."""
    return campaign_for(home.unit, title_key, group=home.residential_group, year=year) if home else None


def seen_from_home(case: Case | None, running: Campaign | None) -> Case | None:
    """The case as a page shows it: a draft in the campaign that runs where its person lives. Nothing is written."""
    if case is not None and running is not None and case.state in _FOLLOWS and case.year == running.year:
        case.campaign = running
    return case


def campaign_shown(case: Case | None, running: Campaign | None) -> Campaign | None:
    """The campaign that a page speaks of; none where that of a draft takes cases, but not of who lives there now."""
    if case is None:
        return running
    left = running is None and case.state in _FOLLOWS and lifecycle.SUBMISSION in open_windows(case.campaign)
    return None if left else case.campaign


def follow_home(case: Case, by) -> bool:
    """Moves a locked draft to the campaign of its year where its person lives now, its registration with it.

    Returns whether the case lies where it may be handed in: what was handed in before stays where it is judged. Raises
    OutsideCampaign when that campaign was closed meanwhile.
    """
    if case.state not in _FOLLOWS:
        return True
    there = campaign_at(residence_of(first_record(case.learner)), case.title_key, year=case.year)
    if there is None:
        return False
    if there.pk != case.campaign_id:
        must_be_running(hold(there))
        case.campaign = there
        case.save()
        follow(case)
        append("case.followed", f"case:{case.pk}", by=by, details={"campaign": there.pk})
    return True
