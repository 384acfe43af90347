"""What a further act would give: computed by the same rules, as if it were done today, so that nothing else is promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from learning_records import public as records
from recognition.cases.campaigns import in_period
from recognition.cases.state import TitleState
from recognition.criteria.answer import Item, answer_of, by_rules
from recognition.criteria.match import Match
from recognition.evidence.asked import asked
from recognition.sets.publishing import criteria_of, matcher_of


@dataclass(frozen=True)
class PaperStep:
    """A paper that would give points: `easy` when most people can have it soon; `query` leads to its form."""

    code: str
    name: str
    gain: Decimal
    easy: bool
    query: str


def by_finishing(state: TitleState, activity: str, categories: Collection[str], minutes: int) -> dict[str, Decimal]:
    """Points that each indicator would gain when a lesson is finished today; what gains nothing is left out.

    For finishing it alone: right answers may bring more, never less. Of a state without its evidence: nothing.
    """
    now = timezone.now()
    day = timezone.localdate(now, ZoneInfo(settings.TIME_ZONE))
    if state.row is None or not in_period(state.campaign, day):
        return {}
    criteria = criteria_of(state.row)
    done = {
        "verb": {"id": records.VERBS["completed"]},
        "object": {"id": activity, "definition": {"type": records.ACTIVITY_TYPES["lesson"]}},
        "context": {
            "contextActivities": {"category": [{"id": iri} for iri in categories]},
            "extensions": {records.extension_iri("minutes"): minutes},
        },
    }
    new = [_item(match, place, now) for place, match in enumerate(matcher_of(state.row).match(done), 1)]
    touched = {code for one in new for code in one.indicators}
    together = by_rules([*state.items, *new])
    gains = {
        one.code: answer_of(criteria, one, together).points - state.indicator(one.code).proposed
        for one in criteria.indicators
        if one.code in touched
    }
    return {code: gain for code, gain in gains.items() if gain > 0}


def given_by(state: TitleState, activities: Collection[str]) -> dict[str, Decimal]:
    """Points of each indicator that are there because these lessons were finished: they would be lost without them."""
    if state.row is None or not any(one.activity in activities for one in state.items):
        return {}
    criteria = criteria_of(state.row)
    rest = by_rules([one for one in state.items if one.activity not in activities])
    given = {
        one.code: state.indicator(one.code).proposed - answer_of(criteria, one, rest).points
        for one in criteria.indicators
    }
    return {code: points for code, points in given.items() if points > 0}


def by_papers(state: TitleState) -> list[PaperStep]:
    """The papers that would give points, the easy ones first in the order of the list; only such as somebody can hand in."""
    if state.row is None or not in_period(state.campaign, timezone.localdate()):
        return []
    criteria = criteria_of(state.row)
    found = []
    for indicator in state.indicators:
        for gap in indicator.gaps:
            kind = criteria.manual_kind(gap.rule_id) if gap.alignment_iri is None else None
            if kind is None or gap.gain <= 0:
                continue
            now = asked({"loai": kind.id, "chi-so": indicator.code}, criteria)
            if now.kind is not None:
                found.append((now.ease, PaperStep(indicator.code, kind.name, gap.gain, now.is_easy, now.query)))
    return [step for _ease, step in sorted(found, key=lambda row: row[0])]


def _item(match: Match, place: int, now: datetime) -> Item:
    return Item(
        id=-place,
        rule_id=match.rule.id,
        indicators=(match.rule.indicator,),
        happened_at=now,
        day=timezone.localdate(now, ZoneInfo(settings.TIME_ZONE)),
        activity=match.activity,
        minutes=match.minutes,
    )
