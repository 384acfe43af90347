"""Is this a statement? (pure) The schema decides; small checks say what a schema cannot (xAPI Data 2 and 4)."""

import re
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

import jsonschema_rs

from learning_records.schemas import statement_schema
from learning_records.statement import instant
from learning_records.vocabulary import VERBS

_LANGUAGE = re.compile(r"^(?:[A-Za-z]{2,8}|[xiXI])(?:-[A-Za-z0-9]{1,8})*$")
_TIME = re.compile(
    r"^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:[Zz]|(?P<offset>[+-]\d\d(?::?\d\d)?))?)?$"
)
_DURATION = re.compile(
    r"^P(?:\d+(?:[.,]\d+)?W|(?=.)(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)$"
)
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$")
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class InvalidStatement(ValueError):
    """A statement the specification refuses: `path` names the property, `reason` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def _is_iri(text: str) -> bool:
    return bool(_SCHEME.match(text)) and not any(c in text for c in '<>"{}|\\^`')


def is_timestamp(text: str) -> bool:
    """ISO 8601 with a date that exists; the offsets -00, -0000 and -00:00 are refused (Data 4.5)."""
    shape = _TIME.match(text)
    if not shape or (shape["offset"] or "").replace(":", "") in ("-00", "-0000"):
        return False
    try:
        return isinstance(instant(text), datetime)
    except (ValueError, OverflowError):
        return False


def is_uuid(text: str) -> bool:
    """A UUID as RFC 4122 writes it."""
    if not _UUID.match(text):
        return False
    return bool(UUID(text).variant)


def _is_uri(text: str) -> bool:
    return _is_iri(text) and bool(urlsplit(text).netloc)


_FORMATS = {
    "iri": _is_iri,
    "uri": _is_uri,
    "uuid": is_uuid,
    "timestamp": is_timestamp,
    "language-tag": lambda text: bool(_LANGUAGE.match(text)),
    "iso-duration": lambda text: bool(_DURATION.match(text)) and text not in ("P", "PT"),
    "mailto": lambda text: bool(re.match(r"^mailto:[^@\s]+@[^@\s]+$", text)),
}


@cache
def _validator(version: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(statement_schema(version), validate_formats=True, formats=_FORMATS)


def _nothing_null(value: object, path: str) -> None:
    if value is None:
        raise InvalidStatement(path, "null is allowed only inside extensions")
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "extensions":
                _nothing_null(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _nothing_null(inner, f"{path}[{number}]")


def validate(statement: object, version: str = "1.0.3", path: str = "statement") -> None:
    """Raises InvalidStatement when the specification of this version refuses the statement."""
    validator = _validator("2.0.0" if version.startswith("2") else "1.0.3")
    if not validator.is_valid(statement):
        raise _explained(validator, statement, path)
    if not isinstance(statement, dict):
        raise InvalidStatement(path, "a statement is an object")
    _nothing_null(statement, path)
    _beyond_schema(statement, path)
    if statement["object"].get("objectType") == "SubStatement":
        _beyond_schema(statement["object"], f"{path}.object")


def _explained(validator: jsonschema_rs.Draft7Validator, statement: object, path: str) -> InvalidStatement:
    errors = list(validator.iter_errors(statement))
    deepest = max(errors, key=lambda error: len(error.instance_path))
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in deepest.instance_path)
    return InvalidStatement(path + where, deepest.message[:300])


def _beyond_schema(statement: dict, path: str) -> None:
    thing = statement["object"]
    if statement["verb"]["id"] == VERBS["voided"] and thing.get("objectType") != "StatementRef":
        raise InvalidStatement(f"{path}.object", "a voiding statement points to a statement with a StatementRef")
    context = statement.get("context", {})
    if thing.get("objectType", "Activity") != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                raise InvalidStatement(f"{path}.context.{name}", "allowed only when the object is an Activity")
    score = statement.get("result", {}).get("score", {})
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    if low is not None and high is not None and low >= high:
        raise InvalidStatement(f"{path}.result.score.min", "must be less than max")
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        raise InvalidStatement(f"{path}.result.score.raw", "must lie between min and max")
    authority = statement.get("authority", {})
    if authority.get("objectType") == "Group" and len(authority.get("member", ())) != 2:
        raise InvalidStatement(f"{path}.authority", "a group as authority has exactly two members")
