"""Two records of one person: what has to be settled before they are joined, and what a page shows of both."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from portal.people.public import Learner, LearnerAlias, User, everyone, join, person_ids
from recognition.cases import lifecycle
from recognition.models import Case, Certificate, Evidence
from recognition.refusals import WrongState

_IN_WORK = (lifecycle.SUBMITTED, lifecycle.RETURNED, lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH)


@dataclass(frozen=True)
class Holds:
    """What lies under one record: how many pieces of evidence, cases in work (title, year), and valid certificates."""

    evidence: int
    cases: tuple[Case, ...]
    certificates: tuple[Certificate, ...]


def held_by(learner: Learner) -> Holds:
    """What lies under a record and those joined to it. Three questions; the caller has asked that `learner` may be seen."""
    ids = person_ids(learner.pk)
    with everyone("what lies under a record is weighed before it is joined"):
        cases = Case.objects.filter(learner__in=ids, state__in=_IN_WORK).select_related("campaign").order_by("-year")
        valid = Certificate.objects.filter(learner__in=ids, state=Certificate.State.VALID)
        return Holds(
            Evidence.objects.filter(learner__in=ids, withdrawn_at=None).count(),
            tuple(cases),
            tuple(valid.select_related("line__decision").order_by("issued_on", "pk")),
        )


def contradictions(keep: Learner, double: Learner) -> list[str]:
    """What stands against joining two records, each with what has to be done first."""
    first, second, found = held_by(keep), held_by(double), []
    other = {(case.title_key, case.year) for case in second.cases}
    for case in first.cases:
        if (case.title_key, case.year) in other:
            text = _("Both have a case of %(year)s that was handed in. One of the two is taken back first.")
            found.append(text % {"year": case.year})
    held = {_of(one): one for one in first.certificates}
    for one in second.certificates:
        there = held.get(_of(one))
        if there is not None:
            newer = max(one, there, key=lambda row: (row.issued_on, row.pk))
            text = _(
                "Both hold a valid certificate of one title and year. The newer one, %(code)s, is ended by its signer first, with "
                "the decision that annuls it."
            )
            found.append(text % {"code": newer.register_code})
    return found


def _of(certificate: Certificate) -> tuple[str, int]:
    """The title and the year of a certificate: a person holds one of each year."""
    return certificate.line.decision.title_key, certificate.line.decision.campaign_year


def join_people(keep: Learner, double: Learner, *, by: User, proof: str) -> LearnerAlias:
    """Joins two records of one person. Raises WrongState with what stands against it, else what `people.join` raises."""
    with transaction.atomic():
        with everyone("cases of both records stand still meanwhile"):
            list(Case.objects.select_for_update(of=("self",)).filter(learner__in=[keep.pk, double.pk]).order_by("pk"))
        if against := contradictions(keep, double):
            raise WrongState(" ".join(against))
        return join(keep, double, by=by, proof=proof)
