"""Valid statements of both versions, of every kind there is (hypothesis), and JSON texts that spell them in many ways."""

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_ODD_NUMBERS = ("-0", "0.0", "-0.0", "1E2", "1e+2", "1.0", "100000000000000000000", "1e308", "5e-324", "1e-400", "0.10")
_TAGS = ("vi", "en-US", "und", "zh-Hant-TW", "x-klingon", "i-enochian", "de-CH-1901", "sl-rozaj-biske", "VI-vn")
_STYLES = ((False, ",", ":"), (True, ",", ":"), (False, ", ", ": "), (True, " ,\n", "\t: "), (False, ",\r\n  ", " :"))


class Number(float):
    """A number that remembers how it is written."""

    text: str

    def __new__(cls, text: str) -> "Number":
        made = super().__new__(cls, text)
        made.text = text
        return made


def written(value: Any, style: tuple[bool, str, str] = _STYLES[0]) -> str:
    """The value as JSON; the style says whether other characters are escaped, and what stands after members and names."""
    ascii_only, comma, colon = style
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        inside = (f"{json.dumps(k, ensure_ascii=ascii_only)}{colon}{written(v, style)}" for k, v in value.items())
        return "{" + comma.join(inside) + "}"
    if isinstance(value, list):
        return "[" + comma.join(written(inner, style) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


styles = st.sampled_from(_STYLES)
text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
word = st.text("abcXYZ019-_.~đạọ", min_size=1, max_size=8)
_in_iri = st.characters(codec="utf-8", exclude_categories=("Z", "C"), exclude_characters='<>"{}|\\^`\ufeff\u180e')
iris = st.one_of(
    st.builds("http://example.org/{}".format, word),
    st.builds(
        "{}:{}".format, st.sampled_from(("urn", "tag", "HTTPS", "x+y.z-1")), st.text(_in_iri, min_size=1, max_size=9)
    ),
)
numbers = st.one_of(
    st.integers(-(10**40), 10**40).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(_ODD_NUMBERS),
).map(Number)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, text),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(text, inner, max_size=3)),
    max_leaves=4,
)
uuids = st.builds(lambda found, up: str(found).upper() if up else str(found), st.uuids(), st.booleans())
maps = st.dictionaries(st.sampled_from(_TAGS), text, max_size=2)
extensions = st.dictionaries(iris, values, max_size=2)
times = st.builds(
    lambda day, gap, hour, rest, zone: f"{day}{gap}{hour:02}{rest}{zone}",
    st.dates().map(str).filter(lambda day: "0002" < day < "9998"),
    st.sampled_from("T t".replace(" ", "") + " "),
    st.integers(0, 23),
    st.sampled_from((":00:00", ":59:59.999999999", ":30:15,5", ":07", ":01:02.1", ":01:02.123456", ":01:02.000")),
    st.sampled_from(("Z", "z", "+00:00", "+07:00", "-03:30", "+14:00", "+0700", "-11", "")),
) | st.sampled_from(("2026-02-28", "2024-02-29T12:00Z"))
durations = st.sampled_from(
    ("PT0S", "P3W", "P1Y2M3DT4H5M6.789S", "PT0.001S", "PT2M30.5S", "P0.5D", "PT1,5H", "PT1234567.25S", "P1D", "PT36H")
)


def some(needed: dict[str, SearchStrategy], may: dict[str, SearchStrategy]) -> SearchStrategy[dict]:
    """An object with these members and some of those, in any order."""
    made = st.fixed_dictionaries(needed, optional=may)
    return st.builds(
        lambda members, turn: dict([*members.items()][turn:] + [*members.items()][:turn]), made, st.integers(0, 3)
    )


_identities = st.one_of(
    st.builds(lambda name: {"mbox": f"mailto:{name}@Example.VN"}, word),
    st.binary(min_size=20, max_size=20).map(lambda sha: {"mbox_sha1sum": sha.hex()}),
    st.builds(lambda name: {"openid": f"https://openid.example/{name}"}, word),
    st.builds(lambda home, name: {"account": {"homePage": home, "name": name}}, iris, text),
)


def _with_identity(
    may: dict[str, SearchStrategy], needed: dict[str, SearchStrategy] | None = None
) -> SearchStrategy[dict]:
    return st.builds(lambda own, more: own | more, _identities, some(needed or {}, may))


