"""The endpoint as OpenAPI 3.1, made from the schemas that decide: the description cannot say something else than the store does."""

from typing import Any

from learning_records.query.filters import FORMATS, MAXIMUM
from learning_records.spec import schemas

_PARTS = {
    name: schemas.quick(part)
    for name, part in (
        ("Agent", schemas.AGENT),
        ("Group", schemas.GROUP),
        ("Actor", schemas.ACTOR),
        ("Verb", schemas.VERB),
        ("ActivityDefinition", schemas.DEFINITION),
        ("Activity", schemas.ACTIVITY),
        ("StatementRef", schemas.REFERENCE),
        ("Score", schemas.SCORE),
        ("Result", schemas.RESULT),
        ("Attachment", schemas.ATTACHMENT),
    )
}
_UUID = {"type": "string", "format": "uuid", "pattern": schemas.PATTERNS["uuid"]}
_IRI = {"type": "string", "pattern": schemas.PATTERNS["iri"]}
_TIME = {"type": "string", "format": "date-time"}
_YES_NO = {"type": "boolean", "default": False}
_AGENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Actor"}}}


def _named(schema: Any, *, inside: str = "") -> Any:
    """The schema with a reference wherever one of the parts stands; `inside`: the part that is just being defined."""
    for name, part in _PARTS.items():
        if name != inside and schema == part:
            return {"$ref": f"#/components/schemas/{name}"}
    if isinstance(schema, dict):
        return {key: _named(inner) for key, inner in schema.items()}
    return [_named(inner) for inner in schema] if isinstance(schema, list) else schema


def _query(name: str, schema: dict, text: str, *, required: bool = False) -> dict:
    return {"name": name, "in": "query", "schema": schema, "description": text, "required": required}


def _agent(text: str, *, required: bool = True) -> dict:
    return {"name": "agent", "in": "query", "content": _AGENT, "description": text, "required": required}


def _header(name: str, text: str) -> dict:
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": text}


_VERSION = {"$ref": "#/components/parameters/Version"}
_REGISTRATION = _query("registration", _UUID, "The registration.")
_MATCH = [
    _header("If-Match", "Only if the document still has this ETag (or * for any)."),
    _header("If-None-Match", "* : only if there is no document yet."),
]
_FILTERS = [
    _query("statementId", _UUID, "One statement; then only `format` and `attachments` may stand beside it."),
    _query("voidedStatementId", _UUID, "One statement that was voided."),
    _agent("Statements of this agent or identified group, or of a group it is a member of.", required=False),
    _query("verb", _IRI, "Statements with this verb."),
    _query("activity", _IRI, "Statements about this activity."),
    _REGISTRATION,
    _query("related_agents", _YES_NO, "The agent in any place of the statement."),
    _query("related_activities", _YES_NO, "The activity in any place of the statement."),
    _query("since", _TIME, "Stored after this time."),
    _query("until", _TIME, "Stored at this time or before."),
    _query("limit", {"type": "integer", "minimum": 0}, f"At most so many; 0: {MAXIMUM}, which is also the most."),
    _query("format", {"enum": list(FORMATS), "default": "exact"}, "What to give back of each statement."),
    _query("attachments", _YES_NO, "Answer as multipart/mixed with the bytes of the attachments."),
    _query("ascending", _YES_NO, "Oldest first."),
    _query("more", {"type": "string"}, "From the property `more` of an answer; stands alone."),
]
_REFUSALS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "429": "TooManyRequests",
    "503": "Away",
}
_RETRY = {"Retry-After": {"description": "After how many seconds.", "required": True, "schema": {"type": "integer"}}}
_TEXT = {"type": "string"}
# On every answer of every resource but about, which says the version only.
_HEADERS = {
    "X-Experience-API-Version": {
        "description": "The version of the answer; 0.95 when the request named none that is spoken here.",
        "required": True,
        "schema": {"enum": ["1.0.3", "2.0.0", "0.95"]},
    },
    "X-Experience-API-Consistent-Through": {
        "description": "All that was stored before this moment can be read; missing only when the database is away.",
        "schema": _TIME,
    },
}
_OF_STATEMENTS = {
    "ETag": {"description": "Of this answer.", "schema": _TEXT},
    "Last-Modified": {"description": "When the newest of these was stored.", "schema": _TEXT},
}
_OF_DOCUMENT = {
    "ETag": {"description": "SHA-1 of the document, to be sent in If-Match; not with a list of ids.", "schema": _TEXT},
    "Last-Modified": {"description": "When it was stored.", "schema": _TEXT},
}


