"""What a reader may ask for: the parameters of a query, understood or refused by name (xAPI 1.0.3 Communication 2.1.3)."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from learning_records import driver
from learning_records.driver import plain
from learning_records.query.statement_sql import ANY_ACTIVITY, ANY_AGENT, OWN_ACTIVITY, OWN_AGENT, Filters
from learning_records.spec import strict_json
from learning_records.spec.limits import PAGE
from learning_records.spec.statement import ifi, instant
from learning_records.spec.validation import InvalidStatement, check_agent, is_iri, is_timestamp, is_uuid

MAXIMUM = PAGE
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
_NEVER = -1  # the number of something no statement names: it matches nothing
# Questions put together from what is asked for: the numbers of agent, verb and activity; in which of the roles that are asked
# for agent and activity stand; whether there are references at all. What changes after this was stored after what
# Consistent-Through says. OFFSET 0: role by role a look into the index, never all that a busy teacher stands in.
_JOINS = {
    name: f"LEFT JOIN learning_records_{name} {name} ON {name}.{text} = %b::text"
    for name, text in (("agent", "ifi"), ("verb", "iri"), ("activity", "iri"))
}
_ROLES = {
    name: f"ARRAY(SELECT r FROM unnest(%b::smallint[]) AS r WHERE EXISTS (SELECT 1 FROM learning_records_statement{name} k "  # noqa: S608 - constants
    f"WHERE k.{name}_id = {name}.id AND k.role = r OFFSET 0))"
    for name in ("agent", "activity")
}
_REFERRED = "EXISTS (SELECT 1 FROM learning_records_referencechain)"
# As the texts of arrays: the roles in which an agent or activity is looked for by itself, and anywhere.
_AGENT_ROLES = plain(OWN_AGENT), plain(ANY_AGENT)
_ACTIVITY_ROLES = plain(OWN_ACTIVITY), plain(ANY_ACTIVITY)


class BadFilter(ValueError):
    """A parameter that cannot be understood; the text names it and says what it must be."""


def yes(query: dict[str, str], name: str) -> bool:
    """A parameter that is true or false (False when missing); raises BadFilter."""
    text = query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise BadFilter(f"{name} must be true or false")
    return text == "true"


def form_of(query: dict[str, str]) -> str:
    """The parameter format; raises BadFilter."""
    form = query.get("format", "exact")
    if form not in FORMATS:
        raise BadFilter(f"format must be one of {', '.join(FORMATS)}")
    return form


def time_of(query: dict[str, str], name: str) -> datetime | None:
    """A parameter that is a time; raises BadFilter."""
    text = query.get(name)
    if text is None:
        return None
    text = text.replace(" ", "+") if "T" in text else text  # a plus that was not escaped in the address
    if not is_timestamp(text):
        raise BadFilter(f"{name} must be an ISO 8601 time")
    return instant(text)


def uuid_of(query: dict[str, str], name: str) -> UUID | None:
    """A parameter that is a UUID; raises BadFilter."""
    text = query.get(name)
    if text is not None and not is_uuid(text):
        raise BadFilter(f"{name} must be a UUID")
    return UUID(text) if text else None


def agent_of(text: str) -> dict:
    """A parameter that is an Agent or identified Group as JSON; raises BadFilter."""
    try:
        agent = strict_json.parse(text)
        check_agent(agent, "agent")
    except (strict_json.NotJson, InvalidStatement) as problem:
        raise BadFilter(f"agent must be an Agent or identified Group as JSON: {problem}") from problem
    if ifi(agent) is None:
        raise BadFilter("agent must have one of mbox, mbox_sha1sum, openid, account")
    return agent


def limit_of(query: dict[str, str]) -> int:
    """How many statements a page may have, from 1 to MAXIMUM (0 and a missing limit mean MAXIMUM); raises BadFilter."""
    text = query.get("limit", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadFilter("limit must be a number from 0")
    return min(int(text), MAXIMUM) or MAXIMUM


def _iri(query: dict[str, str], name: str) -> str | None:
    if name in query and not is_iri(query[name]):
        raise BadFilter(f"{name} must be an IRI")
    return query.get(name)


def filters_of(query: dict[str, str]) -> Filters:
    """The filters of a query, with the numbers the store knows its names by; raises BadFilter."""
    agent, verb, activity = query.get("agent"), _iri(query, "verb"), _iri(query, "activity")
    registration = uuid_of(query, "registration")
    names = {
        "agent": None if agent is None else str(ifi(agent_of(agent))),
        "verb": verb,
        "activity": activity,
    }
    roles = {
        "agent": _AGENT_ROLES[yes(query, "related_agents")],
        "activity": _ACTIVITY_ROLES[yes(query, "related_activities")],
    }
    found = _known(names, roles) if registration is not None or any(names.values()) else {}
    return Filters(
        agent=found.get("agent"),
        agent_roles=tuple(found.get("agent roles", ())),
        verb=found.get("verb"),
        activity=found.get("activity"),
        activity_roles=tuple(found.get("activity roles", ())),
        referred=found.get("referred", False),
        registration=registration,
        since=time_of(query, "since"),
        until=time_of(query, "until"),
        ascending=yes(query, "ascending"),
    )


def _known(names: dict[str, str | None], roles: dict[str, str]) -> dict[str, Any]:
    """What the store knows of these names: of each that is given its number, of an agent and an activity its roles."""
    asked = [name for name, value in names.items() if value is not None]
    values = [roles[name] for name in asked if name in roles] + [names[name] for name in asked]
    text, columns = _question(tuple(asked))
    row = driver.cursor().execute(text, values, binary=True).fetchone() or ()
    found = dict(zip(columns, row, strict=True))
    return {column: _NEVER if value is None else value for column, value in found.items()}


@cache
def _question(asked: tuple[str, ...]) -> tuple[str, list[str]]:
    columns, texts = [], []
    for name in asked:
        columns.append(name)
        texts.append(f"{name}.id")
        if name in _ROLES:
            columns.append(f"{name} roles")
            texts.append(_ROLES[name])
    joins = " ".join(_JOINS[name] for name in asked)
    return f"SELECT {', '.join([*texts, _REFERRED])} FROM (SELECT 1) AS one {joins}", [*columns, "referred"]  # noqa: S608 - constants
