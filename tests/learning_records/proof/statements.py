"""Statements as wild as the two versions allow, and ways to spoil them."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
_WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
IRIS = st.one_of(
    st.builds("http://example.org/{}".format, _WORD),
    st.builds("urn:{}:{}".format, _WORD, _WORD),
    st.builds("https://vd.vn/{}/ọ?a=1#x".format, _WORD),
)
TAGS = st.sampled_from(["vi", "en-US", "zh-Hans-CN", "de-CH-1996", "x-klingon", "i-enochian", "und", "sl-rozaj-biske"])
MAPS = st.dictionaries(TAGS, _TEXT, max_size=3)
UUIDS = st.uuids().map(str)
TIMES = st.sampled_from(
    [
        "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.123456789+07:00", "2024-02-29T23:59:59.9Z", "1969-07-20T20:17:40+00:00",
        "2026-03-01T10:00:00-11:30", "2026-03-01T00:00Z", "2026-03-01",
    ]
)  # fmt: skip
DURATIONS = st.sampled_from(["PT0S", "P3Y6M4DT12H30M5S", "PT0.001S", "P2W", "PT36H", "P1Y", "PT16559.14S"])
NUMBERS = st.one_of(st.integers(-(2**80), 2**80), st.floats(allow_nan=False, allow_infinity=False, width=64))
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
EXTENSIONS = st.dictionaries(IRIS, ANYTHING, max_size=2)


def _object(needed: dict[str, st.SearchStrategy], **maybe: st.SearchStrategy) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries(needed, optional=maybe)


_IFIS = st.one_of(
    st.builds(lambda name: {"mbox": f"mailto:{name}@example.org"}, _WORD),
    st.builds(lambda hashed: {"mbox_sha1sum": hashed}, st.text("0123456789abcdef", min_size=40, max_size=40)),
    st.builds(lambda name: {"openid": f"https://id.example.org/{name}"}, _WORD),
    st.builds(lambda home, name: {"account": {"homePage": home, "name": name}}, IRIS, _TEXT),
)


def _also(base: st.SearchStrategy[dict], **maybe: st.SearchStrategy) -> st.SearchStrategy[dict]:
    return st.builds(lambda one, more: more | one, base, _object({}, **maybe))


AGENTS = _also(_IFIS, objectType=st.just("Agent"), name=_TEXT)
_MEMBERS = st.lists(AGENTS, min_size=1, max_size=3)
GROUPS = st.one_of(
    _object({"objectType": st.just("Group"), "member": _MEMBERS}, name=_TEXT),
    st.builds(lambda one, more: more | one | {"objectType": "Group"}, _IFIS, _object({}, name=_TEXT, member=_MEMBERS)),
)
ACTORS = AGENTS | GROUPS
_COMPONENTS = st.lists(_object({"id": _WORD}, description=MAPS), max_size=2, unique_by=lambda one: one["id"])
DEFINITIONS = st.one_of(
    _object({}, name=MAPS, description=MAPS, type=IRIS, moreInfo=IRIS, extensions=EXTENSIONS),
    _object(
        {"interactionType": st.sampled_from(["choice", "true-false", "matching", "likert", "numeric", "other"])},
        correctResponsesPattern=st.lists(_TEXT, max_size=2), choices=_COMPONENTS, name=MAPS,
    ),
)  # fmt: skip
ACTIVITIES = _object({"id": IRIS}, objectType=st.just("Activity"), definition=DEFINITIONS)
REFERENCES = _object({"objectType": st.just("StatementRef"), "id": UUIDS})
VERBS = _object({"id": IRIS}, display=MAPS)
SCORES = _object({}, scaled=st.floats(-1, 1), raw=st.integers(0, 100), min=st.just(0), max=st.just(100))
RESULTS = _object(
    {},
    score=SCORES,
    success=st.booleans(),
    completion=st.booleans(),
    response=_TEXT,
    duration=DURATIONS,
    extensions=EXTENSIONS,
)
_FILES = _object(
    {
        "usageType": IRIS, "display": MAPS, "contentType": st.just("image/png"), "length": st.integers(0, 2**40),
        "sha2": st.text("0123456789abcdef", min_size=64, max_size=64), "fileUrl": st.builds("https://f.vn/{}".format, _WORD),
    },
    description=MAPS,
)  # fmt: skip
_LISTS = _object(
    {}, **dict.fromkeys(("parent", "grouping", "category", "other"), ACTIVITIES | st.lists(ACTIVITIES, max_size=2))
)


def _contexts(version: str, *, about_activity: bool) -> st.SearchStrategy[dict]:
    more: dict[str, st.SearchStrategy] = {}
    if about_activity:  # 1.0.3 Data 2.4.6: revision and platform only when the object is an Activity
        more = {"revision": _TEXT, "platform": _TEXT}
    if version.startswith("2"):
        types = {"relevantTypes": st.lists(IRIS, min_size=1, max_size=2)}
        more["contextAgents"] = st.lists(
            _object({"objectType": st.just("contextAgent"), "agent": AGENTS}, **types), max_size=2
        )
        more["contextGroups"] = st.lists(
            _object({"objectType": st.just("contextGroup"), "group": GROUPS}, **types), max_size=2
        )
    return _object(
        {}, registration=UUIDS, instructor=ACTORS, team=GROUPS, contextActivities=_LISTS, language=TAGS,
        statement=REFERENCES, extensions=EXTENSIONS, **more,
    )  # fmt: skip


@st.composite
def _whole(draw: st.DrawFn, version: str, things: st.SearchStrategy[dict], inside: bool) -> dict:
    thing = draw(things)
    activity = thing.get("objectType", "Activity") == "Activity"
    found = {"actor": draw(ACTORS), "verb": draw(VERBS), "object": thing}
    if inside:
        found["objectType"] = "SubStatement"
    maybe = {
        "result": RESULTS, "context": _contexts(version, about_activity=activity), "timestamp": TIMES,
        "attachments": st.lists(_FILES, max_size=2),
    }  # fmt: skip
    return found | draw(_object({}, **maybe))


def statements(version: str) -> st.SearchStrategy[dict]:
    """Valid statements of a version, without an id."""
    plain = ACTIVITIES | st.builds(lambda one: one | {"objectType": "Agent"}, AGENTS) | GROUPS | REFERENCES
    return _whole(version, plain | _whole(version, plain, True), False)


def _places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    if path:
        yield path
    if "extensions" in path:  # anything may stand there
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(inner, (*path, key))


@st.composite
def spoiled(draw: st.DrawFn, version: str) -> dict:
    """A statement with one thing wrong that no version allows."""
    found = copy.deepcopy(draw(statements(version)))
    kind = draw(st.sampled_from(["missing", "unknown", "null", "type", "iri", "two names"]))
    if kind == "missing":
        del found[draw(st.sampled_from(["actor", "verb", "object"]))]
    elif kind == "unknown":
        draw(st.sampled_from([found, found["verb"], found["actor"], found["object"]]))["khong_co"] = 1
    elif kind == "iri":
        found["verb"]["id"] = draw(st.sampled_from(["completed", "", "http//x", "https://a b", "://x"]))
    elif kind == "two names":
        found["actor"] = {"mbox": "mailto:a@b.vn", "openid": "https://a.vn/b"}
    else:
        path = draw(st.sampled_from([one for one in _places(found) if "extensions" not in one[:-1]]))
        holder = found
        for key in path[:-1]:
            holder = holder[key]
        old = holder[path[-1]]
        holder[path[-1]] = None if kind == "null" else 7 if isinstance(old, str | dict | list) else "bảy"
    return found
