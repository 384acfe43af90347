"""The list of a decision as papers print it: who stands on it, in the order of given names, with what is said of each."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.people.public import decrypt_all
from portal.places.public import Unit, names_of
from portal.text.collation import given_first
from portal.text.folding import fold
from recognition.cases.handed_in import result_of
from recognition.criteria.score import Verdict
from recognition.decisions.shown import mark_of, records_of_cases
from recognition.models import Case
from recognition.sets.publishing import criteria_of

BOTH = "ông (bà)"
CALLS = ("ông", "bà", BOTH)
_CALLED = {"ông": "ông", "chú": "ông", "anh": "ông", "bà": "bà", "cô": "bà", "chị": "bà"}


@dataclass(frozen=True)
class Row:
    """One person or group of a list. `name` is empty where no record is kept; `mark` says all that the row says."""

    case: Case
    name: str
    call: str
    born: int | None
    group: str
    unit: str
    province: str
    note: str
    verdict: Verdict | None
    result: str
    mark: str

    @property
    def home(self) -> str:
        """Where the person lives, as a sentence says it: “thôn Hạ, xã Đồng Sen, tỉnh Quảng Trị”."""
        parts = [in_sentence(part) for part in (self.group, self.unit, self.province) if part]
        return ", ".join(parts)


def in_sentence(name: str) -> str:
    """A name of a place inside a sentence: its kind begins small (“xã Đồng Sen”)."""
    kinds = ("Xã", "Phường", "Đặc khu", "Tỉnh", "Thành phố", "Thôn", "Tổ", "Khu", "Bản", "Làng", "Ấp", "Xóm", "Buôn")
    return name[:1].lower() + name[1:] if name.startswith(kinds) else name


def rows_of(cases: Collection[Case], said: Mapping[int, Mapping[str, str]] | None = None) -> list[Row]:
    """The rows in the order of given names; `said`: number of a case -> what the draft says of it (`call`, `note`).

    A few questions, however many cases; they come with campaign, submission and its set, assessment, unit and group.
    """
    said, records = said or {}, records_of_cases(cases)
    rows = list(records.values())
    tokens = [token for row in rows for token in (row.full_name_encrypted, row.sort_key_encrypted)]
    texts = decrypt_all(tokens, [row.key for row in rows if row.key])
    named = {number: (texts[2 * i], texts[2 * i + 1]) for i, number in enumerate(records)}
    units = {case.unit_id: case.unit for case in cases if case.unit_id}
    names = names_of([*units, *(unit.parent_id for unit in units.values() if unit.parent_id)])
    made = [
        (_order(*named.get(case.pk, ("", ""))), _row(case, records.get(case.pk), named, names, said.get(case.pk, {})))
        for case in cases
    ]
    return [row for _key, row in sorted(made, key=lambda one: (one[0], one[1].born or 0, one[1].case.pk))]


def _order(name: str, own_key: str) -> tuple:
    """By the given name; a key that somebody set by hand stands (names that are not given name last)."""
    default = " ".join(fold(name).split())
    return given_first(name if own_key in ("", default) else own_key)


def _row(case: Case, record, named: Mapping, names: Mapping[int, str], said: Mapping[str, str]) -> Row:
    name = named.get(case.pk, ("", ""))[0]
    person = case.learner.is_person
    call = said.get("call") or (_CALLED.get(record.address_form, BOTH) if record is not None and person else "")
    born = record.birth_year if record is not None and person else None
    group = case.residential_group.name if case.residential_group else ""
    note = said.get("note", "")
    verdict = result_of(case.submission, case.assessment) if case.assessment and case.submission else None
    basis = repr((mark_of(case, name), call, born, group, note))
    unit: Unit | None = case.unit
    return Row(
        case,
        name,
        call,
        born,
        group,
        names.get(case.unit_id, "") if unit else "",
        names.get(unit.parent_id, "") if unit and unit.parent_id else "",
        note,
        verdict,
        _result(case, verdict),
        hashlib.sha256(basis.encode()).hexdigest()[:24],
    )


def _result(case: Case, verdict: Verdict | None) -> str:
    """What the list says the case came to: points, with the grade where there are grades, or the level."""
    if verdict is None:
        return ""
    criteria = criteria_of(case.submission.criteria_set)
    level = next((one.name for one in criteria.levels if one.level == verdict.level), "")
    band = next((one.name for one in criteria.bands or () if one.code == verdict.band), "")
    return level or ", ".join(part for part in (number(verdict.total), band) if part)


def number(value: Decimal) -> str:
    """Points as a Vietnamese paper writes them: “82,5”, “80”."""
    return f"{value.normalize():f}".replace(".", ",")


def digest_of(rows: Sequence[Row]) -> str:
    """SHA-256 of the marks of a list, in its order."""
    return hashlib.sha256(repr([(row.case.pk, row.mark) for row in rows]).encode()).hexdigest()
