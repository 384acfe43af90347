"""What a learner holds, said by the same standing as the check page says it."""

from dataclasses import dataclass

from portal.people.public import Learner, person_ids
from recognition.certificates.life import Standing, standings
from recognition.models import Certificate

MOST = 60  # certificates of one person that a page reads: one a title and year for longer than anybody needs


@dataclass(frozen=True)
class Held:
    """A certificate of a person, under whichever record, and how it stands today."""

    certificate: Certificate
    standing: Standing

    @property
    def title_key(self) -> str:
        """The title."""
        return self.certificate.line.decision.title_key

    @property
    def year(self) -> int:
        """The year that was judged."""
        return self.certificate.line.decision.campaign_year


def held_by(learner: Learner) -> list[Held]:
    """The certificates of a person that nothing replaced, the newest first. One question for none, else five."""
    rows = Certificate.objects.filter(learner__in=person_ids(learner.pk), superseded_by=None)
    found = list(rows.select_related("line__decision").order_by("-pk")[:MOST])
    said = standings(found)
    return [Held(one, said[one.pk]) for one in found]


def certificate_of(learner: Learner) -> Certificate | None:
    """The newest certificate that holds, or None."""
    return next((one.certificate for one in held_by(learner) if one.standing.holds), None)


def title_of(learner: Learner, title_key: str, year: int) -> Held | None:
    """The last certificate of a title and year, whether it holds or not."""
    return of_year(held_by(learner), title_key, year)


def of_year(held: list[Held], title_key: str, year: int) -> Held | None:
    """The same among certificates that were read already; one that holds before one that ended."""
    found = [one for one in held if (one.title_key, one.year) == (title_key, year)]
    return next((one for one in found if one.standing.holds), found[0] if found else None)
