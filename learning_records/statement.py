"""The shape of a statement (pure): who and what it names, in which role, and when two are the same.

Source: xAPI 1.0.3 Data 2 and 3.1; equality as in Data 2.3.1 (Statement Comparison Requirements).
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from learning_records.vocabulary import VERBS

_DURATION_CENTS = re.compile(r"(\.\d\d)\d+S$")


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


@dataclass
class Links:
    """What a statement names: (ifi, role) of agents, (iri, role) of activities, the target of a reference."""

    agents: list[tuple[str, int]] = field(default_factory=list)
    activities: list[tuple[str, int]] = field(default_factory=list)
    definitions: dict[str, dict] = field(default_factory=dict)
    reference: str | None = None


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


def _agents(agent: dict, role: int) -> Iterator[tuple[str, int]]:
    own = ifi(agent)
    if own:
        yield own, role
    for member in agent.get("member", ()):
        inner = ifi(member)
        if inner:
            yield inner, role + Role.MEMBER


def links(statement: dict, sub: int = 0) -> Links:
    """Everything the statement names, with roles; `sub` is Role.SUB inside a SubStatement."""
    found = Links()
    found.agents += _agents(statement["actor"], Role.ACTOR + sub)
    _object_links(statement["object"], found, sub)
    context = statement.get("context", {})
    for name, role in (("instructor", Role.INSTRUCTOR), ("team", Role.TEAM)):
        if name in context:
            found.agents += _agents(context[name], role + sub)
    for entry in context.get("contextAgents", ()):
        found.agents += _agents(entry["agent"], Role.CONTEXT_AGENT + sub)
    for entry in context.get("contextGroups", ()):
        found.agents += _agents(entry["group"], Role.CONTEXT_GROUP + sub)
    roles = {"parent": Role.PARENT, "grouping": Role.GROUPING, "category": Role.CATEGORY, "other": Role.OTHER}
    for kind, activities in context.get("contextActivities", {}).items():
        for activity in activities if isinstance(activities, list) else [activities]:
            _activity(activity, roles[kind] + sub, found)
    return found


def _activity(activity: dict, role: int, found: Links) -> None:
    found.activities.append((activity["id"], role))
    if activity.get("definition"):
        found.definitions.setdefault(activity["id"], activity["definition"])


def _object_links(thing: dict, found: Links, sub: int) -> None:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        _activity(thing, Role.OBJECT + sub, found)
    elif kind in ("Agent", "Group"):
        found.agents += _agents(thing, Role.OBJECT + sub)
    elif kind == "StatementRef":
        if not sub:
            found.reference = thing["id"].lower()
    elif kind == "SubStatement":
        inner = links(thing, Role.SUB)
        found.agents += inner.agents
        found.activities += inner.activities
        found.definitions |= inner.definitions


def voids(statement: dict) -> str | None:
    """The id this statement voids, or None."""
    if statement["verb"]["id"] != VERBS["voided"]:
        return None
    return statement["object"]["id"].lower()


def instant(text: str) -> datetime:
    """An ISO 8601 time as UTC; without a zone it is taken as UTC. Raises ValueError."""
    cleaned = text.replace("z", "Z").replace(" ", "T")
    found = datetime.fromisoformat(cleaned)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def fingerprint(statement: dict) -> bytes:
    """SHA-256 over what makes a statement this statement: equal fingerprints mean logically equal statements."""
    plain = {k: v for k, v in statement.items() if k not in ("id", "stored", "authority", "version")}
    text = json.dumps(_comparable(plain), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _comparable(statement: dict) -> dict:
    out = dict(statement)
    out["actor"] = _comparable_agent(statement["actor"])
    out["verb"] = {"id": statement["verb"]["id"]}
    out["object"] = _comparable_object(statement["object"])
    if "timestamp" in statement:
        out["timestamp"] = instant(statement["timestamp"]).isoformat()
    if "result" in statement and "duration" in statement["result"]:
        out["result"] = statement["result"] | {"duration": _DURATION_CENTS.sub(r"\1S", statement["result"]["duration"])}
    if "context" in statement:
        out["context"] = _comparable_context(statement["context"])
    return out


def _comparable_agent(agent: dict) -> dict:
    out = {k: v for k, v in agent.items() if k != "name"}
    out.setdefault("objectType", "Agent")
    if "member" in agent:
        members = [_comparable_agent(member) for member in agent["member"]]
        out["member"] = sorted(members, key=lambda member: json.dumps(member, sort_keys=True))
    return out


def _comparable_object(thing: dict) -> dict:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        return {"objectType": "Activity", "id": thing["id"]}
    if kind in ("Agent", "Group"):
        return _comparable_agent(thing)
    if kind == "SubStatement":
        return _comparable(thing)
    return {"objectType": kind, "id": thing["id"].lower()}


def _comparable_context(context: dict) -> dict:
    out = dict(context)
    for name in ("instructor", "team"):
        if name in out:
            out[name] = _comparable_agent(out[name])
    if "registration" in out:
        out["registration"] = out["registration"].lower()
    if "contextActivities" in out:
        out["contextActivities"] = {
            kind: sorted(activity["id"] for activity in (found if isinstance(found, list) else [found]))
            for kind, found in out["contextActivities"].items()
        }
    return out
