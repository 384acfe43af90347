"""The formats in which statements are given back: exact, ids, canonical; and older readers are spared newer words."""

import json
import re
from collections.abc import Iterator, Sequence

from django.utils.translation.trans_real import parse_accept_lang_header

from learning_records import driver
from learning_records.models import Activity
from learning_records.query.paging import Found

_IDENTIFYING = ("objectType", "mbox", "mbox_sha1sum", "openid", "account")
_COMPONENTS = ("choices", "scale", "source", "target", "steps")


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


def _one_language(language_map: dict, wanted: list[str]) -> dict:
    if len(language_map) < 2:
        return language_map
    for code in wanted:
        whole = [key for key in language_map if key.lower() == code]
        near = [key for key in language_map if key.lower().split("-")[0] == code.split("-")[0]]
        if whole or near:
            return {key: language_map[key] for key in (whole or near)[:1]}
    first = "und" if "und" in language_map else next(iter(language_map))
    return {first: language_map[first]}


def _chosen(thing: dict, wanted: list[str], names: Sequence[str]) -> dict:
    return thing | {name: _one_language(thing[name], wanted) for name in names if name in thing}


def _canonical_activity(activity: dict, known: dict[str, dict], wanted: list[str]) -> dict:
    definition = known.get(activity["id"]) or activity.get("definition")
    if not definition:
        return activity
    definition = _chosen(definition, wanted, ("name", "description"))
    for part in _COMPONENTS:
        if part in definition:
            definition[part] = [_chosen(component, wanted, ("description",)) for component in definition[part]]
    return activity | {"definition": definition}


def _canonical(statement: dict, known: dict[str, dict], wanted: list[str]) -> dict:
    out = statement | {"verb": _chosen(statement["verb"], wanted, ("display",))}
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        out["object"] = _canonical_activity(thing, known, wanted)
    elif kind == "SubStatement":
        out["object"] = _canonical(thing, known, wanted)
    context = statement.get("context", {})
    if "contextActivities" in context:
        lists = {
            name: [_canonical_activity(activity, known, wanted) for activity in found]
            for name, found in context["contextActivities"].items()
        }
        out["context"] = context | {"contextActivities": lists}
    if "attachments" in statement:
        out["attachments"] = [_chosen(a, wanted, ("display", "description")) for a in statement["attachments"]]
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


_ESCAPED_LETTER = re.compile(r"\\u00[4-7]")


def _maybe_newer(text: str) -> bool:
    # Not by the version: a statement sent with 2.0 may call itself 1.0.3. Escaped letters, which no writer needs, may hide
    # a word.
    if '"contextAgents"' in text or '"contextGroups"' in text:
        return True
    return "\\u00" in text and _ESCAPED_LETTER.search(text) is not None


def _for_1_0(statement: dict) -> dict:
    out = statement
    context = statement.get("context", {})
    if {"contextAgents", "contextGroups"} & set(context):
        out = statement | {"context": {k: v for k, v in context.items() if k not in ("contextAgents", "contextGroups")}}
    if statement["object"].get("objectType") == "SubStatement":
        out = out | {"object": _for_1_0(statement["object"])}
    return out


def _exact_for_1_0(text: str) -> str:
    if not _maybe_newer(text):
        return text
    statement = json.loads(text)
    plain = _for_1_0(statement)
    return text if plain == statement else dump(plain)


def shaped(rows: Sequence[Found], form: str, version: str, accept_language: str = "") -> list[str]:
    """The JSON of statements in the format asked for. A 1.0.x reader gets no property that only 2.0 knows."""
    older = version.startswith("1")
    if form == "exact":
        return [_exact_for_1_0(row.text) if older else row.text for row in rows]
    statements = [json.loads(row.text) for row in rows]
    if form == "ids":
        statements = [_ids(statement) for statement in statements]
    else:
        wanted = [code for code, _weight in parse_accept_lang_header(accept_language)]
        known = _known(statements)
        statements = [_canonical(statement, known, wanted) for statement in statements]
    return [dump(_for_1_0(statement) if older else statement) for statement in statements]
