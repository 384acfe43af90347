"""Is this a statement? (pure) The schema decides; small checks say what a schema cannot (xAPI Data 2 and 4)."""

import re
from datetime import datetime
from functools import cache

import jsonschema_rs

from learning_records.spec import limits
from learning_records.spec.schemas import ACTOR, COMPONENTS, PATTERNS, quick, statement_schema
from learning_records.spec.statement import Links, instant, place_of
from learning_records.vocabulary import VERBS

_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:[Zz]|(?P<offset>[+-]\d\d(?::?\d\d)?))?)?",
    re.ASCII,
)
_WORDS = {
    "iri": "an IRI with a scheme, such as https://example.vn/course/1",
    "address": "an address with a scheme and a host",
    "uuid": "a UUID",
    "timestamp": "an ISO 8601 time with a date that exists and an offset other than -00:00",
    "language-tag": "a language tag (RFC 5646)",
    "mailto": "an address that begins with mailto:",
    "iso-duration": "an ISO 8601 duration, such as PT2M30S",
}


class InvalidStatement(ValueError):
    """A statement the specification refuses: `path` names the property, `reason` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def is_timestamp(text: str) -> bool:
    """ISO 8601 with a date that exists; the offsets -00, -0000 and -00:00 are refused (Data 4.5)."""
    shape = _TIME.fullmatch(text)
    if not shape or (shape["offset"] or "").replace(":", "") in ("-00", "-0000"):
        return False
    try:
        return isinstance(instant(text), datetime)
    except ValueError:
        return False


@cache
def _expression(name: str) -> re.Pattern[str]:
    return re.compile(PATTERNS[name].removeprefix("^").removesuffix("$"))


def is_uuid(text: str) -> bool:
    """A UUID as RFC 4122 writes it."""
    return bool(_expression("uuid").fullmatch(text))


def is_iri(text: str) -> bool:
    """An IRI with a scheme."""
    return bool(_expression("iri").fullmatch(text))


@cache
def _decides(version: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(
        quick(statement_schema(version)), validate_formats=True, formats={"timestamp": is_timestamp}
    )


@cache
def _explains(version: str) -> jsonschema_rs.Draft7Validator:
    formats = {name: (lambda text, name=name: bool(_expression(name).fullmatch(text))) for name in PATTERNS}
    return jsonschema_rs.Draft7Validator(
        statement_schema(version), validate_formats=True, formats=formats | {"timestamp": is_timestamp}
    )


def validate(statement: object, version: str = "1.0.3", path: str = "statement") -> None:
    """Raises InvalidStatement when the specification of this version refuses the statement."""
    family = _family(statement, version)
    if not _decides(family).is_valid(statement):
        raise _explained(family, statement, path)
    if not isinstance(statement, dict):
        raise InvalidStatement(path, "a statement is an object")
    _beyond_schema(statement, path)
    if statement["object"].get("objectType") == "SubStatement":
        _beyond_schema(statement["object"], f"{path}.object")


def _family(statement: object, version: str) -> str:
    """Whose rules hold: a statement that calls itself 1.0.x has no words of 2.0, whichever version it is sent in."""
    own = statement.get("version") if isinstance(statement, dict) else None
    older = version.startswith("1") or (isinstance(own, str) and own.startswith("1"))
    return "1.0.3" if older else "2.0.0"


def _explained(family: str, statement: object, path: str) -> InvalidStatement:
    error = _first(_explains(family), statement) or _first(_decides(family), statement)
    return _told(error, path) if error else InvalidStatement(path, "is no statement")


def _first(schema: jsonschema_rs.Draft7Validator, value: object) -> jsonschema_rs.ValidationError | None:
    """The first thing wrong. `iter_errors` would collect all, each with a copy of the whole: of 2,000 it takes a gigabyte."""
    try:
        schema.validate(value)
    except jsonschema_rs.ValidationError as error:
        return error
    return None


def _told(error: jsonschema_rs.ValidationError, path: str) -> InvalidStatement:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)
    return InvalidStatement(path + where, _reason(error))


def _reason(error: jsonschema_rs.ValidationError) -> str:
    for name, words in _WORDS.items():
        if error.message.endswith(f'is not a "{name}"'):
            return f"must be {words}"
    if error.schema_path and error.schema_path[-1] in ("oneOf", "not"):
        return "an Agent or identified Group has exactly one of mbox, mbox_sha1sum, openid, account"
    return error.message[:300]


def _beyond_schema(statement: dict, path: str) -> None:
    thing = statement["object"]
    if statement["verb"]["id"] == VERBS["voided"] and thing.get("objectType") != "StatementRef":
        raise InvalidStatement(f"{path}.object", "a voiding statement points to a statement with a StatementRef")
    context = statement.get("context", {})
    if thing.get("objectType", "Activity") == "Activity":
        if "definition" in thing:
            _components(thing, f"{path}.object")
    else:
        for name in ("revision", "platform"):
            if name in context:
                raise InvalidStatement(f"{path}.context.{name}", "allowed only when the object is an Activity")
    for kind, found in context.get("contextActivities", {}).items():
        if isinstance(found, dict):
            if "definition" in found:
                _components(found, f"{path}.context.contextActivities.{kind}")
            continue
        for number, activity in enumerate(found):
            if "definition" in activity:  # most bring none: their place is not written out
                _components(activity, f"{path}.context.contextActivities.{kind}[{number}]")
    score = statement.get("result", {}).get("score")
    if score:
        _score(score, f"{path}.result.score")


def _components(activity: dict, path: str) -> None:
    """Within a list of interaction components an id stands once (1.0.3 Data 2.4.4.1; 2.0 4.2.2.3)."""
    definition = activity["definition"]
    if "interactionType" not in definition:
        return
    for part in COMPONENTS:
        seen: set[str] = set()
        for number, component in enumerate(definition.get(part, ())):
            if component["id"] in seen:
                raise InvalidStatement(
                    f"{path}.definition.{part}[{number}].id", f"{component['id'][:100]!r} stands twice in this list"
                )
            seen.add(component["id"])


def _score(score: dict, path: str) -> None:
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    if low is not None and high is not None and low >= high:
        raise InvalidStatement(f"{path}.min", "must be less than max")
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        raise InvalidStatement(f"{path}.raw", "must lie between min and max")


def too_long(text: str, most: int) -> bool:
    """Whether a text has more bytes than these; most texts are too short to be counted."""
    return len(text) > most // 4 and len(text.encode()) > most


_SHORT = limits.IDENTIFIER // 4  # characters that never have more bytes than an identifier may


def check_lengths(statement: dict, found: Links, path: str) -> None:
    """Raises InvalidStatement for an identifier too long to be looked up; names the property."""
    _check_verb(statement, path)
    if found.in_sub:
        _check_verb(statement["object"], f"{path}.object")
    for kind, named in (("agent", found.agents), ("activity", found.activities)):
        for identifier, role in named:
            if len(identifier) > _SHORT and too_long(identifier, limits.IDENTIFIER):
                reason = f"the {kind} {identifier[:60]}… has an identifier of more than {limits.IDENTIFIER} bytes"
                raise InvalidStatement(f"{path}.{place_of(role)}", reason)


def _check_verb(statement: dict, path: str) -> None:
    iri = statement["verb"]["id"]
    if too_long(iri, limits.IDENTIFIER):
        raise InvalidStatement(
            f"{path}.verb.id", f"the verb {iri[:60]}… has an identifier of more than {limits.IDENTIFIER} bytes"
        )


@cache
def _agents() -> jsonschema_rs.Draft7Validator:
    formats = {name: (lambda text, name=name: bool(_expression(name).fullmatch(text))) for name in PATTERNS}
    return jsonschema_rs.Draft7Validator(ACTOR, validate_formats=True, formats=formats)


def check_agent(agent: object, path: str) -> None:
    """Raises InvalidStatement unless this is an Agent or a Group."""
    if error := _first(_agents(), agent):
        raise _told(error, path)
