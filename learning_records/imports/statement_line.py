"""One line becomes a statement, or a refusal that names the property and why."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from learning_records.imports.lines import LONGEST, Line
from learning_records.ingest.record import examine
from learning_records.spec import strict_json
from learning_records.spec.validation import InvalidStatement, is_timestamp

_NEW = ("contextAgents", "contextGroups")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Candidate:
    """A line that is a statement: with its number, its JSON, and the version of its rules."""

    line: Line
    statement_id: UUID
    statement: dict
    text: str
    version: str


class Refusal(Exception):
    """A line that is no statement: `path` names the property, `reason` says why."""

    def __init__(self, line: Line, path: str, reason: str) -> None:
        super().__init__(f"line {line.number}: {path}: {reason}")
        self.line, self.path, self.reason = line, path, reason


def candidate(line: Line, sha256: str) -> Candidate | None:
    """The statement of a line; None for an empty one. Raises Refusal.

    A statement without id gets one from the file and the line, so that the same file again names the same statements. One
    without timestamp gets the moment another store had stored it at, if it says so: that is what a timestamp is by default.
    """
    raw = line.text.removeprefix(_BOM) if line.number == 1 else line.text
    if line.too_long:
        raise Refusal(line, "statement", f"the line has more than {LONGEST} bytes")
    if not raw.strip():
        return None
    try:
        text = raw.decode("utf-8").strip()
        statement = strict_json.parse(text)
        if not isinstance(statement, dict):
            raise InvalidStatement("statement", "a line holds one statement, a JSON object")
        added = _added(statement, sha256, line.number)
        text = strict_json.with_members(text, {name: f'"{value}"' for name, value in added.items()})
        statement, version = statement | added, _version(statement)
        examine(statement, version, text)
    except UnicodeDecodeError as problem:
        raise Refusal(line, "statement", "the line is not UTF-8") from problem
    except strict_json.NotJson as problem:
        raise Refusal(line, "statement", f"not JSON: {problem}") from problem
    except InvalidStatement as problem:
        raise Refusal(line, problem.path, problem.reason) from problem
    return Candidate(line, UUID(statement["id"]), statement, text, version)


def _added(statement: dict, sha256: str, number: int) -> dict[str, str]:
    added = {}
    if "id" not in statement:
        added["id"] = str(uuid5(NAMESPACE_URL, f"urn:sha256:{sha256}:{number}"))
    stored = statement.get("stored")
    if "timestamp" not in statement and isinstance(stored, str) and is_timestamp(stored):
        added["timestamp"] = stored
    return added


def _version(statement: dict) -> str:
    context = statement.get("context")
    newer = isinstance(context, dict) and any(name in context for name in _NEW)
    named = statement.get("version")
    if isinstance(named, str):
        newer = named.startswith("2")
    return "2.0.0" if newer else "1.0.0"
