"""Pages of statements: filters in, rows and a signed `more` out (xAPI 1.0.3 Communication 2.1.3)."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import QueryDict

from learning_records import reading
from learning_records.models import Agent, Statement, StatementActivity, StatementAgent, StatementReference
from learning_records.order import horizon
from learning_records.protocol import ProtocolError
from learning_records.statement import Role, ifi, instant
from learning_records.validation import is_timestamp, is_uuid

MAXIMUM = 100
PARAMETERS = {
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
}


@dataclass(frozen=True)
class Page:
    """Rows in order, and the token of the next page or an empty text."""

    rows: list[Statement]
    more: str


def _yes(query: dict, name: str) -> bool:
    text = str(query.get(name, "false")).lower()
    if text not in ("true", "false"):
        raise ProtocolError(400, f"{name} must be true or false")
    return text == "true"


def _time(query: dict, name: str):
    text = query.get(name)
    if text is None:
        return None
    text = text.replace(" ", "+") if "T" in text else text
    if not is_timestamp(text):
        raise ProtocolError(400, f"{name} must be an ISO 8601 time")
    return instant(text)


def read_query(given: QueryDict) -> dict[str, str]:
    """The filters as plain text values; raises ProtocolError for unknown or repeated ones."""
    query = {}
    for name in given:
        if name not in PARAMETERS:
            raise ProtocolError(400, f"unknown parameter {name}")
        values = given.getlist(name)
        if len(values) > 1:
            raise ProtocolError(400, f"{name} stands twice")
        query[name] = values[0]
    return query


def _limit(query: dict) -> int:
    text = query.get("limit", "0")
    if not text.isdigit():
        raise ProtocolError(400, "limit must be a number from 0")
    return min(int(text), MAXIMUM) or MAXIMUM


def _agent(text: str) -> int | None:
    try:
        name = ifi(reading.parse(text))
    except (reading.NotJson, AttributeError, KeyError, TypeError) as problem:
        raise ProtocolError(400, "agent must be an Agent or identified Group as JSON") from problem
    if name is None:
        raise ProtocolError(400, "agent needs one of mbox, mbox_sha1sum, openid, account")
    row = Agent.objects.filter(ifi=name).first()
    return row.pk if row else None


def _matching(query: dict) -> QuerySet[Statement]:
    """Statements that match all filters but the times."""
    found = Statement.objects.all()
    if "verb" in query:
        found = found.filter(verb__iri=query["verb"])
    if "registration" in query:
        if not is_uuid(query["registration"]):
            raise ProtocolError(400, "registration must be a UUID")
        found = found.filter(registration=UUID(query["registration"]))
    if "agent" in query:
        links = StatementAgent.objects.filter(agent_id=_agent(query["agent"]))
        if not _yes(query, "related_agents"):
            links = links.filter(
                role__in=[kind + more for kind in (Role.ACTOR, Role.OBJECT) for more in (0, Role.MEMBER)]
            )
        found = found.filter(pk__in=links.values("statement_id"))
    if "activity" in query:
        links = StatementActivity.objects.filter(activity__iri=query["activity"])
        if not _yes(query, "related_activities"):
            links = links.filter(role=Role.OBJECT)
        found = found.filter(pk__in=links.values("statement_id"))
    return found


def _with_referrers(query: dict, until: int) -> QuerySet[Statement]:
    """The matches, and the statements that refer to a match, however long the chain."""
    own = _matching(query)
    if not any(name in query for name in ("verb", "registration", "agent", "activity")):
        return own
    targets = list(
        StatementReference.objects.filter(target__in=own.filter(seq__lte=until).values("statement_id")).values_list(
            "source", flat=True
        )
    )
    chain: set[int] = set()
    while targets:
        chain |= set(targets)
        ids = Statement.objects.filter(pk__in=targets).values("statement_id")
        targets = [
            s
            for s in StatementReference.objects.filter(target__in=ids).values_list("source", flat=True)
            if s not in chain
        ]
    return Statement.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=chain)) if chain else own


def page(query: dict[str, str], *, mine: int | None = None, after: int | None = None, bound: int | None = None) -> Page:
    """One page. `mine` limits to an authority's id; `after` and `bound` come from a `more` token."""
    ascending, limit = _yes(query, "ascending"), _limit(query)
    _yes(query, "attachments")
    if query.get("format", "exact") not in ("ids", "exact", "canonical"):
        raise ProtocolError(400, "format must be ids, exact or canonical")
    bound = horizon() if bound is None else bound
    found = _with_referrers(query, bound).filter(voided=False, seq__lte=bound)
    since, until = _time(query, "since"), _time(query, "until")
    if since:
        found = found.filter(stored__gt=since)
    if until:
        found = found.filter(stored__lte=until)
    if mine is not None:
        found = found.filter(authority_id=mine)
    if after is not None:
        found = found.filter(seq__gt=after) if ascending else found.filter(seq__lt=after)
    rows = list(found.select_related("authority").order_by("seq" if ascending else "-seq")[: limit + 1])
    more = ""
    if len(rows) > limit:
        rows = rows[:limit]
        more = signing.dumps({"q": query, "a": rows[-1].seq, "b": bound}, salt="xapi-more", compress=True)
    return Page(rows, more)


def next_page(token: str, *, mine: int | None = None) -> tuple[Page, dict[str, str]]:
    """The page a `more` token leads to, with its filters; raises ProtocolError for a token not of ours."""
    try:
        kept = signing.loads(token, salt="xapi-more", max_age=7 * 24 * 3600)
    except signing.BadSignature as problem:
        raise ProtocolError(400, "this more link is not valid any longer") from problem
    return page(kept["q"], mine=mine, after=kept["a"], bound=kept["b"]), kept["q"]


def dump(value: object) -> str:
    """JSON without spaces, Vietnamese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
