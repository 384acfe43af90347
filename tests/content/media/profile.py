"""The statement templates of the video profile, version 1.0.3, as a table.

Source: adlnet/xapi-authored-profiles, video/v1.0.3/video.jsonld (`templates`, `concepts`); what stands there as “included” is
required here, and so is what the definitions of the extensions say of their values.
"""

import re
from typing import Any

PROFILE = "https://w3id.org/xapi/video"
_ADL = "http://adlnet.gov/expapi/verbs/"
_SESSION = re.compile(r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[8-9a-bA-B][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$")
_SEGMENTS = re.compile(r"^(?:\d+\.\d{3}\[\.\]\d+\.\d{3}(?:\[,\]\d+\.\d{3}\[\.\]\d+\.\d{3})*)?$")
# verb -> (whether the type of activity is fixed, result extensions, context extensions, other places) that are included.
TEMPLATES: dict[str, tuple[bool, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    _ADL + "initialized": (False, (), ("length",), ()),
    f"{PROFILE}/verbs/played": (True, ("time",), (), ()),
    f"{PROFILE}/verbs/paused": (True, ("time", "progress", "played-segments"), ("length",), ()),
    f"{PROFILE}/verbs/seeked": (True, ("time-to", "time-from"), (), ()),
    _ADL + "completed": (
        True, ("time", "progress", "played-segments"), ("length",), ("duration", "completion"),
    ),
    _ADL + "terminated": (True, ("time", "progress", "played-segments"), ("length",), ()),
}  # fmt: skip
# “If Completion Threshold is not 1, it MUST be included” with these verbs.
THRESHOLD = ("initialized", "paused", "completed", "terminated")


def faults(statement: dict[str, Any]) -> list[str]:
    """What the profile would say against a statement."""
    verb = statement["verb"]["id"]
    if verb not in TEMPLATES:
        return [f"no template has the verb {verb}"]
    typed, result, context, other = TEMPLATES[verb]
    found: list[str] = []
    if typed and statement["object"]["definition"]["type"] != f"{PROFILE}/activity-type/video":
        found.append("type")
    categories = [one["id"] for one in statement["context"]["contextActivities"]["category"]]
    if PROFILE not in categories:
        found.append("category")
    told = {
        "result": statement.get("result", {}).get("extensions", {}),
        "context": statement["context"].get("extensions", {}),
    }
    for where, names in (("result", result), ("context", context)):
        found += [f"{where} {name}" for name in names if f"{PROFILE}/extensions/{name}" not in told[where]]
    found += [name for name in other if name not in statement["result"]]
    name = verb.rpartition("/")[2]
    if name in THRESHOLD and f"{PROFILE}/extensions/completion-threshold" not in told["context"]:
        found.append("threshold")
    if f"{PROFILE}/extensions/session-id" not in told["context"]:
        found.append("context session-id")
    found += [key for key in ("id", "timestamp") if key not in statement]
    for where in ("result", "context"):
        names = {iri.removeprefix(f"{PROFILE}/extensions/") for iri in told[where]}
        found += [f"{where} {one} has no place here" for one in sorted(names - ALLOWED[where])]
    found += _values(told["result"] | told["context"])
    return found or _contradictions(name, statement.get("result", {}), told["result"] | told["context"])


# Extensions of a result and of a context; each belongs to one of them.
ALLOWED = {
    "result": {"time", "time-from", "time-to", "progress", "played-segments"},
    "context": {"session-id", "length", "completion-threshold", "speed", "cc-subtitle-lang"},
}


def _contradictions(verb: str, result: dict[str, Any], extensions: dict[str, Any]) -> list[str]:
    """What a statement says that cannot be true together with the rest of it."""
    found, told = [], {iri.removeprefix(f"{PROFILE}/extensions/"): value for iri, value in extensions.items()}
    wanted = True if verb == "completed" else None
    if result.get("completion") is not wanted:
        found.append(f"completion: {result.get('completion')!r}")
    found += [f"{name}: {result[name]!r}" for name in ("success", "score") if name in result]
    parts = [[float(end) for end in part.split("[.]")] for part in told.get("played-segments", "").split("[,]") if part]
    if "progress" in told:
        covered, until = 0.0, 0.0
        for begin, end in sorted(parts):
            covered += max(0.0, end - max(begin, until))
            until = max(until, end)
        if abs(told["progress"] - min(1.0, covered / told["length"])) > 0.002:
            found.append(f"progress: {told['progress']} is not what was played")
    if verb == "completed":
        took = re.fullmatch(r"PT(\d+\.\d{2}|\d+)S", result["duration"])
        if took is None or abs(float(took[1]) - sum(end - begin for begin, end in parts)) > 0.02:
            found.append(f"duration: {result['duration']!r}")
        if told["progress"] < told["completion-threshold"]:
            found.append("completed below its threshold")
    if verb == "seeked" and told["time-from"] == told["time-to"]:
        found.append("a seek that goes nowhere")
    return found


def _values(extensions: dict[str, Any]) -> list[str]:
    """Of each extension whether its value is of the form that its definition asks for."""
    found = []
    length = extensions[f"{PROFILE}/extensions/length"]
    for iri, value in extensions.items():
        name = iri.removeprefix(f"{PROFILE}/extensions/")
        good = {
            "session-id": lambda one: bool(_SESSION.match(one)),
            "speed": lambda one: bool(re.match(r"^-?\d+(?:\.\d+)?x$", one)),
            "cc-subtitle-lang": lambda one: bool(re.match(r"^[a-z]{2}(?:-[A-Z]{2})?$", one)),
            "played-segments": lambda one: bool(_SEGMENTS.match(one)) and _inside(one, length),
            "length": lambda one: _number(one) and one > 0,
            "completion-threshold": lambda one: _number(one) and 0 < one <= 1,
            "progress": lambda one: _number(one) and 0 <= one <= 1,
            **dict.fromkeys(("time", "time-from", "time-to"), lambda one: _number(one) and 0 <= one <= length),
        }.get(name)
        if good is None or not good(value):
            found.append(f"{name}: {value!r}")
    return found


def _number(value: Any) -> bool:
    """A number with three decimals at most."""
    return type(value) in (int, float) and round(value, 3) == value


def _inside(text: str, length: float) -> bool:
    ends = [[float(end) for end in part.split("[.]")] for part in text.split("[,]") if part]
    return all(0 <= begin < end <= length for begin, end in ends)
