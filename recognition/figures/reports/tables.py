"""What a report is: tables of numbers with keys. Pure, and the same as JSON, so that what was frozen prints as it was."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Value = int | str | None  # a count; a percentage as text with a point (“61.5”); None: there is no number (not zero)


@dataclass(frozen=True)
class Column:
    """One column; `kind` is count or percent."""

    key: str
    label: str
    kind: str = "count"


@dataclass(frozen=True)
class Row:
    """One row; its values stand in the order of the columns."""

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """A table; `chart` names the column that is drawn, `note` says what must be known to read it."""

    key: str
    title: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: str = ""
    note: str = ""

    def value(self, row: str, column: str) -> Value:
        """The number in one cell. Raises KeyError."""
        place = [one.key for one in self.columns].index(column) if self._has(column) else None
        for one in self.rows:
            if one.key == row and place is not None:
                return one.values[place]
        raise KeyError(f"{self.key}: {row}, {column}")

    def _has(self, column: str) -> bool:
        return any(one.key == column for one in self.columns)


@dataclass(frozen=True)
class Report:
    """The report of a place and year as of a day, as recorded before a moment (`known`, ISO text)."""

    code: str
    place: str
    year: int
    as_of: str
    known: str
    functions: str
    tables: tuple[Table, ...] = field(default=())

    def table(self, key: str) -> Table:
        """The table with this key. Raises KeyError."""
        for one in self.tables:
            if one.key == key:
                return one
        raise KeyError(key)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    return asdict(report)


def from_json(said: Mapping[str, Any]) -> Report:
    """The report that `as_json` wrote."""
    tables = tuple(
        Table(
            one["key"],
            one["title"],
            one["first"],
            tuple(Column(**column) for column in one["columns"]),
            tuple(Row(row["key"], row["label"], tuple(row["values"])) for row in one["rows"]),
            one["chart"],
            one["note"],
        )
        for one in said["tables"]
    )
    return Report(**{**said, "tables": tables})


def shown(value: Value, kind: str = "count") -> str:
    """A value as people write it: 1.234; 61,5%; a dash for no number."""
    if value is None:
        return "–"
    if kind == "percent":
        return f"{str(value).replace('.', ',')}%"
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
