"""Who learns in this browser: whoever signed in, or whom staff sat down at this device."""

from django.http import HttpRequest

from content.sittings.models import Sitting
from portal.people.public import Learner, current_learner


def sitting_of(request: HttpRequest) -> Sitting | None:
    """The sitting that runs in this browser."""
    return getattr(request, "sitting", None)


def learner_of(request: HttpRequest) -> Learner | None:
    """The learner behind what is learnt here. For lessons and courses alone: everything else takes an account."""
    row = sitting_of(request)
    return row.learner if row else current_learner(request.user)
