"""The JSON Schemas of a statement for xAPI 1.0.3 and 2.0 (pure data), written for this store from the specifications."""

from typing import Any

_IRI = {"type": "string", "format": "iri"}
_MAP = {"type": "object", "propertyNames": {"format": "language-tag"}, "additionalProperties": {"type": "string"}}
_EXTENSIONS = {"type": "object", "propertyNames": {"format": "iri"}}
_UUID = {"type": "string", "format": "uuid"}


def _closed(properties: dict, required: tuple[str, ...] = (), **more: Any) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    } | more


_IFI = {
    "mbox": {"type": "string", "format": "mailto"},
    "mbox_sha1sum": {"type": "string", "pattern": "^[0-9a-fA-F]{40}$"},
    "openid": {"type": "string", "format": "address"},
    "account": _closed({"homePage": _IRI, "name": {"type": "string"}}, ("homePage", "name")),
}
_ONE_IFI = {"oneOf": [{"required": [name]} for name in _IFI]}
_NO_IFI = {"not": {"anyOf": [{"required": [name]} for name in _IFI]}}
AGENT = _closed({"objectType": {"const": "Agent"}, "name": {"type": "string"}, **_IFI}, **_ONE_IFI)
GROUP = _closed(
    {"objectType": {"const": "Group"}, "name": {"type": "string"}, "member": {"type": "array", "items": AGENT}, **_IFI},
    ("objectType",),
    **{"if": _NO_IFI, "then": {"required": ["member"], "properties": {"member": {"minItems": 1}}}, "else": _ONE_IFI},
)


def _is_type(name: str) -> dict:
    return {"properties": {"objectType": {"const": name}}, "required": ["objectType"]}


ACTOR = {"type": "object", "if": _is_type("Group"), "then": GROUP, "else": AGENT}
_OAUTH = _closed(
    {
        "objectType": {"const": "Group"},
        "name": {"type": "string"},
        "member": {"type": "array", "items": AGENT, "minItems": 2, "maxItems": 2},
    },
    ("objectType", "member"),
)
AUTHORITY = {"type": "object", "if": _is_type("Group"), "then": _OAUTH, "else": AGENT}
_COMPONENTS = {
    "type": "array",
    "items": _closed({"id": {"type": "string"}, "description": _MAP}, ("id",)),
}
_INTERACTIONS = (
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
)
COMPONENTS = ("choices", "scale", "source", "target", "steps")
DEFINITION = _closed(
    {
        "name": _MAP,
        "description": _MAP,
        "type": _IRI,
        "moreInfo": _IRI,
        "extensions": _EXTENSIONS,
        "interactionType": {"enum": list(_INTERACTIONS)},
        "correctResponsesPattern": {"type": "array", "items": {"type": "string"}},
        **dict.fromkeys(COMPONENTS, _COMPONENTS),
    },
    **{
        "if": {"anyOf": [{"required": [name]} for name in ("correctResponsesPattern", *COMPONENTS)]},
        "then": {"required": ["interactionType"]},
    },
)
ACTIVITY = _closed({"objectType": {"const": "Activity"}, "id": _IRI, "definition": DEFINITION}, ("id",))
REFERENCE = _closed({"objectType": {"const": "StatementRef"}, "id": _UUID}, ("objectType", "id"))
VERB = _closed({"id": _IRI, "display": _MAP}, ("id",))
_NUMBER = {"type": "number"}
SCORE = _closed(
    {"scaled": {"type": "number", "minimum": -1, "maximum": 1}, "raw": _NUMBER, "min": _NUMBER, "max": _NUMBER}
)
RESULT = _closed(
    {
        "score": SCORE,
        "success": {"type": "boolean"},
        "completion": {"type": "boolean"},
        "response": {"type": "string"},
        "duration": {"type": "string", "format": "iso-duration"},
        "extensions": _EXTENSIONS,
    }
)
_SOME_ACTIVITIES = {"if": {"type": "array"}, "then": {"type": "array", "items": ACTIVITY}, "else": ACTIVITY}
_CONTEXT_ACTIVITIES = _closed(dict.fromkeys(("parent", "grouping", "category", "other"), _SOME_ACTIVITIES))
ATTACHMENT = _closed(
    {
        "usageType": _IRI,
        "display": _MAP,
        "description": _MAP,
        "contentType": {"type": "string", "minLength": 1},
        "length": {"type": "integer", "minimum": 0},
        "sha2": {"type": "string", "pattern": "^[0-9a-fA-F]{56,128}$"},
        "fileUrl": _IRI,
    },
    ("usageType", "display", "contentType", "length", "sha2"),
)
_TYPES = {"type": "array", "items": _IRI, "minItems": 1}
_NEW_CONTEXT = {
    "contextAgents": {
        "type": "array",
        "items": _closed(
            {"objectType": {"const": "contextAgent"}, "agent": AGENT, "relevantTypes": _TYPES}, ("objectType", "agent")
        ),
    },
    "contextGroups": {
        "type": "array",
        "items": _closed(
            {"objectType": {"const": "contextGroup"}, "group": GROUP, "relevantTypes": _TYPES}, ("objectType", "group")
        ),
    },
}