agents = _with_identity({"objectType": st.just("Agent"), "name": text})
_is_group = {"objectType": st.just("Group")}
groups = st.one_of(
    _with_identity({"name": text, "member": st.lists(agents, max_size=2)}, _is_group),
    some(_is_group | {"member": st.lists(agents, min_size=1, max_size=3)}, {"name": text}),
)
actors = st.one_of(agents, groups)
references = some({"objectType": st.just("StatementRef"), "id": uuids}, {})
verbs = some({"id": iris}, {"display": maps})
_components = st.lists(some({"id": text}, {"description": maps}), max_size=2, unique_by=lambda one: one["id"])
_interaction = some(
    {"interactionType": st.sampled_from(("true-false", "choice", "fill-in", "matching", "likert", "numeric", "other"))},
    {
        "correctResponsesPattern": st.lists(text, max_size=2),
        "choices": _components,
        "scale": _components,
        "source": _components,
        "target": _components,
        "steps": _components,
    },
)
_definition = some({}, {"name": maps, "description": maps, "type": iris, "moreInfo": iris, "extensions": extensions})
definitions = st.builds(lambda plain, asked: plain | asked, _definition, st.one_of(st.just({}), _interaction))
activities = some({"id": iris}, {"objectType": st.just("Activity"), "definition": definitions})
_score = st.builds(
    lambda three, scaled, kept: {
        name: value
        for name, value in zip(("min", "raw", "max", "scaled"), [*map(Number, map(str, three)), scaled], strict=True)
        if name in kept
    },
    st.lists(st.integers(-(10**20), 10**20), min_size=3, max_size=3, unique=True).map(sorted),
    st.floats(-1, 1).map(repr).map(Number) | st.sampled_from(("1", "-1.0", "1E-2")).map(Number),
    st.sets(st.sampled_from(("min", "raw", "max", "scaled"))),
)
results = some(
    {},
    {
        "score": _score,
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": text,
        "duration": durations,
        "extensions": extensions,
    },
)
attachments = st.lists(
    some(
        {
            "usageType": iris,
            "display": maps,
            "contentType": st.sampled_from(("text/plain", "application/pdf", "image/png; q=1")),
            "length": st.integers(0, 10**18),
            "sha2": st.binary(min_size=32, max_size=32).map(lambda sha: sha.hex()),
            "fileUrl": iris,
        },
        {"description": maps},
    ),
    max_size=2,
)
_some_activities = st.one_of(activities, st.lists(activities, max_size=2))


def contexts(version: str, *, of_activity: bool) -> SearchStrategy[dict]:
    """The context of a statement whose object is an activity, or is none."""
    may = {
        "registration": uuids,
        "instructor": actors,
        "team": groups,
        "contextActivities": some({}, dict.fromkeys(("parent", "grouping", "category", "other"), _some_activities)),
        "language": st.sampled_from(_TAGS),
        "statement": references,
        "extensions": extensions,
    }
    if of_activity:
        may |= {"revision": text, "platform": text}
    if version.startswith("2"):
        types = {"relevantTypes": st.lists(iris, min_size=1, max_size=2)}
        agent = {"objectType": st.just("contextAgent"), "agent": agents}
        group = {"objectType": st.just("contextGroup"), "group": groups}
        may |= {
            "contextAgents": st.lists(some(agent, types), max_size=2),
            "contextGroups": st.lists(some(group, types), max_size=2),
        }
    return some({}, may)


def _about(version: str, things: SearchStrategy[dict], needed: dict, may: dict, *, of_activity: bool) -> SearchStrategy:
    parts = {"actor": actors, "verb": verbs, "object": things}
    context = {"context": contexts(version, of_activity=of_activity)}
    return some(parts | needed, {"result": results, "timestamp": times, "attachments": attachments} | context | may)


def _any_object(version: str, needed: dict, may: dict, more: SearchStrategy | None = None) -> SearchStrategy[dict]:
    kinds = [
        agents.map(lambda agent: agent | {"objectType": "Agent"}),
        groups,
        references,
        *([] if more is None else [more]),
    ]
    return st.one_of(
        _about(version, activities, needed, may, of_activity=True),
        *(_about(version, kind, needed, may, of_activity=False) for kind in kinds),
    )


def statements(version: str) -> SearchStrategy[dict]:
    """Valid statements of this version; some bring what the store sets itself."""
    inside = _any_object(version, {"objectType": st.just("SubStatement")}, {})
    own = ("1.0", "1.0.0", "1.0.3", "1.0.12") if version.startswith("1") else ("1.0.3", "2.0.0", "2.0.1")
    may = {"stored": times, "authority": agents, "version": st.sampled_from(own)}
    return _any_object(version, {"id": uuids}, may, inside).map(_of_its_version)


def _of_its_version(statement: dict) -> dict:
    """One with words of 2.0 does not call itself 1.0.3."""
    contexts_of = (statement.get("context", {}), statement["object"].get("context", {}))
    if any({"contextAgents", "contextGroups"} & set(context) for context in contexts_of):
        return {k: v for k, v in statement.items() if k != "version" or v.startswith("2")}
    return statement


def ordered(json_text: str) -> Any:
    """The JSON with everything that makes its spelling: objects as lists of pairs, numbers as their texts."""
    number = "number {}".format
    return json.loads(
        json_text, object_pairs_hook=lambda pairs: ("object", pairs), parse_float=number, parse_int=number
    )


def _listed(statement: dict) -> dict:
    out = dict(statement)
    context = out.get("context", {})
    if "contextActivities" in context:
        lists = {kind: [one] if isinstance(one, dict) else one for kind, one in context["contextActivities"].items()}
        out["context"] = context | {"contextActivities": lists}
    if out["object"].get("objectType") == "SubStatement":
        out["object"] = _listed(out["object"])
    return out


def as_returned(statement: dict, version: str, stored: str, authority: str) -> str:
    """The JSON that must come back for a statement with an id: what was sent, and at the end what the store sets."""
    kept = {k: v for k, v in _listed(statement).items() if k not in ("stored", "authority", "version")}
    named = statement.get("version") or {"1": "1.0.0", "2": "2.0.0"}[version[0]]
    own = {} if "timestamp" in statement else {"timestamp": stored}
    own |= {"stored": stored, "authority": json.loads(authority), "version": "1.0.0" if named == "1.0" else named}
    return written(kept | own)
