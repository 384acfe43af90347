"""The formats in which statements are given back: exact, ids, canonical."""

import json
from collections.abc import Iterator, Sequence

from learning_records import driver
from learning_records.models import Activity
from learning_records.query.languages import Wanted, one_language, wanted
from learning_records.query.paging import Found
from learning_records.spec.schemas import COMPONENTS

_IDENTIFYING = ("objectType", "mbox", "mbox_sha1sum", "openid", "account")


def dump(value: object) -> str:
    """JSON without spaces, Vietnamese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _only_ids(thing: dict) -> dict:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        return {"id": thing["id"]}  # the default type need not be said
    if kind in ("Agent", "Group"):
        kept = {k: v for k, v in thing.items() if k in _IDENTIFYING}
        if len(kept) == 1 and "member" in thing:  # an anonymous group is nothing but its members
            kept["member"] = [_only_ids({"objectType": "Agent"} | member) for member in thing["member"]]
        return kept
    return _ids(thing) if kind == "SubStatement" else thing


def _agent_ids(agent: dict) -> dict:
    return _only_ids({"objectType": "Agent"} | agent)


def _ids(statement: dict) -> dict:
    out = statement | {
        "actor": _agent_ids(statement["actor"]),
        "verb": {"id": statement["verb"]["id"]},
        "object": _only_ids(statement["object"]),
    }
    context = dict(statement.get("context", {}))
    for kind, found in context.get("contextActivities", {}).items():
        context["contextActivities"] = context["contextActivities"] | {
            kind: [_only_ids(activity) for activity in found]
        }
    for name in ("instructor", "team"):
        if name in context:
            context[name] = _agent_ids(context[name])
    for name, kind in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            context[name] = [entry | {kind: _agent_ids(entry[kind])} for entry in context[name]]
    return out | ({"context": context} if context else {})


def _chosen(thing: dict, reader: Wanted, names: Sequence[str]) -> dict:
    return thing | {name: one_language(thing[name], reader) for name in names if name in thing}


def _canonical_activity(activity: dict, known: dict[str, dict], reader: Wanted) -> dict:
    definition = known.get(activity["id"]) or activity.get("definition")
    if not definition:
        return activity
    definition = _chosen(definition, reader, ("name", "description"))
    for part in COMPONENTS:
        if part in definition:
            definition[part] = [_chosen(component, reader, ("description",)) for component in definition[part]]
    return activity | {"definition": definition}


def _canonical(statement: dict, known: dict[str, dict], reader: Wanted) -> dict:
    out = statement | {"verb": _chosen(statement["verb"], reader, ("display",))}
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        out["object"] = _canonical_activity(thing, known, reader)
    elif kind == "SubStatement":
        out["object"] = _canonical(thing, known, reader)
    context = statement.get("context", {})
    if "contextActivities" in context:
        lists = {
            name: [_canonical_activity(activity, known, reader) for activity in found]
            for name, found in context["contextActivities"].items()
        }
        out["context"] = context | {"contextActivities": lists}
    if "attachments" in statement:
        out["attachments"] = [_chosen(a, reader, ("display", "description")) for a in statement["attachments"]]
    return out


def _activities(statement: dict) -> Iterator[str]:
    thing = statement["object"]
    if thing.get("objectType", "Activity") == "Activity":
        yield thing["id"]
    elif thing["objectType"] == "SubStatement":
        yield from _activities(thing)
    for found in statement.get("context", {}).get("contextActivities", {}).values():
        yield from (activity["id"] for activity in found)


def _known(statements: Sequence[dict]) -> dict[str, dict]:
    iris = {iri for statement in statements for iri in _activities(statement)}
    rows = (
        Activity.objects.using(driver.alias())
        .filter(iri__in=iris, definition__isnull=False)
        .values_list("iri", "definition")
    )
    return {iri: json.loads(text) for iri, text in rows}


def shaped(rows: Sequence[Found], form: str, accept_language: str = "") -> list[str]:
    """The JSON of statements in the format asked for.

    A reader of 1.0.x gets statements of 2.0 as they are, with their version: they must not be turned into an earlier form
    (1.0.3 Communication 3.3), and a reader of 1.0.x ignores the properties that it does not know.
    """
    if form == "exact":
        return [row.text for row in rows]
    statements = [json.loads(row.text) for row in rows]
    if form == "ids":
        return [dump(_ids(statement)) for statement in statements]
    reader, known = wanted(accept_language), _known(statements)
    return [dump(_canonical(statement, known, reader)) for statement in statements]