def _context(version: str) -> dict:
    return _closed(
        {
            "registration": _UUID,
            "instructor": ACTOR,
            "team": GROUP,
            "contextActivities": _CONTEXT_ACTIVITIES,
            "revision": {"type": "string"},
            "platform": {"type": "string"},
            "language": {"type": "string", "format": "language-tag"},
            "statement": REFERENCE,
            "extensions": _EXTENSIONS,
            **(_NEW_CONTEXT if version.startswith("2") else {}),
        }
    )


def _choice(cases: dict[str, dict], otherwise: dict) -> dict:
    schema = otherwise
    for name, found in cases.items():
        schema = {"if": _is_type(name), "then": found, "else": schema}
    return {"type": "object"} | schema


# What a regular expression can decide; the two validators of `validation.py` are built from the same expressions.
PATTERNS = {
    "iri": r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+$",
    "address": r"^[A-Za-z][A-Za-z0-9+.\-]*://[^\s<>\"{}|\\^`]+$",
    "uuid": r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "language-tag": r"^(?:[A-Za-z]{2,8}|[xiXI])(?:-[A-Za-z0-9]{1,8})*$",
    "mailto": r"^mailto:[^@\s]+@[^@\s]+$",
    "iso-duration": (
        r"^P(?:[0-9]+(?:[.,][0-9]+)?W|(?=.)(?:[0-9]+(?:[.,][0-9]+)?Y)?(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?D)?"
        r"(?:T(?=[0-9])(?:[0-9]+(?:[.,][0-9]+)?H)?(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?)$"
    ),
}


def quick(schema: Any) -> Any:
    """The same schema with patterns in place of formats: it decides faster, but its words do not explain."""
    if isinstance(schema, dict):
        if schema.get("format") in PATTERNS:
            return {k: v for k, v in schema.items() if k != "format"} | {"pattern": PATTERNS[schema["format"]]}
        return {key: quick(inner) for key, inner in schema.items()}
    return [quick(inner) for inner in schema] if isinstance(schema, list) else schema


def statement_schema(version: str) -> dict:
    """Draft-07 schema of a statement of this version (“1.0.3” or “2.0.0”)."""
    parts = {
        "actor": ACTOR,
        "verb": VERB,
        "result": RESULT,
        "context": _context(version),
        "timestamp": {"type": "string", "format": "timestamp"},
        "attachments": {"type": "array", "items": ATTACHMENT},
    }
    people = {"Agent": AGENT, "Group": GROUP, "StatementRef": REFERENCE}
    sub = _closed(
        {"objectType": {"const": "SubStatement"}, **parts, "object": _choice(people, ACTIVITY)},
        ("objectType", "actor", "verb", "object"),
    )
    own_version = "^1\\.0(\\.[0-9]+)?$" if version.startswith("1") else "^[12]\\.0(\\.[0-9]+)?$"
    return _closed(
        {
            "id": _UUID,
            **parts,
            "object": _choice(people | {"SubStatement": sub}, ACTIVITY),
            "stored": {"type": "string", "format": "timestamp"},
            "authority": AUTHORITY,
            "version": {"type": "string", "pattern": own_version},
        },
        ("actor", "verb", "object"),
    )
