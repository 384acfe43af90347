"""What a learner holds."""

from portal.people.public import Learner
from recognition.models import Certificate


def certificate_of(learner: Learner) -> Certificate | None:
    """The newest valid certificate, or None."""
    return Certificate.objects.filter(learner=learner, state=Certificate.State.VALID).order_by("-pk").first()
