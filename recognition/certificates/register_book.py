"""The register book (sổ cấp giấy chứng nhận): every number of a body and year in its order, what became of it, nothing left out.

A number once given is never given again: what was replaced or annulled stays, struck through, with what happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from recognition.certificates import fold
from recognition.certificates.about import abouts_of
from recognition.certificates.bodies import as_on
from recognition.certificates.codes import threes
from recognition.certificates.life import Standing, standings
from recognition.certificates.words import body_lines
from recognition.models import Certificate, IssuingBody
from recognition.papers.days import short_day

PAGE = 12  # lines of a printed page: each has room for a hand that signs
MOST = 833 * PAGE  # lines of one file: a longer book comes in several, cut between two pages


@dataclass(frozen=True)
class Line:
    """One number. `off`: struck through, for another sheet or nothing stands in its place; `note` says what happened."""

    number: int
    code: str
    name: str
    born: int | None
    home: str
    issued: date
    check: str
    note: str
    off: bool
    holds: bool
    token: str = ""


@dataclass(frozen=True)
class Leaf:
    """A printed page of the book, with what stands below it."""

    page: int
    lines: tuple[Line, ...]

    @property
    def sum(self) -> str:
        """How many are on the page, and what became of them."""
        off = sum(line.off for line in self.lines)
        ended = sum(not line.off and not line.holds for line in self.lines)
        said = f"Trang này gồm {len(self.lines)} giấy, từ số {self.lines[0].code} đến số {self.lines[-1].code}: "
        return f"{said}thay thế, hủy bỏ {off}, thu hồi, hết thời hạn {ended}, còn hiệu lực {len(self.lines) - off - ended}."


def book_of(body: IssuingBody, year: int, after: int = 0, most: int = MOST) -> list[Line]:
    """The lines of the book from a number on, as many as asked for. About ten questions, however many lines."""
    rows = Certificate.objects.filter(body=body, year=year, number__gt=after).select_related(
        "line__decision", "superseded_by"
    )
    found = list(rows.order_by("number")[:most])
    today, abouts = standings(found), abouts_of(found)
    before = Certificate.objects.filter(superseded_by__in=found).values_list("superseded_by", "register_code")
    replaced = dict(before)
    return [
        Line(
            number=one.number,
            code=one.register_code,
            name=about.name,
            born=about.born,
            home=about.home,
            issued=one.issued_on,
            check=threes(one.code),
            note=_note(one, today[one.pk], replaced.get(one.pk, "")),
            off=today[one.pk].state in (fold.SUPERSEDED, fold.ANNULLED),
            holds=today[one.pk].holds,
            token=one.token,
        )
        for one, about in zip(found, abouts, strict=True)
    ]


def missing_numbers(lines: Iterable[Line]) -> list[int]:
    """Numbers that should be there: the book is free of gaps, so there is none unless somebody tampered with it."""
    numbers = [line.number for line in lines]
    return sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))


def leaves(lines: Iterable[Line]) -> Iterator[Leaf]:
    """The pages of the printed book."""
    rest = iter(lines)
    while found := tuple(islice(rest, PAGE)):
        yield Leaf((found[0].number - 1) // PAGE + 1, found)


def head_of(body: IssuingBody, year: int) -> tuple[str, ...]:
    """The name of the body over two lines, as it was at the end of the year."""
    return body_lines(as_on(body, date(year, 12, 31)).name)


def _note(one: Certificate, standing: Standing, replaces: str) -> str:
    """What happened, in the words of the book."""
    said = [f"Thay cho số {replaces}"] if replaces else []
    if standing.state == fold.SUPERSEDED and one.superseded_by is not None:
        said.append(f"Cấp lại: thay bằng số {one.superseded_by.register_code}")
    word = {fold.REVOKED: "Thu hồi", fold.ANNULLED: "Hủy bỏ", fold.LAPSED: "Hết thời hạn"}.get(standing.state)
    if word:
        by = standing.decision
        on = (
            f"Quyết định số {by.number}, {short_day(by.date)}"
            if by and standing.state != fold.LAPSED
            else short_day(standing.since)
        )
        said.append(f"{word}: {on}")
    return "; ".join(said)
