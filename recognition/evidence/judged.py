"""What officers said of papers: the last ended assessment of a submission in which a paper stood has the word.

So far as it judges papers for the case: a blind second assessor's verdicts are for the comparison alone, and a council votes on
the points of an assessment, whose papers it does not judge anew.

A file in which a virus was found counts nowhere. Automatic evidence is judged by nobody: it stands, or was withdrawn because
its statement was voided.
"""

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.people.public import Learner, everyone, person_ids
from recognition.models import Assessment, CriteriaSet, Evidence, PaperOpened, PaperVerdict, Upload

OF_PAPERS = (Assessment.Kind.FIRST, Assessment.Kind.REVIEW)
WAITING, COUNTED, REFUSED = "waiting", "counted", "refused"
_WHY = "the verdict on a row that the caller's scope holds already"


def with_verdicts(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """The rows with `verdict` (waiting, counted, refused), `verdict_reason` and `seen` (whether the file was opened by who
    judged it). Asked in the same query, and for papers alone: automatic evidence is counted by the million.
    """
    manual = Q(kind=Evidence.Kind.MANUAL)
    with everyone(_WHY):
        ended = Assessment.objects.filter(
            state=Assessment.State.ENDED, kind__in=OF_PAPERS, submission__items__evidence=OuterRef("pk")
        ).order_by("-ended_at", "-pk")
        said = PaperVerdict.objects.filter(assessment=OuterRef("judged_in"), item__evidence=OuterRef("pk")).order_by(
            "-pk"
        )
        opened = PaperOpened.objects.filter(assessment=OuterRef("judged_in"), item__evidence=OuterRef("pk"))
    judged, infected = Q(judged_in__isnull=False), Q(upload__state=Upload.State.INFECTED)
    virus = _("A virus was found in this file, so it cannot be opened. Hand in a photo of the paper.")
    return rows.annotate(judged_in=Case(When(manual, then=Subquery(ended.values("pk")[:1])))).annotate(
        verdict=Case(
            When(~manual, then=Value(COUNTED)),
            When(infected, then=Value(REFUSED)),
            When(judged, then=Coalesce(Subquery(said.values("verdict")[:1]), Value(COUNTED))),
            default=Value(WAITING),
            output_field=CharField(),
        ),
        verdict_reason=Case(
            When(infected, then=Value(virus)),
            When(judged, then=Coalesce(Subquery(said.values("reason")[:1]), Value(""))),
            default=Value(""),
            output_field=TextField(),
        ),
        seen=Case(When(judged, then=Exists(opened)), default=Value(False), output_field=BooleanField()),
    )


def of_title(criteria_set: CriteriaSet) -> Q:
    """Which evidence belongs to a set: found by its rules, or handed in for its title."""
    return Q(criteria_set=criteria_set) | Q(kind=Evidence.Kind.MANUAL, title_key=criteria_set.key)


def still_stands(row: Any) -> bool:
    """Whether a row of `with_verdicts` counts, or waits to be judged: nothing withdrawn, nothing refused."""
    return row.withdrawn_at is None and row.verdict != REFUSED


def standing_evidence(learner: Learner, criteria_set: CriteriaSet) -> list[Evidence]:
    """Evidence of the title that counts or waits today."""
    rows = Evidence.objects.filter(of_title(criteria_set), learner__in=person_ids(learner.pk), withdrawn_at=None)
    found = with_verdicts(rows).select_related("upload", "entered_by").order_by("happened_at", F("pk"))
    return [row for row in found if still_stands(row)]
