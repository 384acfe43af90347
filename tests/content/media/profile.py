"""The statement templates of the video profile, version 1.0.3, and of the audio profile, version 1.0, as tables.

Source: adlnet/xapi-authored-profiles, video/v1.0.3/video.jsonld and audio/v1.0/audio.jsonld (`templates`, `concepts`); what stands
there as “included” is required here, and so is what the definitions of the extensions say of their values.
"""

import re
from typing import Any

VIDEO = "https://w3id.org/xapi/video"
AUDIO = "https://w3id.org/xapi/audio"
_ADL = "http://adlnet.gov/expapi/verbs/"
_SESSION = re.compile(r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[8-9a-bA-B][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$")
_SEGMENTS = re.compile(r"^(?:\d+\.\d{3}\[\.\]\d+\.\d{3}(?:\[,\]\d+\.\d{3}\[\.\]\d+\.\d{3})*)?$")
# verb -> (whether the type of activity is fixed, result extensions, context extensions, other places) that are included.
Template = tuple[bool, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
_ENDED = ("time", "progress")
TEMPLATES: dict[str, dict[str, Template]] = {
    VIDEO: {
        _ADL + "initialized": (False, (), ("length",), ()),
        f"{VIDEO}/verbs/played": (True, ("time",), (), ()),
        f"{VIDEO}/verbs/paused": (True, (*_ENDED, "played-segments"), ("length",), ()),
        f"{VIDEO}/verbs/seeked": (True, ("time-to", "time-from"), (), ()),
        _ADL + "completed": (True, (*_ENDED, "played-segments"), ("length",), ("duration", "completion")),
        _ADL + "terminated": (True, (*_ENDED, "played-segments"), ("length",), ()),
    },
    AUDIO: {
        _ADL + "initialized": (False, (), ("length",), ()),
        f"{AUDIO}/verbs/played": (True, ("time",), (), ()),
        f"{AUDIO}/verbs/paused": (True, ("time",), ("length",), ()),
        f"{AUDIO}/verbs/seeked": (False, ("time-to", "time-from"), (), ()),
        _ADL + "completed": (True, _ENDED, ("length",), ()),
        _ADL + "terminated": (True, _ENDED, ("length",), ()),
    },
}
TYPES = {VIDEO: f"{VIDEO}/activity-type/video", AUDIO: f"{AUDIO}/activity-type/audio"}
# “If Completion Threshold is not 1, it MUST be included” with these verbs.
THRESHOLD = ("initialized", "paused", "completed", "terminated")


def faults(statement: dict[str, Any], profile: str = VIDEO) -> list[str]:
    """What the profile would say against a statement."""
    verb = statement["verb"]["id"]
    if verb not in TEMPLATES[profile]:
        return [f"no template has the verb {verb}"]
    typed, result, context, other = TEMPLATES[profile][verb]
    found: list[str] = []
    if typed and statement["object"]["definition"]["type"] != TYPES[profile]:
        found.append("type")
    categories = [one["id"] for one in statement["context"]["contextActivities"]["category"]]
    if profile not in categories:
        found.append("category")
    told = {
        where: {iri.removeprefix(f"{profile}/extensions/"): value for iri, value in given.get("extensions", {}).items()}
        for where, given in (("result", statement.get("result", {})), ("context", statement["context"]))
    }
    for where, names in (("result", result), ("context", context)):
        found += [f"{where} {name}" for name in names if name not in told[where]]
    found += [name for name in other if name not in statement["result"]]
    name = verb.rpartition("/")[2]
    if name in THRESHOLD and "completion-threshold" not in told["context"]:
        found.append("threshold")
    if "session-id" not in told["context"]:
        found.append("context session-id")
    found += [key for key in ("id", "timestamp") if key not in statement]
    for where in ("result", "context"):
        found += [f"{where} {one} has no place here" for one in sorted(set(told[where]) - ALLOWED[profile][where])]
    found += _values(told["result"] | told["context"])
    return found or _contradictions(name, statement.get("result", {}), told["result"] | told["context"])


# Extensions of a result and of a context; each belongs to one of them. A sound has no captions.
_RESULT = {"time", "time-from", "time-to", "progress", "played-segments"}
_CONTEXT = {"session-id", "length", "completion-threshold", "speed"}
ALLOWED = {
    VIDEO: {"result": _RESULT, "context": _CONTEXT | {"cc-subtitle-lang"}},
    AUDIO: {"result": _RESULT, "context": _CONTEXT},
}


def _contradictions(verb: str, result: dict[str, Any], extensions: dict[str, Any]) -> list[str]:
    """What a statement says that cannot be true together with the rest of it."""
    found, told = [], extensions
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
    length = extensions.get("length")
    for name, value in extensions.items():
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
