"""Which cases an officer's lists hold: a condition on columns of the case alone, made once a page.

Every list here runs beyond the scope (`everyone`), because this condition is narrower: a case that was handed in is shown to the
officers of the unit that judges it (`rights.people_of_cases`), and to ask again for each of 100,000 where its person lives
would take as long as it takes to walk them all.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portal.people.public import PersonalRecord, User, asked_tokens
from recognition.cases.rights import judged_by, units_judged_by
from recognition.models import Campaign

WHY = "cases of the officer's own units: the condition says whose"


@dataclass(frozen=True)
class Reach:
    """The officer, the units as keys, the condition on cases, and the campaigns that judge there.

    `called`: the condition that the person has the name that is looked for.
    """

    user: User
    units: tuple[int, ...]
    mine: Q
    campaigns: dict[int, Campaign]
    called: Q

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


def reach_of(user: User, name: str = "") -> Reach:
    """What this officer's lists hold. Three short questions, one more for a name."""
    rows = units_judged_by(user)
    units = tuple(rows)
    above = {parent for parent in rows.values() if parent}
    campaigns = (
        Campaign.objects.filter(unit__in={*units, *above}).select_related("unit").order_by("-year", "title_key", "pk")
    )
    return Reach(user, units, judged_by(user), {one.pk: one for one in campaigns}, _named(name))


def _named(text: str) -> Q:
    """The condition that the person's name has all these words (marks or not), and the year of birth among them.

    Asked of the records alone: by way of the learner every learner would be read in between.
    """
    tokens, year = asked_tokens(text)
    records = QuerySet(PersonalRecord)
    if tokens:
        records = records.filter(name_tokens__contains=tokens)
    if year:
        records = records.filter(birth_year=year)
    return Q(learner__in=records.values("learner")) if tokens or year else Q()