def _answers(good: dict[str, dict], **more: str) -> dict:
    refused = _REFUSALS | {code.removeprefix("s"): name for code, name in more.items()}
    good = {code: answer | {"headers": _HEADERS | answer.get("headers", {})} for code, answer in good.items()}
    return good | {code: {"$ref": f"#/components/responses/{name}"} for code, name in sorted(refused.items())}


def _json(text: str, schema: dict) -> dict:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


_MULTIPART = {"schema": {"type": "string", "contentMediaType": "multipart/mixed"}}
_STATEMENT = {"$ref": "#/components/schemas/Statement"}
_NOTHING = {"204": {"description": "Done; nothing to say."}}


def _body(schema: dict) -> dict:
    return {"required": True, "content": {"application/json": {"schema": schema}, "multipart/mixed": _MULTIPART}}


def _statements() -> dict:
    found = {"oneOf": [_STATEMENT, {"$ref": "#/components/schemas/StatementResult"}]}
    page = _json("One statement, or a page of them.", found)
    page["content"]["multipart/mixed"] = _MULTIPART
    page["headers"] = _OF_STATEMENTS
    known = "Stored, or there already and the same."
    return {
        "get": {
            "summary": "Read statements",
            "parameters": _FILTERS,
            "responses": _answers({"200": page}, s404="NotFound"),
        },
        "post": {
            "summary": "Store statements: all of them or none",
            "requestBody": _body({"oneOf": [_STATEMENT, {"type": "array", "items": _STATEMENT}]}),
            "responses": _answers(
                {"200": _json(f"{known} The ids, in the order sent.", {"type": "array", "items": _UUID})},
                s409="Conflict",
                s413="TooLarge",
            ),
        },
        "put": {
            "summary": "Store one statement under an id",
            "parameters": [_query("statementId", _UUID, "Its id.", required=True)],
            "requestBody": _body(_STATEMENT),
            "responses": _answers({"204": {"description": known}}, s409="Conflict", s413="TooLarge"),
        },
    }


def _documents(about: list[dict], name: str, *, all_at_once: bool) -> dict:
    one = _query(name, {"type": "string", "minLength": 1}, "The document's id.", required=True)
    maybe = one | {"required": False}
    body = {
        "required": True,
        "content": {"application/json": {"schema": {}}, "application/octet-stream": {"schema": {}}},
    }
    refused = {"s409": "Conflict", "s412": "PreconditionFailed", "s413": "TooLarge"}
    found = {"description": "The document as it was stored; without an id the list of ids.", "content": {"*/*": {}}}
    found["headers"] = _OF_DOCUMENT
    since = _query("since", _TIME, "Without an id: ids of documents changed after this time.")
    return {
        "get": {
            "summary": "Read a document, or the ids of all",
            "parameters": [*about, maybe, since],
            "responses": _answers({"200": found}, s404="NotFound"),
        },
        "put": {
            "summary": "Store or replace a document",
            "parameters": [*about, one, *_MATCH],
            "requestBody": body,
            "responses": _answers(_NOTHING, **refused),
        },
        "post": {
            "summary": "Store a document, or merge JSON into one",
            "parameters": [*about, one, *_MATCH],
            "requestBody": body,
            "responses": _answers(_NOTHING, **refused),
        },
        "delete": {
            "summary": "Remove a document" + (", or all of them" if all_at_once else ""),
            "parameters": [*about, maybe if all_at_once else one, *_MATCH],
            "responses": _answers(_NOTHING, s409="Conflict", s412="PreconditionFailed"),
        },
    }


