"""Loading the national register: 34 provinces, 3,321 communes, their versions and what they were formed from.

Source: `data/README.md`. Safe to run again: what is there stays, nothing is doubled.
"""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.db import connection, transaction

from portal.places.models import Unit, UnitSuccession, UnitVersion
from portal.text.folding import fold

DATA = Path(__file__).parent / "data"
SCHEME, OLD_SCHEME = "qd19-2025", "before-2025-07"
BEGIN, CHANGE = date(2025, 7, 1), date(2026, 4, 30)
# Of the 63 former provinces the register says only that they ended; a day before any record of the portal stands in.
LONG_AGO = date(2004, 1, 1)
_LOCK = 0x504C4143  # one loader at a time; "PLAC"
_OLD_TYPES = {"thành phố trực thuộc trung ương": "centrally_run_city", "tỉnh": "province"}


def _version(
    unit: Unit, kind: str, name: str, code: str, begin: date, end: date | None, scheme: str = SCHEME
) -> UnitVersion:
    return UnitVersion(
        unit=unit, type=kind, name=name, folded=fold(name), code=code, scheme=scheme, valid_from=begin, valid_to=end
    )


@lru_cache(maxsize=1)
def identity_prefixes() -> frozenset[str]:
    """The three digits with which identity numbers of the former provinces begin."""
    rows = yaml.safe_load((DATA / "provinces.yaml").read_text(encoding="utf-8"))["provinces"]
    return frozenset(old["cccd_prefix"] for row in rows for old in row["predecessors"])


def load() -> dict[str, int]:
    """Loads the register into an installation that has no unit of it yet; returns how many provinces and communes there are."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if not UnitVersion.objects.filter(scheme=SCHEME).exists():
            _load_communes(_load_provinces())
    units = Unit.objects.filter(versions__scheme=SCHEME).distinct()
    return {kind: units.filter(kind=kind).count() for kind in ("province", "commune")}


def _load_provinces() -> dict[str, Unit]:
    rows = yaml.safe_load((DATA / "provinces.yaml").read_text(encoding="utf-8"))["provinces"]
    found, versions, origins, former = {}, [], [], []
    for row in rows:
        unit = found[row["code"]] = Unit(kind=Unit.Kind.PROVINCE, valid_from=BEGIN)
        versions += [_version(unit, kind, row["name_vi"], row["code"], begin, end) for kind, begin, end in _types(row)]
        for old in row["predecessors"]:
            before = Unit(kind=Unit.Kind.PROVINCE, valid_from=LONG_AGO, valid_to=BEGIN)
            kind, code, name = _OLD_TYPES[old["type_vi"]], old["legacy_code"], old["name_vi"]
            former.append(before)
            versions.append(_version(before, kind, name, code, LONG_AGO, BEGIN, OLD_SCHEME))
            origins.append(UnitSuccession(successor=unit, predecessor=before, predecessor_text=name, on=BEGIN))
    Unit.objects.bulk_create([*found.values(), *former])
    UnitVersion.objects.bulk_create(versions)
    UnitSuccession.objects.bulk_create(origins)
    return found


def _types(row: dict) -> list[tuple[str, date, date | None]]:
    """A province's types in order, each with the half-open time it held."""
    steps = [(step["type"], step.get("from") or BEGIN) for step in row.get("type_history", [])] or [
        (row["type"], BEGIN)
    ]
    ends = [begin for _kind, begin in steps[1:]] + [None]
    return [(kind, begin, end) for (kind, begin), end in zip(steps, ends, strict=True)]


def _load_communes(provinces: dict[str, Unit]) -> None:
    with open(DATA / "communes.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    units = Unit.objects.bulk_create(
        [Unit(kind=Unit.Kind.COMMUNE, parent=provinces[row["province_code"]], valid_from=BEGIN) for row in rows]
    )
    versions, origins = [], []
    for row, unit in zip(rows, units, strict=True):
        before = row["type_before_2026_04_30"]
        if before:
            versions.append(_version(unit, before, row["name"], row["code"], BEGIN, CHANGE))
        versions.append(_version(unit, row["type"], row["name"], row["code"], CHANGE if before else BEGIN, None))
        origins.append(
            UnitSuccession(
                successor=unit,
                predecessor_text=row["formed_from"],
                took_part_only=row["took_part_only"] == "1",
                on=BEGIN,
            )
        )
    UnitVersion.objects.bulk_create(versions, batch_size=1000)
    UnitSuccession.objects.bulk_create(origins, batch_size=1000)
