"""How a certificate stands on a day: the one answer that the check page, My page and the numbers of a place ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from recognition.certificates import fold
from recognition.models import Certificate, CertificateReview, CertificateStep, Decision

# From each of these certificates to what replaced it, and on; a chain has no ring, for each replaces an older row.
_CHAINS = """
WITH RECURSIVE chain(first, id, next, place) AS (
    SELECT c.id, c.id, c.superseded_by_id, 0 FROM recognition_certificate c WHERE c.id = ANY (%s)
    UNION ALL SELECT chain.first, c.id, c.superseded_by_id, chain.place + 1
    FROM chain JOIN recognition_certificate c ON c.id = chain.next
) SELECT first, id FROM chain ORDER BY first, place
"""


@dataclass(frozen=True)
class Standing:
    """The state in force on a day, since when, by which decision; and the end of the chain of what replaced it, that day."""

    state: str
    since: date
    decision: Decision | None
    last: Certificate
    last_state: str
    last_since: date
    last_decision: Decision | None

    @property
    def holds(self) -> bool:
        """Whether the certificate itself is in force, also while a review runs."""
        return self.state in fold.HELD

    @property
    def title_holds(self) -> bool:
        """Whether the title is held, by this certificate or by what replaced it."""
        return self.last_state in fold.HELD


def chain_of(certificate: Certificate) -> list[Certificate]:
    """The certificate and what replaced it, one after the other; two questions, however long the chain."""
    return _chains([certificate.pk])[certificate.pk]


def standing(certificate: Certificate, on: date, known: datetime | None = None) -> Standing:
    """How a certificate stands on a day, as recorded by a moment (None: as known now).

    The caller has asked that the certificate may be seen. Five questions, however long the chain.
    """
    return standings([certificate], on, known)[certificate.pk]


def standings(
    certificates: Iterable[Certificate], on: date | None = None, known: datetime | None = None
) -> dict[int, Standing]:
    """The same for many (default: today), by their numbers in the table. As many questions as for one."""
    day = on or timezone.localdate()
    chains = _chains([one.pk for one in certificates])
    every = {one.pk: one for chain in chains.values() for one in chain}
    lives = _lives(every)
    folded = {first: fold.fold([lives[one.pk] for one in chain], day, known) for first, chain in chains.items()}
    asked = {number for one in folded.values() for number in (one.decision, one.last_decision) if number is not None}
    decisions = Decision.objects.in_bulk(asked) if asked else {}
    return {
        first: Standing(
            state=one.state,
            since=one.since,
            decision=decisions.get(one.decision),
            last=every[one.last],
            last_state=one.last_state,
            last_since=one.last_since,
            last_decision=decisions.get(one.last_decision),
        )
        for first, one in folded.items()
    }


def _chains(numbers: list[int]) -> dict[int, list[Certificate]]:
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CHAINS, [numbers])
        pairs = cursor.fetchall()
    found = Certificate.objects.select_related("line__decision").in_bulk({number for _first, number in pairs})
    chains: dict[int, list[Certificate]] = {first: [] for first, _number in pairs}
    for first, number in pairs:
        if number in found:  # what replaced it may lie outside the scope of who asks: then the chain ends before it
            chains[first].append(found[number])
    return chains


def _lives(certificates: Mapping[int, Certificate]) -> dict[int, fold.Life]:
    steps: dict[int, list[fold.Step]] = {number: [] for number in certificates}
    for row in CertificateStep.objects.filter(certificate__in=certificates).order_by("pk"):
        steps[row.certificate_id].append(fold.Step(row.what, row.on, row.recorded_at, row.decision_id))
    reviews: dict[int, list[fold.Review]] = {number: [] for number in certificates}
    opened = CertificateReview.objects.filter(certificate__in=certificates, kind=CertificateReview.Kind.OPENED)
    for one in opened.order_by("pk"):
        until = timezone.localdate(one.answered_at) if one.answered_at else None
        review = fold.Review(timezone.localdate(one.at), one.at, until, one.answered_at)
        reviews[one.certificate_id].append(review)
    return {number: fold.Life(number, tuple(rows), tuple(reviews[number])) for number, rows in steps.items()}
