"""When two statements are the same (pure): Statement Comparison Requirements of xAPI 1.0.3 Data 2.3.1 and 2.0 4.2.1."""

import hashlib
import json
from typing import Any

import orjson

from learning_records.spec.durations import comparable as comparable_duration
from learning_records.spec.statement import ifi, instant

_IFIS = ("mbox", "mbox_sha1sum", "openid", "account")
_COMPARED_OTHERWISE = frozenset(("objectType", "name", "member", *_IFIS))
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))


def fingerprint(statement: dict) -> bytes:
    """SHA-256 over what makes a statement this statement: equal fingerprints mean logically equal statements.

    Left out: id, stored, authority, version (the store sets them), the display of verbs, definitions of activities, names of
    agents. Times compare as instants, durations as lengths up to a hundredth of a second, numbers by value, SHA-2 without
    regard to case, groups as sets.
    """
    plain = _comparable(statement)
    for name in ("id", "stored", "authority", "version"):
        plain.pop(name, None)
    return hashlib.sha256(_sorted(plain)).digest()


def _sorted(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value, sort_keys=True).encode()


def _comparable(statement: dict) -> dict:
    out = statement.copy()
    out["actor"] = _comparable_agent(statement["actor"])
    out["verb"] = {"id": statement["verb"]["id"]}
    out["object"] = _comparable_object(statement["object"])
    if "timestamp" in out:
        out["timestamp"] = instant(out["timestamp"]).isoformat()
    if "result" in out:
        out["result"] = result = _numbers(out["result"])
        if "duration" in result:
            result["duration"] = comparable_duration(result["duration"])
    if "context" in out:
        out["context"] = _comparable_context(out["context"])
    if "attachments" in out:
        out["attachments"] = [_comparable_attachment(attachment) for attachment in out["attachments"]]
        if not out["attachments"]:
            del out["attachments"]
    return out


def _numbers(value: Any) -> Any:
    """The same with whole numbers as whole numbers: 1.0 and 1 are one number in JSON."""
    kind = type(value)
    if kind is float:
        return int(value) if value.is_integer() else value
    if kind is dict:
        return {key: inner if type(inner) in _AS_THEY_ARE else _numbers(inner) for key, inner in value.items()}
    return [_numbers(inner) for inner in value] if kind is list else value


def _comparable_attachment(attachment: dict) -> dict:
    """The SHA-2 is hexadecimal: its letters may be large or small."""
    return _numbers(attachment) | {"sha2": attachment["sha2"].lower()}


def _comparable_agent(agent: dict) -> dict:
    out = {"objectType": agent.get("objectType", "Agent")}
    if own := ifi(agent):
        out["ifi"] = own
    for name, value in agent.items():
        if name not in _COMPARED_OTHERWISE:
            out[name] = value
    if "member" in agent:
        members = [_comparable_agent(member) for member in agent["member"]]
        out["member"] = sorted(members, key=_sorted)
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
    out: dict[str, Any] = {}
    for name, value in context.items():
        if name == "contextActivities":
            out[name] = {kind: _ids_of(found) for kind, found in value.items()}
        else:
            out[name] = value if type(value) is str else _numbers(value)
    for name in ("instructor", "team"):
        if name in out:
            out[name] = _comparable_agent(out[name])
    for name, kind in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in out:
            out[name] = [entry | {kind: _comparable_agent(entry[kind])} for entry in out[name]]
    if "registration" in out:
        out["registration"] = out["registration"].lower()
    if "statement" in out:
        out["statement"] = _comparable_object(out["statement"])
    return out


def _ids_of(found: list[dict] | dict) -> list[str]:
    if isinstance(found, dict):
        return [found["id"]]
    return [found[0]["id"]] if len(found) == 1 else sorted(activity["id"] for activity in found)
