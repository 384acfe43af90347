"""What a learner holds."""

from portal.people.public import Learner, person_ids
from recognition.models import Certificate


def certificate_of(learner: Learner) -> Certificate | None:
    """The newest valid certificate, or None."""
    return (
        Certificate.objects.filter(learner__in=person_ids(learner.pk), state=Certificate.State.VALID)
        .order_by("-pk")
        .first()
    )
