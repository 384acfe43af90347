"""The titles of a kind of group, with the names that people read."""

from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, shipped
from recognition.titles.registry import titles_of


def group_titles(kind: str) -> list[tuple[str, str]]:
    """Key and name of each title that a kind of subject can reach: as the set in force calls it, else the shipped one."""
    return [(one.key, _name(one.set_key)) for one in titles_of(kind)]


def _name(set_key: str) -> str:
    try:
        return criteria_of(current(set_key)).title
    except NoCriteriaSet:
        return shipped(set_key).title
