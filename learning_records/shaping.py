"""The formats in which a statement is given back: exact, ids, canonical; and older readers are spared newer words."""

import json

from django.utils.translation.trans_real import parse_accept_lang_header

from learning_records.models import Activity, Statement
from learning_records.pages import dump
from learning_records.queries import text_of


def _only_ids(thing: dict) -> dict:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        return {"objectType": "Activity", "id": thing["id"]} if "objectType" in thing else {"id": thing["id"]}
    if kind in ("Agent", "Group"):
        kept = {k: v for k, v in thing.items() if k in ("objectType", "mbox", "mbox_sha1sum", "openid", "account")}
        if len(kept) == 1 and "member" in thing:
            kept["member"] = [_only_ids({"objectType": "Agent"} | member) for member in thing["member"]]
        return kept
    if kind == "SubStatement":
        return _ids(thing)
    return thing


def _ids(statement: dict) -> dict:
    out = dict(statement)
    out["actor"] = _only_ids({"objectType": "Agent"} | statement["actor"])
    out["verb"] = {"id": statement["verb"]["id"]}
    out["object"] = _only_ids(statement["object"])
    context = dict(statement.get("context", {}))
    if "contextActivities" in context:
        context["contextActivities"] = {
            kind: [_only_ids(a) for a in (found if isinstance(found, list) else [found])]
            for kind, found in context["contextActivities"].items()
        }
    for name in ("instructor", "team"):
        if name in context:
            context[name] = _only_ids({"objectType": "Agent"} | context[name])
    return out | ({"context": context} if context else {})


def _one_language(language_map: dict, wanted: list[str]) -> dict:
    if len(language_map) < 2:
        return language_map
    for code in wanted:
        for key in language_map:
            if key.lower() == code or key.lower().split("-")[0] == code.split("-")[0]:
                return {key: language_map[key]}
    first = next(iter(language_map))
    return {first: language_map[first]}


def _canonical(statement: dict, wanted: list[str]) -> dict:
    out = dict(statement)
    if "display" in out["verb"]:
        out["verb"] = out["verb"] | {"display": _one_language(out["verb"]["display"], wanted)}
    thing = out["object"]
    if thing.get("objectType", "Activity") == "Activity":
        row = Activity.objects.filter(iri=thing["id"]).only("definition").first()
        definition = json.loads(row.definition) if row and row.definition else thing.get("definition")
        if definition:
            one = {k: _one_language(v, wanted) if k in ("name", "description") else v for k, v in definition.items()}
            out["object"] = thing | {"definition": one}
    elif thing.get("objectType") == "SubStatement":
        out["object"] = _canonical(thing, wanted)
    return out


def _for_1_0(statement: dict) -> dict:
    context = statement.get("context", {})
    if not {"contextAgents", "contextGroups"} & set(context):
        return statement
    kept = {k: v for k, v in context.items() if k not in ("contextAgents", "contextGroups")}
    return statement | {"context": kept}


def shaped(row: Statement, form: str, version: str, accept_language: str = "") -> str:
    """The statement's JSON in the format asked for. A 1.0.x reader gets no property that only 2.0 knows."""
    text = text_of(row)
    if form == "exact" and not (version.startswith("1") and row.version.startswith("2")):
        return text
    statement = json.loads(text)
    if form == "ids":
        statement = _ids(statement)
    elif form == "canonical":
        statement = _canonical(statement, [code for code, _weight in parse_accept_lang_header(accept_language)])
    return dump(_for_1_0(statement) if version.startswith("1") else statement)
