"""Every place of a statement where something can be wrong, and what can be wrong there."""

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_PERSON = {"mbox": "mailto:a@b.vn"}
_SHA2 = "a" * 64
WRONG: dict[str, list[Any]] = {
    "iri": ["done", "", "http://a b", "http://a.vn/<x>", "://x", 1, None, ["http://a.vn"], {}],
    "uuid": ["x", "0f1a5e8e8f0d4d6b9a613c3c7b7b2f10", "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10\n", "", 7, None, {}],
    "time": [
        "yesterday",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:00-00:00",
        "2026-01-01T00:00:00Z ",
        "２０２６-01-01T00:00:00Z",
        "",
        1,
        None,
    ],
    "duration": ["PT", "P", "1 hour", "PT1", "-P1D", "P٣D", "", 5, None],
    "map": ["x", ["x"], None, {"a_b": "x"}, {"vi": 1}, {"vi": None}, {"": "x"}],
    "tag": ["tiếng Việt", "", "a_b", 1, None],
    "mbox": ["a@b.vn", "mailto:", "mailto:a", "mailto:a b@c.vn", 1, None],
    "mbox_sha1sum": ["a" * 39, "a" * 41, "g" * 40, 1, None],
    "openid": ["me", "", "mailto:a@b.vn", None],
    "account": [None, [], "x", {}, {"name": "x"}, {"homePage": "http://a.vn"}, {"homePage": "x", "name": "x"}],
    "sha2": ["a" * 55, "z" * 64, 1, None],
    "boolean": ["true", 1, 0, None, []],
    "text": [1, None, ["x"], {}, True],
    "number": ["1", None, True, []],
    "scaled": [1.01, -1.01, "0.5", None],
    "length": ["1", -1, 1.5, None],
    "extensions": ["x", [], None, {"x": 1}, {"": 1}],
    "list": [None, {}, "x", [1], [None]],
    "person": [
        None,
        [],
        {},
        "mailto:a@b.vn",
        {"name": "x"},
        _PERSON | {"openid": "https://a.vn/x"},
        _PERSON | {"objectType": "Person"},
        _PERSON | {"Name": "x"},
        {"objectType": "Group"},
        {"objectType": "Group", "member": []},
        {"objectType": "Group", "member": [{"objectType": "Group", "member": [_PERSON]}]},
    ],
    "thing": [None, [], "x", {}, {"objectType": "Thing", "id": "http://a.vn/x"}, {"objectType": "StatementRef"}],
    "activities": [None, "x", {}, [{}], [{"id": "x"}], {"id": "http://a.vn", "name": "x"}],
    "object": [None, [], "x", 1],
    "interaction": ["guess", None, 1],
    "version": ["3.0.0", "1.1.0", "", None, 1],
}
_CONTEXT = {
    "registration": "uuid",
    "instructor": "person",
    "team": "person",
    "revision": "text",
    "platform": "text",
    "language": "tag",
    "statement": "thing",
    "extensions": "extensions",
}
_PARTS = {"timestamp": "time", "stored": "time", "version": "version", "authority": "person", "attachments": "list"}
_RESULT = {"success": "boolean", "completion": "boolean", "response": "text", "duration": "duration", "score": "object"}
_FILE = {
    "usageType": "iri",
    "display": "map",
    "contentType": "text",
    "length": "length",
    "sha2": "sha2",
    "fileUrl": "iri",
}
_DEFINITION = {
    "name": "map",
    "description": "map",
    "type": "iri",
    "moreInfo": "iri",
    "extensions": "extensions",
    "interactionType": "interaction",
    "correctResponsesPattern": "list",
    **dict.fromkeys(("choices", "scale", "source", "target", "steps"), "list"),
}


class Spot(NamedTuple):
    """A place: its path as refusals name it, the object it lies in, its key there, what stands there, whether it must."""

    path: str
    holder: dict
    key: str
    kind: str
    needed: bool = False


def _members(holder: dict, path: str, kinds: dict[str, str], needed: tuple[str, ...] = ()) -> Iterator[Spot]:
    for key, kind in kinds.items():
        if key in holder:
            yield Spot(f"{path}.{key}", holder, key, kind, key in needed)


def _person(person: dict, path: str) -> Iterator[Spot]:
    yield from _members(person, path, {name: name for name in ("mbox", "mbox_sha1sum", "openid", "account")})
    yield from _members(person, path, {"name": "text"})
    if "account" in person:
        kinds = {"homePage": "iri", "name": "text"}
        yield from _members(person["account"], f"{path}.account", kinds, ("homePage", "name"))
    for number, member in enumerate(person.get("member", ())):
        yield from _person(member, f"{path}.member[{number}]")


