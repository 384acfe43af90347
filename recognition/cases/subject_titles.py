"""The names of titles as people read them: of a kind of group, and of each campaign."""

from collections.abc import Iterable

from recognition.models import Campaign
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, shipped
from recognition.titles.registry import TITLES, titles_of


def group_titles(kind: str) -> list[tuple[str, str]]:
    """Key and name of each title that a kind of subject can reach: as the set in force calls it, else the shipped one."""
    return [(one.key, _name(one.set_key)) for one in titles_of(kind)]


def campaign_titles(campaigns: Iterable[Campaign]) -> dict[int, str]:
    """Number of a campaign -> the name of its title: campaigns of one place and year differ in nothing else."""
    rows, sets = list(campaigns), {one.key: one.set_key for one in TITLES}
    names = {key: _name(sets[key]) if key in sets else key for key in {row.title_key for row in rows}}
    return {row.pk: names[row.title_key] for row in rows}


def _name(set_key: str) -> str:
    try:
        return criteria_of(current(set_key)).title
    except NoCriteriaSet:
        return shipped(set_key).title
