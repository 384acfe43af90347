"""What one person did, as a diary: by the time it happened, the latest first."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from learning_records.browser.search_sql import Position
from learning_records.identifiers import learner_agent
from learning_records.models import Agent, Statement, Verb
from learning_records.query.stored import Stored
from learning_records.spec.statement import ifi
from learning_records.vocabulary import AUDIO, VERBS, VIDEO

_COLUMNS = ("seq", "statement_id", "stored", "timestamp", "authority__ifi", "voided", "is_reference", "payload")
_BETWEEN = [VERBS["progressed"], VIDEO.verbs["terminated"]] + [
    one.verbs[name] for one in (VIDEO, AUDIO) for name in ("played", "paused", "seeked")
]


@dataclass(frozen=True)
class Diary:
    """Statements of a person and where the page after begins; `Position.stored` is here the time of the event."""

    found: list[Stored]
    onward: Position | None


def diary(learners: Collection[UUID], before: Position | None = None, limit: int = 30) -> Diary:
    """The person's statements that were not taken back, by event time, the latest first.

    How far a lesson has moved (`progressed`) is left out: each answer brings one, and says the same better. So is what
    somebody did with a film or a sound between opening it and having seen or heard it.

    `learners` are all learner ids of the one person. What was recorded without a net, or brought in from an earlier
    system, stands at the day it happened. For that order there is no index: the index of the actor finds the person's
    own statements, and of these alone the latest are picked.
    """
    names = [str(ifi(learner_agent(one))) for one in learners]
    actors = list(Agent.objects.filter(ifi__in=names).values_list("pk", flat=True))
    between = list(Verb.objects.filter(iri__in=_BETWEEN).values_list("pk", flat=True))
    own = Statement.objects.filter(actor_id__in=actors, voided=False).exclude(verb_id__in=between)
    if before is not None:
        own = own.filter(Q(timestamp__lt=before.stored) | Q(timestamp=before.stored, seq__lt=before.seq))
    # The numbers first: sorted with their texts, the statements of years would not fit the memory of a sort.
    places = list(own.order_by("-timestamp", "-seq").values_list("seq", "timestamp")[: limit + 1])
    order = [seq for seq, _moment in places]
    rows = {row[0]: Stored(*row) for row in Statement.objects.filter(seq__in=order[:limit]).values_list(*_COLUMNS)}
    found = [rows[seq] for seq in order[:limit]]
    # The time as it is in the row: that of `found` may have been moved to one that can be shown.
    return Diary(found, Position(places[limit - 1][1], order[limit - 1]) if len(order) > limit else None)