def _activity(activity: dict, path: str) -> Iterator[Spot]:
    yield from _members(activity, path, {"id": "iri", "definition": "object"}, ("id",))
    yield from _members(activity.get("definition", {}), f"{path}.definition", _DEFINITION)


def _context(context: dict, path: str) -> Iterator[Spot]:
    yield from _members(context, path, _CONTEXT)
    for name in ("instructor", "team"):
        yield from _person(context.get(name, {}), f"{path}.{name}")
    kinds = context.get("contextActivities", {})
    yield from _members(kinds, f"{path}.contextActivities", dict.fromkeys(kinds, "activities"))
    for kind, found in kinds.items():
        for number, activity in enumerate(found if isinstance(found, list) else [found]):
            place = f"[{number}]" if isinstance(found, list) else ""
            yield from _activity(activity, f"{path}.contextActivities.{kind}{place}")
    for name, inside in (("contextAgents", "agent"), ("contextGroups", "group")):
        for number, entry in enumerate(context.get(name, ())):
            place = f"{path}.{name}[{number}]"
            yield from _members(entry, place, {inside: "person", "relevantTypes": "list"}, (inside,))
            yield from _person(entry[inside], f"{place}.{inside}")


def spots(statement: dict, path: str = "statement") -> Iterator[Spot]:
    """All places of a valid statement."""
    needed = ("actor", "verb", "object")
    own = {"actor": "person", "verb": "object", "object": "thing", "context": "object", "result": "object"}
    yield from _members(statement, path, own | _PARTS | ({"id": "uuid"} if path == "statement" else {}), needed)
    yield from _person(statement["actor"], f"{path}.actor")
    yield from _members(statement["verb"], f"{path}.verb", {"id": "iri", "display": "map"}, ("id",))
    thing, where = statement["object"], f"{path}.object"
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        yield from _activity(thing, where)
    elif kind in ("Agent", "Group"):
        yield from _person(thing, where)
    elif kind == "StatementRef":
        yield from _members(thing, where, {"id": "uuid"}, ("id",))
    else:
        yield from spots(thing, where)
    result = statement.get("result", {})
    yield from _members(result, f"{path}.result", _RESULT | {"extensions": "extensions"})
    score = dict.fromkeys(("raw", "min", "max"), "number") | {"scaled": "scaled"}
    yield from _members(result.get("score", {}), f"{path}.result.score", score)
    yield from _context(statement.get("context", {}), f"{path}.context")
    for number, file in enumerate(statement.get("attachments", ())):
        yield from _members(
            file, f"{path}.attachments[{number}]", _FILE, tuple(name for name in _FILE if name != "fileUrl")
        )


class Spoiled(NamedTuple):
    """A statement with one thing wrong, the paths a refusal may name, and what was done."""

    statement: dict
    path: str
    structural: bool
    what: str


@st.composite
def spoiled(draw, valid: SearchStrategy[dict]) -> Spoiled:
    """A valid statement in which one place was dropped, misspelled, joined by an unknown member, or given a wrong value."""
    statement = copy.deepcopy(draw(valid))
    found = list(spots(statement))
    ways = st.sampled_from(("wrong", "wrong", "wrong", "drop", "case", "unknown"))
    way = draw(ways)
    if way in ("drop", "case"):
        found = [spot for spot in found if spot.needed]
    spot = draw(st.sampled_from(found))
    if way == "wrong":
        spot.holder[spot.key] = draw(st.sampled_from(WRONG[spot.kind]))
    elif way == "drop":
        del spot.holder[spot.key]
    elif way == "case":
        spot.holder[spot.key.upper()] = spot.holder.pop(spot.key)
    else:
        spot.holder["unknownMember"] = spot.holder[spot.key]
    return Spoiled(statement, spot.path, way != "wrong", f"{way} {spot.path} ({spot.kind})")


def named(spoil: Spoiled, path: str) -> bool:
    """Whether the path of a refusal is the spoiled place, or lies in it; for a member that is missing or unknown: around it."""
    if path == spoil.path or path.startswith((f"{spoil.path}.", f"{spoil.path}[")):
        return True
    return spoil.structural and path in (
        spoil.path.rpartition(".")[0],
        f"{spoil.path.rpartition('.')[0]}.unknownMember",
    )
