"""What was said of a person's case before: of an earlier submission, and last year. Beside the new judgement, never taken over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from portal.people.public import person_ids
from recognition.cases.handed_in import points_of
from recognition.models import Assessment, Case

MOST = 60  # assessments that are looked through


@dataclass(frozen=True)
class Earlier:
    """One assessment that ended: of which year, when, how, with how many points in all and by indicator."""

    year: int
    same_year: bool
    on: date
    outcome: str
    total: Decimal
    points: tuple[tuple[str, Decimal], ...]


def earlier_of(case: Case) -> list[Earlier]:
    """The last assessment of an earlier submission of this case, and that which counted in the last year before. One question."""
    # The person first, as a condition of its own: the database begins there and not with all assessments that ever ended.
    own = Assessment.objects.filter(
        submission__case__learner__in=person_ids(case.learner_id), submission__case__title_key=case.title_key
    )
    before = Q(submission__case=case) & ~Q(submission=case.submission_id)
    ended = own.filter(before | Q(submission__case__year__lt=case.year), state=Assessment.State.ENDED)
    rows = list(ended.select_related("submission__case").order_by("-submission__case__year", "-ended_at")[:MOST])
    here = [one for one in rows if one.submission.case_id == case.pk]
    there = [one for one in rows if one.submission.case_id != case.pk]
    found = [*here[:1], *there[:1]]
    return [_told(one, case) for one in found]


def _told(one: Assessment, case: Case) -> Earlier:
    points, of = points_of(one.points), one.submission.case
    recognised = of.state == Case.State.RECOGNISED and of.assessment_id == one.pk
    said = Case.State.RECOGNISED.label if recognised else one.get_outcome_display()
    on = timezone.localdate(one.ended_at)
    return Earlier(of.year, of.pk == case.pk, on, str(said), sum(points.values(), Decimal(0)), tuple(points.items()))
