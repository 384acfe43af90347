"""What a group's case says of targets, grades and levels, in words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.text.quoted import listed, quoted
from recognition.cases.said import NOT_APPLICABLE
from recognition.criteria.score import Verdict
from recognition.criteria.targets import Target, Threshold
from recognition.criteria.words import Criteria
from recognition.evidence.wording import number


def level_choices(criteria: Criteria, target: Target, area_class: str) -> list[tuple[str, str]]:
    """What can be said of a target: nothing reached, each level with what it asks for here, and that it does not apply."""
    names = {one.level: one.name for one in criteria.levels}
    found = [("0", _("Not met yet"))]
    for one in target.thresholds or ():
        told = {"level": names.get(one.level, str(one.level)), "asks": _asks(target, one, area_class)}
        found.append((str(one.level), _("%(level)s: %(asks)s") % told))
    if target.not_applicable:
        found.append((NOT_APPLICABLE, _("Does not apply: %(why)s") % {"why": target.not_applicable}))
    return found


def said_words(criteria: Criteria, code: str, said: str) -> str:
    """What somebody said of an indicator, as a column keeps it (text), for people: points, or the level that the target reaches."""
    if criteria.indicator(code).target is None:
        return number(Decimal(said))
    if said == NOT_APPLICABLE:
        return _("Does not apply")
    level = int(Decimal(said))
    return next((one.name for one in criteria.levels if one.level == level), _("Not met yet"))


def _asks(target: Target, threshold: Threshold, area_class: str) -> str:
    value = threshold.at_least(area_class)
    if target.unit == "yes_no":
        return _("there is")
    if target.unit == "stage":
        return target.stages[int(value) - 1]
    if target.unit == "percent":
        return _("from %(n)s percent") % {"n": number(value)}
    return _("from %(n)s") % {"n": number(value)}


def result_words(criteria: Criteria, verdict: Verdict, most: Decimal) -> str:
    """What a column comes to: the level or grade, and what is missing for the next or for the title."""
    if criteria.scoring == "all_targets_met":
        return _of_targets(criteria, verdict)
    points = _("%(points)s of %(most)s points") % {"points": number(verdict.total), "most": number(most)}
    if criteria.bands:
        band = next((one.name for one in criteria.bands if one.code == verdict.band), _("no grade"))
        points = _("%(points)s: %(grade)s") % {"points": points, "grade": band}
    if verdict.passed:
        return points
    told = {"points": points, "mark": number(verdict.mark)}
    return _("%(points)s. The title is reached from %(mark)s points.") % told


def _of_targets(criteria: Criteria, verdict: Verdict) -> str:
    names = {one.level: one.name for one in criteria.levels}
    reached = names.get(verdict.level, _("no level"))
    if not verdict.open:
        return reached
    count = len(verdict.open)
    text = ngettext(
        "%(level)s. %(n)s target is open for the next one: %(names)s.",
        "%(level)s. %(n)s targets are open for the next one: %(names)s.",
        count,
    )
    open_ones = listed(quoted(criteria.indicator(code).words() or code) for code in verdict.open)
    return text % {"level": reached, "n": count, "names": open_ones}
