"""Pages of statements: filters in, rows and a signed `more` out (xAPI 1.0.3 Communication 2.1.3)."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils import timezone

from learning_records import driver, reading
from learning_records.page_sql import OTHER_ROLES, Filters, Side, sides
from learning_records.protocol import ProtocolError
from learning_records.statement import ifi, instant
from learning_records.validation import InvalidStatement, check_agent, is_iri, is_timestamp, is_uuid

MAXIMUM = 100
PARAMETERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "format",
    "attachments",
    "ascending",
)
FORMATS = ("ids", "exact", "canonical")
_SALT = "xapi-more"
_NEVER = -1  # the number of something no statement names: it matches nothing
# The numbers of an agent, a verb and an activity; whether the agent is also found where it is not the actor; whether there
# are references at all. What changes after this was stored after what Consistent-Through says.
_NUMBERS = (
    "SELECT a.id, (SELECT id FROM learning_records_verb WHERE iri = %b::text), "  # noqa: S608 - constant roles
    "(SELECT id FROM learning_records_activity WHERE iri = %b::text), "
    "EXISTS (SELECT 1 FROM learning_records_statementagent k "
    f"WHERE k.agent_id = a.id AND k.role IN ({', '.join(map(str, OTHER_ROLES))})), "
    "EXISTS (SELECT 1 FROM learning_records_referencechain) "
    "FROM (SELECT 1) AS one LEFT JOIN learning_records_agent a ON a.ifi = %b::text"
)


@dataclass(frozen=True)
class Found:
    """A statement of a page: `text` is its JSON as it is returned."""

    seq: int
    stored: datetime
    version: str
    text: str


@dataclass(frozen=True)
class Page:
    """Statements in order, the token of the next page or an empty text, and the filters that led here."""

    rows: list[Found]
    more: str
    query: dict[str, str]


def yes(query: dict[str, str], name: str) -> bool:
    """A parameter that is true or false (False when missing); raises ProtocolError."""
    text = query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise ProtocolError(400, f"{name} must be true or false")
    return text == "true"


def form_of(query: dict[str, str]) -> str:
    """The parameter format; raises ProtocolError."""
    form = query.get("format", "exact")
    if form not in FORMATS:
        raise ProtocolError(400, f"format must be one of {', '.join(FORMATS)}")
    return form


def time_of(query: dict[str, str], name: str) -> datetime | None:
    """A parameter that is a time; raises ProtocolError."""
    text = query.get(name)
    if text is None:
        return None
    text = text.replace(" ", "+") if "T" in text else text  # a plus that was not escaped in the address
    if not is_timestamp(text):
        raise ProtocolError(400, f"{name} must be an ISO 8601 time")
    return instant(text)


def uuid_of(query: dict[str, str], name: str) -> UUID | None:
    """A parameter that is a UUID; raises ProtocolError."""
    text = query.get(name)
    if text is not None and not is_uuid(text):
        raise ProtocolError(400, f"{name} must be a UUID")
    return UUID(text) if text else None


def agent_of(text: str) -> dict:
    """A parameter that is an Agent or identified Group as JSON; raises ProtocolError."""
    try:
        agent = reading.parse(text)
        check_agent(agent, "agent")
    except (reading.NotJson, InvalidStatement) as problem:
        raise ProtocolError(400, f"agent must be an Agent or identified Group as JSON: {problem}") from problem
    if ifi(agent) is None:
        raise ProtocolError(400, "agent must have one of mbox, mbox_sha1sum, openid, account")
    return agent


def _limit(query: dict[str, str]) -> int:
    text = query.get("limit", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ProtocolError(400, "limit must be a number from 0")
    return min(int(text), MAXIMUM) or MAXIMUM


def _iri(query: dict[str, str], name: str) -> str | None:
    if name in query and not is_iri(query[name]):
        raise ProtocolError(400, f"{name} must be an IRI")
    return query.get(name)


def _filters(query: dict[str, str]) -> Filters:
    agent, verb, activity = query.get("agent"), _iri(query, "verb"), _iri(query, "activity")
    registration = uuid_of(query, "registration")
    numbers: Any = (None, None, None, False, False)
    if any(value is not None for value in (agent, verb, activity, registration)):
        ask = [verb, activity, str(ifi(agent_of(agent))) if agent is not None else None]
        numbers = driver.cursor().execute(_NUMBERS, ask, binary=True).fetchone()
    return Filters(
        agent=None if agent is None else numbers[0] or _NEVER,
        verb=None if verb is None else numbers[1] or _NEVER,
        activity=None if activity is None else numbers[2] or _NEVER,
        only_actor=not numbers[3],
        referred=numbers[4],
        registration=registration,
        related_agents=yes(query, "related_agents"),
        related_activities=yes(query, "related_activities"),
        since=time_of(query, "since"),
        until=time_of(query, "until"),
        ascending=yes(query, "ascending"),
    )


def _rows(asked: list[Side], *, ascending: bool) -> list[Found]:
    """What the sides found, in the order of the answer, each statement once."""
    found = [driver.cursor().execute(side.text, side.values, binary=True).fetchall() for side in asked]
    rows = found[0]
    if any(found[1:]):
        rows = sorted(
            {row[0]: row for side in found for row in side}.values(), key=itemgetter(1, 0), reverse=not ascending
        )
    return [Found(*row) for row in rows]


def page(
    query: dict[str, str],
    *,
    mine: int | None = None,
    after: tuple[datetime, int] | None = None,
    bound: datetime | None = None,
) -> Page:
    """One page. `mine` limits it to an authority; `after` and `bound` come from a `more` token.

    Raises ProtocolError for a filter that cannot be understood.
    """
    limit, filters = _limit(query), _filters(query)
    yes(query, "attachments")
    form_of(query)
    bound = bound or timezone.now()
    rows = _rows(
        sides(filters, mine=mine, after=after, bound=bound if filters.ascending else None, limit=limit + 1),
        ascending=filters.ascending,
    )
    more = ""
    if len(rows) > limit:
        rows = rows[:limit]
        kept = {"q": query, "s": rows[-1].stored.isoformat(), "a": rows[-1].seq, "b": bound.isoformat()}
        more = signing.dumps(kept, salt=_SALT, compress=True)
    return Page(rows, more, query)


def next_page(token: str, *, mine: int | None = None) -> Page:
    """The page a `more` token leads to, with its filters; raises ProtocolError for a token not of ours."""
    try:
        kept = signing.loads(token, salt=_SALT, max_age=7 * 24 * 3600)
    except signing.BadSignature as problem:
        raise ProtocolError(400, "this more link is not valid, or not any longer") from problem
    after = (datetime.fromisoformat(kept["s"]), kept["a"])
    return page(kept["q"], mine=mine, after=after, bound=datetime.fromisoformat(kept["b"]))
