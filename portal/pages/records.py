"""What the pages about statements share: whose they are, and the place in their order as a text of an address."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from learning_records.public import Position
from portal.people.public import Learner, LearnerAlias

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(-?\d{1,17})\.(\d{1,18})")


def learner_ids(learner: Learner) -> list[UUID]:
    """All ids that statements know this person by: the own one, and those of persons that were joined to it."""
    return [learner.pk, *LearnerAlias.objects.filter(learner=learner).values_list("alias", flat=True)]


def references_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """The reference of the person behind each learner id or alias, for those in the present scope."""
    found = dict(LearnerAlias.objects.filter(alias__in=ids).values_list("alias", "learner__reference"))
    found |= dict(Learner.objects.filter(pk__in=ids).values_list("pk", "reference"))
    return found


def as_text(place: Position | None) -> str:
    """The place as a text for an address; empty for None."""
    return f"{(place.stored - _BEGIN) // timedelta(microseconds=1)}.{place.seq}" if place else ""


def from_text(text: str) -> Position | None:
    """The place that `as_text` wrote; None for anything else, which begins at the newest."""
    parts = _PLACE.fullmatch(text)
    if parts is None:
        return None
    try:
        return Position(_BEGIN + timedelta(microseconds=int(parts[1])), int(parts[2]))
    except OverflowError:
        return None
