"""Which cases an officer's lists hold: a condition on columns of the case alone, made once a page.

Every list here runs beyond the scope (`everyone`), because this condition is narrower: a case that was handed in is shown to the
officers of the unit that judges it (`rights.people_of_cases`), and to ask again for each of 100,000 where its person lives
would take as long as it takes to walk them all.
"""

from dataclasses import dataclass

from django.db.models import Q

from portal.people.public import User, asked_tokens
from recognition.cases.rights import judged_by, units_judged_by
from recognition.models import Campaign

WHY = "cases of the officer's own units: the condition says whose"


@dataclass(frozen=True)
class Reach:
    """The officer, the units as keys, the condition on cases, and the campaigns that judge there."""

    user: User
    units: tuple[int, ...]
    mine: Q
    campaigns: dict[int, Campaign]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of these campaigns, the last first."""
        return tuple(sorted({one.year for one in self.campaigns.values()}, reverse=True))

    def of_year(self, year: int) -> tuple[int, ...]:
        """Keys of the campaigns of a year."""
        return tuple(pk for pk, one in self.campaigns.items() if one.year == year)

    @property
    def running(self) -> tuple[int, ...]:
        """Keys of the campaigns that are not closed."""
        return tuple(pk for pk, one in self.campaigns.items() if one.closed_at is None)


def reach_of(user: User) -> Reach:
    """What this officer's lists hold. Three short questions."""
    rows = units_judged_by(user)
    units = tuple(rows)
    above = {parent for parent in rows.values() if parent}
    campaigns = (
        Campaign.objects.filter(unit__in={*units, *above}).select_related("unit").order_by("-year", "title_key", "pk")
    )
    return Reach(user, units, judged_by(user), {one.pk: one for one in campaigns})


def named(text: str) -> Q | None:
    """The condition that the person's name has all these words (marks or not), or the year of birth; None: nothing to look for."""
    tokens, year = asked_tokens(text)
    if not tokens and year is None:
        return None
    found = Q(learner__record__name_tokens__contains=tokens) if tokens else Q()
    return found & Q(learner__record__birth_year=year) if year else found
