"""The weeks ahead at a centre, for everybody: what is taught when and where. No names of who comes."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from content.classes.models import CentreClass, ClassSession

WEEKS_AHEAD = 4


def next_sessions(centre: int, limit: int = 50) -> list[ClassSession]:
    """Sessions for the people of the commune that are not over, those called off too: who comes in vain should know."""
    now = timezone.now()
    found = ClassSession.objects.filter(
        taught__centre=centre,
        taught__audience=CentreClass.Audience.PEOPLE,
        ends_at__gt=now,
        begins_at__lt=now + timedelta(weeks=WEEKS_AHEAD),
    )
    return list(found.select_related("taught")[:limit])


def by_day(sessions: Iterable[ClassSession]) -> list[tuple[object, list[ClassSession]]]:
    """The sessions under their days."""
    days: dict[object, list[ClassSession]] = {}
    for session in sessions:
        days.setdefault(timezone.localdate(session.begins_at), []).append(session)
    return list(days.items())
