"""Reading what was stored, for the other packages."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Exists, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan

from learning_records.consumers.order import horizon
from learning_records.identifiers import learner_agent
from learning_records.models import Activity, Agent, Statement, StatementActivity, Voiding
from learning_records.query.paging import within
from learning_records.spec.statement import Role, ifi, showable
from learning_records.vocabulary import VERBS


@dataclass(frozen=True)
class Stored:
    """A statement as it stands in the store.

    `authority` is a comparable string (`statement.ifi`); `is_reference`: its object is another statement. The JSON is only
    read by who looks at `statement`: a consumer may pass over thousands that do not concern it. A `timestamp` at either end
    of what there are dates for is moved inwards, so that it has a local time and neighbours; the JSON has it as it came.
    """

    seq: int
    statement_id: UUID
    stored: datetime
    timestamp: datetime
    authority: str
    voided: bool
    is_reference: bool
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "timestamp", showable(self.timestamp))

    @cached_property
    def statement(self) -> dict:
        """The whole statement."""
        return json.loads(self.text)


_COLUMNS = ("seq", "statement_id", "stored", "timestamp", "authority__ifi", "voided", "is_reference", "payload")
_STRETCH = 20_000  # numbers of the order


def _found(rows: QuerySet[Statement]) -> list[Stored]:
    return [Stored(*row) for row in rows.values_list(*_COLUMNS)]


# A text larger than this, packed, is fetched only when it is known that it fits (`statement_sql.COLUMNS`).
_SMALL_TEXT = Case(
    When(GreaterThan(Func("payload", function="pg_column_size", output_field=IntegerField()), 4000), then=Value(None)),
    default=Cast("payload", TextField()),
    output_field=TextField(),
)


def _some(rows: QuerySet[Statement], limit: int) -> tuple[list[Stored], bool]:
    """The first `limit` in order of seq, PAGE_BYTES at most (and one at least); and whether there may be more."""
    found = list(rows.order_by("seq").annotate(text=_SMALL_TEXT).values_list(*_COLUMNS[:-1], "text")[:limit])
    kept = within(found)
    return [Stored(*row) for row in kept], len(found) == limit or len(kept) < len(found)


def read_for_consumer(after: int, limit: int) -> list[Stored]:
    """The next statements after `after` in order of seq, below the horizon: none is missed, none comes twice."""
    until = horizon()
    return _some(Statement.objects.filter(seq__gt=after, seq__lte=until), limit)[0]


@dataclass(frozen=True)
class Window:
    """Statements of a stretch of the order, and the `seq` up to which everything was looked at."""

    found: list[Stored]
    position: int


def read_concerning(after: int, limit: int, authorities: Collection[str]) -> Window:
    """As `read_for_consumer`, but only statements of these authorities (as `statement.ifi` writes them) and voidings.

    Voidings of every authority: which of them have an effect is asked with `voidings.taken_back`.
    What others stored is passed over in the database: a consumer of our own keys costs next to nothing while a foreign
    system pours in a million. One call looks at `_STRETCH` numbers of the order at most.
    """
    until = min(horizon(), after + _STRETCH)
    if until <= after:
        return Window([], after)
    ours = list(Agent.objects.filter(ifi__in=authorities).values_list("pk", flat=True))
    voids = Q(is_reference=True) & Exists(Voiding.objects.filter(voider=OuterRef("pk")))
    rows = Statement.objects.filter(seq__gt=after, seq__lte=until).filter(Q(authority__in=ours) | voids)
    found, more = _some(rows, limit)
    return Window(found, found[-1].seq if more else until)


def find(statement_id: UUID) -> Stored | None:
    """One statement, voided or not."""
    return next(iter(_found(Statement.objects.filter(statement_id=statement_id))), None)


def find_many(statement_ids: Collection[UUID]) -> dict[UUID, Stored]:
    """These statements by id, voided or not; one that is not there is left out. One query."""
    rows = Statement.objects.filter(statement_id__in=list(statement_ids))
    return {one.statement_id: one for one in _found(rows)} if statement_ids else {}


def statements_of(
    learner_id: UUID,
    *,
    verbs: Iterable[str] | None = None,
    activities: Sequence[str] | None = None,
    registration: UUID | None = None,
) -> list[Stored]:
    """A learner's own statements that are not voided, by event time. `verbs` are names of VERBS, `activities` IRIs."""
    # The number first: with it, one index answers; with a join over the text the planner may read every statement.
    actor = Agent.objects.filter(ifi=ifi(learner_agent(learner_id))).values_list("pk", flat=True).first()
    if actor is None:
        return []
    found = Statement.objects.filter(actor_id=actor, voided=False)
    if verbs is not None:
        found = found.filter(verb__iri__in=[VERBS.get(verb, verb) for verb in verbs])
    if activities is not None:
        found = found.filter(activity__iri__in=list(activities))
    if registration is not None:
        found = found.filter(registration=registration)
    return sorted(_found(found), key=lambda item: (item.timestamp, item.seq))


def statements_in(registrations: Iterable[UUID], authorities: Collection[str]) -> list[Stored]:
    """What these authorities (as `statement.ifi` writes them) stored under these registrations and nobody voided, by seq."""
    ours = list(Agent.objects.filter(ifi__in=authorities).values_list("pk", flat=True))
    found = Statement.objects.filter(registration__in=list(registrations), authority__in=ours, voided=False)
    return _found(found.order_by("seq"))


def any_voided(registration: UUID) -> bool:
    """Whether a statement under this registration was voided."""
    return Statement.objects.filter(registration=registration, voided=True).exists()


def anybody_did(activities: Sequence[str]) -> bool:
    """Whether any statement, voided or not, has one of these activities (IRIs) as its object."""
    numbers = list(Activity.objects.filter(iri__in=list(activities)).values_list("pk", flat=True))
    return StatementActivity.objects.filter(activity__in=numbers, role=Role.OBJECT).exists()
