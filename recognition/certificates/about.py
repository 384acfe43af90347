"""The words of one sheet about its holder: kept with the certificate as they are printed, under the key of the decision.

So each of them can be corrected by another sheet, and all of them end with the decision's retention.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import orjson

from portal.people.public import DataKey, Learner, PersonalRecord, decrypt_all, encrypt, everyone, first_ids
from portal.places.public import UnitVersion
from recognition.models import Certificate, DecisionLine

# As people chose to be called, where it says which of the two words of papers is meant; of all others both are printed.
CALLS = {"ông": "ông", "anh": "ông", "chú": "ông", "bà": "bà", "chị": "bà", "cô": "bà"}
BOTH = "ông (bà)"
# What begins the name of a place: small within a sentence, as “xã Đồng Sen”.
_KINDS = ("thôn", "tổ", "ấp", "bản", "xóm", "khu", "khóm", "buôn", "làng", "plei", "sóc", "phum", "cụm")
_KINDS += ("xã", "phường", "đặc khu", "tỉnh", "thành phố")


@dataclass(frozen=True)
class About:
    """What a sheet says of its holder. `call`: ông, bà or both, empty for a group; `home`: one line, from small to large."""

    name: str
    call: str = ""
    born: int | None = None
    home: str = ""
    unit: str = ""

    def sealed(self, key: DataKey) -> bytes:
        """The words as one token under the key of a decision."""
        return encrypt(orjson.dumps(asdict(self)).decode("utf-8"), key)


FIELDS = tuple(one.name for one in fields(About))
CORRECTABLE = ("name", "call", "born", "home")


def uncapped(text: str) -> str:
    """A place within a sentence: “Xã Đồng Sen” becomes “xã Đồng Sen”; a name without its kind stays as it is."""
    small = text[:1].lower() + text[1:]
    return small if small.startswith(tuple(f"{kind} " for kind in _KINDS)) else text


def home_line(group: str, unit: str, province: str) -> str:
    """“thôn Hạ, xã Đồng Sen, tỉnh Quảng Trị”; what is empty is left out."""
    return ", ".join(uncapped(part) for part in (group, unit, province) if part)


def abouts_of_lines(lines: Sequence[DecisionLine]) -> list[About]:
    """The words of the first sheet of each line: from the line as it was frozen, and how its person is to be called.

    Three questions, however many lines; they come with their decision.
    """
    provinces = _provinces(lines)
    calls = _calls(line.learner_id for line in lines)
    names = read_all(lines)
    return [
        About(
            name=name,
            call=calls.get(line.learner_id, ""),
            born=line.birth_year,
            home=home_line(line.residential_group_name, line.unit_name, provinces.get(line.unit_id, "")),
            unit=line.unit_name,
        )
        for line, name in zip(lines, names, strict=True)
    ]


def read_all(lines: Sequence[DecisionLine]) -> list[str]:
    """The names of lines, in their order; what else they say of people is then at hand too. One question."""
    texts = decrypt_all(token for line in lines for token in (line.name_encrypted, line.about_encrypted))
    for line, text in zip(lines, texts[1::2], strict=True):
        line.__dict__["about"] = orjson.loads(text or "{}")
    return texts[::2]


def abouts_of(certificates: Iterable[Certificate]) -> list[About]:
    """The words of these sheets; a name alone that is empty says that nothing of them is kept any more. At most four questions.

    Certificates older than words of their own get them from their line.
    """
    rows = list(certificates)
    said = decrypt_all(one.about_encrypted or one.name_encrypted for one in rows)
    older = [one for one in rows if not one.about_encrypted]
    of_lines = dict(zip((one.pk for one in older), abouts_of_lines([one.line for one in older]), strict=True))
    found = []
    for one, text in zip(rows, said, strict=True):
        if not text:
            found.append(About(""))
        elif one.about_encrypted:
            found.append(read(orjson.loads(text)))
        else:
            found.append(About(**{**asdict(of_lines[one.pk]), "name": text}))
    return found


def about_of(certificate: Certificate) -> About:
    """The words of one sheet."""
    return abouts_of([certificate])[0]


def read(said: Mapping[str, Any]) -> About:
    """Kept words; what a later version keeps besides is not asked."""
    return About(**{name: said[name] for name in FIELDS if name in said})


def call_of(learner_kind: str, address_form: str) -> str:
    """What stands before the name on a paper: as the person chose, both words where that says neither, nothing for a group."""
    return CALLS.get(address_form, BOTH) if learner_kind == Learner.Kind.PERSON else ""


def _calls(learners: Iterable) -> dict:
    first = first_ids(learners)
    with everyone("how people are to be called, on papers about them"):
        rows = Learner.objects.filter(pk__in=set(first.values())).values_list("pk", "kind")
        kinds = dict(rows)
        records = PersonalRecord.objects.filter(learner__in=set(first.values())).values_list("learner", "address_form")
        chosen = dict(records)
    return {one: call_of(kinds[goes_on], chosen.get(goes_on, "")) for one, goes_on in first.items() if goes_on in kinds}


def _provinces(lines: Sequence[DecisionLine]) -> dict[int, str]:
    """For each unit the province above it, as it was called on the day of the decision."""
    days: dict[int, date] = {line.unit_id: line.decision.date for line in lines}
    above = UnitVersion.objects.filter(unit__children__in=days).order_by("valid_from")
    found: dict[int, str] = {}
    for unit, kind, name, begins in above.values_list("unit__children", "type", "name", "valid_from"):
        if unit in days and (unit not in found or begins <= days[unit]):
            found[unit] = f"{UnitVersion.Type(kind).label} {name}"
    return found
