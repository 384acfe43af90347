"""The interface as OpenAPI 3.1, made from the dataclasses that answer: the description cannot say anything else than they do."""

import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from recognition.figures.reports import answers

_PLAIN = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, type(None): {"type": "null"}}


def schema_of(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of a type; dataclasses go into `parts` by name and are referred to."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [schema_of(one, parts) for one in get_args(kind)]}
    if get_origin(kind) in (list, tuple):
        return {"type": "array", "items": schema_of(get_args(kind)[0], parts)}
    if is_dataclass(kind):
        name = kind.__name__  # type: ignore[union-attr]
        if name not in parts:
            parts[name] = {}  # before its fields, which may refer to it
            hints = get_type_hints(kind)
            parts[name] = {
                "type": "object",
                "description": " ".join((kind.__doc__ or "").split()),
                "properties": {one.name: schema_of(hints[one.name], parts) for one in fields(kind)},
                "required": [one.name for one in fields(kind)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{name}"}
    raise TypeError(f"no schema for {kind}")


def _parameter(name: str, where: str, text: str, schema: dict, *, required: bool = False) -> dict:
    return {"name": name, "in": where, "description": text, "required": required, "schema": schema}


_CODE = _parameter("code", "path", "Official code of the place, with its zeros.", {"type": "string"}, required=True)
_YEAR = _parameter("year", "query", "A year; without it the present one.", {"type": "integer", "minimum": 2022})
_PROVINCE = _parameter(
    "province", "query", "Code of a province: its communes instead of the provinces.", {"type": "string"}
)
_DAY = _parameter("day", "query", "Figures of the end of this day.", {"type": "string", "format": "date"})
_NUMBER = _parameter("number", "path", "Number of the frozen figures.", {"type": "integer"}, required=True)
_WAYS: tuple[tuple[str, str, Any, list[dict], bool], ...] = (
    ("/places", "Provinces, or the communes of one.", answers.Places, [_PROVINCE], False),
    ("/places/{code}/holders", "Holders of the title of persons.", answers.Holders, [_CODE, _YEAR], False),
    ("/places/{code}/rates", "The rates of digital skills.", answers.Rates, [_CODE, _YEAR], False),
    ("/places/{code}/report", "All figures of a year.", answers.Report, [_CODE, _YEAR, _DAY], True),
    ("/places/{code}/snapshots", "What was frozen of a place.", answers.FrozenList, [_CODE], True),
    ("/snapshots/{number}", "Frozen figures.", answers.FrozenReport, [_NUMBER], True),
)


def described(base: str) -> dict[str, Any]:
    """The whole description; `base` is where the interface stands."""
    parts: dict[str, Any] = {}
    refused = {"application/json": {"schema": schema_of(answers.Problem, parts)}}
    paths = {}
    for path, text, kind, parameters, signed_in in _WAYS:
        answered = {
            "200": {"description": text, "content": {"application/json": {"schema": schema_of(kind, parts)}}},
            "400": {"description": "A parameter cannot be read.", "content": refused},
            "404": {"description": "There is no such place, or it is not yours.", "content": refused},
        }
        if signed_in:
            answered["401"] = {"description": "Only for officials of the place who are signed in.", "content": refused}
        paths[path] = {
            "get": {
                "summary": text,
                "operationId": path.strip("/").replace("/", "_").replace("{", "").replace("}", ""),
                "parameters": parameters,
                "responses": answered,
                **({"security": [{"session": []}]} if signed_in else {}),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Figures of learning titles",
            "version": "1",
            "description": "Read only. Anybody reads published numbers (one to four people are never published, also not by "
            "subtraction); officials who are signed in read exact ones of their places.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": parts,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}},
        },
    }
