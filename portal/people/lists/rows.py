"""What one row of a list says, judged by itself: every mistake by its column, with the reason and what to write instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.consents import judge_consent
from portal.people.forms import checked_full_name
from portal.people.lists.columns import FIELDS, FORMS, HEADS, NO, YES
from portal.people.lists.reading import Line
from portal.people.lookup import phone_of
from portal.people.models import PersonalRecord
from portal.people.registering import Person
from portal.places.public import ResidentialGroup, Unit
from portal.text.folding import fold, words

_YEAR = re.compile(r"(?:\d{1,2}[/.\- ]){0,2}(\d{4})|(\d{4})-\d\d-\d\d")
_YES, _NO = ("co", "x", "yes", "dong y", "da dong y", "da ky"), ("", "khong", "chua", "no")
_MOST = 100  # letters of a cell
_SAID = 40


@dataclass(frozen=True)
class Problem:
    """A mistake: in which column, why, and what to do."""

    field: str
    text: str

    @property
    def head(self) -> str:
        """The column as it is called in the sheet."""
        return HEADS[self.field]


@dataclass(frozen=True)
class Wish:
    """What a row asks for."""

    person: Person
    phone: str = ""
    consents: bool = False
    representative: str = ""


@dataclass(frozen=True)
class Known:
    """What the cells of a commune's list are compared with; read once for all rows."""

    unit: Unit
    groups: Mapping[str, ResidentialGroup]
    kinds: Mapping[str, str] = field(default_factory=dict)


def known_in(unit: Unit, groups: list[ResidentialGroup]) -> Known:
    """The commune with its groups, and the groups of people by code and words."""
    kinds = {fold(code): code for code, _words in PersonalRecord.SubjectGroup.choices}
    kinds |= {_plain(str(label)): code for code, label in PersonalRecord.SubjectGroup.choices}
    return Known(unit, {_plain(one.name): one for one in groups}, kinds)


def _plain(text: str) -> str:
    return " ".join(words(text))


def judged(line: Line, known: Known) -> tuple[Wish, list[Problem]]:
    """What the row asks for, as far as it can be read, and all that is wrong with it."""
    cells = dict(zip(FIELDS, line.cells, strict=True))
    wrong: list[Problem] = []

    def read(name: str, ask):
        try:
            return ask(cells[name])
        except ValidationError as problem:
            wrong.append(Problem(name, " ".join(problem.messages)))
            return None

    name = read("full_name", _name)
    year = read("birth_year", _year)
    form = read("address_form", _form)
    kind = read("subject_group", lambda text: _kind(text, known))
    group = read("group", lambda text: _group(text, known))
    phone = read("phone", _phone)
    consents = read("consents", lambda text: _consents(text, cells["representative"]))
    guardian = read("representative", _short)
    if consents and not any(one.field in ("birth_year", "representative") for one in wrong):
        try:
            judge_consent(year, alone=False, representative=guardian or "")
        except ValidationError as problem:
            wrong += [Problem(name, " ".join(texts)) for name, texts in problem.message_dict.items()]
    person = Person(name or "", known.unit, year, form or "", kind or "", group)
    return Wish(person, phone or "", bool(consents), guardian or ""), wrong


def _name(text: str) -> str:
    if not text:
        raise ValidationError(_("The name is missing. Write family name and given name."))
    return checked_full_name(_short(text))


def _short(text: str) -> str:
    if len(text) > _MOST:
        raise ValidationError(_("A cell is too long (%(n)s letters at most). Shorten it.") % {"n": _MOST})
    return text


def _year(text: str) -> int | None:
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    year = int(found[1] or found[2]) if found else 0
    if not 1900 <= year <= timezone.localdate().year:
        said = {"said": text[:_SAID]}
        raise ValidationError(_("“%(said)s” cannot be a year of birth. Write four digits, for example 1984.") % said)
    return year


def _form(text: str) -> str:
    found = {fold(form): form for form in FORMS}.get(fold(text), "")
    if text and not found:
        said = {"said": text[:_SAID], "known": ", ".join(FORMS)}
        raise ValidationError(_("“%(said)s” is not in the list. Write one of %(known)s, or leave it empty.") % said)
    return found


def _kind(text: str, known: Known) -> str:
    found = known.kinds.get(_plain(text), "")
    if text and not found:
        said = {"said": text[:_SAID]}
        raise ValidationError(
            _("“%(said)s” is no group of people. Choose from the list of the sample (or N1 to N4), or leave it empty.")
            % said
        )
    return found


def _group(text: str, known: Known) -> ResidentialGroup | None:
    found = known.groups.get(_plain(text))
    if text and found is None:
        said = {"said": text[:_SAID]}
        if not known.groups:
            raise ValidationError(
                _("“%(said)s” is not known: no residential group of this commune is entered yet. Leave the cell empty.")
                % said
            )
        raise ValidationError(
            _(
                "“%(said)s” is no residential group of this commune. Choose from the list of the sample, or leave it empty."
            )
            % said
        )
    return found


def _phone(text: str) -> str:
    """The number; one that lost its zero in Excel gets it back."""
    figures = re.sub(r"[\s.\-()]+", "", text)
    if figures.isascii() and figures.isdigit() and len(figures) == 9 and figures[0] != "0":
        figures = f"0{figures}"
    found = phone_of(figures)
    if text and not found:
        said = {"said": text[:_SAID]}
        raise ValidationError(
            _("“%(said)s” is no telephone number. Write ten digits that begin with 0, or leave it empty.") % said
        )
    return found


def _consents(text: str, representative: str) -> bool:
    plain = _plain(text) or text
    if plain not in _YES + _NO:
        said = {"said": text[:_SAID], "yes": YES, "no": NO}
        raise ValidationError(
            _("“%(said)s” is neither yes nor no. Write “%(yes)s” if the paper is signed, otherwise “%(no)s”.") % said
        )
    if not plain and representative:
        said = {"yes": YES, "no": NO}
        raise ValidationError(
            _("A parent or guardian is named, but not whether the paper is signed. Write “%(yes)s” or “%(no)s”.") % said
        )
    return plain in _YES
