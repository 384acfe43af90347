"""Cards of learners on sheets of A4, ten a sheet: for a class, for a list just taken in, for those who were ticked."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import segno
import typst

from content.classes.codes import address

MOST = 1_000  # cards of one file
_SOURCE = Path(__file__).parent / "cards.typ"
_MASK = 2  # any reads; to weigh all eight takes six times as long


@dataclass(frozen=True)
class Card:
    """What stands on a card."""

    reference: str
    name: str
    year: int | None
    place: str


def chosen(cards: Sequence[Card], wanted: Iterable[str]) -> list[Card]:
    """The cards that were ticked; all, where none was. At most MOST."""
    ticked = set(wanted)
    return [one for one in cards if not ticked or one.reference in ticked][:MOST]


def cards_pdf(cards: Iterable[Card], title: str) -> bytes:
    """The sheets. The QR leads to the person for staff of the centre alone, and tells a stranger nothing."""
    rows = [
        {
            "name": one.name,
            "year": str(one.year or ""),
            "place": one.place,
            "reference": one.reference,
            "qr": _svg(address("content:card", one.reference)),
        }
        for one in cards
    ]
    data = orjson.dumps({"cards": rows, "title": title}).decode("utf-8")
    root = str(_SOURCE.parent)
    return typst.compile(str(_SOURCE), root=root, ignore_system_fonts=True, format="pdf", sys_inputs={"data": data})


def _svg(text: str) -> str:
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, mask=_MASK)
    code.save(out, kind="svg", xmldecl=False, border=2, svgclass=None, lineclass=None, omitsize=True)
    return out.getvalue().decode("ascii")
