"""The shape of a statement (pure): who and what it names, and in which role.

Source: xAPI 1.0.3 Data 2 and 3.1.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from learning_records.vocabulary import VERBS


class Role(IntEnum):
    """In which place of a statement an agent or activity stands."""

    ACTOR = 1
    OBJECT = 2
    AUTHORITY = 3
    INSTRUCTOR = 4
    TEAM = 5
    CONTEXT_AGENT = 6
    CONTEXT_GROUP = 7
    PARENT = 11
    GROUPING = 12
    CATEGORY = 13
    OTHER = 14
    SUB = 100  # added when the place lies in a SubStatement
    MEMBER = 200  # added for a member of a group in that place


_PLACES = {
    Role.ACTOR: "actor",
    Role.OBJECT: "object",
    Role.AUTHORITY: "authority",
    Role.INSTRUCTOR: "context.instructor",
    Role.TEAM: "context.team",
    Role.CONTEXT_AGENT: "context.contextAgents",
    Role.CONTEXT_GROUP: "context.contextGroups",
    Role.PARENT: "context.contextActivities.parent",
    Role.GROUPING: "context.contextActivities.grouping",
    Role.CATEGORY: "context.contextActivities.category",
    Role.OTHER: "context.contextActivities.other",
}


def place_of(role: int) -> str:
    """The property that a role (`Role`, with SUB and MEMBER added) stands for: object.context.team.member."""
    in_sub, of_group = role % Role.MEMBER >= Role.SUB, role >= Role.MEMBER
    return f"{'object.' if in_sub else ''}{_PLACES[Role(role % Role.SUB)]}{'.member' if of_group else ''}"


_CONTEXT_ROLES = {"parent": Role.PARENT, "grouping": Role.GROUPING, "category": Role.CATEGORY, "other": Role.OTHER}


@dataclass
class Links:
    """What a statement names: (ifi, role) of agents, (iri, role) of activities, the target of a reference.

    `definitions` are those the statement brings along, `names` those of agents; `single_activities` says that a context
    activity stands alone where a list is returned; `in_sub` that the object is a SubStatement.
    """

    agents: list[tuple[str, int]] = field(default_factory=list)
    activities: list[tuple[str, int]] = field(default_factory=list)
    definitions: list[tuple[str, dict]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    single_activities: bool = False
    reference: str | None = None
    in_sub: bool = False


def ifi(agent: dict) -> str | None:
    """The inverse functional identifier as one comparable string; None for an anonymous group."""
    if "mbox" in agent:
        name, _at, domain = agent["mbox"].rpartition("@")
        return f"mbox|{name}@{domain.lower()}"
    if "mbox_sha1sum" in agent:
        return f"mbox_sha1sum|{agent['mbox_sha1sum'].lower()}"
    if "openid" in agent:
        return f"openid|{agent['openid']}"
    if "account" in agent:
        return f"account|{agent['account']['homePage']}|{agent['account']['name']}"
    return None


def _agents(agent: dict, role: int, found: Links) -> None:
    _agent(agent, role, found)
    for member in agent.get("member", ()):
        _agent(member, role + Role.MEMBER, found)


def _agent(agent: dict, role: int, found: Links) -> None:
    own = ifi(agent)
    if own:
        found.agents.append((own, role))
        if agent.get("name"):
            found.names.setdefault(own, agent["name"])


def links(statement: dict, sub: int = 0) -> Links:
    """Everything the statement names, with roles; `sub` is Role.SUB inside a SubStatement."""
    found = Links()
    _add_links(statement, found, sub)
    return found


def _add_links(statement: dict, found: Links, sub: int) -> None:
    _agents(statement["actor"], Role.ACTOR + sub, found)
    _object_links(statement["object"], found, sub)
    context = statement.get("context")
    if context:
        _context_links(context, found, sub)


def _context_links(context: dict, found: Links, sub: int) -> None:
    for name, role in (("instructor", Role.INSTRUCTOR), ("team", Role.TEAM)):
        if name in context:
            _agents(context[name], role + sub, found)
    for entry in context.get("contextAgents", ()):
        _agents(entry["agent"], Role.CONTEXT_AGENT + sub, found)
    for entry in context.get("contextGroups", ()):
        _agents(entry["group"], Role.CONTEXT_GROUP + sub, found)
    for kind, activities in context.get("contextActivities", {}).items():
        if isinstance(activities, dict):
            found.single_activities = True
            activities = [activities]
        for activity in activities:
            _activity(activity, _CONTEXT_ROLES[kind] + sub, found)


def _activity(activity: dict, role: int, found: Links) -> None:
    found.activities.append((activity["id"], role))
    if activity.get("definition"):
        found.definitions.append((activity["id"], activity["definition"]))


def _object_links(thing: dict, found: Links, sub: int) -> None:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        _activity(thing, Role.OBJECT + sub, found)
    elif kind in ("Agent", "Group"):
        _agents(thing, Role.OBJECT + sub, found)
    elif kind == "StatementRef":
        if not sub:
            found.reference = thing["id"].lower()
    elif kind == "SubStatement":
        found.in_sub = True
        _add_links(thing, found, Role.SUB)


def voids(statement: dict) -> str | None:
    """The id this statement voids, or None."""
    if statement["verb"]["id"] != VERBS["voided"]:
        return None
    return statement["object"]["id"].lower()


def instant(text: str) -> datetime:
    """An ISO 8601 time as UTC; without a zone it is taken as UTC. Raises ValueError, also for one before year 1 or after 9999.

    A leap second, 23:59:60 UTC at the end of a month, is the instant that follows it (RFC 3339 5.7; as PostgreSQL has it).
    """
    return _remembered(text) if len(text) <= _USUAL else _instant(text)  # no memory for digits without end


def _instant(text: str) -> datetime:
    text = text.replace("z", "Z").replace(" ", "T")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _leap(text)
    if found.tzinfo is UTC:
        return found
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError as problem:
        raise _out_of_years() from problem


def _leap(text: str) -> datetime:
    before = _LEAP.sub(r"\g<1>59", text)
    if before == text:
        raise ValueError("no time of ISO 8601")
    found = _instant(before)
    try:
        after = found + timedelta(seconds=1)
    except OverflowError as problem:
        raise _out_of_years() from problem
    if (found.hour, found.minute) != (23, 59) or after.day != 1:
        raise ValueError("a leap second comes at 23:59:60 UTC at the end of a month")
    return after


def _out_of_years() -> ValueError:
    return ValueError("in UTC, a time lies in the years 1 to 9999")


_LEAP = re.compile(r"([Tt]\d\d:?\d\d:?)60(?=[Z.,+-]|$)", re.ASCII)
_USUAL = 40  # characters
_remembered = lru_cache(maxsize=4096)(_instant)  # the time of one statement is asked for three times on its way in


_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


def showable(moment: datetime) -> datetime:
    """The moment, or the nearest that has a local time everywhere and days before and after it: there are years 1 to 9999."""
    return min(max(moment, _FIRST), _LAST)


def iso(moment: datetime) -> str:
    """UTC with microseconds and Z, as the store writes its own times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