def _paths() -> dict:
    activity = _query("activityId", _IRI, "The activity.", required=True)
    agent, anything = _agent("The agent or identified group."), {"type": "object"}
    paths = {
        "/statements": _statements(),
        "/activities/state": _documents([activity, agent, _REGISTRATION], "stateId", all_at_once=True),
        "/activities/profile": _documents([activity], "profileId", all_at_once=False),
        "/agents/profile": _documents([agent], "profileId", all_at_once=False),
        "/activities": {
            "get": {
                "summary": "What is known of an activity",
                "parameters": [activity],
                "responses": _answers({"200": _json("The activity.", {"$ref": "#/components/schemas/Activity"})}),
            }
        },
        "/agents": {
            "get": {
                "summary": "The person behind an agent",
                "parameters": [agent],
                "responses": _answers({"200": _json("A Person: every property is a list.", anything)}),
            }
        },
    }
    for path in paths.values():
        path["parameters"] = [_VERSION]  # type: ignore[assignment]
    about = _json("The versions spoken here.", {"type": "object", "required": ["version"]})
    about["headers"] = {"X-Experience-API-Version": _HEADERS["X-Experience-API-Version"]}
    paths["/about"] = {"get": {"summary": "About this store", "security": [], "responses": {"200": about}}}
    for path in paths.values():
        path["head"] = _head(path["get"])
    return paths


def _head(get: dict) -> dict:
    """The same question, for the headers of the answer only."""
    answers = {}
    for code, answer in get["responses"].items():
        whole = _responses()[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        answers[code] = {name: part for name, part in whole.items() if name != "content"}
    return get | {"summary": f"{get['summary']}: the headers only", "responses": answers}


def _responses() -> dict:
    error = {"$ref": "#/components/schemas/Error"}
    texts = {
        "BadRequest": "Something in the request is wrong; the error names it. Nothing was stored.",
        "Unauthorized": "No key, or not the right secret.",
        "Forbidden": "The key may not do this; the error names the scope it needs.",
        "NotFound": "There is no such statement or document.",
        "Conflict": "The id is taken by a statement that says something else, or a document needs a condition. Nothing was stored.",
        "PreconditionFailed": "The document is not the one the condition names. Nothing was changed.",
        "TooLarge": "The body is too large. Nothing was stored.",
        "TooManyRequests": "The key asks too often; Retry-After says when to go on.",
        "Away": "The database does not answer. Send the same again: nothing is stored by halves, or twice.",
    }
    own = {"TooManyRequests": _RETRY, "Away": _RETRY}
    own["Unauthorized"] = {"WWW-Authenticate": {"description": "Basic.", "required": True, "schema": _TEXT}}
    return {name: _json(text, error) | {"headers": _HEADERS | own.get(name, {})} for name, text in texts.items()}


def document(endpoint: str) -> dict:
    """The description of the endpoint at this address (without a slash at its end), as JSON."""
    own = {name: _named(part, inside=name) for name, part in _PARTS.items()}
    versions = [_statement(version) for version in ("1.0.3", "2.0.0")]
    result = {
        "type": "object",
        "required": ["statements", "more"],
        "properties": {"statements": {"type": "array", "items": _STATEMENT}, "more": {"type": "string"}},
    }
    error = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "string", "description": "What is wrong and what to do, for people."},
            "path": {"type": "string", "description": "The property of the statement, as statements[0].actor.mbox"},
            "reason": {"type": "string"},
        },
    }
    version = {
        "name": "X-Experience-API-Version",
        "in": "header",
        "required": True,
        "description": "The version of the request: 1.0.x or 2.0.x; the answer comes in the same family.",
        "schema": {"enum": ["1.0.3", "2.0.0"]},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "xAPI",
            "version": "2.0.0",
            "description": "Record store for xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), both at one address.",
        },
        "servers": [{"url": endpoint}],
        "security": [{"key": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "basic", "description": "Key and secret."}},
            "parameters": {"Version": version},
            "responses": _responses(),
            "schemas": own
            | {"Statement1": versions[0], "Statement2": versions[1], "StatementResult": result, "Error": error}
            | {"Statement": {"anyOf": [{"$ref": f"#/components/schemas/Statement{n}"} for n in (1, 2)]}},
        },
    }


def _statement(version: str) -> dict:
    return _named(schemas.quick(schemas.statement_schema(version)))
