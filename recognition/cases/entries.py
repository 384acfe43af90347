"""The learner's own points of a case: the entries that count, and what of them is new or missing."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.text.quoted import listed, quoted
from recognition.cases.said import Said
from recognition.criteria.words import Criteria
from recognition.models import Case, CaseEntry
from recognition.refusals import Incomplete


def latest_entries(case: Case) -> dict[str, CaseEntry]:
    """The learner's entry that counts for each indicator: the last. One query."""
    return {entry.indicator: entry for entry in case.entries.select_related("entered_by")}


def fitting(case: Case, criteria: Criteria) -> dict[str, CaseEntry]:
    """Those entries that can be said in this set. A draft that went to a commune with another version may hold points that
    cannot: of an indicator that it lacks, or more than one may have there. They are asked for anew.
    """
    known, entries = criteria.by_code, latest_entries(case)
    return {code: row for code, row in entries.items() if code in known and row.points <= known[code].maximum}


def own_points(case: Case) -> dict[str, Decimal]:
    """The learner's own points that count, by indicator. One query."""
    return dict(case.entries.order_by("pk").values_list("indicator", "points"))


def said_anew(said: Mapping[str, Said], held: Mapping[str, CaseEntry], by) -> dict[str, Said]:
    """What is said other than it is held, or by another hand."""
    found = {}
    for code, value in said.items():
        old = held.get(code)
        if old is None or (old.points, old.not_applicable) != value or old.entered_by_id != by.pk:
            found[code] = value
    return found


def must_be_whole(own: Mapping[str, CaseEntry], criteria: Criteria) -> None:
    """Raises Incomplete, naming the indicators without points by their words, at the first of them."""
    missing = [one for one in criteria.indicators if one.code not in own]
    if missing:
        names = listed(quoted(one.words() or one.code) for one in missing)
        raise Incomplete(
            _("Not scored yet: %(names)s. Give yourself points there, then hand in.") % {"names": names},
            missing[0].code,
        )
